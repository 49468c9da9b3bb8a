"""Imports as written: statements, and calls of `import_module` and `__import__`."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from auditlib.facts.expressions import CallNode, dotted_name
from auditlib.model import Import, ImportContext

_IMPORTERS = frozenset({"importlib.import_module", "import_module", "__import__", "builtins.__import__"})
_OWN_PACKAGE = frozenset({"__package__", "__name__", "__spec__.parent"})


def plain_imports(node: ast.Import, context: ImportContext) -> Iterator[Import]:
    """Yield one Import for each name of an `import` statement."""
    for alias in node.names:
        bound = alias.asname or alias.name.partition(".")[0]
        yield Import(node.lineno, alias.name, "", 0, context, bound)


def from_imports(node: ast.ImportFrom, context: ImportContext) -> Iterator[Import]:
    """Yield one Import for each name of a `from … import` statement."""
    module = node.module or ""
    for alias in node.names:
        bound = "" if alias.name == "*" else alias.asname or alias.name
        yield Import(node.lineno, module, alias.name, node.level, context, bound)


def dynamic_imports(calls: Sequence[CallNode], imports: Sequence[Import]) -> Iterator[Import]:
    """Yield an Import for each call that imports; the module is "" where it is not a literal."""
    importers = _IMPORTERS | set(_other_names(imports))
    for node, name, _, context in calls:
        if name in importers:
            module, level = _module_called_for(node, name)
            yield Import(node.lineno, module, "", level, context, dynamic=True)


def printable(text: str) -> str:
    """Return the text with lone surrogates, which no report can hold, as escapes."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _other_names(imports: Sequence[Import]) -> Iterator[str]:
    for entry in imports:
        if (entry.module, entry.name) in {("importlib", "import_module"), ("builtins", "__import__")}:
            yield entry.bound
        elif entry.module == "importlib" and not entry.name:
            yield f"{entry.bound}.import_module"


def _module_called_for(call: ast.Call, importer: str) -> tuple[str, int]:
    name = _literal(_argument(call, 0, "name"))
    if not name:
        return "", 0
    if importer.rpartition(".")[2] == "__import__":
        level = _argument(call, 4, "level")
        return name, level.value if isinstance(level, ast.Constant) and type(level.value) is int else 0
    module = name.lstrip(".")
    if module == name:
        return name, 0
    return _relative(module, len(name) - len(module), _argument(call, 1, "package"))


def _relative(module: str, level: int, package: ast.expr | None) -> tuple[str, int]:
    """`import_module(".x", "a.b")` is `a.b.x`; with the module's own package it is `from . import x`."""
    if package is not None and dotted_name(package) in _OWN_PACKAGE:
        return module, level
    parts = _literal(package).split(".")
    if parts == [""] or level > len(parts):
        return "", 0
    return ".".join([*parts[: len(parts) - level + 1], *([module] if module else [])]), 0


def _argument(call: ast.Call, position: int, name: str) -> ast.expr | None:
    if len(call.args) > position:
        return call.args[position]
    return next((keyword.value for keyword in call.keywords if keyword.arg == name), None)


def _literal(node: ast.expr | None) -> str:
    return printable(node.value) if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
