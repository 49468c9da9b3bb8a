"""Which components may have to do with a category: whole classes and functions, or the members of them that do."""

from __future__ import annotations

from collections.abc import Iterator

from auditlib.graphs.roles.components import Attribute, Body, Component, Outline, group_of, holds
from auditlib.graphs.roles.shapes import STRONG
from auditlib.graphs.roles.signals import Finder, Signals
from auditlib.model import Part


def candidates(outline: Outline, signals: Signals, finder: Finder) -> Iterator[Component]:
    """The components of a module with a sign of a category.

    A class is taken whole if its name or most of its statements say so, otherwise its members that do, as a group.
    Functions of the top level that share globals with a word of the category are one group too.
    """
    for component in outline.components:
        here = finder.place(outline.path)
        if component.kind == "function":
            if here == 1 or _concerned(component.bodies[0], outline, signals, finder):
                yield component
        elif finder.matches(component.name) or here == 1 or _is_derived(component, finder):
            yield component
        else:
            yield from _members(component, outline, signals, finder)
    yield from _top_level(outline, finder)


def _members(component: Component, outline: Outline, signals: Signals, finder: Finder) -> Iterator[Component]:
    wanted = frozenset(body.name for body in component.bodies if _concerned(body, outline, signals, finder))
    names = frozenset(one.name for one in component.attributes if _is_state(one, finder))
    group = group_of(component, names, wanted)
    share = _covered(group, component) if group else _density(component.part, outline, signals)
    if share >= WHOLE:
        yield component
    elif group:
        yield group


def _is_state(attribute: Attribute, finder: Finder) -> bool:
    return finder.telling(attribute.name) or (finder.matches(attribute.name) and holds(attribute))


def _top_level(outline: Outline, finder: Finder) -> Iterator[Component]:
    """Functions that share a global with a telling name."""
    state = [one for one in outline.globals if finder.telling(one.name) and one.value and not one.name.isupper()]
    if not state:
        return
    whole = Component(
        Part(outline.path, "", ()), "group", "", "", outline.bodies(None), tuple(state), outline.statements
    )
    group = group_of(whole, frozenset(one.name for one in state), frozenset())
    if group is not None and len(group.bodies) > 1:
        yield group


_NOTHING: frozenset[str] = frozenset()


def _is_derived(component: Component, finder: Finder) -> bool:
    """A base of a class has a telling name."""
    one = component.definition
    return one is not None and any(finder.telling(base.rpartition(".")[2]) for base in one.bases)


def _concerned(body: Body, outline: Outline, signals: Signals, finder: Finder) -> bool:
    """A function's name, or a good share of its statements, has to do with the category."""
    span = outline.span(body.start, body.end)
    found = sum(place in signals.found for place in span)
    if finder.telling(body.name):
        return True
    if finder.matches(body.name) and (found or finder.place(outline.path)):
        return True
    if any(signals.found.get(place, _NOTHING) & STRONG for place in span):
        return True
    return found >= LEAST_FOUND and found / max(1, len(span)) >= LEAST_DENSITY


WHOLE = 0.6
"""Share of a class's statements in members of a category from which on it is taken whole."""

LEAST_FOUND = 2
LEAST_DENSITY = 0.25


def _density(part: Part, outline: Outline, signals: Signals) -> float:
    span = outline.span(*part.ranges[0])
    return sum(place in signals.found for place in span) / max(1, len(span))


def _covered(group: Component, whole: Component) -> float:
    return len(group.statements) / max(1, len(whole.statements))
