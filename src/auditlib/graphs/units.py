"""Definitions as runs of statements: the functions and classes that clone detection compares as wholes."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from auditlib.facts.statements import Mark
from auditlib.facts.tokens import short_code
from auditlib.graphs.clone_class import Span
from auditlib.graphs.corpus import Corpus, Places


@dataclass(frozen=True, slots=True, eq=False)
class Units:
    """Unit i is the statements `begin[i]`, its header, to `end[i]` (exclusive); sorted by begin."""

    begin: Places
    end: Places

    def __len__(self) -> int:
        """How many there are."""
        return len(self.begin)

    def owner(self, size: int) -> Places:
        """For each of `size` statements the unit that holds it, the innermost of several; -1 where there is none."""
        found = np.full(size, -1, np.int64)
        for unit, (begin, end) in enumerate(zip(self.begin.tolist(), self.end.tolist(), strict=True)):
            found[begin:end] = unit
        return found


class Definitions:
    """The functions, methods and classes of a corpus, in its order, told by their headers and indentation."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._marks = corpus.marks.tobytes()  # asked for one by one, for which numpy is slow
        self._headers = (corpus.marks & np.uint8(Mark.DEFINITION) > 0).nonzero()[0]
        self._ends = _ends(corpus, self._headers)
        self._is_class = corpus.codes[corpus.code[self._headers]] == _CLASS
        self._edges: tuple[list[int], list[int]] = self._headers.tolist(), self._ends.tolist()
        self._above = _above(*self._edges)

    def functions(self) -> Units:
        """Every function and method that stands in no other function; what is nested in one is part of it."""
        headers, ends = self._headers[~self._is_class], self._ends[~self._is_class]
        covered = np.maximum.accumulate(np.append(0, ends))[:-1]
        outermost = headers >= covered
        return Units(headers[outermost], ends[outermost])

    def classes(self) -> Units:
        """Every class."""
        return Units(self._headers[self._is_class], self._ends[self._is_class])

    def reach(self, span: Span) -> Span:
        """A run with the decorators of the definition with which it begins."""
        begin, end = span
        if self._marks[begin] & _DEFINITION:
            while begin and self._marks[begin - 1] & _DECORATOR:
                begin -= 1
        return begin, end

    def whole(self, header: int) -> Span:
        """The definition with this header."""
        headers, ends = self._edges
        return header, ends[bisect_left(headers, header)]

    def in_function(self, place: int) -> bool:
        """Whether a statement stands in a function, its own header not counted."""
        headers, ends = self._edges
        index = bisect_left(headers, place) - 1
        while index >= 0 and (ends[index] <= place or self._is_class[index]):
            index = self._above[index]
        return index >= 0

    def border(self, span: Span) -> int | None:
        """Where a run that leaves a definition it does not begin, or enters one it does not end, must be cut.

        None for a run that lies within one definition, but for definitions that are whole.
        """
        begin, end = span
        headers, ends = self._edges
        index = bisect_left(headers, begin) - 1
        while index >= 0 and ends[index] <= begin:
            index = self._above[index]
        return ends[index] if index >= 0 and ends[index] < end else self._entered(begin, end)

    def _entered(self, begin: int, end: int) -> int | None:
        """Where a definition begins in a run, with its decorators, that goes on after it; the outermost one."""
        headers, ends = self._edges
        found = begin
        index = bisect_left(headers, end) - 1
        while index >= 0 and headers[index] > begin:
            found = headers[index] if ends[index] > end else found
            index = self._above[index]
        while found > begin and self._marks[found - 1] & _DECORATOR:
            found -= 1
        return found if found > begin else None

    def places(self) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """For each statement whether it stands right in a class, and whether right in an `__init__`."""
        kinds = np.zeros(len(self._corpus), np.uint8)
        names = self._corpus.names
        columns = (self._headers.tolist(), self._ends.tolist(), self._is_class.tolist())
        for index, (header, end, is_class) in enumerate(zip(*columns, strict=True)):
            kinds[header + 1 : end] = 1 if is_class else 2 if names[index] == "__init__" else 0
        return kinds == 1, kinds == 2

    def innermost(self, begin: int, end: int) -> str:
        """The qualified name of the innermost definition that holds a run, "" at module level.

        The decorators with which a run begins are taken for part of what they decorate.
        """
        while begin < end - 1 and self._marks[begin] & _DECORATOR:
            begin += 1
        index = int(self._headers.searchsorted(begin, side="right")) - 1
        while index >= 0 and self._ends[index] < end:
            index = self._above[index]
        names = []
        while index >= 0:
            names.append(self._corpus.names[index])
            index = self._above[index]
        return ".".join(reversed(names))


_CLASS = short_code("class")
_DEFINITION, _DECORATOR = int(Mark.DEFINITION), int(Mark.DECORATOR)


def _ends(corpus: Corpus, headers: Places) -> Places:
    """Where the body of each definition ends (exclusive): at the next statement that is no deeper than its header."""
    depth = corpus.depth[headers]
    ends = np.full(len(headers), len(corpus), np.int64)
    for level in np.unique(depth).tolist():
        here = depth == level
        stops = np.append((corpus.depth <= level).nonzero()[0], len(corpus))
        ends[here] = stops[stops.searchsorted(headers[here], side="right")]
    return ends


def _above(headers: list[int], ends: list[int]) -> list[int]:
    """For each definition the one in which it stands, -1 for none."""
    found: list[int] = []
    open_ones: list[int] = []
    for index, header in enumerate(headers):
        while open_ones and ends[open_ones[-1]] <= header:
            open_ones.pop()
        found.append(open_ones[-1] if open_ones else -1)
        open_ones.append(index)
    return found
