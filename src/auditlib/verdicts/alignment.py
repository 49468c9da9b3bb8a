"""Two texts aligned: which lines stand where they stood, and the hunks between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

CELLS = 400_000_000
"""Lines of one text times lines of the other beyond which only lines that stand once in each are aligned first."""


class Hunk(NamedTuple):
    """Lines of both texts between lines that are kept, as half-open ranges of indexes from 0."""

    before: range
    after: range


class Alignment(NamedTuple):
    """Pairs of indexes of equal lines, both rising; and all that lies between them."""

    kept: tuple[tuple[int, int], ...]
    hunks: tuple[Hunk, ...]


def align(before: Sequence[str], after: Sequence[str]) -> Alignment:
    """The longest common subsequence of lines, and the hunks that it leaves.

    Example:
        >>> align(["a", "b", "c"], ["a", "x", "c"])
        Alignment(kept=((0, 0), (2, 2)), hunks=(Hunk(before=range(1, 2), after=range(1, 2)),))
    """
    known: dict[str, int] = {}
    left, right = ([known.setdefault(line, len(known)) for line in lines] for lines in (before, after))
    kept = tuple(_kept(left, right))
    return Alignment(kept, tuple(_hunks(kept, len(left), len(right))))


def _kept(left: Sequence[int], right: Sequence[int]) -> Iterator[tuple[int, int]]:
    start, shortest = 0, min(len(left), len(right))
    while start < shortest and left[start] == right[start]:
        yield start, start
        start += 1
    end = 0
    while end < shortest - start and left[-1 - end] == right[-1 - end]:
        end += 1
    yield from _between(left, right, range(start, len(left) - end), range(start, len(right) - end))
    yield from ((len(left) - place, len(right) - place) for place in range(end, 0, -1))


def _between(left: Sequence[int], right: Sequence[int], here: range, there: range) -> Iterator[tuple[int, int]]:
    """The same of a part of each; a part that is too large for a table is cut at lines that stand once in each."""
    if len(here) * len(there) > CELLS:
        anchors = _anchors(left, right, here, there)
        for (i, j), (k, m) in pairwise(anchors):
            if (i, j) != (here.start - 1, there.start - 1):
                yield i, j
            inner = range(i + 1, k), range(j + 1, m)
            if len(inner[0]) * len(inner[1]) <= CELLS:
                yield from _between(left, right, *inner)
        return
    sub_left, sub_right = left[here.start : here.stop], right[there.start : there.stop]
    for one in LCSseq.opcodes(sub_left, sub_right):
        if one.tag == "equal":
            for place in range(one.src_end - one.src_start):
                yield here.start + one.src_start + place, there.start + one.dest_start + place


def _anchors(left: Sequence[int], right: Sequence[int], here: range, there: range) -> list[tuple[int, int]]:
    """Lines that stand once in each part and in one order, with the places before and after both parts."""
    counts = Counter(left[i] for i in here), Counter(right[j] for j in there)
    places = {right[j]: j for j in there if counts[1][right[j]] == 1}
    found = [(here.start - 1, there.start - 1)]
    for i in here:
        if counts[0][left[i]] == 1 and (j := places.get(left[i], -1)) > found[-1][1]:
            found.append((i, j))
    return [*found, (here.stop, there.stop)]


def _hunks(kept: Sequence[tuple[int, int]], left: int, right: int) -> Iterator[Hunk]:
    i = j = 0
    for k, m in (*kept, (left, right)):
        if k > i or m > j:
            yield Hunk(range(i, k), range(j, m))
        i, j = k + 1, m + 1
