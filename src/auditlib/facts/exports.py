"""The names a module says it exports: a literal `__all__`."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from auditlib.facts.imports import printable


def literal_exports(body: Sequence[ast.stmt]) -> tuple[str, ...] | None:
    """Return the names in `__all__`, in order; None where there is none, or where any part of it is no literal.

    `+=`, `append` and `extend` add. An assignment in the module's outermost block replaces; one in a branch adds.
    """
    names: dict[str, None] | None = None
    for statement, nested in _statements(body):
        change = _change(statement)
        if change is None:
            continue
        value, replaces = change
        added = _names(value)
        if added is None:
            return None
        if replaces and not nested:
            names = {}
        names = {**(names or {}), **dict.fromkeys(added)}
    return None if names is None else tuple(names)


def _statements(body: Sequence[ast.stmt]) -> Iterator[tuple[ast.stmt, bool]]:
    """Every statement of the module's own scope in order, and whether it stands in a branch."""
    rest = [(statement, False) for statement in reversed(body)]
    while rest:
        statement, nested = rest.pop()
        yield statement, nested
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            continue
        for name in ("finalbody", "orelse", "handlers", "cases", "body"):
            for part in reversed(getattr(statement, name, ())):
                rest.append((part, True))


def _change(statement: ast.stmt) -> tuple[ast.expr | None, bool] | None:
    """What a statement does to `__all__`: the value, and whether it replaces what was there."""
    match statement:
        case ast.Assign(targets=targets, value=value) if any(map(_is_all, targets)):
            return value, True
        case ast.AnnAssign(target=target, value=ast.expr() as value) if _is_all(target):
            return value, True
        case ast.AugAssign(target=target, op=operator, value=value) if _is_all(target):
            return (value if isinstance(operator, ast.Add) else None), False
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=target, attr=attribute), args=arguments)) if _is_all(
            target
        ):
            return _method_value(attribute, arguments), False
    return None


def _method_value(attribute: str, arguments: list[ast.expr]) -> ast.expr | None:
    if len(arguments) != 1:
        return None
    if attribute == "extend":
        return arguments[0]
    return ast.List(elts=arguments) if attribute == "append" else None


def _is_all(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "__all__"


def _names(value: ast.expr | None) -> list[str] | None:
    """The strings of a literal list, or of literal lists added up; None where it is not such."""
    names: list[str] = []
    rest = [value]
    while rest:
        part = rest.pop()
        if isinstance(part, ast.BinOp) and isinstance(part.op, ast.Add):
            rest += [part.right, part.left]
        elif isinstance(part, (ast.List, ast.Tuple, ast.Set)):
            strings = [e.value for e in part.elts if isinstance(e, ast.Constant) and isinstance(e.value, str)]
            if len(strings) != len(part.elts):
                return None
            names += map(printable, strings)
        else:
            return None
    return names
