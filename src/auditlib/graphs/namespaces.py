"""What a name of a module means: a definition, a module, or something that is not of this repository."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from auditlib.graphs.layout import INIT, parent
from auditlib.graphs.names import dotted_path
from auditlib.model import Definition, DefinitionKind, Import, ImportEdge, ImportStatus, Module


class Value(NamedTuple):
    """What an expression may be: kind is `definition`, `instance` (of a class), `module`, `dotted` or `foreign`.

    A `dotted` value is the first name of `import a.b.c`; its qualname says what must follow to reach the module.
    """

    kind: str
    path: str = ""
    qualname: str = ""


FOREIGN = Value("foreign")
"""Something of the standard library, of another package, or a literal: known to be none of ours."""

Values = frozenset[Value]
NOTHING: Values = frozenset()


class Scoped:
    """One module with its definitions by name and by line, and its imports by the scope they stand in."""

    def __init__(self, module: Module, edges: Mapping[tuple[int, str, str], ImportEdge]) -> None:
        self.module = module
        self.path = module.path
        self._edges = edges

    @cached_property
    def definitions(self) -> Mapping[str, Definition]:
        """Definitions by qualified name; of several of one name the last, as Python has it."""
        return {one.qualname: one for one in self.module.facts.definitions}

    @cached_property
    def words(self) -> frozenset[str]:
        """The identifiers and short strings of the file."""
        return frozenset(self.module.facts.words.split("\n"))

    @cached_property
    def fixtures(self) -> Mapping[str, tuple[str, ...]]:
        """The pytest fixtures of the file by name."""
        found: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
        for one in self.module.facts.definitions:
            if any(word.endswith("fixture") for word in one.decorators):
                found[one.name] += (one.qualname,)
        return found

    def owner(self, line: int) -> str:
        """The innermost definition that holds a line, "" at module level."""
        return self._owners[line] if line < len(self._owners) else ""

    @cached_property
    def _owners(self) -> list[str]:
        last = max((one.end for one in self.module.facts.definitions), default=0)
        owners = [""] * (last + 1)
        for one in self.module.facts.definitions:  # an outer one comes before those inside it
            owners[one.start : one.end + 1] = [one.qualname] * (one.end + 1 - one.start)
        return owners

    @cached_property
    def imports(self) -> Mapping[tuple[str, str], tuple[tuple[Import, ImportEdge | None], ...]]:
        """Imports with what became of each, by the scope and the name they bind."""
        found: defaultdict[tuple[str, str], list[tuple[Import, ImportEdge | None]]] = defaultdict(list)
        for one in self.module.facts.imports:
            edge = self._edges.get((one.line, "." * one.level + one.module, one.name))
            found[self.owner(one.line), "*" if one.name == "*" else one.bound].append((one, edge))
        return {key: tuple(ones) for key, ones in found.items()}


class Namespaces:
    """Looks names up in the modules of one state, through imports and re-exports."""

    def __init__(self, modules: Iterable[Module], edges: Iterable[ImportEdge]) -> None:
        grouped: defaultdict[str, dict[tuple[int, str, str], ImportEdge]] = defaultdict(dict)
        for edge in edges:
            grouped[edge.path][edge.line, edge.target, edge.name] = edge
        self.modules = {module.path: Scoped(module, grouped[module.path]) for module in modules}

    def definition(self, value: Value) -> Definition | None:
        """The definition that a value is, or is an instance of."""
        scoped = self.modules.get(value.path)
        return scoped.definitions.get(value.qualname) if scoped else None

    def is_class(self, value: Value) -> bool:
        """The value is a class."""
        one = self.definition(value) if value.kind == "definition" else None
        return one is not None and one.kind is DefinitionKind.CLASS

    def imported(self, path: str, one: Import, edge: ImportEdge | None) -> Iterator[Value]:
        """What the name means that an import binds; more than one where a re-export has alternatives."""
        if edge is None or edge.status in {ImportStatus.EXTERNAL, ImportStatus.STDLIB}:
            yield FOREIGN
        elif edge.imported is None:
            return
        elif not one.name:
            aliased = one.bound != one.module.partition(".")[0]
            rest = "" if aliased else one.module.partition(".")[2]
            yield Value("dotted", edge.imported, rest) if rest else Value("module", edge.imported)
            yield from self._package(edge.imported, rest)
        elif self._is_submodule(path, one, edge.imported):
            yield Value("module", edge.imported)
        else:
            yield from self.member(edge.imported, one.name)

    def member(self, path: str, name: str, seen: frozenset[tuple[str, str]] = frozenset()) -> Iterator[Value]:
        """What a module has under a name, by its definitions, its imports and the modules in its folder."""
        scoped = self.modules.get(path)
        if scoped is None or (path, name) in seen:
            return
        seen |= {(path, name)}
        if name in scoped.definitions:
            yield Value("definition", path, name)
        for one, edge in scoped.imports.get(("", name), ()):
            yield from self._through(path, one, edge, seen)
        for _, edge in scoped.imports.get(("", "*"), ()):
            if edge and edge.imported:
                yield from self.member(edge.imported, name, seen)
        yield from self._below(path, name)

    def _through(
        self, path: str, one: Import, edge: ImportEdge | None, seen: frozenset[tuple[str, str]]
    ) -> Iterator[Value]:
        """As `imported`, without running in circles."""
        if edge and edge.imported and one.name and not self._is_submodule(path, one, edge.imported):
            yield from self.member(edge.imported, one.name, seen)
        else:
            yield from self.imported(path, one, edge)

    def _package(self, path: str, rest: str) -> Iterator[Value]:
        """The package that `import a.b.c` binds as well, where it is not a namespace: a, `rest` being b.c."""
        folder = dotted_path(path)
        for _ in rest.split(".") if rest else ():
            folder = parent(folder)
        if rest and f"{folder}/{INIT}.py" in self.modules:
            yield Value("module", f"{folder}/{INIT}.py")

    def _below(self, path: str, name: str) -> Iterator[Value]:
        if path.endswith(f"{INIT}.py"):
            folder = parent(path)
            for file in (f"{folder}/{name}.py", f"{folder}/{name}/{INIT}.py"):
                if file.lstrip("/") in self.modules:
                    yield Value("module", file.lstrip("/"))

    def _is_submodule(self, path: str, one: Import, imported: str) -> bool:
        """`from a import b` where b is a module: the name stands for the file, not for something in it."""
        found = dotted_path(imported)
        tail = "/".join(part for part in (*one.module.split("."), one.name) if part)
        if not one.level:
            return f"/{found}".endswith(f"/{tail}")
        folder = path
        for _ in range(one.level):
            folder = parent(folder)
        return found == f"{folder}/{tail}".lstrip("/")
