"""Definitions as runs of statements: the functions and classes that clone detection compares as wholes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from auditlib.facts.statements import Mark
from auditlib.facts.tokens import short_code
from auditlib.graphs.corpus import Corpus, Places


@dataclass(frozen=True, slots=True, eq=False)
class Units:
    """Unit i is the statements `begin[i]` to `end[i]` (exclusive), decorators included; sorted by begin."""

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


def functions(corpus: Corpus) -> Units:
    """Every function and method that stands in no other function; what is nested in one is part of it."""
    headers, ends, classes = _definitions(corpus)
    headers, ends = headers[~classes], ends[~classes]
    covered = np.maximum.accumulate(np.append(0, ends))[:-1]
    outermost = headers >= covered
    return Units(_with_decorators(corpus, headers[outermost]), ends[outermost])


def classes(corpus: Corpus) -> Units:
    """Every class."""
    headers, ends, is_class = _definitions(corpus)
    return Units(_with_decorators(corpus, headers[is_class]), ends[is_class])


_CLASS = short_code("class")


def _definitions(corpus: Corpus) -> tuple[Places, Places, NDArray[np.bool_]]:
    """The header of each definition, where its body ends (exclusive), and whether it is a class; sorted."""
    headers = (corpus.marks & np.uint8(Mark.DEFINITION) > 0).nonzero()[0]
    depth = corpus.depth[headers]
    ends = np.full(len(headers), len(corpus), np.int64)
    for level in np.unique(depth).tolist():
        here = depth == level
        stops = np.append((corpus.depth <= level).nonzero()[0], len(corpus))
        ends[here] = stops[stops.searchsorted(headers[here], side="right")]
    return headers, ends, corpus.codes[corpus.code[headers]] == _CLASS


def _with_decorators(corpus: Corpus, headers: Places) -> Places:
    """Where each definition begins, its decorators before it."""
    begins = headers.copy()
    moving = np.arange(len(begins))
    while len(moving):
        before = begins[moving] - 1
        moving = moving[(before >= 0) & (corpus.marks[before] & np.uint8(Mark.DECORATOR) > 0)]
        begins[moving] -= 1
    return begins
