"""Two texts side by side: which lines stand for one another."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from rapidfuzz.distance import Indel

LEAST = 0.5
"""Two changed lines less alike than that do not stand for one another."""

LARGEST = 60
"""Lines of a changed part that are compared each with each; those of a larger part are taken in their order."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of either text; None where a text has no line that stands for the other's."""

    first: int | None
    second: int | None
    changed: bool


def align(first: Sequence[str], second: Sequence[str]) -> list[Row]:
    """Rows of lines that stand for one another, in order; indentation does not count. Indexes are those of the lines.

    Example:
        >>> [(row.first, row.second, row.changed) for row in align(["a = 1", "go()"], ["a = 1", "b = 2", "go()"])]
        [(0, 0, False), (None, 1, True), (1, 2, False)]
    """
    one, other = ([line.strip() for line in lines] for lines in (first, second))
    rows: list[Row] = []
    for kind, begin, end, start, stop in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if kind == "equal":
            rows += (Row(i, j, changed=False) for i, j in zip(range(begin, end), range(start, stop), strict=True))
        else:
            pairs = _paired(one[begin:end], other[start:stop])
            rows += _filled([(begin + i, start + j) for i, j in pairs], range(begin, end), range(start, stop))
    return rows


_WORD = re.compile(r"\w+")


def _paired(first: Sequence[str], second: Sequence[str]) -> list[tuple[int, int]]:
    """The pairs of lines, in order, that are most alike in sum."""
    if max(len(first), len(second)) > LARGEST:
        return list(zip(range(len(first)), range(len(second)), strict=False))
    alike = [[_likeness(one, other) for other in second] for one in first]
    best = [[0.0] * (len(second) + 1) for _ in range(len(first) + 1)]
    for i in range(len(first) - 1, -1, -1):
        for j in range(len(second) - 1, -1, -1):
            together = alike[i][j] + best[i + 1][j + 1] if alike[i][j] >= LEAST else 0.0
            best[i][j] = max(together, best[i + 1][j], best[i][j + 1])
    return list(_path(alike, best))


def _path(alike: Sequence[Sequence[float]], best: Sequence[Sequence[float]]) -> Iterator[tuple[int, int]]:
    i = j = 0
    while i < len(best) - 1 and j < len(best[0]) - 1:
        if alike[i][j] >= LEAST and best[i][j] == alike[i][j] + best[i + 1][j + 1]:
            yield i, j
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1


def _likeness(one: str, other: str) -> float:
    """How alike two lines are: by their characters, and by their shape, in which all names are the same."""
    if not one or not other:
        return float(one == other)
    shapes = (_WORD.sub(_name, line) for line in (one, other))
    return (Indel.normalized_similarity(one, other) + Indel.normalized_similarity(*shapes)) / 2


def _name(match: re.Match[str]) -> str:
    return match[0] if keyword.iskeyword(match[0]) else "x"


def _filled(pairs: Sequence[tuple[int, int]], first: range, second: range) -> Iterator[Row]:
    """The pairs as rows, with the lines before, between and after them alone: those of the first text first."""
    i, j = first.start, second.start
    for begin, start in [*pairs, (first.stop, second.stop)]:
        yield from (Row(line, None, changed=True) for line in range(i, begin))
        yield from (Row(None, line, changed=True) for line in range(j, start))
        if begin < first.stop:
            yield Row(begin, start, changed=True)
        i, j = begin + 1, start + 1
