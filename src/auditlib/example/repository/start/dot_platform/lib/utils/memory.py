"""Keeps the process small: watches its footprint and frees what is not needed.

Grew out of the nightly reports, which used to be stopped by the system halfway through.
"""

from __future__ import annotations

import gc
import resource
import sys
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

SOFT_LIMIT_MB = 64.0
HARD_LIMIT_MB = 96.0
KILOBYTES_PER_UNIT = 1 if sys.platform != "darwin" else 1 / 1024


class FootprintGuard:
    """Tells how much memory is in use, and calls for thrift when it is too much."""

    def __init__(
        self,
        soft_mb: float = SOFT_LIMIT_MB,
        hard_mb: float = HARD_LIMIT_MB,
        weigh: Callable[[], float] | None = None,
    ) -> None:
        if soft_mb > hard_mb:
            raise ValueError("the soft limit must lie below the hard one")
        self.soft_mb = soft_mb
        self.hard_mb = hard_mb
        self._weigh = weigh or footprint_mb
        self._watched: weakref.WeakSet[Any] = weakref.WeakSet()
        self._savers: list[Callable[[], None]] = []
        self._weights: list[float] = []
        self.calls_for_thrift = 0

    def watch(self, owner: Any) -> Any:
        """Let the guard call `owner.shed()` when memory is short; the owner may die at any time."""
        self._watched.add(owner)
        return owner

    def on_shortage(self, saver: Callable[[], None]) -> None:
        """Call the saver when memory is short."""
        self._savers.append(saver)

    def weigh(self) -> float:
        """Megabytes in use now; the last hundred weights are remembered."""
        weight = self._weigh()
        self._weights.append(weight)
        del self._weights[:-100]
        return weight

    def check(self) -> str:
        """Weigh, and act on it: "fine", "thrift" above the soft limit, "collect" above the hard one."""
        weight = self.weigh()
        if weight < self.soft_mb:
            return "fine"
        self.calls_for_thrift += 1
        for owner in list(self._watched):
            owner.shed()
        for saver in self._savers:
            saver()
        if weight < self.hard_mb:
            return "thrift"
        gc.collect()
        return "collect"

    def growing(self, over: int = 10) -> bool:
        """Whether each of the last weights was heavier than the one before."""
        recent = self._weights[-over:]
        return len(recent) == over and all(left < right for left, right in zip(recent, recent[1:]))

    @contextmanager
    def without_collection(self) -> Iterator[None]:
        """Suspend the garbage collector for a short burst of allocations, and collect once after it."""
        was_enabled = gc.isenabled()
        gc.disable()
        try:
            yield
        finally:
            if was_enabled:
                gc.enable()
            gc.collect(0)

    def report(self) -> dict[str, float]:
        """The last, the least and the greatest weight."""
        weights = self._weights or [0.0]
        return {"last": weights[-1], "least": min(weights), "greatest": max(weights)}


def footprint_mb() -> float:
    """The greatest resident size of this process so far, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KILOBYTES_PER_UNIT / 1024


def deep_size(root: Any, limit: int = 10_000) -> int:
    """Bytes held by an object and what it refers to, counted over at most `limit` objects."""
    seen: set[int] = set()
    waiting, total = [root], 0
    while waiting and len(seen) < limit:
        item = waiting.pop()
        if id(item) in seen:
            continue
        seen.add(id(item))
        total += sys.getsizeof(item)
        if isinstance(item, dict):
            waiting.extend(item.keys())
            waiting.extend(item.values())
        elif isinstance(item, (list, tuple, set, frozenset)):
            waiting.extend(item)
        elif hasattr(item, "__dict__"):
            waiting.append(vars(item))
    return total


def human_size(size: float) -> str:
    """A number of bytes as people say it: 1536 gives "1.5 KB"."""
    if size < 1024:
        return f"{size:.0f} bytes"
    for unit in ("KB", "MB"):
        size /= 1024
        if size < 1024:
            return f"{size:.1f} {unit}"
    return f"{size / 1024:.1f} GB"
