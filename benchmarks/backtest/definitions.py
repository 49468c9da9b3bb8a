"""Where definitions stand in a Python text, what they are called and who names them."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

Lines = frozenset[int]
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


class Text:
    """A parsed text. Raises SyntaxError where it does not parse."""

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")
        self.tree = ast.parse(text)
        self.nodes: dict[str, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef] = {}
        self._collect(self.tree, "")

    def extent(self, qualname: str) -> Lines:
        """The lines of a definition with its decorators, the comments right above it and the blank lines above those.

        The n-th definition of a name, in order of appearance, is `name#n`.
        """
        node = self.nodes[qualname]
        start = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
        while start > 1 and self.lines[start - 2].lstrip().startswith("#"):
            start -= 1
        while start > 1 and not self.lines[start - 2].strip():
            start -= 1
        return frozenset(range(start, (node.end_lineno or start) + 1))

    def imports(self) -> Iterator[tuple[Lines, set[str]]]:
        """The lines of each import statement and the names that it binds."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import) or (isinstance(node, ast.ImportFrom) and node.module != "__future__"):
                names = {alias.asname or alias.name.partition(".")[0] for alias in node.names}
                yield frozenset(range(node.lineno, (node.end_lineno or node.lineno) + 1)), names

    def members(self, qualname: str) -> set[str]:
        """Names of the methods and attributes of a class, `self.x` included; none of anything else."""
        node = self.nodes.get(qualname)
        if not isinstance(node, ast.ClassDef):
            return set()
        names = {one.name for one in node.body if isinstance(one, _DEFINITIONS)}
        for one in ast.walk(node):
            if isinstance(one, ast.Attribute) and isinstance(one.ctx, ast.Store):
                names.add(one.attr)
        for one in node.body:
            names |= {target.id for target in ast.walk(one) if isinstance(target, ast.Name)} & _bound(one)
        return names

    def references(self, names: Iterable[str], outside: Lines) -> list[int]:
        """The line of each use of one of the names, as a name or an attribute, that is not on one of the lines."""
        wanted = set(names)
        found = [
            node.lineno
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Name | ast.Attribute) and _name(node) in wanted
        ]
        return sorted(line for line in found if line not in outside)

    def attributes(self, outside: Lines) -> set[str]:
        """Names of all attributes that are read on other lines."""
        return {
            node.attr
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load) and node.lineno not in outside
        }

    def names(self, outside: Lines) -> set[str]:
        """Every name that is read on other lines."""
        return {
            node.id for node in ast.walk(self.tree) if isinstance(node, ast.Name) and node.lineno not in outside
        } | self._listed()

    def _listed(self) -> set[str]:
        """The names in `__all__`."""
        return {
            node.value
            for statement in self.tree.body
            if isinstance(statement, ast.Assign) and "__all__" in _bound(statement)
            for node in ast.walk(statement)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }

    def _collect(self, parent: ast.AST, prefix: str) -> None:
        for node in ast.iter_child_nodes(parent):
            if isinstance(node, _DEFINITIONS):
                qualname = name = prefix + node.name
                count = 1
                while qualname in self.nodes:
                    count += 1
                    qualname = f"{name}#{count}"
                self.nodes[qualname] = node
                self._collect(node, f"{qualname}.")
            else:
                self._collect(node, prefix)


def _bound(statement: ast.stmt) -> set[str]:
    targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
    return {target.id for target in targets if isinstance(target, ast.Name)}


def _name(node: ast.Name | ast.Attribute) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr
