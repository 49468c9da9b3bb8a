"""Moved lines: runs that went from one place at base to another at head, indented anew or with names changed."""

from __future__ import annotations

import keyword
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

WINDOW = 3
"""Lines in a row that are the same, blank ones not counted: less is chance."""

SHAPED = 4
"""Lines in a row that are the same but for names."""

CANDIDATES = 20
"""Places that a run is compared with; what stands in more places is idiom."""

SHARED = 0.5
"""Share of the names in a run that must be the same for the others to count as renamed."""

WORDS = 4
"""Different names that a run must have: one without says nothing."""

_NAME = re.compile(r"[^\W\d]\w*")
_IMPORT = re.compile(r"(?:from|import)\s")
_DEFINED = re.compile(r"(?:async\s+def|def|class)\s+(\w+)")


class Line(NamedTuple):
    """One line of one file, at base or at head; `row` counts from 0, `segment` tells what it lies together with."""

    path: str
    row: int
    segment: int
    text: str


class _Match(NamedTuple):
    """A run of `length` lines, at these places among the lines of both sides."""

    before: int
    after: int
    length: int


def find_moves(before: Sequence[Line], after: Sequence[Line]) -> dict[tuple[str, int], tuple[str, int]]:
    """For each moved line at base, by path and row, where it is at head; no line at either side is in two moves.

    The lines are those that are not kept in place, without blank ones, in the order of their files; lines of one
    `segment` follow one another. Longest runs first. A run is `WINDOW` lines or more that are the same but for
    indentation, and then as far as lines are the same but for names, these changed consistently; or `SHAPED` lines
    of which that is true from the beginning. Imports alone are no run.
    """
    search = _Search(before, after)
    moves: dict[tuple[str, int], tuple[str, int]] = {}
    for keys, window in ((_texts, WINDOW), (_shapes, SHAPED)):
        for i, j in search.matched(keys(before), keys(after), window):
            moves[before[i].path, before[i].row] = after[j].path, after[j].row
    return moves


def renamed(before: str, after: str, known: Mapping[str, str]) -> bool:
    """Two lines are the same but for names that are known to be renamed.

    Example:
        >>> renamed("x = Cache(1)", "x = Store(1)", {"Cache": "Store"}), renamed("x = 1", "x = 2", {})
        (True, False)
    """
    if before == after:
        return True
    names = _consistent(before, after, {})
    return names is not None and all(old == new or known.get(old) == new for old, new in names.items())


def defined(line: str) -> str:
    """The name that a line defines, "" where it defines none."""
    found = _DEFINED.match(line.strip())
    return found[1] if found else ""


def _texts(lines: Iterable[Line]) -> list[str]:
    return [one.text for one in lines]


def _shapes(lines: Iterable[Line]) -> list[str]:
    return [_shape(one.text) for one in lines]


def _shape(text: str) -> str:
    return _NAME.sub(lambda found: found[0] if keyword.iskeyword(found[0]) else "_", text)


def _consistent(before: str, after: str, known: Mapping[str, str]) -> dict[str, str] | None:
    """The names of one line with those of the other, and those known before; None where they do not agree."""
    if _shape(before) != _shape(after):
        return None
    names = dict(known)
    for old, new in zip(_NAME.findall(before), _NAME.findall(after), strict=True):
        if names.setdefault(old, new) != new:
            return None
    return names if len(set(names.values())) == len(names) else None


class _Search:
    """Both sides, and which of their lines are taken already."""

    def __init__(self, before: Sequence[Line], after: Sequence[Line]) -> None:
        self._before = before
        self._after = after
        self._taken = [False] * len(before), [False] * len(after)

    def matched(self, left: Sequence[str], right: Sequence[str], window: int) -> list[tuple[int, int]]:
        """Pairs of places of the runs that this round finds, which are taken from then on."""
        found: list[tuple[int, int]] = []
        ordered = sorted(set(self._runs(left, right, window)), key=lambda one: (-one.length, one.after, one.before))
        for match in ordered:
            for piece in self._free(match):
                if piece.length >= window and self._telling(piece):
                    found += [(piece.before + step, piece.after + step) for step in range(piece.length)]
                    for step in range(piece.length):
                        self._taken[0][piece.before + step] = self._taken[1][piece.after + step] = True
        return found

    def _runs(self, left: Sequence[str], right: Sequence[str], window: int) -> Iterator[_Match]:
        """The longest run through each pair of equal windows, once for each diagonal."""
        places: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
        for i in self._windows(self._before, self._taken[0], window):
            places[tuple(left[i : i + window])].append(i)
        reached: dict[int, int] = {}
        for j in self._windows(self._after, self._taken[1], window):
            starts = places.get(tuple(right[j : j + window]), ())
            for i in starts if len(starts) <= CANDIDATES else ():
                if reached.get(j - i, -1) < j and (match := self._extended(i, j, window)):
                    reached[j - i] = match.after + match.length - 1
                    yield match

    def _windows(self, lines: Sequence[Line], taken: Sequence[bool], window: int) -> Iterator[int]:
        """Where a window may begin: all its lines are free, lie together, and are more than imports."""
        for place in range(len(lines) - window + 1):
            inside = lines[place : place + window]
            together = inside[0].segment == inside[-1].segment and not any(taken[place : place + window])
            if together and not all(_IMPORT.match(one.text) for one in inside):
                yield place

    def _extended(self, i: int, j: int, window: int) -> _Match | None:
        names: dict[str, str] | None = {}
        for step in range(window):
            names = _consistent(self._before[i + step].text, self._after[j + step].text, names or {})
            if names is None:
                return None
        names, forward = self._grown(i + window, j + window, 1, names or {})
        names, backward = self._grown(i - 1, j - 1, -1, names)
        return _Match(i - backward, j - backward, backward + window + forward)

    def _grown(self, i: int, j: int, step: int, names: dict[str, str]) -> tuple[dict[str, str], int]:
        """How many more lines in one direction are the same but for names, and these."""
        length = 0
        here, there = self._before, self._after
        while 0 <= i < len(here) and 0 <= j < len(there) and not (self._taken[0][i] or self._taken[1][j]):
            together = here[i].segment == here[i - step].segment and there[j].segment == there[j - step].segment
            more = _consistent(here[i].text, there[j].text, names) if together else None
            if more is None:
                break
            names, length, i, j = more, length + 1, i + step, j + step
        return names, length

    def _free(self, match: _Match) -> Iterator[_Match]:
        """The parts of a run of which no line is taken."""
        length = 0
        for step in range(match.length + 1):
            i, j = match.before + step, match.after + step
            if step < match.length and not (self._taken[0][i] or self._taken[1][j]):
                length += 1
            else:
                if length:
                    yield _Match(i - length, j - length, length)
                length = 0

    def _telling(self, match: _Match) -> bool:
        """The run has names enough, and enough of them are the same on both sides."""
        pairs = [
            pair
            for step in range(match.length)
            for pair in zip(
                _NAME.findall(self._before[match.before + step].text),
                _NAME.findall(self._after[match.after + step].text),
                strict=True,
            )
            if not keyword.iskeyword(pair[0])
        ]
        same = sum(old == new for old, new in pairs)
        return len(set(pairs)) >= WORDS and same >= SHARED * len(pairs)
