"""A shelf for things that are costly to make and go off after a while.

Written for the first release of the message templates, before there was a performance layer.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Iterable
from typing import Any

SHELF_LIFE = 600.0
SHELF_SIZE = 256
SWEEP_EVERY = 64


class Tin:
    """One thing on the shelf, with its best-before moment and how often it was asked for."""

    __slots__ = ("best_before", "contents", "requests")

    def __init__(self, contents: Any, best_before: float) -> None:
        self.contents = contents
        self.best_before = best_before
        self.requests = 0

    def gone_off(self, moment: float) -> bool:
        """Whether it must not be handed out any more."""
        return moment >= self.best_before


class ExpiringStore:
    """Keeps things by label until they go off or the shelf is full; the least wanted then leaves first."""

    def __init__(
        self,
        size: int = SHELF_SIZE,
        shelf_life: float = SHELF_LIFE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.size = size
        self.shelf_life = shelf_life
        self._clock = clock
        self._tins: dict[str, Tin] = {}
        self._since_sweep = 0
        self.served = 0
        self.refused = 0

    def keep(self, label: str, contents: Any, shelf_life: float | None = None) -> None:
        """Put a thing on the shelf, in place of what stood there."""
        self._tidy_now_and_then()
        if label not in self._tins and len(self._tins) >= self.size:
            self._drop_least_wanted()
        life = self.shelf_life if shelf_life is None else shelf_life
        self._tins[label] = Tin(contents, self._clock() + life)

    def look_up(self, label: str, otherwise: Any = None) -> Any:
        """The thing with this label while it is good, else what was given as `otherwise`."""
        tin = self._tins.get(label)
        if tin is None:
            self.refused += 1
            return otherwise
        if tin.gone_off(self._clock()):
            del self._tins[label]
            self.refused += 1
            return otherwise
        tin.requests += 1
        self.served += 1
        return tin.contents

    def fetch(self, label: str, make: Callable[[], Any], shelf_life: float | None = None) -> Any:
        """The thing with this label, made and kept where it is missing or has gone off."""
        nothing = object()
        found = self.look_up(label, nothing)
        if found is nothing:
            found = make()
            self.keep(label, found, shelf_life)
        return found

    def renew(self, label: str, shelf_life: float | None = None) -> bool:
        """Give a thing that is still good its whole life again; whether there was one."""
        tin = self._tins.get(label)
        if tin is None or tin.gone_off(self._clock()):
            return False
        tin.best_before = self._clock() + (self.shelf_life if shelf_life is None else shelf_life)
        return True

    def discard(self, labels: Iterable[str]) -> int:
        """Throw away the named things; returns how many there were."""
        thrown = 0
        for label in labels:
            if self._tins.pop(label, None) is not None:
                thrown += 1
        return thrown

    def discard_family(self, family: str) -> int:
        """Throw away everything whose label begins with the family's name."""
        return self.discard([label for label in self._tins if label.startswith(family)])

    def sweep(self) -> int:
        """Throw away what has gone off; returns how many."""
        moment = self._clock()
        stale = [label for label, tin in self._tins.items() if tin.gone_off(moment)]
        return self.discard(stale)

    def tally(self) -> dict[str, float]:
        """What was asked for, what was served, and the share of it."""
        asked = self.served + self.refused
        return {
            "asked": float(asked),
            "served": float(self.served),
            "share": self.served / asked if asked else 0.0,
            "kept": float(len(self._tins)),
        }

    def empty(self) -> None:
        """Clear the shelf and its tally."""
        self._tins.clear()
        self.served = self.refused = self._since_sweep = 0

    def _tidy_now_and_then(self) -> None:
        self._since_sweep += 1
        if self._since_sweep >= SWEEP_EVERY:
            self._since_sweep = 0
            self.sweep()

    def _drop_least_wanted(self) -> None:
        label = min(self._tins, key=lambda name: (self._tins[name].requests, self._tins[name].best_before))
        del self._tins[label]


def remember(seconds: float, size: int = SHELF_SIZE) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A decorator that remembers what a function returned for its arguments, for so many seconds."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        shelf = ExpiringStore(size=size, shelf_life=seconds)

        @functools.wraps(function)
        def remembered(*args: Any, **kwargs: Any) -> Any:
            label = repr((args, sorted(kwargs.items())))
            return shelf.fetch(label, lambda: function(*args, **kwargs))

        remembered.shelf = shelf  # type: ignore[attr-defined]
        return remembered

    return decorate
