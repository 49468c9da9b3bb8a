"""What is repeated by its nature and asks nothing of anyone: stated rules, each of which params can switch off.

A rule looks at one run of statements, or at one file. What it silences is counted, never dropped unseen.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
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
        "generated": "files that say in their first lines that they are generated",
        "vendored": "files below a folder of foreign code: vendor, _vendor, third_party, extern",
    }
)
"""Each rule by its name, and what it silences."""

VENDOR_FOLDERS = frozenset(
    {"vendor", "_vendor", "vendored", "_vendored", "third_party", "thirdparty", "extern", "externals", "site-packages"}
)
LEAST_SUBSTANCE = 3
"""Statements of a run that are more than imports, decorators, plain assignments and data; and a third of it."""

STUB_SHARE = 2 / 3


def wanted(modules: Sequence[Module], rules: Collection[str]) -> tuple[list[Module], dict[str, int]]:
    """The modules that no rule of files silences, and how many files each rule does."""
    kept, silenced = [], dict.fromkeys(sorted({"generated", "vendored"}.intersection(rules)), 0)
    for module in modules:
        rule = _rule_of_file(module)
        if rule in silenced:
            silenced[rule] += 1
        else:
            kept.append(module)
    return kept, silenced


class Noise:
    """The rules that look at runs of statements, and how many runs each has silenced so far."""

    def __init__(self, corpus: Corpus, definitions: Definitions, rules: Collection[str]) -> None:
        self._rules = [rule for rule in _OF_RUNS if rule in rules]
        self._kinds = _kinds(corpus, definitions)
        self._totals = {kind: _totals(self._kinds == index) for index, kind in enumerate(_KINDS)}
        self.silenced = dict.fromkeys([*self._rules, *(["tables"] if "tables" in rules else [])], 0)

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
_GENERATED = "generated"


def _rule_of_file(module: Module) -> str:
    if VENDOR_FOLDERS.intersection(module.path.split("/")[:-1]):
        return "vendored"
    return "generated" if module.facts.generated else ""


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


def _totals(counted: NDArray[np.bool_]) -> Places:
    return np.append(0, counted.cumsum())
