"""One walk over expressions: decision points, Halstead counts and calls, without recursion.

The counts are those of radon's `ComplexityVisitor` and `HalsteadVisitor`. An operand is told apart by its name or
value and the name of its function; one that is neither name, attribute nor constant is always a new one.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Hashable, Iterable
from typing import Any, NamedTuple

from auditlib.model import Call, Halstead, ImportContext


class KeptCall(NamedTuple):
    """A call, the dotted name of what is called, and where the statement stands."""

    node: ast.Call
    name: str
    context: ImportContext


class Expressions:
    """Expressions still to be walked (`stack`), and what was counted so far.

    `kept` collects the calls themselves, where the file holds calls whose arguments matter.
    """

    __slots__ = (
        "calls",
        "context",
        "decisions",
        "kept",
        "named",
        "nameless",
        "operands",
        "operators",
        "owner",
        "seen",
        "stack",
        "total",
    )

    def __init__(self, calls: list[Call], kept: list[KeptCall] | None) -> None:
        self.stack: list[Any] = []
        self.calls = calls
        self.kept = kept
        self.named: list[ast.expr] = []  # targets of `:=`
        self.owner = ""
        self.context = ImportContext.TOP
        self.decisions = 0
        self.operators: set[type] = set()
        self.total = 0  # operators
        self.operands = 0
        self.nameless = 0  # operands that are no name and no constant
        self.seen: set[Hashable] = set()  # operands of the function at hand

    def run(self) -> None:
        """Walk all that is on the stack."""
        stack = self.stack
        pop = stack.pop
        handlers = _HANDLERS
        while stack:
            node = pop()
            kind = node.__class__
            if kind is _NAME or kind is _CONSTANT:
                continue
            handlers[kind](self, node)

    def halstead(self, operands: Iterable[set[Hashable]]) -> Halstead:
        """Return the counts of the file; `operands` are the sets that `seen` stood for."""
        distinct = sum(map(len, operands)) + self.nameless
        return Halstead(len(self.operators), distinct, self.total, self.operands)

    def count(self, operator: ast.AST, *operands: ast.expr) -> None:
        """Count one operator and its operands."""
        self.operators.add(operator.__class__)
        self.total += 1
        self.count_operands(operands)

    def count_operands(self, operands: Iterable[ast.expr]) -> None:
        """Count operands, and put those that are more than a name or a constant on the stack."""
        seen = self.seen
        for operand in operands:
            self.operands += 1
            kind = operand.__class__
            if kind is _NAME:
                seen.add(operand.id)  # type: ignore[attr-defined]  # it is a Name
            elif kind is _CONSTANT:
                seen.add(operand.value)  # type: ignore[attr-defined]  # it is a Constant
            else:
                if kind is _ATTRIBUTE:
                    seen.add(operand.attr)  # type: ignore[attr-defined]  # it is an Attribute
                else:
                    self.nameless += 1
                self.stack.append(operand)


def dotted_name(node: ast.AST) -> str:
    """Return `a.b.c` for such an expression; a part that is no name is "": `f().c` is ".c"."""
    parts = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    parts.append(node.id if isinstance(node, ast.Name) else "")
    return ".".join(reversed(parts))


_NAME = ast.Name
_CONSTANT = ast.Constant
_ATTRIBUTE = ast.Attribute


def _attribute(walk: Expressions, node: ast.Attribute) -> None:
    value = node.value
    if value.__class__ is not _NAME:
        walk.stack.append(value)


def _call(walk: Expressions, node: ast.Call) -> None:
    function = node.func
    kind = function.__class__
    if kind is _NAME:
        name = function.id  # type: ignore[attr-defined]  # it is a Name
    elif kind is _ATTRIBUTE:
        value = function.value  # type: ignore[attr-defined]  # it is an Attribute
        if value.__class__ is _NAME:
            name = f"{value.id}.{function.attr}"  # type: ignore[attr-defined]  # it is an Attribute
        else:
            name = dotted_name(function)
            walk.stack.append(value)
    else:
        name = ""
        walk.stack.append(function)
    walk.calls.append(Call(node.lineno, name, walk.owner))
    walk.stack += node.args
    for keyword in node.keywords:
        walk.stack.append(keyword.value)
    if walk.kept is not None:
        walk.kept.append(KeptCall(node, name, walk.context))


def _binary(walk: Expressions, node: ast.BinOp) -> None:
    walk.count(node.op, node.left, node.right)


def _unary(walk: Expressions, node: ast.UnaryOp) -> None:
    walk.count(node.op, node.operand)


def _boolean(walk: Expressions, node: ast.BoolOp) -> None:
    walk.decisions += len(node.values) - 1
    walk.count(node.op, *node.values)


def _compare(walk: Expressions, node: ast.Compare) -> None:
    for operator in node.ops:
        walk.operators.add(operator.__class__)
    walk.total += len(node.ops)
    walk.count_operands((node.left, *node.comparators))


def _conditional(walk: Expressions, node: ast.IfExp) -> None:
    walk.decisions += 1
    walk.stack += (node.test, node.body, node.orelse)


def _comprehension(walk: Expressions, node: ast.comprehension) -> None:
    walk.decisions += len(node.ifs) + 1
    walk.stack += (node.target, node.iter)
    walk.stack += node.ifs


def _named(walk: Expressions, node: ast.NamedExpr) -> None:
    walk.named.append(node.target)
    walk.stack.append(node.value)


def _dict(walk: Expressions, node: ast.Dict) -> None:
    walk.stack += node.values
    walk.stack += [key for key in node.keys if key is not None]


def _elements(walk: Expressions, node: ast.Tuple | ast.List | ast.Set) -> None:
    walk.stack += node.elts


def _subscript(walk: Expressions, node: ast.Subscript) -> None:
    walk.stack += (node.value, node.slice)


def _value(walk: Expressions, node: ast.Starred | ast.keyword | ast.Await) -> None:
    walk.stack.append(node.value)


def _children(walk: Expressions, node: ast.AST) -> None:
    walk.stack += ast.iter_child_nodes(node)


def _nothing(walk: Expressions, node: ast.AST) -> None:
    """A leaf."""


class _Handlers(dict[type, Callable[[Expressions, Any], None]]):
    """What to do with a node; nodes without a habit of their own have their children walked."""

    def __missing__(self, kind: type) -> Callable[[Expressions, Any], None]:
        self[kind] = _children
        return _children


_HANDLERS = _Handlers(
    {
        ast.Attribute: _attribute,
        ast.Await: _value,
        ast.BinOp: _binary,
        ast.BoolOp: _boolean,
        ast.Call: _call,
        ast.Compare: _compare,
        ast.Dict: _dict,
        ast.IfExp: _conditional,
        ast.List: _elements,
        ast.Load: _nothing,
        ast.NamedExpr: _named,
        ast.Set: _elements,
        ast.Starred: _value,
        ast.Store: _nothing,
        ast.Subscript: _subscript,
        ast.Tuple: _elements,
        ast.UnaryOp: _unary,
        ast.comprehension: _comprehension,
        ast.keyword: _value,
    }
)
