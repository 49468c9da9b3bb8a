"""The walk over the statements of one file, block by block in the order of the file, without recursion."""

from __future__ import annotations

import ast
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import Any

from auditlib.facts.expressions import CallNode, Expressions, walk_call
from auditlib.facts.scopes import DefinitionNode, Scope
from auditlib.facts.signatures import SourceText
from auditlib.model import DefinitionKind, Import, ImportContext

Frame = tuple[Iterator[ast.stmt], Scope, ImportContext]
"""The statements of a block that are still to be walked, and where the block stands."""


class Walk:
    """The walk over the statements of one file, and what it has found so far.

    `scope` and `context` say where the statement at hand stands. A handler of a statement puts its expressions on
    the stack of `expressions` and enters its blocks, the last one first.
    """

    def __init__(self, text: str, handlers: Mapping[type, Callable[[Walk, Any], None]]) -> None:
        self.handlers = handlers
        self.operands: dict[str | None, set[Hashable]] = {None: set()}
        self.bindings: dict[str, None] = {}
        self.module = Scope("", None, None, self.operands[None], names=self.bindings)
        self.scope = self.module
        self.context = ImportContext.TOP
        self.source = SourceText(text)
        self.frames: list[Frame] = []
        self.scopes: list[Scope] = []
        self.imports: list[Import] = []
        self.type_checking = {"TYPE_CHECKING"}
        calls: list[CallNode] = []
        self.expressions = Expressions(calls)
        self.aside = Expressions(calls)  # for what radon does not count
        self.push = self.expressions.stack.append

    def run(self, body: list[ast.stmt]) -> None:
        """Walk all statements, those of nested blocks included, in the order of the file."""
        frames, handlers, expressions = self.frames, self.handlers, self.expressions
        stack, named = expressions.stack, expressions.named
        self.enter_block(body)
        while frames:
            frame = frames[-1]
            statements, self.scope, self.context = frame
            self._enter()
            for statement in statements:
                handlers[statement.__class__](self, statement)
                if stack:
                    expressions.run()
                if named:
                    self._bind_named(expressions)
                if frames[-1] is not frame:
                    break
            else:
                frames.pop()
            self.scope.decisions += expressions.decisions

    def enter_block(self, body: Sequence[ast.stmt], context: ImportContext | None = None) -> None:
        """Have the statements of a nested block walked before the rest of this one."""
        if body:
            self.frames.append((iter(body), self.scope, context or self.context))

    def value(self, node: ast.expr) -> None:
        """Walk the value of a statement, in most cases a call or a name."""
        kind = node.__class__
        if kind is ast.Call:
            walk_call(self.expressions, node)  # type: ignore[arg-type]  # it is a Call
        elif kind is not ast.Name and kind is not ast.Constant:
            self.push(node)

    def walk_uncounted(self, nodes: Sequence[ast.AST | None]) -> None:
        """Walk what radon leaves out of all counts."""
        self.aside.stack += nodes
        self.aside.run()
        self._bind_named(self.aside)

    def walk_undecided(self, nodes: Sequence[ast.AST | None]) -> None:
        """Walk what radon leaves out of the complexity, not of the Halstead counts."""
        decisions = self.expressions.decisions
        self.expressions.stack += nodes
        self.expressions.run()
        self.expressions.decisions = decisions

    def define(self, node: DefinitionNode, kind: DefinitionKind) -> Scope:
        """Record a definition and return its scope."""
        outer = self.scope
        outer.bind_name(node.name)
        qualname = f"{outer.qualname}.{node.name}" if outer.qualname else node.name
        scope = Scope(qualname, kind, node, outer.operands)
        self.scopes.append(scope)
        return scope

    def release(self) -> None:
        """Part the scopes from one another, so that they and the tree are freed at once, without garbage collection."""
        for scope in self.scopes:
            scope.instance = None

    def _enter(self) -> None:
        expressions, aside, scope = self.expressions, self.aside, self.scope
        expressions.decisions = 0
        expressions.seen = scope.operands
        expressions.owner = aside.owner = scope.qualname
        expressions.context = aside.context = self.context

    def _bind_named(self, expressions: Expressions) -> None:
        for target in expressions.named:
            self.scope.bind(target)
        expressions.named.clear()
