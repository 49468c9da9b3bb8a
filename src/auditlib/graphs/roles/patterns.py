"""Patterns: every component that has to do with the job of a category, what it is, and the evidence for that."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial

import xxhash

from auditlib.graphs.roles.candidates import candidates
from auditlib.graphs.roles.claims import Claim, outdone
from auditlib.graphs.roles.components import Component, Outline
from auditlib.graphs.roles.features import features
from auditlib.graphs.roles.judging import IMPLEMENTATION, role, score
from auditlib.graphs.roles.signals import Finder, Signals
from auditlib.model import Evidence, Module, Pattern, PatternRole
from auditlib.params.schema import Category


def find_patterns(modules: Sequence[Module], categories: Mapping[str, Category]) -> tuple[Pattern, ...]:
    """The components of modules that have to do with a category, by path, line and category.

    A class or function as a whole has one category, the likeliest; groups of members of a class can have several, but
    none inside a class that does another job as a whole.
    Of a component that is no implementation, the score says how sure it is that it is none.
    """
    finders = {name: Finder(category) for name, category in sorted(categories.items())}
    found = [pattern for module in modules for pattern in _of_module(module, finders)]
    return in_order(found)


def patterns_by_module(
    modules: Sequence[Module], categories: Mapping[str, Category]
) -> dict[str, Callable[[], tuple[Pattern, ...]]]:
    """What finds the patterns of each module, by its path: those of one hang on nothing but the module itself."""
    finders = {name: Finder(category) for name, category in sorted(categories.items())}
    return {module.path: partial(lambda one: tuple(_of_module(one, finders)), module) for module in modules}


def in_order(patterns: Iterable[Pattern]) -> tuple[Pattern, ...]:
    """By path, line and category."""
    return tuple(sorted(patterns, key=lambda one: (one.part, one.category)))


def _of_module(module: Module, finders: Mapping[str, Finder]) -> Iterator[Pattern]:
    concerned = {category: finder for category, finder in finders.items() if finder.concerns(module)}
    if not concerned:
        return
    outline = Outline(module)
    found: list[Pattern] = []
    for category, finder in concerned.items():
        signals = finder.signals(module, outline)
        found += (
            _pattern(category, component, outline, signals, finder)
            for component in candidates(outline, signals, finder)
        )
    lost = outdone([Claim(one.part, one.category, _likely(one)) for one in found], IMPLEMENTATION)
    yield from (one for place, one in enumerate(found) if place not in lost)


def _likely(pattern: Pattern) -> float:
    return pattern.score if pattern.role is PatternRole.IMPLEMENTATION else 1 - pattern.score


def _pattern(category: str, component: Component, outline: Outline, signals: Signals, finder: Finder) -> Pattern:
    known = features(component, outline, signals, finder)
    likely = score(known, category)
    kind = role(known, likely)
    return Pattern(
        id=xxhash.xxh3_64_hexdigest(f"{category}:{component.part.id}".encode()),
        category=category,
        part=component.part,
        role=kind,
        score=round(likely if kind is PatternRole.IMPLEMENTATION else 1 - likely, 4),
        evidence=tuple(_evidence(component, outline, signals, finder)),
    )


MOST_EVIDENCE = 12
"""Pieces of evidence that are kept of one pattern: one a signal, in the order of lines."""


def _evidence(component: Component, outline: Outline, signals: Signals, finder: Finder) -> Iterator[Evidence]:
    first = component.part.ranges[0][0]
    if component.name and finder.matches(component.name):
        yield Evidence("name", component.definition.start if component.definition else first, component.name)
    if component.summary and finder.matches(component.summary):
        yield Evidence("docstring", component.definition.start if component.definition else first, component.summary)
    seen: dict[str, Evidence] = {}
    for start, end in component.part.ranges:
        for place in outline.span(start, end):
            for signal in sorted(signals.found.get(place, ())):
                statement = outline.statements[place]
                seen.setdefault(signal, Evidence(signal, statement.start, statement.text[:WIDTH]))
    yield from sorted(seen.values(), key=lambda one: (one.line, one.signal))[:MOST_EVIDENCE]


WIDTH = 120
"""Characters of a statement that are shown as evidence."""
