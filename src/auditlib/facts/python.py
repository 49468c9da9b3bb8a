"""One pass over a syntax tree, without recursion: definitions, imports, calls, names, and radon's counts.

Here is what each kind of statement means; `walk` says in which order they come, `expressions` what is in them.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from auditlib.facts.exports import literal_exports
from auditlib.facts.guards import Branch, catches_import_error, guards_import_error, type_checking_branch
from auditlib.facts.imports import dynamic_imports, from_imports, plain_imports
from auditlib.facts.late_names import tabled_names, uses_registry
from auditlib.facts.scopes import Scope
from auditlib.facts.search_paths import search_paths
from auditlib.facts.signatures import annotation_nodes, definition, parameters, summary
from auditlib.facts.walk import Walk
from auditlib.model import Calls, Definition, DefinitionKind, Halstead, Import, ImportContext, SearchPath


@dataclass(frozen=True, slots=True)
class ModuleFacts:
    """What the syntax tree of one file says."""

    halstead: Halstead
    cyclomatic: int
    definitions: tuple[Definition, ...]
    imports: tuple[Import, ...]
    calls: Calls
    bindings: tuple[str, ...]
    exports: tuple[str, ...] | None
    open_names: bool
    search_paths: tuple[SearchPath, ...]
    summary: str


def read_module(tree: ast.Module, text: str) -> ModuleFacts:
    """Return what the tree says; `text` is the source it was parsed from."""
    walk = Walk(text, _HANDLERS)
    walk.run(tree.body)
    calls, imports = walk.expressions.calls, walk.imports
    called = {name for _, name, _, _ in calls}
    if not called.isdisjoint(_WATCHED) or any(entry.module in _IMPORTING for entry in imports):
        imports += dynamic_imports(calls, imports)
        imports.sort(key=_LINE)
    definitions = tuple([definition(scope, walk.source) for scope in walk.scopes])
    cyclomatic = walk.module.total_complexity
    walk.release()
    late, complete = tabled_names(calls, text)
    return ModuleFacts(
        halstead=walk.expressions.halstead(walk.operands.values()),
        cyclomatic=cyclomatic,
        definitions=definitions,
        imports=tuple(imports),
        calls=Calls.of((node.lineno, name, owner) for node, name, owner, _ in calls),
        bindings=tuple(sorted(late.union(walk.bindings))),
        exports=literal_exports(tree.body) if "__all__" in walk.bindings else None,
        open_names=not complete or _open_names(walk, called, tree, text),
        search_paths=search_paths(calls, tree.body),
        summary=summary(tree),
    )


_LINE = attrgetter("line")
_TOP, _FUNCTION, _CLASS = ImportContext.TOP, ImportContext.FUNCTION, ImportContext.CLASS
_IS_CLASS, _IS_METHOD, _IS_FUNCTION = DefinitionKind.CLASS, DefinitionKind.METHOD, DefinitionKind.FUNCTION
_WATCHED = frozenset({"importlib.import_module", "import_module", "__import__", "builtins.__import__"})
_IMPORTING = frozenset({"importlib", "builtins"})
_NAME_MAKERS = frozenset({"globals", "exec", "builtins.globals", "builtins.exec"})


def _open_names(walk: Walk, called: set[str], tree: ast.Module, text: str) -> bool:
    """Names may exist that no statement shows."""
    if "__getattr__" in walk.bindings or not called.isdisjoint(_NAME_MAKERS):
        return True
    if any(entry.name == "*" for entry in walk.imports):
        return True
    if "sys" in walk.bindings and "sys.modules[__name__]" in text:
        return True
    return "sys.modules[" in text and uses_registry(tree.body)


def _assign(walk: Walk, node: ast.Assign) -> None:
    names = walk.scope.names
    for target in node.targets:
        if target.__class__ is not ast.Name:
            walk.scope.bind(target)
            walk.push(target)
        elif names is not None:
            names[target.id] = None
    walk.value(node.value)


def _annotated(walk: Walk, node: ast.AnnAssign) -> None:
    if node.value is not None or walk.scope.kind is DefinitionKind.CLASS:
        walk.scope.bind(node.target)
    walk.expressions.stack += (node.target, node.annotation, node.value)


def _augmented(walk: Walk, node: ast.AugAssign) -> None:
    walk.scope.bind(node.target)
    walk.expressions.operations.append(node.op)
    walk.expressions.count_operands((node.target, node.value))


def _expression(walk: Walk, node: ast.Expr) -> None:
    walk.value(node.value)


def _return(walk: Walk, node: ast.Return) -> None:
    if node.value is not None:
        walk.value(node.value)


def _assert(walk: Walk, node: ast.Assert) -> None:
    walk.expressions.decisions += 1
    walk.walk_undecided((node.test, node.msg))


def _raise(walk: Walk, node: ast.Raise) -> None:
    walk.expressions.stack += (node.exc, node.cause)


def _delete(walk: Walk, node: ast.Delete) -> None:
    walk.expressions.stack += node.targets


def _nothing(walk: Walk, node: ast.stmt) -> None:
    """A statement without parts."""


def _import(walk: Walk, node: ast.Import) -> None:
    for entry in plain_imports(node, walk.context):
        walk.imports.append(entry)
        walk.scope.bind_name(entry.bound)


def _import_from(walk: Walk, node: ast.ImportFrom) -> None:
    for entry in from_imports(node, walk.context):
        walk.imports.append(entry)
        walk.scope.bind_name(entry.bound)
        if entry.name == "TYPE_CHECKING":
            walk.type_checking.add(entry.bound)


def _global(walk: Walk, node: ast.Global) -> None:
    walk.bindings.update(dict.fromkeys(node.names))


def _type_alias(walk: Walk, node: Any) -> None:
    walk.scope.bind(node.name)
    walk.expressions.stack += (*node.type_params, node.value)


def _if(walk: Walk, node: ast.If) -> None:
    walk.expressions.decisions += 1
    walk.push(node.test)
    branch = None if node.test.__class__ in _NO_GUARDS else type_checking_branch(node.test, walk.type_checking)
    walk.enter_block(node.orelse, ImportContext.TYPE_CHECKING if branch is Branch.OTHERWISE else None)
    walk.enter_block(node.body, ImportContext.TYPE_CHECKING if branch is Branch.BODY else None)


_NO_GUARDS = (ast.Compare, ast.Call)  # they are most tests, and none of them is `TYPE_CHECKING`


def _for(walk: Walk, node: ast.For | ast.AsyncFor) -> None:
    walk.expressions.decisions += 1 + bool(node.orelse)
    walk.scope.bind(node.target)
    walk.push(node.target)
    walk.push(node.iter)
    walk.enter_block(node.orelse)
    walk.enter_block(node.body)


def _while(walk: Walk, node: ast.While) -> None:
    walk.expressions.decisions += 1 + bool(node.orelse)
    walk.push(node.test)
    walk.enter_block(node.orelse)
    walk.enter_block(node.body)


def _with(walk: Walk, node: ast.With | ast.AsyncWith) -> None:
    for item in node.items:
        walk.push(item.context_expr)
        if item.optional_vars is not None:
            walk.scope.bind(item.optional_vars)
            walk.push(item.optional_vars)
    walk.enter_block(node.body, ImportContext.TRY if guards_import_error(node) else None)


def _try(walk: Walk, node: ast.Try) -> None:
    walk.expressions.decisions += len(node.handlers) + bool(node.orelse)
    _try_star(walk, node)


def _try_star(walk: Walk, node: ast.Try | ast.TryStar) -> None:
    """radon counts no decision for `except*`."""
    walk.enter_block(node.finalbody)
    walk.enter_block(node.orelse)
    guarded = False
    for handler in reversed(node.handlers):
        if handler.type is not None:
            walk.push(handler.type)
        catches = catches_import_error(handler)
        guarded = guarded or catches
        walk.enter_block(handler.body, ImportContext.EXCEPT if catches else None)
    walk.enter_block(node.body, ImportContext.TRY if guarded else None)


def _match(walk: Walk, node: ast.Match) -> None:
    """radon counts each case but one, where any case is a bare name or `_`."""
    catch_all = any(isinstance(case.pattern, ast.MatchAs) and case.pattern.pattern is None for case in node.cases)
    walk.expressions.decisions += len(node.cases) - catch_all
    walk.push(node.subject)
    for case in reversed(node.cases):
        walk.push(case.pattern)
        if case.guard is not None:
            walk.push(case.guard)
        for part in ast.walk(case.pattern):
            walk.scope.bind_name(getattr(part, "name", None) or getattr(part, "rest", None))
        walk.enter_block(case.body)


def _function(walk: Walk, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
    arguments, outer = node.args, walk.scope
    signature = parameters(arguments, walk.source)
    uncounted = [*node.decorator_list, *arguments.defaults, *arguments.kw_defaults, *getattr(node, "type_params", ())]
    if any("(" in parameter.annotation for parameter in signature):
        uncounted += annotation_nodes(arguments)
    if node.returns.__class__ not in _SIMPLE:
        uncounted.append(node.returns)
    if uncounted:
        walk.walk_uncounted(uncounted)
    scope = walk.define(node, _IS_METHOD if outer.kind is _IS_CLASS else _IS_FUNCTION)
    scope.parameters = signature
    scope.operands = walk.operands.setdefault(node.name, set())
    scope.receiver, scope.instance = _receiver(node, outer)
    outer.functions.append(scope)
    walk.frames.append((iter(node.body), scope, _FUNCTION))


_SIMPLE = (type(None), ast.Name, ast.Constant)


def _receiver(node: ast.FunctionDef | ast.AsyncFunctionDef, outer: Scope) -> tuple[str, Scope | None]:
    """What a method calls its instance, and its class; a function inside a method has those of the method."""
    if outer.kind is not _IS_CLASS:
        return outer.receiver, outer.instance
    first = node.args.posonlyargs or node.args.args
    if not first or any(part.__class__ is ast.Name and part.id == "staticmethod" for part in node.decorator_list):
        return "", None
    return first[0].arg, outer


def _class(walk: Walk, node: ast.ClassDef) -> None:
    walk.walk_undecided([*node.decorator_list, *node.bases, *node.keywords, *getattr(node, "type_params", ())])
    scope = walk.define(node, _IS_CLASS)
    scope.names = {}
    walk.scope.classes.append(scope)
    walk.frames.append((iter(node.body), scope, _CLASS))


_HANDLERS: dict[type, Callable[[Walk, Any], None]] = {
    getattr(ast, "TypeAlias", type(None)): _type_alias,
    ast.AnnAssign: _annotated,
    ast.Assert: _assert,
    ast.Assign: _assign,
    ast.AsyncFor: _for,
    ast.AsyncFunctionDef: _function,
    ast.AsyncWith: _with,
    ast.AugAssign: _augmented,
    ast.Break: _nothing,
    ast.ClassDef: _class,
    ast.Continue: _nothing,
    ast.Expr: _expression,
    ast.For: _for,
    ast.FunctionDef: _function,
    ast.Global: _global,
    ast.If: _if,
    ast.Import: _import,
    ast.ImportFrom: _import_from,
    ast.Match: _match,
    ast.Nonlocal: _nothing,
    ast.Pass: _nothing,
    ast.Return: _return,
    ast.Try: _try,
    ast.TryStar: _try_star,
    ast.While: _while,
    ast.With: _with,
    ast.Raise: _raise,
    ast.Delete: _delete,
}
