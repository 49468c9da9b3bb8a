"""What guards an import: `if TYPE_CHECKING`, `try … except ImportError`, `suppress` or `raises(ImportError)`."""

from __future__ import annotations

import ast
from enum import Enum

from auditlib.facts.expressions import dotted_name

_GUARDS = frozenset({"suppress", "raises", "assertRaises", "assertRaisesRegex"})
"""Context managers that take the exceptions which may, or in a test must, end their block: contextlib's, pytest's,
unittest's."""

_CATCHING = frozenset({"ImportError", "ModuleNotFoundError", "Exception", "BaseException"})


class Branch(Enum):
    """The branch of an `if` that only type checkers read."""

    BODY = "body"
    OTHERWISE = "orelse"


def type_checking_branch(test: ast.expr, names: set[str]) -> Branch | None:
    """Return the branch for type checkers, if the test tells; `names` are those `TYPE_CHECKING` was imported as."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return Branch.OTHERWISE if _is_type_checking(test.operand, names) else None
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And):
        return Branch.BODY if any(_is_type_checking(value, names) for value in test.values) else None
    return Branch.BODY if _is_type_checking(test, names) else None


def catches_import_error(handler: ast.ExceptHandler) -> bool:
    """An import that fails in the `try` ends in this handler."""
    if handler.type is None:
        return True
    caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(_names_import_error(expression) for expression in caught)


def guards_import_error(node: ast.With | ast.AsyncWith) -> bool:
    """One of the context managers suppresses an import error, or is a test's claim that one is raised."""
    calls = [item.context_expr for item in node.items if isinstance(item.context_expr, ast.Call)]
    guarding = [call for call in calls if dotted_name(call.func).rpartition(".")[2] in _GUARDS]
    return any(_names_import_error(argument) for call in guarding for argument in _exceptions(call))


def _exceptions(call: ast.Call) -> list[ast.expr]:
    named = [keyword.value for keyword in call.keywords if keyword.arg in {"expected_exception", "exception"}]
    first = [*call.args, *named]
    return [one for argument in first for one in (argument.elts if isinstance(argument, ast.Tuple) else [argument])]


def _is_type_checking(node: ast.expr, names: set[str]) -> bool:
    if isinstance(node, ast.Attribute):
        return node.attr == "TYPE_CHECKING"
    return isinstance(node, ast.Name) and node.id in names


def _names_import_error(node: ast.expr) -> bool:
    return dotted_name(node).rpartition(".")[2] in _CATCHING
