"""Fix classes: what sort of repairs a change holds, and which of them hide a fault rather than mend it."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from auditlib.facts.expressions import dotted_name
from auditlib.facts.guards import catches_import_error
from auditlib.model import Definition, DefinitionKind, Import, ImportContext, Module
from auditlib.model.comparison import Fix, FixKind
from auditlib.verdicts.delta import Delta
from auditlib.verdicts.elimination import Elimination
from auditlib.verdicts.flakes import hidden
from auditlib.verdicts.weakening import Weakening

_BROAD = frozenset({"Exception", "BaseException"})
_ENUMS = frozenset({"Enum", "IntEnum", "StrEnum", "Flag", "IntFlag"})
_LATER = frozenset({ImportContext.FUNCTION, ImportContext.TYPE_CHECKING})


def find_fixes(delta: Delta, elimination: Elimination, weakening: Weakening) -> tuple[Fix, ...]:
    """Every sign of a repair in files that differ, sorted by path, line, kind and detail.

    An import that names its source in another way is a change of path; where it was at the top of the file and went
    into a function, or behind `TYPE_CHECKING`, it breaks a cycle. Handlers and stubs count where their lines are new.
    """
    found = {*_restored(delta), *_shadowing(delta)}
    found |= {Fix(path, line, FixKind.EXPECTATION, detail) for path, line, detail in weakening.expectations()}
    for pair in delta.pairs:
        before, after = delta.base.modules.get(pair.before or ""), delta.head.modules.get(pair.after or "")
        if before and after:
            found.update(_imports(before, after), _enum_members(before, after))
            tree = delta.head.tree(after.path)
            found.update(_handlers(tree, after.path, elimination) if tree else ())
    return tuple(sorted(found, key=lambda one: (one.path, one.line, one.kind, one.detail)))


def _restored(delta: Delta) -> Iterator[Fix]:
    """Files that are new at head, and that the history before the base knows."""
    known = {path for commit in delta.base.state.facts.history for path in commit.paths}
    for pair in delta.pairs:
        if pair.before is None and pair.after in known:
            yield Fix(pair.after or "", 0, FixKind.RESTORED_FILE, "was there before, and had been deleted")


def _imports(before: Module, after: Module) -> Iterator[Fix]:
    here, there = _by_name(before), _by_name(after)
    for name in sorted(here.keys() & there.keys()):
        old, new = here[name], there[name]
        sources, now = ({_source(one) for one in ones} for ones in (old, new))
        line = new[0].line
        if sources.isdisjoint(now):
            detail = f"{', '.join(sorted(sources))} → {', '.join(sorted(now))}"
            yield Fix(after.path, line, FixKind.IMPORT_PATH, detail)
        elif {one.context for one in old} == {ImportContext.TOP} and _LATER.issuperset(one.context for one in new):
            context = "a function" if new[0].context is ImportContext.FUNCTION else "TYPE_CHECKING"
            yield Fix(after.path, line, FixKind.IMPORT_CYCLE, f"{_source(new[0])} is imported in {context} now")


def _by_name(module: Module) -> Mapping[str, list[Import]]:
    found: defaultdict[str, list[Import]] = defaultdict(list)
    for one in module.facts.imports:
        if one.bound and not one.dynamic and one.name != "*":
            found[one.bound].append(one)
    return found


def _source(one: Import) -> str:
    return ".".join(part for part in ("." * one.level + one.module, one.name) if part)


def _enum_members(before: Module, after: Module) -> Iterator[Fix]:
    known = {one.qualname: one for one in before.facts.definitions}
    methods = {one.qualname for one in after.facts.definitions}
    for one in filter(_is_enum, after.facts.definitions):
        old = known.get(one.qualname)
        added = [name for name in one.members if old and name not in old.members]
        new = ", ".join(name for name in added if f"{one.qualname}.{name}" not in methods)
        if new:
            yield Fix(after.path, one.start, FixKind.ENUM_MEMBER, f"{one.qualname}: {new}")


def _is_enum(definition: Definition) -> bool:
    return definition.kind is DefinitionKind.CLASS and any(
        base.rpartition(".")[2] in _ENUMS for base in definition.bases
    )


def _handlers(tree: ast.Module, path: str, elimination: Elimination) -> Iterator[Fix]:
    """Handlers whose first line is new: broad ones, silent ones, and those that define a stand-in."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Try | ast.TryStar):
            imports = any(isinstance(one, ast.Import | ast.ImportFrom) for one in node.body)
            for handler in node.handlers:
                if (path, handler.lineno - 1) not in elimination.bases:
                    yield from _handler(handler, path)
                if imports and catches_import_error(handler):
                    yield from _stubs(handler.body, path, elimination)


def _handler(handler: ast.ExceptHandler, path: str) -> Iterator[Fix]:
    caught = "everything" if handler.type is None else dotted_name(handler.type)
    if all(_is_nothing(one) for one in handler.body):
        yield Fix(path, handler.lineno, FixKind.SILENT_EXCEPT, f"catches {caught or 'several'}, and does nothing")
    elif _is_broad(handler) and not any(isinstance(one, ast.Raise) for one in ast.walk(handler)):
        yield Fix(path, handler.lineno, FixKind.BROAD_EXCEPT, f"catches {caught}")


def _is_broad(handler: ast.ExceptHandler) -> bool:
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(kind is None or dotted_name(kind) in _BROAD for kind in kinds)


def _is_nothing(node: ast.stmt) -> bool:
    """`pass`, `...`, or `continue`."""
    return isinstance(node, ast.Pass | ast.Continue) or (
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    )


def _stubs(body: Iterable[ast.stmt], path: str, elimination: Elimination) -> Iterator[Fix]:
    """What stands in, on new lines, for what could not be imported."""
    for one in body:
        if (path, one.lineno - 1) in elimination.bases:
            continue
        if isinstance(one, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield Fix(path, one.lineno, FixKind.FALLBACK_STUB, f"{one.name} stands in where the import fails")
        elif isinstance(one, ast.Assign) and isinstance(one.value, ast.Constant | ast.Lambda):
            names = ", ".join(filter(None, map(dotted_name, one.targets)))
            yield Fix(path, one.lineno, FixKind.FALLBACK_STUB, f"{names} stands in where the import fails")


def _shadowing(delta: Delta) -> Iterator[Fix]:
    """Names that one definition hides from another, on one side alone."""
    for pair in delta.pairs:
        if pair.before and pair.after and pair.before in delta.base.modules and pair.after in delta.head.modules:
            before, after = hidden(delta.base, pair.before), hidden(delta.head, pair.after)
            for name in sorted(before.keys() ^ after.keys()):
                hides = name in after
                detail = f"{name} is defined twice now" if hides else f"{name} was defined twice, and is not now"
                yield Fix(pair.after, after.get(name, 0), FixKind.SHADOWED_NAME, detail)
