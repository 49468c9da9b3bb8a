"""What is repeated by its nature and asks nothing of anyone: stated rules, each of which params can switch off.

A rule looks at one run of statements, or at the files of a class. What it silences is counted, never dropped unseen.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from auditlib.facts.statements import Mark
from auditlib.facts.tokens import statement_columns, view
from auditlib.graphs.corpus import Corpus, Places
from auditlib.graphs.units import Definitions
from auditlib.model import Module

NOISE: Mapping[str, str] = MappingProxyType(
    {
        "imports": "runs of which two thirds are imports, decorators and assignments, imports most of all",
        "stubs": "definitions without a body of their own: overloads, protocols, `raise NotImplementedError`",
        "fields": "fields of dataclasses, enums and other classes: plain assignments in a class",
        "init": "assignments of plain values in `__init__`",
        "data": "other runs that assign literals and names, and compute nothing",
        "tables": "rows of statements of one shape, such as options of a command line, that are not equal to the token",
        "generated": "classes that stand in files alone that say in their first lines that they are generated",
        "vendored": "classes that stand in foreign code alone: below vendor, _vendor, third_party, extern and the like",
    }
)
"""Each rule by its name, and what it silences."""

VENDOR_FOLDERS = frozenset(
    {"vendor", "_vendor", "vendored", "_vendored", "third_party", "thirdparty", "extern", "externals", "site-packages"}
)
LEAST_SUBSTANCE = 3
"""Statements of a run that are more than imports, decorators, plain assignments and data; and a third of it."""

STUB_SHARE = 2 / 3


class Noise:
    """The rules, and how many runs or classes each has silenced so far."""

    def __init__(self, corpus: Corpus, definitions: Definitions, rules: Collection[str]) -> None:
        self._rules = [rule for rule in _OF_RUNS if rule in rules]
        self._kinds = _kinds(corpus, definitions)
        self._totals = {kind: _totals(self._kinds == index) for index, kind in enumerate(_KINDS)}
        self._corpus = corpus
        self.silenced = {rule: 0 for rule in NOISE if rule in rules}

    def silences(self, begins: Places, ends: Places, *, whole: bool = False) -> NDArray[np.bool_]:
        """Which runs are noise by a rule; each is counted. A `whole` definition may be short, if it computes at all."""
        if not len(begins):
            return np.zeros(0, np.bool_)
        counts = {kind: totals[ends] - totals[begins] for kind, totals in self._totals.items()}
        lengths = ends - begins
        slight = sum(counts[kind] for kind in _SLIGHT) + 0 * lengths
        substance = lengths - slight
        empty = substance * 3 < lengths
        if not whole:
            empty |= substance < LEAST_SUBSTANCE
        stubs = counts["stubs"] >= STUB_SHARE * lengths
        most = np.array([counts[kind] for kind in _SLIGHT]).argmax(axis=0)
        rule = np.where(stubs, _OF_RUNS.index("stubs"), np.where(empty, _RULE_OF_SLIGHT[most], len(_OF_RUNS)))
        found = np.zeros(len(begins), np.bool_)
        for name in self._rules:
            mine = rule == _OF_RUNS.index(name)
            self.silenced[name] += int(mine.sum())
            found |= mine
        return found

    def silences_files(self, modules: Collection[Module]) -> bool:
        """All these files are generated, or all foreign; a copy of such code in one of our own is no noise. Counted."""
        for rule, is_noise in _OF_FILES.items():
            if rule in self.silenced and all(map(is_noise, modules)):
                self.silenced[rule] += 1
                return True
        return False

    @property
    def tables(self) -> bool:
        """Whether tables are noise."""
        return "tables" in self.silenced

    def count_table(self) -> None:
        """One more table was silenced."""
        self.silenced["tables"] += 1


_OF_RUNS = ["imports", "stubs", "fields", "init", "data"]
_SLIGHT = ["imports", "decorators", "fields", "init", "data"]
_KINDS = ["substance", *_SLIGHT, "stubs"]
_RULE_OF_SLIGHT = np.array([_OF_RUNS.index("imports" if kind == "decorators" else kind) for kind in _SLIGHT])
_REFUSALS = view(statement_columns("raise NotImplementedError\nraise NotImplementedError()\n")).exact


def _is_vendored(module: Module) -> bool:
    return not VENDOR_FOLDERS.isdisjoint(module.path.split("/")[:-1])


def _is_generated(module: Module) -> bool:
    return module.facts.generated


_OF_FILES = {"vendored": _is_vendored, "generated": _is_generated}


def _kinds(corpus: Corpus, definitions: Definitions) -> NDArray[np.uint8]:
    """What each statement is: an index into the kinds above."""
    marks = corpus.marks
    found = np.zeros(len(corpus), np.uint8)
    plain = marks & np.uint8(Mark.PLAIN) > 0
    in_class, in_init = definitions.places()
    found[plain] = _KINDS.index("data")
    found[plain & in_class] = _KINDS.index("fields")
    found[plain & in_init] = _KINDS.index("init")
    found[marks & np.uint8(Mark.DECORATOR) > 0] = _KINDS.index("decorators")
    found[marks & np.uint8(Mark.IMPORT) > 0] = _KINDS.index("imports")
    bodies = _stub_bodies(corpus, plain)
    found[bodies] = _KINDS.index("stubs")
    found[bodies - 1] = _KINDS.index("stubs")
    return found


def _stub_bodies(corpus: Corpus, plain: NDArray[np.bool_]) -> Places:
    """The one statement of definitions that do nothing: `...`, `pass`, or a refusal."""
    empty = plain | np.isin(corpus.exact, _REFUSALS)
    after = np.append(corpus.depth[1:], 0)
    header = np.append(False, corpus.marks[:-1] & np.uint8(Mark.DEFINITION) > 0)
    deeper = np.append(0, corpus.depth[:-1])
    found: Places = (empty & header & (corpus.depth == deeper + 1) & (after <= deeper)).nonzero()[0]
    return found


def _totals(counted: NDArray[np.bool_]) -> NDArray[np.int32]:
    totals = np.zeros(len(counted) + 1, np.int32)
    np.cumsum(counted, out=totals[1:])
    return totals
