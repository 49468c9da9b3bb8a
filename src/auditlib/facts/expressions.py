"""One walk over expressions: decision points, Halstead counts and calls, without recursion.

The counts are those of radon's `ComplexityVisitor` and `HalsteadVisitor`. An operand is told apart by its name or
value and the name of its function; one that is neither name, attribute nor constant is always a new one.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any

from auditlib.model import Halstead, ImportContext

CallNode = tuple[ast.Call, str, str, ImportContext]
"""A call, the dotted name of what is called, the definition it stands in, and the context of its statement."""


class Expressions:
    """Expressions still to be walked (`stack`), and what was counted so far."""

    __slots__ = (
        "calls",
        "context",
        "decisions",
        "named",
        "nameless",
        "operands",
        "operations",
        "owner",
        "seen",
        "stack",
    )

    def __init__(self, calls: list[CallNode]) -> None:
        self.stack: list[Any] = []
        self.calls = calls
        self.named: list[ast.expr] = []  # targets of `:=`
        self.owner = ""
        self.context = ImportContext.TOP
        self.decisions = 0
        self.operations: list[ast.AST] = []  # the operator of each
        self.operands = 0
        self.nameless = 0  # operands that are no name and no constant
        self.seen: set[Hashable] = set()  # operands of the function at hand

    def run(self) -> None:
        """Walk all that is on the stack."""
        stack = self.stack
        pop = stack.pop
        handlers, name, constant = _HANDLERS, _NAME, _CONSTANT
        while stack:
            node = pop()
            kind = node.__class__
            if kind is not name and kind is not constant:
                handlers[kind](self, node)

    def halstead(self, operands: Iterable[set[Hashable]]) -> Halstead:
        """Return the counts of the file; `operands` are the sets that `seen` stood for."""
        distinct = sum(map(len, operands)) + self.nameless
        return Halstead(len(set(map(type, self.operations))), distinct, len(self.operations), self.operands)

    def count_operands(self, operands: Sequence[ast.expr]) -> None:
        """Count operands, and put those that are more than a name or a constant on the stack."""
        seen = self.seen
        self.operands += len(operands)
        for operand in operands:
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
    if node.__class__ is _NAME:
        return node.id
    parts = []
    while isinstance(node, _ATTRIBUTE):
        parts.append(node.attr)
        node = node.value
    parts.append(node.id if isinstance(node, _NAME) else "")
    parts.reverse()
    return ".".join(parts)


_NAME, _CONSTANT, _ATTRIBUTE = ast.Name, ast.Constant, ast.Attribute
_Handler = Callable[[Expressions, Any], None]


def walk_call(walk: Expressions, node: ast.Call) -> None:
    """Count a call and put its parts on the stack."""
    function: Any = node.func
    kind = function.__class__
    if kind is _NAME:
        name = function.id
    elif kind is _ATTRIBUTE:
        value = function.value
        if value.__class__ is _NAME:
            name = f"{value.id}.{function.attr}"
        else:
            name = dotted_name(function)
            walk.stack.append(value)
    else:
        name = ""
        walk.stack.append(function)
    walk.calls.append((node, name, walk.owner, walk.context))
    walk.stack += node.args
    if node.keywords:
        walk.stack += [keyword.value for keyword in node.keywords]


def _attribute(walk: Expressions, node: ast.Attribute) -> None:
    value: Any = node.value
    while value.__class__ is _ATTRIBUTE:
        value = value.value
    if value.__class__ is not _NAME:
        walk.stack.append(value)


def _binary(walk: Expressions, node: ast.BinOp) -> None:
    walk.operations.append(node.op)
    walk.count_operands((node.left, node.right))


def _unary(walk: Expressions, node: ast.UnaryOp) -> None:
    walk.operations.append(node.op)
    walk.count_operands((node.operand,))


def _boolean(walk: Expressions, node: ast.BoolOp) -> None:
    walk.decisions += len(node.values) - 1
    walk.operations.append(node.op)
    walk.count_operands(node.values)


def _compare(walk: Expressions, node: ast.Compare) -> None:
    walk.operations += node.ops
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
    walk.stack += node.keys  # None for `**`


def _elements(walk: Expressions, node: ast.Tuple | ast.List | ast.Set) -> None:
    walk.stack += node.elts


def _subscript(walk: Expressions, node: ast.Subscript) -> None:
    walk.stack += (node.value, node.slice)


def _value(walk: Expressions, node: ast.Starred | ast.keyword | ast.Await) -> None:
    walk.stack.append(node.value)


def _values(walk: Expressions, node: ast.JoinedStr) -> None:
    walk.stack += node.values


def _nothing(walk: Expressions, node: object) -> None:
    """A leaf."""


def _children_of(kind: type[ast.AST]) -> _Handler:
    """The handler of a node that only has its children walked."""
    fields = [name for name in kind._fields if name not in _NO_EXPRESSIONS]
    if not fields:
        return _nothing

    def children(walk: Expressions, node: ast.AST) -> None:
        stack = walk.stack
        for name in fields:
            value = getattr(node, name, None)
            if value.__class__ is list:
                stack += value
            else:
                stack.append(value)

    return children


_NO_EXPRESSIONS = frozenset(
    {"arg", "attr", "conversion", "ctx", "id", "kind", "lineno", "name", "op", "ops", "type_comment"}
)
_NODES = [kind for kind in vars(ast).values() if isinstance(kind, type) and issubclass(kind, ast.AST)]
_HANDLERS: dict[type, _Handler] = {
    **{kind: _children_of(kind) for kind in _NODES},
    **dict.fromkeys((type(None), str, int, bool), _nothing),
    ast.Attribute: _attribute,
    ast.Await: _value,
    ast.BinOp: _binary,
    ast.BoolOp: _boolean,
    ast.Call: walk_call,
    ast.Compare: _compare,
    ast.Dict: _dict,
    ast.IfExp: _conditional,
    ast.JoinedStr: _values,
    ast.List: _elements,
    ast.NamedExpr: _named,
    ast.Set: _elements,
    ast.Starred: _value,
    ast.Subscript: _subscript,
    ast.Tuple: _elements,
    ast.UnaryOp: _unary,
    ast.comprehension: _comprehension,
    ast.keyword: _value,
}
