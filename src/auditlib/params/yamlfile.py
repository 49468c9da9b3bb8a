"""Params text → a tree that knows where each value stands, and the refusal of all that YAML can smuggle in.

Read from the parser's events, so that anchors, tags and depth are seen before anything is built from them. Values are
those of YAML 1.2's core schema: `no` is text, `1_000` is text, a date is text, `012` is text.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum

import yaml

from auditlib.params.problems import Part, Problem, dotted

MAX_BYTES = 1_000_000
MAX_DEPTH = 50
_MAX_DIGITS = 18  # what fits 64 bits; longer digits are text, as a commit id may be
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_WORDS: Mapping[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_LEADING_ZERO = re.compile(r"[-+]?0[0-9]+")
_NO_NUMBER = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")


class Broken(Enum):
    """In place of a value that was refused, so that nothing more is said about it."""

    BROKEN = "broken"


Scalar = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Node:
    """A value and where it stands: the line of its key, or its own. `text`: a plain scalar as written."""

    file: str
    line: int
    value: Scalar | tuple[Node, ...] | Mapping[str, Node] | Broken
    text: str = ""


def read_yaml(data: bytes, file: str) -> tuple[Node, tuple[Problem, ...]]:
    """The map in `data`, and every problem met; what could not be read is left out of the map or BROKEN in it.

    `file` is the name that positions are given with.
    """
    builder = _build(data, file)
    if not builder.problems:
        builder.expect_map()
    root = builder.root if isinstance(builder.root.value, Mapping) else Node(file, 0, {})
    return root, tuple(builder.problems)


def read_value(data: bytes, file: str) -> tuple[Node, tuple[Problem, ...]]:
    """The value in `data`, be it a map or not, and every problem met, with the same refusals."""
    builder = _build(data, file)
    return builder.root, tuple(builder.problems)


def parse_value(text: str, file: str) -> tuple[Node, tuple[Problem, ...]]:
    """The value that `text` stands for, as after `--set key=`, with the same refusals; it has no lines."""
    builder = _build(text.encode("utf-8", "surrogateescape"), file)
    problems = tuple(Problem(file, 0, problem.key, problem.message) for problem in builder.problems)
    return _without_lines(builder.root), problems


def _build(data: bytes, file: str) -> _Builder:
    builder = _Builder(file)
    try:
        for event in yaml.parse(_decode(data, file), Loader=_LOADER):
            builder.take(event)
    except _StopReadingError as stop:
        builder.problems.append(stop.problem)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        builder.problems.append(Problem(file, line, "", f"not YAML: {error.problem}"))
    except yaml.YAMLError as error:
        reason = str(error).splitlines()[0]
        builder.problems.append(Problem(file, 0, "", f"not YAML: {reason}"))
    return builder


def _without_lines(node: Node) -> Node:
    value = node.value
    if isinstance(value, tuple):
        value = tuple(_without_lines(item) for item in value)
    elif isinstance(value, Mapping):
        value = {key: _without_lines(item) for key, item in value.items()}
    return Node(node.file, 0, value, node.text)


class _StopReadingError(Exception):
    """Nothing after this point can be read."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def _decode(data: bytes, file: str) -> str:
    if len(data) > MAX_BYTES:
        raise _StopReadingError(Problem(file, 0, "", f"larger than {MAX_BYTES:,} bytes"))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _StopReadingError(Problem(file, line, "", "not UTF-8; save the file as UTF-8")) from None


def _scalar(text: str) -> Scalar:
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text) if len(text) <= _MAX_DIGITS else text
    if _FLOAT.fullmatch(text) and not _LEADING_ZERO.fullmatch(text):
        number = float(text)
        return number if math.isfinite(number) else text
    return text


@dataclass(slots=True)
class _Open:
    """A list or map whose end is not yet reached; `key` is the key (and its line) that waits for its value."""

    line: int
    mapping: dict[str, Node] | None
    items: list[Node] = field(default_factory=list)
    key: tuple[str, int] | None = None

    @property
    def part(self) -> Iterator[Part]:
        """The part of the path that the value now being read stands at; nothing while a key is read."""
        if self.mapping is None:
            yield len(self.items)
        elif self.key:
            yield self.key[0]


class _Builder:
    """Takes the parser's events one by one and grows the tree; never recursive."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.root = Node(file, 0, None)
        self._stack: list[_Open] = []
        self._documents = 0

    def take(self, event: yaml.Event) -> None:
        """Take one event in."""
        line = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise _StopReadingError(Problem(self.file, line, "", "more than one document; keep one"))
        elif isinstance(event, yaml.AliasEvent):
            self._place(self._refuse(line, f"alias '*{event.anchor}' is not allowed; write the value out"))
        elif isinstance(event, yaml.ScalarEvent):
            self._place(self._read_scalar(event, line))
        elif isinstance(event, yaml.CollectionStartEvent):
            self._open(event, line)
        elif isinstance(event, yaml.CollectionEndEvent):
            opened = self._stack.pop()
            self._place(Node(self.file, opened.line, tuple(opened.items) if opened.mapping is None else opened.mapping))

    def expect_map(self) -> None:
        """Record a problem where the whole is no map."""
        match self.root.value:
            case None:
                self._refuse(0, "the file is empty; a map of keys is expected")
            case tuple():
                self._refuse(self.root.line, "a map of keys is expected at the top, not a list")
            case str() | int() | float():
                self._refuse(self.root.line, "a map of keys is expected at the top, not a single value")

    def _open(self, event: yaml.CollectionStartEvent, line: int) -> None:
        self._check_properties(event, line)
        if len(self._stack) >= MAX_DEPTH:
            raise _StopReadingError(Problem(self.file, line, "", f"nested deeper than {MAX_DEPTH}"))
        self._stack.append(_Open(line, {} if isinstance(event, yaml.MappingStartEvent) else None))

    def _read_scalar(self, event: yaml.ScalarEvent, line: int) -> Node:
        if not self._check_properties(event, line):
            return Node(self.file, line, Broken.BROKEN)
        if not event.implicit[0]:  # quoted
            return Node(self.file, line, event.value)
        if _NO_NUMBER.fullmatch(event.value):
            return self._refuse(line, f"{event.value} is no number to work with; give a finite one")
        return Node(self.file, line, _scalar(event.value), event.value)

    def _check_properties(self, event: yaml.NodeEvent, line: int) -> bool:
        if event.anchor:
            self._refuse(line, f"anchor '&{event.anchor}' is not allowed; write the value out where it is used")
        tag = getattr(event, "tag", None)
        if tag:
            self._refuse(line, f"tag '{tag}' is not allowed; leave it out")
        return not tag

    def _place(self, node: Node) -> None:
        if not self._stack:
            self.root = node
            return
        top = self._stack[-1]
        if top.mapping is None:
            top.items.append(node)
        elif top.key is None:
            top.key = self._key(node)
        else:
            self._set(top.mapping, *top.key, node)
            top.key = None

    def _key(self, node: Node) -> tuple[str, int]:
        """A key's text and line; "" where it was refused, and then its value is left out too."""
        key = node.text or node.value
        if isinstance(key, str) and key:
            return key, node.line
        if node.value is not Broken.BROKEN:
            self._refuse(node.line, "a key must be a word, not empty, a list or a map")
        return "", node.line

    def _set(self, mapping: dict[str, Node], key: str, line: int, node: Node) -> None:
        if key in mapping:
            self._refuse(line, f"duplicate key; it already stands in line {mapping[key].line}")
        elif key:
            mapping[key] = Node(node.file, line, node.value, node.text)

    def _refuse(self, line: int, message: str) -> Node:
        key = dotted([part for opened in self._stack for part in opened.part])
        self.problems.append(Problem(self.file, line, key, message))
        return Node(self.file, line, Broken.BROKEN)
