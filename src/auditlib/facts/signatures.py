"""Definitions: a scope and its node → signature, bases, decorators, members."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from functools import lru_cache

from msgspec.structs import replace

from auditlib.facts.expressions import dotted_name
from auditlib.facts.imports import printable
from auditlib.facts.scopes import Scope
from auditlib.model import Definition, DefinitionKind, Parameter, ParameterKind

_parameter = lru_cache(maxsize=10_000)(Parameter)  # `self` is in every method
_NAME, _ASYNC_FUNCTION = ast.Name, ast.AsyncFunctionDef
_POSITIONAL_ONLY, _POSITIONAL = ParameterKind.POSITIONAL_ONLY, ParameterKind.POSITIONAL
_VAR_POSITIONAL, _VAR_KEYWORD = ParameterKind.VAR_POSITIONAL, ParameterKind.VAR_KEYWORD
_KEYWORD_ONLY = ParameterKind.KEYWORD_ONLY
_ABSTRACT_DECORATORS = frozenset({"abstractmethod", "abstractproperty", "abstractclassmethod", "abstractstaticmethod"})
_ABSTRACT_BASES = frozenset({"ABC", "Protocol"})


class SourceText:
    """The text of a file, from which expressions are quoted."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._plain = text.isascii()  # then columns, which the tree counts in bytes, are characters
        self._lines: list[str] | None = None

    def quote(self, node: ast.expr | None) -> str:
        """Return the expression as written, on one line; "" for None."""
        if node is None:
            return ""
        if node.__class__ is _NAME:
            return node.id
        if self._lines is None:
            self._lines = self._text.split("\n")
        first, last = node.lineno - 1, (node.end_lineno or node.lineno) - 1
        if first == last and self._plain:
            return self._lines[first][node.col_offset : node.end_col_offset]
        if first == last:
            return _columns(self._lines[first], node.col_offset, node.end_col_offset)
        parts = [
            _columns(self._lines[first], node.col_offset, None),
            *self._lines[first + 1 : last],
            _columns(self._lines[last], 0, node.end_col_offset),
        ]
        return " ".join(part.strip() for part in parts)


def parameters(arguments: ast.arguments, source: SourceText) -> tuple[Parameter, ...]:
    """Return the parameters in order."""
    quote = source.quote
    only, plain, defaults = arguments.posonlyargs, arguments.args, arguments.defaults
    found = [_parameter(one.arg, _POSITIONAL_ONLY, False, quote(one.annotation)) for one in only]
    required = len(plain) - len(defaults)
    found += [_parameter(one.arg, _POSITIONAL, i >= required, quote(one.annotation)) for i, one in enumerate(plain)]
    for index in range(required, 0):  # more defaults than plain parameters
        found[len(only) + index] = replace(found[len(only) + index], has_default=True)
    if arguments.vararg is not None:
        found.append(_parameter(arguments.vararg.arg, _VAR_POSITIONAL, False, quote(arguments.vararg.annotation)))
    for one, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        found.append(_parameter(one.arg, _KEYWORD_ONLY, default is not None, quote(one.annotation)))
    if arguments.kwarg is not None:
        found.append(_parameter(arguments.kwarg.arg, _VAR_KEYWORD, False, quote(arguments.kwarg.annotation)))
    return tuple(found)


def annotation_nodes(arguments: ast.arguments) -> list[ast.expr | None]:
    """Return the annotation of each parameter."""
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
    return [one.annotation for one in named if one is not None]


def definition(scope: Scope, source: SourceText) -> Definition:
    """Return the finished definition of a scope that is a class, function or method."""
    node = scope.node
    if isinstance(node, ast.ClassDef):
        return _class(scope, node, source)
    if node is None or scope.kind is None:
        raise TypeError("a module is no definition")
    decorators = tuple(map(_decorator, node.decorator_list))
    return Definition(
        scope.qualname,
        scope.kind,
        node.lineno,
        node.end_lineno or node.lineno,
        scope.block_complexity,
        scope.parameters,
        source.quote(node.returns),
        (),
        decorators,
        (),
        node.__class__ is _ASYNC_FUNCTION,
        bool(decorators) and _has_abstract(decorators),
        summary(node),
    )


def summary(node: ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    """Return the first line of the docstring, "" where there is none."""
    first = node.body[0] if node.body else None
    if first.__class__ is not ast.Expr or first.value.__class__ is not ast.Constant:
        return ""
    text = first.value.value
    return printable(text.strip().partition("\n")[0].strip()[:LONGEST_SUMMARY]) if isinstance(text, str) else ""


LONGEST_SUMMARY = 200
"""Characters kept of a first line: more are no summary, and a hostile file could have millions."""


def _class(scope: Scope, node: ast.ClassDef, source: SourceText) -> Definition:
    return Definition(
        scope.qualname,
        DefinitionKind.CLASS,
        node.lineno,
        node.end_lineno or node.lineno,
        scope.block_complexity,
        bases=tuple(map(source.quote, node.bases)),
        decorators=tuple(map(_decorator, node.decorator_list)),
        members=tuple(scope.names or ()),
        abstract=_is_abstract_class(scope, node),
        summary=summary(node),
    )


def _decorator(node: ast.expr) -> str:
    """The dotted name, without the arguments: those are in the calls."""
    return dotted_name(node.func if isinstance(node, ast.Call) else node)


def _is_abstract_class(scope: Scope, node: ast.ClassDef) -> bool:
    """It has an abstract method, or says so itself: by a base `ABC` or `Protocol`, or the metaclass `ABCMeta`."""
    if any(_last(_unsubscripted(base)) in _ABSTRACT_BASES for base in node.bases):
        return True
    if any(keyword.arg == "metaclass" and _last(keyword.value) == "ABCMeta" for keyword in node.keywords):
        return True
    return any(_has_abstract(map(_decorator, method.node.decorator_list)) for method in scope.functions if method.node)


def _has_abstract(decorators: Iterable[str]) -> bool:
    return any(name.rpartition(".")[2] in _ABSTRACT_DECORATORS for name in decorators)


def _last(node: ast.expr) -> str:
    return dotted_name(node).rpartition(".")[2]


def _unsubscripted(node: ast.expr) -> ast.expr:
    return node.value if isinstance(node, ast.Subscript) else node


def _columns(line: str, start: int, end: int | None) -> str:
    """Part of a line; the tree counts columns in bytes."""
    if line.isascii():
        return line[start:end]
    return line.encode()[start:end].decode(errors="replace")
