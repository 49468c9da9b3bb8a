"""A clone class while it is sought, and which of several classes say all that the others say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
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


def outermost(classes: Iterable[CloneClass]) -> Iterator[CloneClass]:
    """The classes, largest fragments first, of which none lies within another.

    One lies within another if each of its fragments lies in a fragment of the other, no two in the same one.
    """
    around: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    kept: list[CloneClass] = []
    for one in sorted(classes, key=_largest_first):
        holders = [_holders(span, around) for span in one.spans]
        if any(_apart(holders, outer) for outer in holders[0]):
            continue
        for begin, end in one.spans:
            for bucket in range(begin // _BUCKET, (end - 1) // _BUCKET + 1):
                around[bucket].append((begin, end, len(kept)))
        kept.append(one)
        yield one


_BUCKET = 32


def _largest_first(one: CloneClass) -> tuple[float, int, CloneType, tuple[int, ...]]:
    return (-one.length / len(one.spans), -len(one.spans), one.type, one.content)


def _holders(span: Span, around: dict[int, list[tuple[int, int, int]]]) -> dict[int, set[Span]]:
    """The classes with a fragment that holds the span, and these fragments."""
    begin, end = span
    found: dict[int, set[Span]] = defaultdict(set)
    for start, stop, index in around[begin // _BUCKET]:
        if start <= begin and end <= stop:
            found[index].add((start, stop))
    return found


def _apart(holders: list[dict[int, set[Span]]], outer: int) -> bool:
    """Each fragment lies in another fragment of the outer class; its fragments do not overlap, hence the first does."""
    taken: set[Span] = set()
    for held in holders:
        free = held.get(outer, set()) - taken
        if not free:
            return False
        taken.add(min(free))
    return True
