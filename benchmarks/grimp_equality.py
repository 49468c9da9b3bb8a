"""Are the import edges those of grimp? Prints both counts, and every difference with its explanation.

    python benchmarks/grimp_equality.py FOLDER:PACKAGE…        a folder that holds the package, such as site-packages

Exit code 1 where a difference has no explanation. grimp leads `from pkg import name` to `pkg.name` wherever a module of
that name exists; Python takes what `pkg/__init__.py` binds to the name first, and so do we. grimp counts a module that
imports itself; we do not. grimp leads an import of a module that it does not see (a compiled one) to the package.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import grimp

from auditlib.facts.source import read_python
from auditlib.graphs.imports import import_graph
from auditlib.graphs.names import named_modules
from auditlib.graphs.resolver import resolve_imports
from auditlib.graphs.roots import source_roots
from auditlib.model import ImportEdge, ImportStatus, Module, Role

Pair = tuple[str, str]


class Comparison(NamedTuple):
    """Both edge sets of one package, and why they differ: pairs of dotted names, and the explanation ("" for none)."""

    package: str
    modules: tuple[int, int]
    ours: frozenset[Pair]
    theirs: frozenset[Pair]
    explained: dict[Pair, str]

    @property
    def unexplained(self) -> list[Pair]:
        """Differences that nothing explains."""
        return sorted(pair for pair, reason in self.explained.items() if not reason)


def compare(folder: Path, package: str) -> Comparison:
    """Compare the import edges of one package."""
    modules = read_package(folder, package)
    roots = source_roots(modules)
    named = named_modules(modules, roots)
    edges = [edge for edge in resolve_imports(named, roots) if edge.status is ImportStatus.RESOLVED]
    names = {module.path: module.name for module in named}
    graph = import_graph(named, edges)
    ours = frozenset((names[first], names[second]) for first, second in graph.edges)
    theirs, counted = grimp_edges(folder, package)
    known = hiding(edges, names) | {(name, name): "an import of oneself is no edge" for name in names.values()}
    explained = {pair: known.get(pair, "") for pair in ours ^ theirs}
    return Comparison(package, (len(names), counted), ours, theirs, explained)


def read_package(folder: Path, package: str) -> list[Module]:
    """The modules of a package, by paths relative to the folder that holds it; only what regular packages hold."""
    modules = []
    for init in sorted((folder / package).rglob("__init__.py")):
        above = init.parent.relative_to(folder).parents
        if all((folder / parent / "__init__.py").exists() for parent in above if parent != Path()):
            modules += [
                Module(path.relative_to(folder).as_posix(), "", Role.PRODUCT, read_python(path.read_bytes()))
                for path in sorted(init.parent.glob("*.py"))
            ]
    return modules


def grimp_edges(folder: Path, package: str) -> tuple[frozenset[Pair], int]:
    """grimp's edges, and the number of modules it sees."""
    sys.path.insert(0, str(folder))
    try:
        graph = grimp.build_graph(package, cache_dir=None)
    finally:
        sys.path.remove(str(folder))
    pairs = ((name, other) for name in graph.modules for other in graph.find_modules_directly_imported_by(name))
    return frozenset(pairs), len(graph.modules)


def hiding(edges: Iterable[ImportEdge], names: dict[str, str]) -> dict[Pair, str]:
    """Pairs that differ because a package binds a name that hides its submodule, on either side."""
    known = set(names.values())
    found: dict[Pair, str] = {}
    for edge in edges:
        if edge.name and edge.imported in names:
            package = names[edge.imported]
            submodule = f"{package}.{edge.name}"
            if submodule in known and package != submodule:
                reason = f"{package} binds {edge.name}, which hides its submodule"
                found[names[edge.path], submodule] = reason
                found[names[edge.path], package] = reason
    return found


def main(arguments: list[str]) -> int:
    """Print a comparison for each FOLDER:PACKAGE."""
    failed = False
    for argument in arguments:
        folder, _, package = argument.rpartition(":")
        result = compare(Path(folder), package)
        print(f"{package}: {result.modules[0]} modules (grimp {result.modules[1]})")
        print(f"  edges: {len(result.ours)} (grimp {len(result.theirs)}), equal {len(result.ours & result.theirs)}")
        print(f"  differences: {len(result.explained)}, unexplained {len(result.unexplained)}")
        for pair, reason in sorted(result.explained.items()):
            side = "only ours " if pair in result.ours else "only grimp"
            print(f"    {side} {pair[0]} -> {pair[1]}: {reason or 'UNEXPLAINED'}")
        failed = failed or bool(result.unexplained)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
