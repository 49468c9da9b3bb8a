"""Which implementations compete, so that one could stand for all: those of a category, a name, or an interface."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import xxhash
from msgspec.structs import replace

from auditlib.graphs.roles.standing import Standing, canonical
from auditlib.model import Competition, Definition, DefinitionKind, Module, Part, Pattern, PatternRole


@dataclass(frozen=True, slots=True)
class Unit:
    """A class or function of the top level."""

    module: Module
    definition: Definition
    methods: frozenset[str]

    @property
    def part(self) -> Part:
        """Its place."""
        return Part(self.module.path, self.definition.qualname, ((self.definition.start, self.definition.end),))


def competitions(
    patterns: Sequence[Pattern], modules: Sequence[Module], standing: Standing, declared: Mapping[str, tuple[str, str]]
) -> tuple[Competition, ...]:
    """The groups of two parts and more that do one job, each with the part that should stay.

    `declared` are the canonical definitions of categories that the params name. Records (classes of fields alone),
    functions, and classes that do something are no rivals of one another.
    """
    found = [*_of_categories(patterns, standing, declared), *_of_names(modules, standing)]
    found += _of_interfaces(modules, standing, {frozenset(one.members) for one in found})
    return tuple(sorted(found, key=lambda one: (one.category or "~", one.basis, one.members)))


def with_canonicals(patterns: Sequence[Pattern], found: Sequence[Competition]) -> tuple[Pattern, ...]:
    """The patterns, each implementation with the canonical of the competition that it is in."""
    known = {(one.category, part): one.canonical for one in found if one.basis == "category" for part in one.members}
    return tuple(replace(one, canonical=known.get((one.category, one.part))) for one in patterns)


LEAST_METHODS = 4
"""Public methods of a class whose interface is compared with others."""

LEAST_COMMON = 0.6
"""Share of the public methods of two classes, of all that either has, that make them one interface."""

MOST_HOLDERS = 8
"""Classes with a method of one name, beyond which the name says nothing."""


def _of_categories(
    patterns: Sequence[Pattern], standing: Standing, declared: Mapping[str, tuple[str, str]]
) -> Iterator[Competition]:
    kinds: dict[tuple[str, str], list[Part]] = defaultdict(list)
    for one in patterns:
        if one.role is PatternRole.IMPLEMENTATION:
            kinds[one.category, standing.kind(one.part)].append(one.part)
    for (category, _), members in sorted(kinds.items()):
        if len(members) > 1 or (members and category in declared):
            yield _competition(category, "category", members, standing, declared.get(category))


def _of_names(modules: Sequence[Module], standing: Standing) -> Iterator[Competition]:
    """Classes of one name in several modules, none of which is derived from another."""
    names: dict[str, list[Unit]] = defaultdict(list)
    for unit in _classes(modules):
        names[unit.definition.name].append(unit)
    for _, units in sorted(names.items()):
        if 1 < len(units) <= MOST_HOLDERS and not _is_family(units):
            yield _competition("", "name", [unit.part for unit in units], standing)


def _of_interfaces(modules: Sequence[Module], standing: Standing, known: set[frozenset[Part]]) -> Iterator[Competition]:
    """Classes of different names that offer the same methods without a common base."""
    units = [unit for unit in _classes(modules) if len(unit.methods) >= LEAST_METHODS]
    for (one, other), count in sorted(_shared_methods(units).items()):
        first, second = units[one], units[other]
        alike = count / len(first.methods | second.methods) >= LEAST_COMMON and not _is_family((first, second))
        members = (first.part, second.part)
        if alike and not any(group.issuperset(members) for group in known):
            yield _competition("", "interface", members, standing)


def _shared_methods(units: Sequence[Unit]) -> Mapping[tuple[int, int], int]:
    """How many methods two classes share, by their indexes."""
    holders: dict[str, list[int]] = defaultdict(list)
    for index, unit in enumerate(units):
        for method in unit.methods:
            holders[method].append(index)
    return Counter(
        pair for indexes in holders.values() if len(indexes) <= MOST_HOLDERS for pair in combinations(indexes, 2)
    )


def _classes(modules: Sequence[Module]) -> Iterator[Unit]:
    for module in modules:
        methods: dict[str, set[str]] = defaultdict(set)
        for one in module.facts.definitions:
            owner, _, name = one.qualname.rpartition(".")
            if one.kind is DefinitionKind.METHOD and not name.startswith("_"):
                methods[owner].add(name)
        for one in module.facts.definitions:
            if one.kind is DefinitionKind.CLASS and "." not in one.qualname and one.end > one.start + LEAST_LINES:
                yield Unit(module, one, frozenset(methods[one.qualname]))


LEAST_LINES = 3


def _is_family(units: Sequence[Unit]) -> bool:
    """One is derived from another, or all from one base that says what they are."""
    names = {unit.definition.name for unit in units}
    bases = [{base.rpartition(".")[2].partition("[")[0] for base in unit.definition.bases} for unit in units]
    if any(found & (names - {unit.definition.name}) for found, unit in zip(bases, units, strict=True)):
        return True
    return bool(set.intersection(*bases) - _PLAIN)


_PLAIN = frozenset(
    {"ABC", "BaseModel", "Enum", "Exception", "Generic", "NamedTuple", "Protocol", "TypedDict", "object"}
)


def _competition(
    category: str, basis: str, members: Sequence[Part], standing: Standing, declared: tuple[str, str] | None = None
) -> Competition:
    ordered = tuple(sorted(members))
    text = "\0".join((category, basis, *(part.id for part in ordered)))
    return Competition(
        xxhash.xxh3_64_hexdigest(text.encode()),
        category,
        basis,
        ordered,
        canonical(ordered, category, standing, declared),
    )
