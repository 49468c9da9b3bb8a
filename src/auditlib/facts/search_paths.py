"""Literal additions to `sys.path`: expressions of `__file__` and of strings, worked out without running them."""

from __future__ import annotations

import ast
import posixpath
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from auditlib.facts.expressions import CallNode, dotted_name
from auditlib.facts.imports import printable
from auditlib.model import SearchPath


class Place(NamedTuple):
    """A path that an expression stands for, relative to the file's folder or else to the working folder."""

    path: str
    relative_to_file: bool


def search_paths(calls: Sequence[CallNode], body: Sequence[ast.stmt]) -> tuple[SearchPath, ...]:
    """Return the folders that `sys.path.insert` and `append` add, in the order of the file.

    Followed are strings, `__file__`, `pathlib` and `os.path` on these, and names assigned once in the module's
    outermost block. What is anything else, or absolute, is no literal path and left out.
    """
    added = [(node, _ARGUMENT[name]) for node, name, _, _ in calls if name in _ARGUMENT]
    if not added:
        return ()
    reader = _Reader(_assigned_once(body))
    found = []
    for node, position in added:
        place = reader.read(node.args[position]) if len(node.args) > position else None
        if place is not None and not place.path.startswith("/"):
            found.append(SearchPath(node.lineno, printable(place.path), place.relative_to_file))
    return tuple(sorted(found, key=lambda entry: entry.line))


_ARGUMENT = {"sys.path.insert": 1, "sys.path.append": 0}
_DEEPEST = 40
_FILE = "__file__"
_SAME = frozenset({"str", "abspath", "realpath", "normpath", "fspath", "resolve", "absolute", "as_posix"})
_JOINING = frozenset({"join", "joinpath", "Path", "PurePath", "PosixPath", "PurePosixPath"})
_CONSTANTS = {"os.pardir": "..", "os.path.pardir": "..", "os.curdir": ".", "os.path.curdir": "."}


def _assigned_once(body: Sequence[ast.stmt]) -> dict[str, ast.expr]:
    values: dict[str, ast.expr] = {}
    times: Counter[str] = Counter()
    for statement in body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                pass
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                pass
            case _:
                continue
        values[name] = value
        times[name] += 1
    return {name: value for name, value in values.items() if times[name] == 1}


class _Reader:
    """Works out path expressions; None for any that is not literal."""

    def __init__(self, names: Mapping[str, ast.expr]) -> None:
        self._names = names
        self._depth = 0

    def read(self, node: ast.AST) -> Place | None:
        """Return the place that an expression stands for."""
        read = _READERS.get(type(node))
        if read is None or self._depth > _DEEPEST:
            return None
        self._depth += 1
        place = read(self, node)
        self._depth -= 1
        return place

    def constant(self, node: ast.Constant) -> Place | None:
        """A string."""
        return Place(posixpath.normpath(node.value), False) if isinstance(node.value, str) else None

    def name(self, node: ast.Name) -> Place | None:
        """`__file__`, or a name assigned once."""
        if node.id == _FILE:
            return Place(_FILE, True)
        return self.read(self._names[node.id]) if node.id in self._names else None

    def attribute(self, node: ast.Attribute) -> Place | None:
        """`path.parent`, `os.pardir`."""
        if node.attr == "parent":
            return _above(self.read(node.value), 1)
        name = dotted_name(node)
        return Place(_CONSTANTS[name], False) if name in _CONSTANTS else None

    def subscript(self, node: ast.Subscript) -> Place | None:
        """`path.parents[1]`."""
        match node:
            case ast.Subscript(
                value=ast.Attribute(value=path, attr="parents"), slice=ast.Constant(value=int() as index)
            ):
                return _above(self.read(path), index + 1)
        return None

    def operation(self, node: ast.BinOp) -> Place | None:
        """`path / "lib"`, and `folder + "/lib"`."""
        if isinstance(node.op, ast.Div):
            return self._joined([node.left, node.right])
        match node:
            case ast.BinOp(op=ast.Add(), right=ast.Constant(value=str() as text)) if text.startswith("/"):
                return _joined(self.read(node.left), Place(posixpath.normpath(text.lstrip("/")), False))
        return None

    def call(self, node: ast.Call) -> Place | None:
        """The functions of `os.path` and the methods of `pathlib.Path` that say where, not what is there."""
        name = dotted_name(node.func).rpartition(".")[2]
        subject = list(node.args)
        if isinstance(node.func, ast.Attribute) and name in {"resolve", "absolute", "as_posix", "joinpath"}:
            subject.insert(0, node.func.value)
        if not subject:
            return None
        if name == "dirname":
            return _above(self.read(subject[0]), 1)
        if name in _SAME:
            return self.read(subject[0])
        return self._joined(subject) if name in _JOINING else None

    def _joined(self, parts: Sequence[ast.expr]) -> Place | None:
        place = self.read(parts[0])
        for part in parts[1:]:
            place = _joined(place, self.read(part))
        return place


_READERS: dict[type, Callable[[_Reader, Any], Place | None]] = {
    ast.Attribute: _Reader.attribute,
    ast.BinOp: _Reader.operation,
    ast.Call: _Reader.call,
    ast.Constant: _Reader.constant,
    ast.Name: _Reader.name,
    ast.Subscript: _Reader.subscript,
}


def _joined(place: Place | None, part: Place | None) -> Place | None:
    if place is None or part is None or part.relative_to_file:
        return None
    return place._replace(path=posixpath.normpath(posixpath.join(place.path, part.path)))


def _above(place: Place | None, levels: int) -> Place | None:
    """The folder so many levels up; a path that begins above its start gets more `..`."""
    if place is None or levels < 1:
        return None
    ups = "/".join([".."] * levels)
    return place._replace(path=posixpath.normpath(posixpath.join(place.path, ups)))
