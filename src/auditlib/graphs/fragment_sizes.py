"""How many SLOC fragments and definitions hold, each line once: the arithmetic of all that is said of duplication."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from auditlib.facts.statements import Mark
from auditlib.facts.tokens import Statements, view
from auditlib.model import Fragment, Module

Flags = NDArray[np.bool_]
"""One truth for each statement of a module."""

_path = attrgetter("path")


class FragmentSizes:
    """SLOC of fragments and definitions of modules. Raises KeyError for a fragment of any other module."""

    def __init__(self, modules: Iterable[Module]) -> None:
        self._modules = {module.path: module for module in modules}
        self._views: dict[str, Statements] = {}
        self._totals: dict[str, NDArray[np.int64]] = {}

    def statements(self, path: str) -> Statements:
        """The statements of a module."""
        if path not in self._views:
            self._views[path] = view(self._modules[path].facts.statements)
        return self._views[path]

    def span(self, fragment: Fragment) -> slice:
        """Which statements of its module a fragment holds."""
        return self._between(fragment.path, fragment.start, fragment.end)

    def of(self, fragment: Fragment) -> int:
        """SLOC of one fragment."""
        if fragment.path not in self._totals:
            sloc = self.statements(fragment.path).sloc
            self._totals[fragment.path] = np.append(0, sloc.cumsum(dtype=np.int64))
        span, totals = self.span(fragment), self._totals[fragment.path]
        return int(totals[span.stop] - totals[span.start])

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

    def _between(self, path: str, start: int, end: int) -> slice:
        starts = self.statements(path).start
        begin, stop = np.uint32(start), np.uint32(end)  # of the type of the column, which is copied otherwise
        return slice(int(starts.searchsorted(begin)), int(starts.searchsorted(stop, side="right")))

    def _decorated(self, path: str, span: slice) -> slice:
        marks, begin = self.statements(path).marks, span.start
        while begin > 0 and marks[begin - 1] & Mark.DECORATOR:
            begin -= 1
        return slice(begin, span.stop)

    def _union(self, path: str, spans: Iterable[slice]) -> int:
        sloc = self.statements(path).sloc
        inside: Flags = np.zeros(len(sloc), np.bool_)
        for span in spans:
            inside[span] = True
        return int(sloc[inside].sum(dtype=np.int64))
