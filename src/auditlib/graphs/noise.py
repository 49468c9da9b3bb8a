"""What is repeated by its nature and asks nothing of anyone: stated rules, each of which params can switch off.

A rule looks at one run of statements, or at the files of a class. What it silences is counted, never dropped unseen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from auditlib.facts.statements import Mark
from auditlib.facts.tokens import short_code
from auditlib.graphs.agreement import is_name
from auditlib.graphs.clone_class import CloneClass, Span
from auditlib.graphs.corpus import Corpus, Places
from auditlib.graphs.fragments import Sizes, is_large, is_long_enough
from auditlib.graphs.units import Definitions
from auditlib.model import CloneType, Module

Flags = NDArray[np.bool_]

NOISE: Mapping[str, str] = MappingProxyType(
    {
        "imports": "runs of which two thirds are imports, decorators and assignments, imports most of all",
        "stubs": "definitions without a body of their own: overloads, protocols, `raise NotImplementedError`",
        "fields": "fields of dataclasses, enums and other classes, plainly assigned, unless equal to the token",
        "init": "assignments of plain values in `__init__`, unless equal to the token",
        "data": "other runs that assign literals and names and compute nothing, unless equal to the token",
        "declarations": "classes and constructors that set fields and do little else, but what is nearly equal",
        "signatures": "definitions that are nearly all header (three quarters), but what is equal to the token",
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

NEARLY_EQUAL = 0.9
"""Similarity of declarations from which on they may have a base of their own, and are told."""


class Noise:
    """The rules, and how many runs or classes each has silenced so far."""

    def __init__(self, corpus: Corpus, definitions: Definitions, rules: Collection[str]) -> None:
        self._rules = [rule for rule in _OF_RUNS if rule in rules]
        in_class, in_init = definitions.places()
        kinds = _kinds(corpus, in_class, in_init)
        self._totals = {kind: _totals(kinds == _KINDS.index(kind)) for kind in (*_SLIGHT, "stubs")}
        self._declared = _totals(_declared(corpus, in_class, in_init))
        opening = corpus.marks & np.uint8(Mark.HEADER | Mark.DEFINITION)
        self._branches = _totals(opening == Mark.HEADER)
        self._headers = _totals(np.diff(corpus.tokens) * (corpus.marks & np.uint8(Mark.DEFINITION) > 0))
        self._corpus = corpus
        self.silenced = {rule: 0 for rule in NOISE if rule in rules}

    def silences(self, begins: Places, ends: Places, *, whole: bool = False, copied: Flags | None = None) -> Flags:
        """Which runs are noise by a rule; each is counted.

        A `whole` definition may be short, if it computes at all. One that is `copied` to the token is noise only as
        imports or stubs.
        """
        rule = self._rule(begins, ends, whole)
        if copied is not None:
            rule[copied & np.isin(rule, _TOLD_IF_COPIED)] = _NONE
        found = np.zeros(len(begins), np.bool_)
        for name in self._rules:
            mine = rule == _OF_RUNS.index(name)
            self.silenced[name] += int(mine.sum())
            found |= mine
        return found

    def told_if_copied(self, begins: Places, ends: Places) -> Flags:
        """Which runs are noise but where they are copied to the token."""
        asked = [_OF_RUNS.index(name) for name in self._rules]
        found: Flags = np.isin(self._rule(begins, ends, whole=False), [one for one in _TOLD_IF_COPIED if one in asked])
        return found

    def _rule(self, begins: Places, ends: Places, whole: bool) -> Places:
        """The rule by which each run would be noise, as an index into `_OF_RUNS`; `_NONE` for the others."""
        if not len(begins):
            return np.zeros(0, np.int64)
        counts = {kind: totals[ends] - totals[begins] for kind, totals in self._totals.items()}
        lengths = ends - begins
        slight = sum(counts[kind] for kind in _SLIGHT) + 0 * lengths
        substance = lengths - slight
        empty = substance * 3 < lengths
        if not whole:
            empty |= substance < LEAST_SUBSTANCE
        stubs = counts["stubs"] >= STUB_SHARE * lengths
        most = np.array([counts[kind] for kind in _SLIGHT]).argmax(axis=0)
        rule: Places = np.where(stubs, _OF_RUNS.index("stubs"), np.where(empty, _RULE_OF_SLIGHT[most], _NONE))
        return rule

    def silences_files(self, modules: Collection[Module]) -> bool:
        """All these files are generated, or all foreign; a copy of such code in one of our own is no noise. Counted."""
        for rule, is_noise in _OF_FILES.items():
            if rule in self.silenced and all(map(is_noise, modules)):
                self.silenced[rule] += 1
                return True
        return False

    def loud(self, classes: Iterable[CloneClass], sizes: Sizes) -> list[CloneClass]:
        """The classes that are neither declarations nor signatures; those that are, are counted.

        Of these what is equal to the token and long enough stays, as classes of its own.
        """
        found: list[CloneClass] = []
        for one in classes:
            rule = "signatures" if self._is_signature(one) else "declarations" if self._is_declared(one) else ""
            if rule in self.silenced:
                self.silenced[rule] += 1
                found += self._equal(one, sizes)
            else:
                found.append(one)
        return found

    def _equal(self, one: CloneClass, sizes: Sizes) -> Iterator[CloneClass]:
        """What is equal to the token within a class, if it is large enough to be told by itself."""
        spans: defaultdict[int, list[Span]] = defaultdict(list)
        for begin, end in one.spans:
            if is_long_enough(self._corpus, begin, end - begin, sizes):
                spans[int(self._corpus.exact_runs(np.array([begin]), end - begin)[0])].append((begin, end))
        for content, ones in sorted(spans.items()):
            if len(ones) > 1 and is_large(self._corpus, ones, sizes):
                yield CloneClass(tuple(ones), CloneType.TYPE_1, 1.0, (content,))

    def _is_signature(self, one: CloneClass) -> bool:
        begins, ends = np.array(one.spans).T
        tokens = self._corpus.tokens[ends] - self._corpus.tokens[begins]
        headers = self._headers[ends] - self._headers[begins]
        return one.type is not CloneType.TYPE_1 and bool((4 * headers > 3 * tokens).all())

    def _is_declared(self, one: CloneClass) -> bool:
        if one.similarity >= NEARLY_EQUAL:
            return False
        begins, ends = np.array(one.spans).T
        rest = ends - begins - (self._declared[ends] - self._declared[begins])
        branches = self._branches[ends] - self._branches[begins]
        return bool((rest * 3 < ends - begins).all()) and not branches.any()

    @property
    def tables(self) -> bool:
        """Whether tables are noise."""
        return "tables" in self.silenced

    def count_table(self) -> None:
        """One more table was silenced."""
        self.silenced["tables"] += 1


_OF_RUNS = ["imports", "stubs", "fields", "init", "data"]
_NONE = len(_OF_RUNS)
_TOLD_IF_COPIED = [_OF_RUNS.index(name) for name in ("fields", "init", "data")]
_SLIGHT = ["imports", "decorators", "fields", "init", "data"]
_KINDS = ["substance", *_SLIGHT, "stubs"]
_RULE_OF_SLIGHT = np.array([_OF_RUNS.index("imports" if kind == "decorators" else kind) for kind in _SLIGHT])


def _is_vendored(module: Module) -> bool:
    return not VENDOR_FOLDERS.isdisjoint(module.path.split("/")[:-1])


def _is_generated(module: Module) -> bool:
    return module.facts.generated


_OF_FILES = {"vendored": _is_vendored, "generated": _is_generated}


def _kinds(corpus: Corpus, in_class: Flags, in_init: Flags) -> NDArray[np.uint8]:
    """What each statement is: an index into the kinds above."""
    marks = corpus.marks
    found = np.zeros(len(corpus), np.uint8)
    plain = marks & np.uint8(Mark.PLAIN) > 0
    found[plain] = _KINDS.index("data")
    found[plain & in_class] = _KINDS.index("fields")
    found[plain & in_init] = _KINDS.index("init")
    found[marks & np.uint8(Mark.DECORATOR) > 0] = _KINDS.index("decorators")
    found[marks & np.uint8(Mark.IMPORT) > 0] = _KINDS.index("imports")
    bodies = _stub_bodies(corpus, plain)
    found[bodies] = _KINDS.index("stubs")
    found[bodies - 1] = _KINDS.index("stubs")
    return found


def _declared(corpus: Corpus, in_class: Flags, in_init: Flags) -> Flags:
    """What is a header of classes or `__init__`, or stands right in these and sets a field or calls a base."""
    first, second, third, fourth = (_codes(corpus, place) for place in range(4))
    plain = corpus.marks & np.uint8(Mark.PLAIN | Mark.DECORATOR) > 0
    headers = (first == _CLASS) | (corpus.marks & np.uint8(Mark.DEFINITION) > 0) & np.append(in_init[1:], False)
    fields = in_class & is_name(first) & np.isin(second, _SETS)
    attributes = in_init & (first == _SELF) & (second == _DOT) & np.isin(fourth, _SETS)
    bases = in_init & ((first == _SUPER) | (third == _INIT))
    found: Flags = headers | plain & (in_class | in_init) | fields | attributes | bases
    return found


def _codes(corpus: Corpus, place: int) -> NDArray[np.uint32]:
    """The code of each statement at a place within it, or of one after it where it is too short."""
    found: NDArray[np.uint32] = corpus.codes[np.minimum(corpus.code[:-1] + place, len(corpus.codes) - 1)]
    return found


_CLASS, _SELF, _SUPER, _INIT, _DOT = (short_code(text) for text in ("class", "self", "super", "__init__", "."))
_RAISE, _REFUSED = short_code("raise"), short_code("NotImplementedError")
_SETS = [short_code("="), short_code(":")]


def _stub_bodies(corpus: Corpus, plain: Flags) -> Places:
    """The one statement of definitions that do nothing: `...`, `pass`, or a refusal, with a message or without."""
    refusal = (_codes(corpus, 0) == _RAISE) & (_codes(corpus, 1) == _REFUSED) & (np.diff(corpus.tokens) > 1)
    empty = plain | refusal
    after = np.append(corpus.depth[1:], 0)
    header = np.append(False, corpus.marks[:-1] & np.uint8(Mark.DEFINITION) > 0)
    deeper = np.append(0, corpus.depth[:-1])
    found: Places = (empty & header & (corpus.depth == deeper + 1) & (after <= deeper)).nonzero()[0]
    return found


def _totals(counted: Flags | Places) -> NDArray[np.int32]:
    totals = np.zeros(len(counted) + 1, np.int32)
    np.cumsum(counted, out=totals[1:])
    return totals
