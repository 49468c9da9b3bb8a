"""What in a module speaks for a category: words, calls and shapes, each with the statement that it was found in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache

from auditlib.graphs.roles.components import Outline
from auditlib.graphs.roles.filling import may_fill
from auditlib.graphs.roles.shapes import CHECK_THEN_FILL, SHAPES
from auditlib.graphs.roles.stems import parts, stem
from auditlib.graphs.spelling import statements_with
from auditlib.model import Call, Import, Module
from auditlib.params.schema import Category

WORD, CALL = "word", "call"


@dataclass(frozen=True, slots=True)
class Signals:
    """What was found in a module: for each statement, by its index, the signals."""

    found: Mapping[int, frozenset[str]]  # "word", "call NAME", or the name of a shape
    foreign: frozenset[int]  # statements whose words are all in names that an import binds


class Finder:
    """Finds the signals of one category."""

    def __init__(self, category: Category) -> None:
        self._telling = _phrases(category.words)
        self._vague = _phrases(category.vague)
        self._starts = frozenset(stem[:_START] for stem in (*self._telling, *self._vague))
        self._calls = category.calls
        self._last = frozenset(call.rpartition(".")[2] for call in category.calls)
        self._shapes = [(name, SHAPES[name]) for name in category.shapes if name in SHAPES]
        self._memoises = CHECK_THEN_FILL in category.shapes
        self._known: dict[str, tuple[bool, bool]] = {}
        self._matching: set[str] = set()
        self._meant: dict[str, bool] = {}

    def matches(self, identifier: str) -> bool:
        """An identifier has a word of the category, one that may mean something else included."""
        return self._classified(identifier)[1]

    def telling(self, identifier: str) -> bool:
        """An identifier has a word of the category that says what it is."""
        return self._classified(identifier)[0]

    def place(self, path: str) -> float:
        """What the name of a file or its folder says: 1 a telling word, 0.5 one with other meanings too, 0 none."""
        *_, folder, file = ("", *path.removesuffix(".py").split("/"))
        names = (folder,) if file == "__init__" else (folder, file)
        return 1.0 if any(map(self.telling, names)) else 0.5 * any(map(self.matches, names))

    def concerns(self, module: Module) -> bool:
        """Whether there is anything to look for: a telling word, a definition with a vague one, a call, or a fill."""
        named = self._named(module)
        if any(map(self.telling, named)) or self.place(module.path):
            return True
        if named and any(self.matches(one.name) for one in module.facts.definitions):
            return True
        if self._memoises and may_fill(module.facts):
            return True
        return any(name.rpartition(".")[2] in self._last for name in module.facts.calls.names)

    def signals(self, module: Module, outline: Outline) -> Signals:
        """The signals of a module: words and calls everywhere, shapes in the definitions that have one of these."""
        found: dict[int, set[str]] = defaultdict(set)
        names = self._named(module)
        telling = list(filter(self.telling, names))
        for place in statements_with(module.facts, telling):
            found[place].add(WORD)
        for line, name in self._called(module):
            called = outline.statement_on(line)
            if called is not None:
                found[called].add(f"{CALL} {name}")
        for place, name in self._shaped(module, outline, {*statements_with(module.facts, names), *found}):
            found[place].add(name)
        for place in outline.memoising if self._memoises else ():
            found[place].add(CHECK_THEN_FILL)
        kinds = {place: frozenset(here) for place, here in sorted(found.items())}
        return Signals(kinds, self._foreign(module, telling))

    def _shaped(self, module: Module, outline: Outline, concerned: Iterable[int]) -> Iterator[tuple[int, str]]:
        spans = [(0, len(outline.text))] if self.place(module.path) else outline.spans_of(sorted(concerned))
        for begin, end in spans:
            for name, pattern in self._shapes:
                for match in pattern.finditer(outline.text, begin, end):
                    yield outline.statement_at(match.start()), name

    def _foreign(self, module: Module, telling: Sequence[str]) -> frozenset[int]:
        imported = {one.bound for one in module.facts.imports}
        own = statements_with(module.facts, [word for word in telling if word not in imported])
        return frozenset(statements_with(module.facts, telling)).difference(own)

    def _named(self, module: Module) -> list[str]:
        """The identifiers of a module that match, sorted."""
        words = _words(module.facts.words)
        for word in words - self._known.keys():
            self._classified(word)
        return sorted(words & self._matching)

    def _classified(self, identifier: str) -> tuple[bool, bool]:
        known = self._known.get(identifier)
        if known is None:
            known = False, False
            if not self._starts.isdisjoint(_beginnings(identifier)):
                stems = tuple(map(stem, parts(identifier)))
                telling = _has(self._telling, stems)
                known = telling, telling or _has(self._vague, stems)
            self._known[identifier] = known
            if known[1]:
                self._matching.add(identifier)
        return known

    def _called(self, module: Module) -> Iterator[tuple[int, str]]:
        calls = module.facts.calls
        wanted = {name for name in calls.names if name.rpartition(".")[2] in self._last or "*" in self._last}
        decorated = [(one.start, name) for one in module.facts.definitions for name in one.decorators]
        bound = {one.bound: _target(one) for one in module.facts.imports if one.bound}
        for line, name in [*_made(calls, wanted), *decorated]:
            full = _resolved(name, bound)
            if self._is_meant(full):
                yield line, full

    def _is_meant(self, call: str) -> bool:
        known = self._meant.get(call)
        if known is None:
            known = self._meant[call] = any(_called_so(call, pattern) for pattern in self._calls)
        return known


_START = 2
"""Letters of a word that are looked at first: stemming is slow, and no form of a word changes its beginning."""


@lru_cache(maxsize=1 << 18)
def _beginnings(identifier: str) -> tuple[str, ...]:
    return tuple(word[:_START] for word in parts(identifier))


Phrases = Mapping[str, tuple[tuple[str, ...], ...]]
"""Stems of words that follow one another, by the first of them."""


def _phrases(words: Iterable[str]) -> Phrases:
    found: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for phrase in words:
        stems = tuple(map(stem, phrase.lower().split()))
        found[stems[0]].append(stems)
    return {first: tuple(phrases) for first, phrases in found.items()}


def _has(phrases: Phrases, stems: tuple[str, ...]) -> bool:
    return any(
        stems[place : place + len(phrase)] == phrase
        for place, first in enumerate(stems)
        for phrase in phrases.get(first, ())
    )


def _made(calls: Iterable[Call], wanted: Collection[str]) -> list[tuple[int, str]]:
    return [(call.line, call.name) for call in calls if call.name in wanted] if wanted else []


@lru_cache(maxsize=1)
def _words(text: str) -> frozenset[str]:
    """The words of a module, which every category asks for in turn."""
    return frozenset(text.split("\n"))


def _target(one: Import) -> str:
    """What the name that an import binds stands for; `import a.b` binds `a`."""
    if one.name:
        return f"{one.module}.{one.name}"
    return one.bound if one.module.startswith(f"{one.bound}.") else one.module


def _resolved(name: str, bound: Mapping[str, str]) -> str:
    first, dot, rest = name.partition(".")
    return f"{bound.get(first, first)}{dot}{rest}"


def _called_so(name: str, pattern: str) -> bool:
    """A call as written, its first name resolved, is what a pattern means; `Class.method` is found on any object."""
    if fnmatchcase(name, pattern):
        return True
    owner, _, last = pattern.rpartition(".")
    return owner.rpartition(".")[2][:1].isupper() and name.endswith(f".{last}")
