"""What speaks for and against a component being an implementation of a category, as numbers between 0 and 1."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

from auditlib.graphs.roles.behaviour import behaviour
from auditlib.graphs.roles.components import Body, Component, Outline, holds
from auditlib.graphs.roles.kinds import kind
from auditlib.graphs.roles.shapes import ALL_SHAPES
from auditlib.graphs.roles.signals import CALL, WORD, Finder, Signals


def features(component: Component, outline: Outline, signals: Signals, finder: Finder) -> Mapping[str, float]:
    """The features of a component for one category, by name; those that are absent are 0."""
    found = _signs(component, outline, signals)
    values = {
        **found,
        **_names(component, finder),
        **_surroundings(component, outline, finder),
        **_statements(component, bool(found["shapes"])),
        **kind(component),
        **behaviour(component),
    }
    return {name: float(value) for name, value in values.items() if value}


def _signs(component: Component, outline: Outline, signals: Signals) -> Mapping[str, float]:
    """How many of the statements have a word, a call or a shape, and which shapes."""
    places = [place for place in _places(component, outline) if place in signals.found]
    found = [signals.found[place] for place in places]
    worded = [place for place in places if WORD in signals.found[place]]
    foreign = sum(place in signals.foreign for place in worded)
    kinds = frozenset().union(*found)
    shapes = kinds & ALL_SHAPES
    count = max(1, len(component.statements))
    return {
        "words": min(1.0, 2 * len(worded) / count),
        "own words": min(1.0, 2 * (len(worded) - foreign) / count),
        "imported": min(1.0, 2 * foreign / max(1, len(worded))),
        "shapes": min(1.0, len(shapes) / 3),
        "shape density": min(1.0, 2 * sum(not ALL_SHAPES.isdisjoint(one) for one in found) / count),
        "calls": min(1.0, sum(kind.startswith(CALL) for kind in kinds) / 2),
        **{f"shape {name}": 1.0 for name in shapes},
    }


def _names(component: Component, finder: Finder) -> Mapping[str, float]:
    """Which of its names, and those of its members, have a word of the category."""
    own = [body.name for body in component.bodies] if component.kind != "function" else []
    named = [one.name for one in component.attributes]
    members = {
        "members": sum(map(finder.telling, own)) / max(1, len(own)),
        "vague members": sum(map(finder.matches, own)) / max(1, len(own)),
        "attributes": min(1.0, sum(map(finder.telling, named)) / 2),
        "vague attributes": min(1.0, sum(map(finder.matches, named)) / 2),
        "foreign": _foreign(component, finder),
        "updates and tells": float(_updates(own) and _tells(own)),
    }
    if component.kind == "group":
        return members | {"name of a class around": finder.matches(component.name)}
    return members | {
        "name": finder.telling(component.name),
        "vague name": finder.matches(component.name),
        "head": finder.matches(_head(component.name)),
        "summary": finder.matches(component.summary),
    }


def _surroundings(component: Component, outline: Outline, finder: Finder) -> Mapping[str, float]:
    """Where it stands, what it is derived from, and what it is a part of."""
    found = {"place": finder.place(outline.path), "fallback": component.fallback, component.kind: 1.0}
    if component.kind == "function":
        beside = max(0.0, min(1.0, (_siblings(outline, finder) - 1) / 3))
        acts = bool(_ACTING.match(component.name))
        return found | {"siblings": beside, "acts on it": acts, "base": _based(component, finder)}
    if component.kind == "group":
        alone, share = len(component.bodies) == 1, _share_of_class(component, outline)
        return found | {"alone in a class": alone, "share of the class": share}
    return found | {"base": _based(component, finder), "fields alone": not component.bodies}


def _statements(component: Component, shaped: bool) -> Mapping[str, float]:
    """How much it does: passing on, or next to nothing, is no job."""
    bodies = max(1, len(component.bodies))
    return {
        "state": min(1.0, sum(map(holds, component.attributes)) / 2),
        "delegating": sum(map(_delegates, component.bodies)) / bodies * (not shaped),
        "trivial": sum(map(_is_trivial, component.bodies)) / bodies,
        "size": min(1.0, math.log2(max(1, len(component.statements))) / 8),
    }


_STEP = re.compile(
    r"global .*|else :|try :|except.* :|with [\w .]+ :"
    r"|(?:if|elif) (?:not )?[\w .]+(?: is (?:not )?None)?(?: and [\w .]+)? :"
    r"|(?:from .* )?import .*|[\w .]+(?: : [^=]+)? = (?:await )?[\w .]+(?: \(.*\))?"
    r"|(?:return |yield )?(?:await )?[\w .]+(?: \(.*\)(?: \. \w+(?: \(.*\))?)*)?|return|pass|@ .*|logger \. .*"
)
_CALL = re.compile(r"\w \(")
_TRIVIAL = re.compile(
    r"pass|\.\.\.|return(?: (?:None|False|True|0|\[ \]|\{ \}|\"\"|\w+))?|raise NotImplementedError.*"
    r"|logger \. .*|print \(.*|self \. \w+ = \w+"
)
_GENERIC = frozenset(
    {"manager", "handler", "engine", "service", "base", "mixin", "impl", "class", "system", "processor", "controller"}
)


def _based(component: Component, finder: Finder) -> float:
    one = component.definition
    if one is None or component.kind == "group":
        return 0.0
    names = [name.rpartition(".")[2] for name in (*one.bases, *one.decorators)]
    return float(any(map(finder.telling, names)))


def _siblings(outline: Outline, finder: Finder) -> int:
    """How many functions of the top level have a telling name: one job is often spread over several."""
    return sum(one.kind == "function" and finder.telling(one.name) for one in outline.components)


def _share_of_class(component: Component, outline: Outline) -> float:
    """How much of its class a group is: one function of many is seldom more than a report on what the class does."""
    one = component.definition
    if component.kind != "group" or one is None:
        return 0.0
    return len(component.statements) / max(1, len(outline.span(one.start, one.end)))


def _foreign(component: Component, finder: Finder) -> float:
    """The share of the attributes with a word of the category that are given from outside or made by another class."""
    named = [one for one in component.attributes if finder.matches(one.name)]
    return sum(bool(_GIVEN.match(one.value)) for one in named) / len(named) if named else 0.0


def _updates(names: Sequence[str]) -> bool:
    return any(_UPDATING.match(name) for name in names)


def _tells(names: Sequence[str]) -> bool:
    return any(_TELLING.match(name) for name in names)


_GIVEN = re.compile(r"(?:await )?[a-z_]\w*(?: or .*)?\Z|(?:await )?(?:\w+ \. )*(?:[A-Z]\w*|get_\w+|create_\w+) \(")
_ACTING = re.compile(
    r"_?(?:on|refresh|expire|clear|invalidate|handle|parse|cleanup|add|use|setup|init|install|with|post|pre)_"
)
_UPDATING = re.compile(r"_?(?:update|record|track|increment|add|log|set|store|put|save|write|cache)")
_TELLING = re.compile(r"_?(?:get|report|summary|stats|metrics|read|load|check|find|lookup|fetch)")


def _places(component: Component, outline: Outline) -> list[int]:
    return [place for start, end in component.part.ranges for place in outline.span(start, end)]


def _head(name: str) -> str:
    """The last word of a name that says what a thing is: of "CacheManager" it is "Cache"."""
    words = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)
    while len(words) > 1 and words[-1].lower() in _GENERIC:
        words.pop()
    return words[-1] if words else ""


def _delegates(body: Body) -> bool:
    """It only passes on, or makes what it hands out once: a few steps, none of which computes anything."""
    inner = [one.text for one in body.statements[1:]]
    return 0 < len(inner) <= MOST_STEPS and all(map(_STEP.fullmatch, inner)) and any(map(_CALL.search, inner))


MOST_STEPS = 7
"""Statements of a function that passes on: with more, it does something of its own."""


def _is_trivial(body: Body) -> bool:
    inner = body.statements[1:]
    return all(_TRIVIAL.fullmatch(one.text) for one in inner)
