"""Tests that guard nothing: those that look for words in their own source, and those that cannot fail."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from auditlib.facts.expressions import dotted_name
from auditlib.model import Finding, Role, Rule, Severity

if TYPE_CHECKING:
    from auditlib.graphs.state import State

SELF_SATISFYING = Rule(
    id="AL611",
    name="self-satisfying-test",
    severity=Severity.ERROR,
    because="A test that finds what it looks for in its own source passes while it exists, whatever the code does.",
    remedy="Look at the code, or at a record that the change itself has to bring.",
    bad='def test_record():\n    assert "reviewed" in Path(__file__).read_text()',
    good='def test_record():\n    assert "reviewed" in (ROOT / "docs/changes/42.md").read_text()',
)
CANNOT_FAIL = Rule(
    id="AL612",
    name="test-cannot-fail",
    severity=Severity.ERROR,
    because="A critical test whose every fault is caught, or that asserts nothing but constants, is green for good.",
    remedy="Let the exception through, and assert what the code gave.",
    bad="def test_start():\n    try:\n        start()\n    except Exception:\n        pass\n    assert True",
    good="def test_start():\n    assert start().status == 200",
)
RULES = (SELF_SATISFYING, CANNOT_FAIL)

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_BROAD = frozenset({"", "Exception", "BaseException", "AssertionError"})
_READS = frozenset({"read_text", "read_bytes", "open"})


def detect(state: State) -> Iterator[Finding]:
    """Yield a finding for each critical test that guards nothing; other tests are not looked into."""
    for module in state.facts.modules:
        text = state.read(module.path) if module.role is Role.CRITICAL_TEST and module.facts.fault is None else None
        if text is not None:
            for test in _tests(_parsed(text).body):
                yield from _judged(module.path, test)


def _judged(path: str, test: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[Finding]:
    if any(_reads_itself(node) for node in ast.walk(test)):
        yield SELF_SATISFYING.finding(path, test.lineno, test.name, f"{test.name} looks into its own source")
    if all(map(_is_harmless, test.body)):
        yield CANNOT_FAIL.finding(path, test.lineno, test.name, f"{test.name} cannot fail, whatever the code does")


def _parsed(text: str) -> ast.Module:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return ast.Module([], [])


def _tests(body: Iterable[ast.stmt]) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield from _tests(node.body)
        elif isinstance(node, _FUNCTIONS) and node.name.startswith("test"):
            yield node


def _reads_itself(node: ast.AST) -> bool:
    """It opens or reads `__file__` itself, not a file beside it; or asks for the source of its own module."""
    if not isinstance(node, ast.Call):
        return False
    name = dotted_name(node.func)
    if name == "open":
        return bool(node.args) and _is_own_path(node.args[0])
    if name.endswith("getsource"):
        return any("__name__" in ast.unparse(one) for one in node.args)
    return isinstance(node.func, ast.Attribute) and node.func.attr in _READS and _is_own_path(node.func.value)


def _is_own_path(node: ast.expr) -> bool:
    """`__file__`, `Path(__file__)`, or that resolved."""
    if isinstance(node, ast.Name):
        return node.id == "__file__"
    if isinstance(node, ast.Call):
        inner = node.func.value if isinstance(node.func, ast.Attribute) and not node.args else None
        return _is_own_path(inner or (node.args[0] if node.args else ast.Constant(None)))
    return False


def _is_harmless(node: ast.stmt) -> bool:
    """Nothing in it can make a test fail."""
    if isinstance(node, ast.Pass | ast.Import | ast.ImportFrom):
        return isinstance(node, ast.Pass)
    if isinstance(node, ast.Expr | ast.Return):
        return node.value is None or isinstance(node.value, ast.Constant)
    if isinstance(node, ast.Assert):
        return isinstance(node.test, ast.Constant) and bool(node.test.value)
    if isinstance(node, ast.Try):
        rest = [*node.orelse, *node.finalbody, *(one for handler in node.handlers for one in handler.body)]
        return any(map(_is_broad, node.handlers)) and all(map(_is_harmless, rest))
    return False


def _is_broad(handler: ast.ExceptHandler) -> bool:
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any((dotted_name(kind) if kind else "") in _BROAD for kind in kinds)
