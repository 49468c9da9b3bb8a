"""Layers of params: laying one tree over another, `--set`, and where each value came from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from auditlib.params.problems import Part, Problem, dotted
from auditlib.params.yamlfile import Broken, Node, parse_value

OVERRIDE = "--set"  # the file name that a value from the command line goes by

_PART = re.compile(r"\.?([\w-]+)|\[([^\[\]]+)\]")
_IDENTITIES = ("id", "name")  # the keys that a list's items go by in `stories[TS-2].notebook`

Plain = dict[str, "Plain"] | list["Plain"] | str | int | float | bool | None


def merge(lower: Node, upper: Node) -> Node:
    """`upper` laid over `lower`: maps are merged key by key, anything else is replaced whole."""
    if not isinstance(lower.value, Mapping) or not isinstance(upper.value, Mapping):
        return upper
    merged = dict(lower.value)
    for key, node in upper.value.items():
        merged[key] = merge(merged[key], node) if key in merged else node
    return Node(upper.file, upper.line, merged)


def override(tree: Node, settings: Sequence[str]) -> tuple[Node, tuple[Problem, ...]]:
    """`tree` with each `key=value` laid over it in turn; the value is read as YAML.

    A key is dotted; an item of a list goes by its number or its id: `stories[TS-2].target.lines=300`.
    """
    problems: list[Problem] = []
    for setting in settings:
        key, equals, text = setting.partition("=")
        parts = _parts(key)
        if not equals or not parts:
            problems.append(Problem(OVERRIDE, 0, "", f"'{setting}': expected key=value, such as base=v1.0"))
            continue
        value, refusals = parse_value(text, OVERRIDE)
        problems.extend(Problem(OVERRIDE, 0, key, refusal.message) for refusal in refusals)
        try:
            tree = _assign(tree, parts, value)
        except LookupError:
            problems.append(Problem(OVERRIDE, 0, key, "no such item in the list"))
    return tree, tuple(problems)


def origins(tree: Node) -> dict[str, str]:
    """The dotted key of each value → `file:line`; a list of values counts as one, an empty list or map too."""
    return {
        dotted(parts): f"{node.file}:{node.line}" if node.line else node.file
        for parts, node in sorted(_leaves(tree, ()), key=lambda leaf: dotted(leaf[0]))
    }


def plain(node: Node) -> Plain:
    """The tree as Python values; a refused value as None."""
    if isinstance(node.value, Mapping):
        return {key: plain(item) for key, item in node.value.items()}
    if isinstance(node.value, tuple):
        return [plain(item) for item in node.value]
    return None if isinstance(node.value, Broken) else node.value


def find(tree: Node, parts: Sequence[Part]) -> Node:
    """The node at `parts`, or the last one on the way there."""
    for part in parts:
        inner = _children(tree).get(part)
        if inner is None:
            return tree
        tree = inner
    return tree


def _children(node: Node) -> dict[Part, Node]:
    if isinstance(node.value, Mapping):
        return dict(node.value.items())
    return dict(enumerate(node.value)) if isinstance(node.value, tuple) else {}


def _leaves(node: Node, parts: tuple[Part, ...]) -> Iterator[tuple[tuple[Part, ...], Node]]:
    """Values, and lists of values: of these the items are not told apart."""
    children = _children(node)
    whole = not children or (isinstance(node.value, tuple) and not any(map(_children, children.values())))
    if whole and parts:
        yield parts, node
        return
    for part, child in children.items():
        yield from _leaves(child, (*parts, part))


def _parts(key: str) -> tuple[str, ...]:
    parts, end = [], 0
    while match := _PART.match(key, end):
        parts.append(match[1] or match[2])
        end = match.end()
    return tuple(parts) if end == len(key) and not key.startswith(".") else ()


def _assign(node: Node, parts: Sequence[str], value: Node) -> Node:
    if not parts:
        return merge(node, value)
    if isinstance(node.value, tuple):
        index = _index(node.value, parts[0])
        items = (*node.value[:index], _assign(node.value[index], parts[1:], value), *node.value[index + 1 :])
        return Node(node.file, node.line, items)
    children = node.value if isinstance(node.value, Mapping) else {}
    child = children.get(parts[0], Node(OVERRIDE, 0, None))
    return Node(node.file, node.line, {**children, parts[0]: _assign(child, parts[1:], value)})


def _index(items: Sequence[Node], wanted: str) -> int:
    for index, item in enumerate(items):
        if any(find(item, [key]).value == wanted for key in _IDENTITIES):
            return index
    if wanted.isdecimal() and int(wanted) < len(items):
        return int(wanted)
    raise LookupError(wanted)
