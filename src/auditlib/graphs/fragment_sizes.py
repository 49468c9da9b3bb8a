"""How many SLOC fragments and definitions hold, each line once: the arithmetic of all that is said of duplication."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from auditlib.facts.statements import Mark
from auditlib.facts.tokens import view
from auditlib.model import Fragment, Module

Sloc = NDArray[np.int64]
"""The SLOC of each statement of a module."""

_path = attrgetter("path")


class FragmentSizes:
    """SLOC of fragments and definitions of modules. Raises KeyError for a fragment of any other module."""

    def __init__(self, modules: Iterable[Module]) -> None:
        self._modules = {module.path: module for module in modules}
        self._columns: dict[str, tuple[list[int], Sloc]] = {}

    def statements(self, path: str) -> Sloc:
        """The SLOC of each statement of a module."""
        return self._of_module(path)[1]

    def span(self, fragment: Fragment) -> slice:
        """Which statements of its module a fragment holds."""
        return self._between(fragment.path, fragment.start, fragment.end)

    def of(self, fragment: Fragment) -> int:
        """SLOC of one fragment."""
        return int(self.statements(fragment.path)[self.span(fragment)].sum())

    def sloc(self, fragments: Iterable[Fragment]) -> int:
        """SLOC of the statements that lie in any of these fragments."""
        parts = groupby(sorted(fragments, key=_path), key=_path)
        return sum(self._union(path, map(self.span, inside)) for path, inside in parts)

    def of_definition(self, fragments: Sequence[Fragment]) -> int:
        """SLOC of the definition that all of these fragments lie in: of every one of its name, if there are several."""
        path, qualname = fragments[0].path, fragments[0].definition
        if not qualname:
            return self._modules[path].facts.lines.sloc
        whole = (one for one in self._modules[path].facts.definitions if one.qualname == qualname)
        spans = [self._decorated(path, self._between(path, one.start, one.end)) for one in whole]
        return self._union(path, [*spans, *map(self.span, fragments)])

    def _of_module(self, path: str) -> tuple[list[int], Sloc]:
        """The first line of each statement, as a list since they are looked up one by one, and its SLOC."""
        if path not in self._columns:
            columns = view(self._modules[path].facts.statements)
            self._columns[path] = columns.start.tolist(), columns.sloc.astype(np.int64)
        return self._columns[path]

    def _between(self, path: str, start: int, end: int) -> slice:
        starts = self._of_module(path)[0]
        return slice(bisect_left(starts, start), bisect_right(starts, end))

    def _decorated(self, path: str, span: slice) -> slice:
        marks, begin = view(self._modules[path].facts.statements).marks, span.start
        while begin > 0 and marks[begin - 1] & Mark.DECORATOR:
            begin -= 1
        return slice(begin, span.stop)

    def _union(self, path: str, spans: Iterable[slice]) -> int:
        sloc = self.statements(path)
        inside = np.zeros(len(sloc), np.bool_)
        for span in spans:
            inside[span] = True
        return int(sloc[inside].sum())
