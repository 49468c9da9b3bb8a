"""What the functions of a component do, whatever they are called: as shares of them, or as yes or no."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from auditlib.graphs.roles.components import Body, Component

HANDLERS = frozenset({"receiver", "event", "listener", "subscribe", "on_event", "hookimpl"})
"""Last names of decorators that make a function one that is called when something happens."""


def behaviour(component: Component) -> Mapping[str, float]:
    """The features of what a component does, by name; those that are absent are 0."""
    values = {**_of_bodies(component.bodies), **(_of_function(component) if component.kind == "function" else {})}
    return {feature: value for feature, value in values.items() if value}


def _of_bodies(bodies: Sequence[Body]) -> Mapping[str, float]:
    texts = ["\n".join(one.text for one in body.statements[1:]) for body in bodies]
    return {
        "returns what it keeps": _any(map(_returns_kept, bodies)),
        "wraps a function": _any(map(_WRAPS.search, texts)),
        "measures and tells": _any(map(_measures, texts)),
        "returns fields": _share(map(_FIELDS.search, texts), bodies),
        "yields": _any(map(_YIELDS.search, texts)),
        "returns nothing": 1 - _share(map(_RETURNS.search, texts), bodies) if bodies else 0.0,
        "a route": _any(map(_is_route, bodies)),
        "many functions": min(1.0, max(0, len(bodies) - 1) / 8),
    }


def _of_function(component: Component) -> Mapping[str, float]:
    (body,) = component.bodies
    return {
        "asks": float(bool(_ASKS.match(body.name))),
        "makes": float(bool(_MAKES.match(body.name))),
        "gets": float(bool(_GETS.match(body.name))),
        "reads": float(bool(_READS.match(body.name))),
        "handles": float(bool(_HANDLES.match(body.name)) or _is_handler(body)),
    }


_WRAPS = re.compile(
    r"^@ (?:functools \. )?wraps \(|^return (?:wrapper|inner|wrapped|decorator|decorated|_wrapper)\b", re.M
)
_MEASURES = re.compile(r"(?:perf_counter|monotonic|time|process_time|utcnow|now) \( [^()\n]*\) - |duration|elapsed")
_TELLS = re.compile(
    r"(?:response_time|duration|elapsed|latency|took|ms|seconds)\w* = "
    r"|\. (?:observe|record\w*|timing|fire|labels|append) \("
    r"|(?:log\w*|_log) \. \w+ \( .*(?:elapsed|duration|time|cost)",
    re.M,
)
_FIELDS = re.compile(r"^return (?:dict \(|\{ \"|\w*Response|\w*Result)", re.M)
_YIELDS = re.compile(r"^yield\b", re.M)
_RETURNS = re.compile(r"^(?:return .|yield)", re.M)
_ASKS = re.compile(r"_*(?:is|has|should|can|needs|check|validate|ensure|must)_")
_MAKES = re.compile(r"_*(?:make|build|create|format|serialize|render|to|generate|wrap|send|write)(?:_|\Z)")
_GETS = re.compile(r"_*(?:get|fetch|load|find|calculate|compute|collect)(?:_|\Z)")
_READS = re.compile(r"_*(?:read|parse|decode|extract|validate)(?:_|\Z)")
_HANDLES = re.compile(r"_*(?:on|handle|after|before|pre|post)_")
_ROUTE = re.compile(r"@ \w+ (?:\. \w+ )*\. (?:route|get|post|put|delete|patch) \(")


def _any(found: Iterable[object]) -> float:
    return float(any(found))


def _share(found: Iterable[object], bodies: Sequence[Body]) -> float:
    return sum(map(bool, found)) / max(1, len(bodies))


def _measures(text: str) -> bool:
    return bool(_MEASURES.search(text) and _TELLS.search(text))


def _is_route(body: Body) -> bool:
    return any(_ROUTE.match(one.text) for one in body.statements[:4])


def _is_handler(body: Body) -> bool:
    return any(name.rpartition(".")[2] in HANDLERS for name in body.definition.decorators)


_KEEPS = re.compile(r"((?:self|cls) \. \w+) (?:\[ .* \] )?= ")
_SETS = re.compile(r"((?:self|cls) \. \w+|\w+) (?:\[ .* \] = |\. (?:set|add|put|setex|setdefault) \()(?:.* , )?(\w+)?")


def _returns_kept(body: Body) -> bool:
    """It hands out what it has just put into something that outlives it."""
    kept: set[str] = set()
    for one in body.statements[1:]:
        text = one.text
        if not text.startswith("return "):
            found = _SETS.match(text) or _KEEPS.match(text)
            kept.update(name for name in (found.groups() if found else ()) if name)
        elif any(text == f"return {name}" or text.startswith(f"return {name} [") for name in kept):
            return True
    return False
