"""A tree of values → Params, or every problem in it, each at its line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, get_args

from pydantic import BaseModel, ValidationError

from auditlib.params.consistency import contradictions
from auditlib.params.layers import Plain, find, plain
from auditlib.params.problems import Part, Problem, dotted, near_miss
from auditlib.params.schema import Params
from auditlib.params.yamlfile import Broken, Node

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_REVISIONS = ("base", "head")  # here 7495e12 and 1234567 are commit ids, not numbers
_IN_KEY = "[key]"  # pydantic's mark for a fault in a map's key rather than its value
_A_DATE = "expected a date such as 2025-12-31"


def validate(tree: Node) -> tuple[Params | None, tuple[Problem, ...]]:
    """The params in `tree`, or None and what is wrong; nothing is said twice of a value refused before."""
    values = plain(_with_revisions_as_text(tree))
    params, problems = None, []
    try:
        params = Params.model_validate_json(json.dumps(_without_nulls(values, ())))
    except ValidationError as error:
        problems += [_problem(tree, detail) for detail in error.errors() if not _was_refused(tree, detail["loc"])]
    problems += [
        Problem(find(tree, parts).file, find(tree, parts).line, dotted(parts), message)
        for parts, message in contradictions(values)
    ]
    return (None if problems else params), tuple(problems)


def _with_revisions_as_text(tree: Node) -> Node:
    values = dict(tree.value) if isinstance(tree.value, Mapping) else {}
    for key in _REVISIONS:
        node = values.get(key)
        if node and isinstance(node.value, int | float) and not isinstance(node.value, bool):
            values[key] = Node(node.file, node.line, node.text)
    return Node(tree.file, tree.line, values)


def _without_nulls(value: Plain, parts: tuple[Part, ...]) -> Plain:
    """A known key with nothing behind it is a key left out; an unknown one stays, to be named."""
    if isinstance(value, list):
        return [_without_nulls(item, (*parts, index)) for index, item in enumerate(value)]
    if not isinstance(value, dict):
        return value
    known = set(_known_keys(parts))
    given = {key: item for key, item in value.items() if item is not None or key not in known}
    return {key: _without_nulls(item, (*parts, key)) for key, item in given.items()}


def _was_refused(tree: Node, parts: Sequence[Part]) -> bool:
    return any(find(tree, parts[:length]).value is Broken.BROKEN for length in range(1, len(parts) + 1))


def _problem(tree: Node, detail: ErrorDetails) -> Problem:
    parts = [part for part in detail["loc"] if part != _IN_KEY]
    node = find(tree, parts)
    return Problem(node.file, node.line, dotted(parts), _message(detail, node))


def _message(detail: ErrorDetails, node: Node) -> str:
    kind = detail["type"]
    for name, say in _MESSAGES.items():
        if kind == name:
            return say(detail, node)
    return _A_DATE if kind.startswith("date") else detail["msg"]


def _unknown_key(detail: ErrorDetails, _node: Node) -> str:
    *parents, key = detail["loc"]
    return f"unknown key{near_miss(str(key), _known_keys(parents))}"


def _text(_detail: ErrorDetails, node: Node) -> str:
    if isinstance(node.value, int | float):
        return f"expected text; quote it: '{node.text or node.value}'"
    return f"expected text, not {_kind(node)}"


def _choice(detail: ErrorDetails, node: Node) -> str:
    expected = detail["ctx"]["expected"].replace(" or ", ", ").replace("'", "").split(", ")
    return f"expected one of {', '.join(expected)}{near_miss(str(node.value), expected)}"


def _kind(node: Node) -> str:
    match node.value:
        case Mapping():
            return "a map"
        case tuple():
            return "a list"
        case str():
            return f"the text '{node.value}'"
        case bool():
            return node.text
        case _:
            return node.text or "nothing"


def _expected(what: str) -> Callable[[ErrorDetails, Node], str]:
    return lambda _detail, node: f"expected {what}, not {_kind(node)}"


_MESSAGES: Mapping[str, Callable[[ErrorDetails, Node], str]] = {
    "missing": lambda _detail, _node: "missing; it is required",
    "extra_forbidden": _unknown_key,
    "string_type": _text,
    "string_too_short": lambda _detail, _node: "must not be empty",
    "string_pattern_mismatch": lambda _detail, _node: (
        "expected a name of 1 to 64 letters, digits, '.', '_' or '-', that begins with a letter or digit"
    ),
    "int_type": _expected("a whole number"),
    "int_from_float": _expected("a whole number"),
    "float_type": _expected("a number"),
    "bool_type": _expected("true or false"),
    "tuple_type": _expected("a list"),
    "dict_type": _expected("a map of keys"),
    "mapping_type": _expected("a map of keys"),
    "model_type": _expected("a map of keys"),
    "literal_error": _choice,
    "enum": _choice,
    "greater_than": lambda detail, node: f"expected more than {detail['ctx']['gt']:g}, not {_kind(node)}",
    "greater_than_equal": lambda detail, node: f"expected {detail['ctx']['ge']:g} or more, not {_kind(node)}",
    "less_than_equal": lambda detail, node: f"expected {detail['ctx']['le']:g} or less, not {_kind(node)}",
    "value_error": lambda detail, _node: str(detail["ctx"]["error"]),
}


def _known_keys(parents: Sequence[Part]) -> Iterator[str]:
    models: list[type[BaseModel]] = [Params]
    for part in parents:
        fields = [model.model_fields.get(str(part)) for model in models]
        inner = [model for field in fields if field for model in _models_in(field.annotation)]
        models = inner or models  # a number, or the key of a map: what it holds is already known
    for model in models:
        yield from model.model_fields


def _models_in(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models_in(argument)
