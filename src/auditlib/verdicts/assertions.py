"""What a test asserts: its assertions, the numbers in them, its cases, and whether it is skipped."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from auditlib.facts.expressions import dotted_name

SKIPS = frozenset({"skip", "skipIf", "skipUnless", "skipif", "skipTest", "SkipTest", "importorskip"})
XFAILS = frozenset({"xfail", "expectedFailure"})

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_RAISES = frozenset({"raises", "warns", "fail"})
_MIRRORED = {ast.Lt: ast.Gt, ast.LtE: ast.GtE, ast.Gt: ast.Lt, ast.GtE: ast.LtE}
_METHODS: dict[str, type[ast.cmpop]] = {
    "assertEqual": ast.Eq,
    "assertEquals": ast.Eq,
    "assertIs": ast.Is,
    "assertLess": ast.Lt,
    "assertLessEqual": ast.LtE,
    "assertGreater": ast.Gt,
    "assertGreaterEqual": ast.GtE,
}
_EXACT = (ast.Eq, ast.Is)
_UPPER = (ast.Lt, ast.LtE)
_LOWER = (ast.Gt, ast.GtE)


class Check(NamedTuple):
    """One comparison that a test asserts: what is compared, how, with what; `number` where that is a number."""

    line: int
    subject: str
    operator: type[ast.cmpop]
    expected: str
    number: float | None


class Body(NamedTuple):
    """What one test does."""

    line: int
    assertions: int
    checks: tuple[Check, ...]
    cases: int  # that parametrize gives; 0 where it is not parametrised, or not by a literal
    skipped: str  # by what, "" where it is not
    xfailed: str


def read_tests(tree: ast.Module) -> dict[str, Body]:
    """The tests of a module by qualified name: functions called `test…`, at its top or in classes.

    A mark on a class, or on the module by `pytestmark`, is that of each test in it.

    Example:
        >>> found = read_tests(ast.parse("def test_a():\\n    assert f() < 5\\n    assert True\\n"))
        >>> [(name, body.assertions, body.checks[0].number) for name, body in found.items()]
        [('test_a', 1, 5.0)]
    """
    return dict(_tests(tree.body, "", _module_marks(tree), _constants(tree)))


Constants = Mapping[str, ast.expr]
"""What each global variable of a module is given, where that happens once."""


def _constants(tree: ast.Module) -> Constants:
    given = [
        (target.id, node.value)
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    ]
    counts = Counter(name for name, _ in given)
    return {name: value for name, value in given if counts[name] == 1}


def looser(before: Check, after: Check) -> str:
    """Why the later of two checks of one subject lets more pass; "" where it does not.

    Example:
        >>> looser(Check(1, "x", ast.Lt, "5", 5.0), Check(1, "x", ast.Lt, "9", 9.0))
        'x < 5 → x < 9'
    """
    exact = before.operator in _EXACT and after.operator not in _EXACT
    if exact or _widened(before, after):
        return f"{_shown(before)} → {_shown(after)}"
    return ""


def _widened(before: Check, after: Check) -> bool:
    """The later limit is further out, or no longer leaves itself out."""
    if before.number is None or after.number is None:
        return False
    further = after.number - before.number
    if further == 0:
        return (before.operator, after.operator) in _WIDENED
    limits = _UPPER if further > 0 else _LOWER
    return before.operator in limits and after.operator in limits


def expects_other(before: Check, after: Check) -> str:
    """The two expectations, where both are exact and not the same; else ""."""
    exact = before.operator in _EXACT and after.operator in _EXACT
    return f"{_shown(before)} → {_shown(after)}" if exact and before.expected != after.expected else ""


_WIDENED = ((ast.Lt, ast.LtE), (ast.Gt, ast.GtE))
_SIGNS: dict[type[ast.cmpop], str] = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
    ast.Is: "is", ast.IsNot: "is not", ast.In: "in", ast.NotIn: "not in",
}  # fmt: skip


def _shown(check: Check) -> str:
    value = f" ({check.number:g})" if check.number is not None and check.expected.isidentifier() else ""
    return f"{check.subject} {_SIGNS[check.operator]} {check.expected}{value}"


def _tests(
    body: Iterable[ast.stmt], scope: str, marks: list[ast.expr], constants: Constants
) -> Iterator[tuple[str, Body]]:
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield from _tests(node.body, f"{scope}{node.name}.", [*marks, *node.decorator_list], constants)
        elif isinstance(node, _FUNCTIONS) and node.name.startswith("test"):
            yield f"{scope}{node.name}", _body(node, [*marks, *node.decorator_list], constants)


def _module_marks(tree: ast.Module) -> list[ast.expr]:
    """What `pytestmark` holds, and a skip at module level."""
    found: list[ast.expr] = []
    for node in tree.body:
        if isinstance(node, ast.Assign) and any(dotted_name(target) == "pytestmark" for target in node.targets):
            found += node.value.elts if isinstance(node.value, ast.List | ast.Tuple) else [node.value]
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and _last(node.value) in SKIPS:
            found.append(node.value)
    return found


def _body(node: ast.FunctionDef | ast.AsyncFunctionDef, marks: list[ast.expr], constants: Constants) -> Body:
    inside = [one for statement in node.body for one in ast.walk(statement)]
    calls = [one for one in inside if isinstance(one, ast.Call)]
    asserts = _real_asserts(inside)
    asserting = list(filter(_asserts, calls))
    checks = [*(_compared(one, constants) for one in asserts), *(_called(one, constants) for one in asserting)]
    ending = [*marks, *calls, *_raised(inside)]
    return Body(
        node.lineno,
        len(asserts) + len(asserting),
        tuple(sorted(filter(None, checks), key=lambda check: check.line)),
        sum(_cases(one, constants) for one in marks),
        _first_of(ending, SKIPS),
        _first_of(ending, XFAILS),
    )


def _real_asserts(nodes: Iterable[ast.AST]) -> list[ast.Assert]:
    """Assertions that can fail: not of a constant."""
    return [one for one in nodes if isinstance(one, ast.Assert) and not isinstance(one.test, ast.Constant)]


def _raised(nodes: Iterable[ast.AST]) -> Iterator[ast.expr]:
    return (one.exc for one in nodes if isinstance(one, ast.Raise) and one.exc is not None)


def _asserts(call: ast.Call) -> bool:
    return _last(call).startswith("assert") or _last(call) in _RAISES


def _first_of(nodes: Iterable[ast.expr], names: frozenset[str]) -> str:
    """The first of these that has one of the names, as written; "" where none has."""
    return next((_name(one) for one in nodes if _last(one) in names), "")


def _name(node: ast.expr) -> str:
    return dotted_name(node.func if isinstance(node, ast.Call) else node)


def _last(node: ast.expr) -> str:
    if isinstance(node, ast.Call):
        return _last(node.func)
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _cases(mark: ast.expr, constants: Constants) -> int:
    if not isinstance(mark, ast.Call) or _last(mark) != "parametrize" or len(mark.args) < 2:
        return 0
    listed = _meant(mark.args[1], constants)
    return len(listed.elts) if isinstance(listed, ast.List | ast.Tuple) else 0


def _meant(node: ast.expr, constants: Constants) -> ast.expr:
    """What a global variable was given; any other expression itself."""
    return constants.get(node.id, node) if isinstance(node, ast.Name) else node


def _compared(node: ast.Assert, constants: Constants) -> Check | None:
    test = node.test
    if isinstance(test, ast.Compare) and len(test.ops) == 1:
        return _check(node.lineno, (test.left, test.comparators[0]), type(test.ops[0]), constants)
    return None


def _called(node: ast.Call, constants: Constants) -> Check | None:
    operator = _METHODS.get(_last(node))
    sides = node.args[:2]
    return _check(node.lineno, (sides[0], sides[1]), operator, constants) if operator and len(sides) > 1 else None


def _check(
    line: int, sides: tuple[ast.expr, ast.expr], operator: type[ast.cmpop], constants: Constants
) -> Check | None:
    """The check, the number on its right side."""
    left, right = sides
    numbers = [_number(_meant(one, constants)) for one in sides]
    if numbers[0] is not None and numbers[1] is None:
        left, right, operator = right, left, _MIRRORED.get(operator, operator)
        numbers.reverse()
    try:
        return Check(line, ast.unparse(left), operator, ast.unparse(right), numbers[1])
    except RecursionError:
        return None


def _number(node: ast.expr) -> float | None:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = _number(node.operand)
        return None if inner is None else -inner
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        return float(node.value)
    return None
