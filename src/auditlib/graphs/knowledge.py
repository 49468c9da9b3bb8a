"""Sets of values that only grow, and what was computed from them: forgotten as soon as one of those sets grows.

The method is that of incremental build systems with dependencies found while running (Mokhov, Mitchell and Peyton
Jones, "Build systems à la carte", 2018): a computation records what it reads, and is repeated only where that changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import Any, NamedTuple, TypeVar

from auditlib.graphs.namespaces import NOTHING, Values

T = TypeVar("T")


class Fact(NamedTuple):
    """What something may hold: its kind, the module, the scope in it and the name there."""

    kind: str
    path: str
    scope: str
    name: str


Source = tuple[str, str]
"""What a computation depends on: (path, name), or (path, "") for a whole module."""


class _Frame:
    """A computation under way: the module it is about, what it read, whether that changed, whether it needs itself."""

    __slots__ = ("circular", "home", "outdated", "sources")

    def __init__(self, home: str) -> None:
        self.home = home
        self.sources: set[Source] = set()
        self.outdated = False
        self.circular = False

    def read(self, source: Source) -> None:
        # A module reads thousands of its own names: one entry stands for them all.
        self.sources.add((source[0], "") if source[0] == self.home else source)


class Knowledge:
    """Values by fact, and results by name."""

    def __init__(self) -> None:
        self._values: dict[Fact, Values] = {}
        self._results: dict[Hashable, tuple[Any, frozenset[Source]]] = {}
        self._dependents: defaultdict[Source, set[Hashable]] = defaultdict(set)
        self._under_way: dict[Hashable, _Frame] = {}  # innermost last

    def values(self, fact: Fact) -> Values:
        """What is known of a fact; nothing, where nothing is."""
        self._read([(fact.path, fact.name)])
        return self._values.get(fact, NOTHING)

    def holding(self, wanted: Values) -> Iterator[Fact]:
        """The facts with one of these values."""
        return (fact for fact, held in self._values.items() if not held.isdisjoint(wanted))

    def add(self, fact: Fact, values: Values) -> None:
        """Add to what is known, and forget the results that came from less."""
        known = self._values.get(fact, NOTHING)
        if values <= known:
            return
        self._values[fact] = known | values
        for source in ((fact.path, fact.name), (fact.path, "")):
            for name in self._dependents.pop(source, ()):
                self._results.pop(name, None)
            for frame in self._under_way.values():
                frame.outdated = frame.outdated or source in frame.sources

    def remembers(self, name: Hashable) -> bool:
        """A result of this name is there and still holds."""
        return name in self._results

    def remember(self, name: Hashable, compute: Callable[[], T], circular: T, home: str = "") -> T:
        """The result of this name, computed unless it is remembered. `home` is the module it is about, if one.

        `circular` is the result of a computation that needs itself, and of those between.
        """
        found: tuple[T, frozenset[Source]] | None = self._results.get(name)
        if found is None and name in self._under_way:
            names = list(self._under_way)
            for inner in names[names.index(name) :]:
                self._under_way[inner].circular = True
            return circular
        result, sources = found or self._compute(name, compute, circular, home)
        self._read(sources)
        return result

    def _read(self, sources: Iterable[Source]) -> None:
        if self._under_way:
            frame = next(reversed(self._under_way.values()))
            for source in sources:
                frame.read(source)

    def _compute(self, name: Hashable, compute: Callable[[], T], circular: T, home: str) -> tuple[T, frozenset[Source]]:
        frame = self._under_way[name] = _Frame(home)
        try:
            result = compute()
        finally:
            del self._under_way[name]
        found = (circular if frame.circular else result, frozenset(frame.sources))
        if not frame.outdated:
            self._results[name] = found
            for source in frame.sources:
                self._dependents[source].add(name)
        elif self._under_way:
            next(reversed(self._under_way.values())).outdated = True
        return found
