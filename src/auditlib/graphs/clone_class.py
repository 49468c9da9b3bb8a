"""A clone class while it is sought, and which of several classes say all that the others say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from auditlib.model import CloneType

Span = tuple[int, int]
"""The statements of a fragment, as places in a corpus: the first, and the one after the last."""


@dataclass(frozen=True, slots=True)
class CloneClass:
    """Fragments that are copies of one another, sorted; `content` tells the class from others, wherever it stands."""

    spans: tuple[Span, ...]
    type: CloneType
    similarity: float
    content: tuple[int, ...]

    @property
    def length(self) -> int:
        """The statements of all fragments."""
        return sum(end - begin for begin, end in self.spans)


class Nest:
    """Clone classes, and whether another lies within one of them.

    It does if each of its fragments lies in what a fragment of the one reaches, no two in the same one.
    """

    def __init__(self, reach: Callable[[Span], Span], classes: Iterable[CloneClass] = ()) -> None:
        self._reach = reach
        self._around: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
        self._size = 0
        for one in classes:
            self.add(one)

    def add(self, one: CloneClass) -> None:
        """Put in one class."""
        for begin, end in map(self._reach, one.spans):
            for bucket in range(begin // _BUCKET, (end - 1) // _BUCKET + 1):
                self._around[bucket].append((begin, end, self._size))
        self._size += 1

    def holds(self, spans: Sequence[Span]) -> bool:
        """Fragments at these spans lie within one of the classes."""
        first = self._holders(spans[0])
        if not first:
            return False
        holders = [first, *map(self._holders, spans[1:])]
        return any(_apart(holders, outer) for outer in first)

    def _holders(self, span: Span) -> dict[int, set[Span]]:
        """The classes with a fragment that holds the span, and these fragments."""
        begin, end = span
        found: dict[int, set[Span]] = defaultdict(set)
        for start, stop, index in self._around.get(begin // _BUCKET, ()):
            if start <= begin and end <= stop:
                found[index].add((start, stop))
        return found


def outermost(classes: Iterable[CloneClass], reach: Callable[[Span], Span]) -> Iterator[CloneClass]:
    """The classes, largest fragments first, of which none lies within another."""
    nest = Nest(reach)
    for one in sorted(classes, key=_largest_first):
        if not nest.holds(one.spans):
            nest.add(one)
            yield one


_BUCKET = 32


def _largest_first(one: CloneClass) -> tuple[float, int, CloneType, tuple[int, ...]]:
    return (-one.length / len(one.spans), -len(one.spans), one.type, one.content)


def _apart(holders: Sequence[dict[int, set[Span]]], outer: int) -> bool:
    """Each fragment lies in another fragment of the outer class; its fragments do not overlap, hence the first does."""
    taken: set[Span] = set()
    for held in holders:
        free = held.get(outer, set()) - taken
        if not free:
            return False
        taken.add(min(free))
    return True
