"""The scope a statement stands in: what it binds, and how radon counts its complexity."""

from __future__ import annotations

import ast
from collections.abc import Hashable
from dataclasses import dataclass, field

from auditlib.model import DefinitionKind, Parameter

_CLASS = DefinitionKind.CLASS
_PARTED = (ast.Tuple, ast.List, ast.Starred)
DefinitionNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(slots=True, eq=False)
class Scope:
    """A module, class or function while it is read.

    `decisions` counts the decision points of its own body: those of nested definitions are theirs.
    `operands` is shared by all functions of one name, because radon tells operands apart by function name.
    """

    qualname: str
    kind: DefinitionKind | None  # None: the module
    node: DefinitionNode | None
    operands: set[Hashable]
    names: dict[str, None] | None = None  # bound here, in order; None in a function, whose names nobody else sees
    receiver: str = ""  # what a method calls its instance
    instance: Scope | None = None  # the class whose members `receiver.x = …` binds
    parameters: tuple[Parameter, ...] = ()
    decisions: int = 0
    functions: list[Scope] = field(default_factory=list)
    classes: list[Scope] = field(default_factory=list)

    def bind(self, target: ast.expr) -> None:
        """Record what an assignment to `target` binds: names of a module or class, attributes of an instance."""
        kind = target.__class__
        if kind is ast.Name:
            self.bind_name(target.id)  # type: ignore[attr-defined]  # it is a Name
        elif kind is ast.Attribute:
            if self.instance is not None:
                self._bind_attribute(target)
        elif kind in _PARTED:
            self._bind_parts(target)

    def bind_name(self, name: str | None) -> None:
        """Record one name that a statement binds."""
        if self.names is not None and name:
            self.names[name] = None

    def _bind_attribute(self, target: ast.expr) -> None:
        match target:
            case ast.Attribute(value=ast.Name(id=self.receiver), attr=name) if self.instance is not None:
                self.instance.bind_name(name)

    def _bind_parts(self, target: ast.expr) -> None:
        parts = [target]
        while parts:
            part = parts.pop()
            if isinstance(part, (ast.Tuple, ast.List)):
                parts.extend(reversed(part.elts))
            elif isinstance(part, ast.Starred):
                parts.append(part.value)
            else:
                self.bind(part)

    @property
    def function_complexity(self) -> int:
        """radon's complexity of a function or method; closures and classes inside it do not count."""
        return 1 + self.decisions

    @property
    def class_complexity(self) -> int:
        """radon's `real_complexity` of a class: its body and its methods; classes inside it do not count."""
        return 1 + self.decisions + sum(method.function_complexity for method in self.functions)

    @property
    def block_complexity(self) -> int:
        """radon's complexity of a block: for a class with methods, the average of its methods, and one if many."""
        if self.kind is not _CLASS:
            return self.function_complexity
        if not self.functions:
            return self.class_complexity
        methods = len(self.functions)
        return int(self.class_complexity / methods) + (methods > 1)

    @property
    def total_complexity(self) -> int:
        """radon's `total_complexity` of a module: each decision point of it, its functions and classes, and one."""
        return (
            1
            + self.decisions
            + sum(f.decisions for f in self.functions)
            + sum(c.class_complexity - 1 for c in self.classes)
        )
