"""Names that a module has, though no statement binds them: tables of names, and modules that replace themselves."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from auditlib.facts.expressions import CallNode, dotted_name
from auditlib.facts.imports import printable


def tabled_names(calls: Sequence[CallNode], text: str) -> tuple[frozenset[str], bool]:
    """Return the names in tables that module-level calls are given with `__name__`, and whether these are all.

    Such a call makes the names when they are first asked for: `recreate_module(__name__, by_module={"a.b": ["Name"]})`,
    `initpkg(__name__, {"Name": "a.b:Name"})`. Not all are known where a table is not literal. `text` is the source.
    """
    found: set[str] = set()
    complete = True
    for table in _tables(calls) if "__name__," in text else ():
        for key, value in zip(table.keys, table.values, strict=True):
            names = _names(key, value)
            found.update(names or ())
            complete = complete and names is not None
    return frozenset(found), complete


def uses_registry(body: Sequence[ast.stmt]) -> bool:
    """Code that runs with the module takes or sets an entry of `sys.modules`: it may be replaced by another object."""
    rest: list[ast.AST] = list(body)
    while rest:
        node = rest.pop()
        if isinstance(node, ast.Subscript) and dotted_name(node.value) == "sys.modules":
            return True
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            rest.extend(ast.iter_child_nodes(node))
    return False


def _tables(calls: Sequence[CallNode]) -> Iterator[ast.Dict]:
    for node, _, owner, _ in calls:
        if not owner:
            arguments = [*node.args, *(keyword.value for keyword in node.keywords)]
            if any(isinstance(argument, ast.Name) and argument.id == "__name__" for argument in arguments):
                yield from (argument for argument in arguments if isinstance(argument, ast.Dict))


def _names(key: ast.expr | None, value: ast.expr) -> list[str] | None:
    """The names that an entry makes: those that it lists, or else its key; None where it does not say.

    A number says that the table is none of names.
    """
    if isinstance(value, ast.Constant) and not isinstance(value.value, str):
        return []
    if isinstance(value, (ast.List, ast.Tuple, ast.Set)):
        names = [_text(element) for element in value.elts]
    elif isinstance(value, (ast.Constant, ast.Dict)):
        names = [_text(key)]
    else:
        return None
    return None if None in names else [name for name in names if name is not None]


def _text(node: ast.expr | None) -> str | None:
    return printable(node.value) if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
