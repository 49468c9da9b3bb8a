"""What stays and what goes as clone classes are merged one after another: no statement goes twice."""

from __future__ import annotations

import numpy as np

from auditlib.graphs.fragment_sizes import Flags, FragmentSizes
from auditlib.model import CloneGroup, Fragment


class Ledger:
    """Which statements stay and which have gone, as classes are merged one after another."""

    def __init__(self, sizes: FragmentSizes) -> None:
        self._sizes = sizes
        self._stays: dict[str, Flags] = {}
        self._gone: dict[str, Flags] = {}

    def merge(self, group: CloneGroup) -> list[int]:
        """Keep one copy of a class; return the SLOC that go with each other copy of which any do."""
        fragments = sorted(group.fragments)
        kept = max(fragments, key=self._standing)  # the first of several
        stays, gone = self._flags(kept.path)
        stays[self._sizes.span(kept)] |= ~gone[self._sizes.span(kept)]
        others = (self._leave(fragment) for fragment in fragments if fragment is not kept)
        return [sloc for sloc in others if sloc]

    def _standing(self, fragment: Fragment) -> int:
        span = self._sizes.span(fragment)
        return self._count(fragment.path, span, ~self._flags(fragment.path)[1][span])

    def _leave(self, fragment: Fragment) -> int:
        stays, gone = self._flags(fragment.path)
        span = self._sizes.span(fragment)
        going = ~(stays[span] | gone[span])
        gone[span] |= going
        return self._count(fragment.path, span, going)

    def _count(self, path: str, span: slice, chosen: Flags) -> int:
        return int(self._sizes.statements(path).sloc[span][chosen].sum(dtype=np.int64))

    def _flags(self, path: str) -> tuple[Flags, Flags]:
        if path not in self._gone:
            size = len(self._sizes.statements(path).sloc)
            self._stays[path], self._gone[path] = np.zeros(size, np.bool_), np.zeros(size, np.bool_)
        return self._stays[path], self._gone[path]
