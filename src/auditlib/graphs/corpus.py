"""The statements of many modules in one table: what clone detection joins."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from auditlib.facts.tokens import COLUMN_TYPES
from auditlib.model import Module, StatementColumns

Places = NDArray[np.int64]
Hashes = NDArray[np.uint64]


class Corpus:
    """The statements of modules, in the order of their paths, one after another; a place is an index into them.

    `tokens`, `sloc` and `code` are running totals: of the places before each one, one entry longer.
    `names` are those of the definitions, in the order of their headers.
    """

    def __init__(self, modules: Sequence[Module]) -> None:
        self.modules = sorted(modules, key=lambda module: module.path)
        columns = [module.facts.statements for module in self.modules]
        self.bounds = _totals(np.array([len(one.marks) for one in columns], np.int64))  # marks are bytes
        self._bounds = self.bounds.tolist()
        self.start, self.end, self.exact, self.shape = (
            _joined(columns, name) for name in ("start", "end", "exact", "shape")
        )
        self.depth = _joined(columns, "depth").astype(np.int64)
        self.marks = _joined(columns, "marks")
        self.tokens = _totals(_joined(columns, "tokens"))
        self.sloc = _totals(_joined(columns, "sloc"))
        self.codes = _joined(columns, "codes")
        self.code = _totals(_joined(columns, "code_counts"))
        self.names = [name for module in self.modules for name in module.facts.statements.names]
        self._sums = np.zeros(len(self) + 1, np.uint64)
        np.cumsum(self.exact * _powers(_BASE, len(self)), out=self._sums[1:])
        self._inverse = _powers(_INVERSE, len(self))

    def __len__(self) -> int:
        """How many statements there are."""
        return int(self.bounds[-1])

    def module_of(self, place: int) -> Module:
        """The module that holds a statement."""
        return self.modules[bisect_right(self._bounds, place) - 1]

    def file_of(self, places: Places) -> Places:
        """The index of the module that holds each statement."""
        return self.bounds.searchsorted(places, side="right") - 1

    def exact_runs(self, places: Places, length: int | Places) -> Hashes:
        """A hash of the run of so many statements from each place on: equal where the runs are equal to the token."""
        hashes: Hashes = (self._sums[places + length] - self._sums[places]) * self._inverse[places]
        return hashes

    def code_rows(self, places: Places, length: int) -> NDArray[np.uint32]:
        """The short codes of each run, a row a run; the runs have the same shape, hence as many tokens."""
        first = self.code[places]
        width = int(self.code[places[0] + length] - first[0])
        rows: NDArray[np.uint32] = self.codes[first[:, None] + np.arange(width)]
        return rows


_BASE = 0x9E3779B97F4A7C15  # any odd number with no pattern in its bits
_INVERSE = pow(_BASE, -1, 1 << 64)


def _joined(columns: Sequence[StatementColumns], name: str) -> NDArray[Any]:
    return np.frombuffer(b"".join([getattr(one, name) for one in columns]), COLUMN_TYPES[name])


def _totals(counts: NDArray[Any]) -> Places:
    totals = np.zeros(len(counts) + 1, np.int64)
    np.cumsum(counts, out=totals[1:])
    return totals


def _powers(base: int, count: int) -> Hashes:
    powers = np.full(max(count, 1), base, np.uint64)
    powers[0] = 1
    return np.multiply.accumulate(powers)[:count]
