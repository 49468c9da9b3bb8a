"""The import graph: modules and who imports whom, with their metrics; reachability."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum
from operator import attrgetter
from typing import TYPE_CHECKING

from auditlib.graphs.coupling import abstractness, afferent_coupling, distance, efferent_coupling, instability
from auditlib.graphs.layout import INIT, parent
from auditlib.model import DefinitionKind, ImportContext, ImportEdge, ImportStatus, Module

if TYPE_CHECKING:
    import networkx as nx


class EdgeKind(StrEnum):
    """When an import runs: RUNTIME while its module is imported, LAZY by a call, TYPE_CHECKING never."""

    RUNTIME = "runtime"
    LAZY = "lazy"
    TYPE_CHECKING = "type_checking"


_STRENGTH = tuple(EdgeKind)


def import_graph(modules: Sequence[Module], edges: Iterable[ImportEdge]) -> nx.DiGraph[str]:
    """The import graph: nodes are module paths, edges importer → imported, both sorted.

    Nodes have `name`, `role`, `sloc`, `lloc`, `cyclomatic`, `halstead_volume`, `maintainability`, `abstractness`, `ca`,
    `ce`, `instability`, `distance`, `fan_in` and `fan_out`. Ca and Ce count modules, fan-in and fan-out count imported
    names. A stub beside its module is no node. A module's import of itself is no edge.

    Edges have `weight` (imported names), `lines`, `contexts` and `kind`, the strongest of their imports' (see
    `EdgeKind`); `runtime` is true where that is RUNTIME.
    """
    import networkx as nx  # noqa: PLC0415 - heavy, and clones alone need none

    graph: nx.DiGraph[str] = nx.DiGraph()
    for module in sorted(modules, key=lambda module: module.path):
        if module.name or not module.path.endswith(".pyi"):
            graph.add_node(module.path, **_size(module))
    functions = {module.path: _Functions(module) for module in modules}
    for (importer, imported), parts in sorted(_between(graph, edges).items()):
        graph.add_edge(importer, imported, **_joined(parts, functions[importer]))
    _add_coupling(graph)
    return graph


def reachable(graph: nx.DiGraph[str], starts: Iterable[str], *, packages: bool = True) -> frozenset[str]:
    """The modules that importing `starts` may load, themselves included, by whatever imports lead there.

    With `packages`, the `__init__` of each package on the way counts too: importing `a.b.c` runs those of `a` and
    `a.b`, though the statement leads to `c` alone.
    """
    return _closure(graph, starts, packages=packages)


def importers(graph: nx.DiGraph[str], targets: Iterable[str]) -> frozenset[str]:
    """The modules that reach one of `targets` by their imports, `targets` themselves included."""
    return _closure(graph.reverse(copy=False), targets, packages=False)


def subgraph_of_kinds(graph: nx.DiGraph[str], kinds: Collection[EdgeKind]) -> nx.DiGraph[str]:
    """The same modules with the edges of these kinds alone, without attributes."""
    import networkx as nx  # noqa: PLC0415 - heavy, and clones alone need none

    plain: nx.DiGraph[str] = nx.DiGraph()
    plain.add_nodes_from(graph)
    plain.add_edges_from((first, second) for first, second, edge in graph.edges(data=True) if edge["kind"] in kinds)
    return plain


def _between(graph: nx.DiGraph[str], edges: Iterable[ImportEdge]) -> Mapping[tuple[str, str], list[ImportEdge]]:
    """The imports that lead from one node to another, by importer and imported."""
    between: defaultdict[tuple[str, str], list[ImportEdge]] = defaultdict(list)
    for edge in edges:
        if edge.imported and edge.imported != edge.path and edge.path in graph and edge.imported in graph:
            between[edge.path, edge.imported].append(edge)
    return between


def _joined(parts: Sequence[ImportEdge], functions: _Functions) -> dict[str, object]:
    """The attributes of the edge that stands for these imports."""
    kind = min((_kind(part, functions) for part in parts), key=_STRENGTH.index)
    return {
        "weight": len(parts),
        "lines": sorted({part.line for part in parts}),
        "contexts": sorted({part.context.value for part in parts}),
        "kind": kind.value,
        "runtime": kind is EdgeKind.RUNTIME,
    }


class _Functions:
    """Tells which lines of a module stand in a function: the context of an import names the innermost block alone."""

    def __init__(self, module: Module) -> None:
        functions = [part for part in module.facts.definitions if part.kind is not DefinitionKind.CLASS]
        self._starts: list[int] = []
        self._ends: list[int] = []
        for function in sorted(functions, key=attrgetter("start", "end")):
            if not self._ends or function.start > self._ends[-1]:
                self._starts.append(function.start)
                self._ends.append(function.end)

    def hold(self, line: int) -> bool:
        """The line stands in a function or method."""
        index = bisect_right(self._starts, line) - 1
        return index >= 0 and line <= self._ends[index]


def _kind(edge: ImportEdge, functions: _Functions) -> EdgeKind:
    if edge.context is ImportContext.TYPE_CHECKING or edge.path.endswith(".pyi"):
        return EdgeKind.TYPE_CHECKING
    called = edge.status is ImportStatus.DYNAMIC or edge.context is ImportContext.FUNCTION or functions.hold(edge.line)
    return EdgeKind.LAZY if called else EdgeKind.RUNTIME


def _size(module: Module) -> dict[str, object]:
    facts = module.facts
    return {
        "name": module.name,
        "role": module.role.value,
        "sloc": facts.lines.sloc,
        "lloc": facts.lines.lloc,
        "cyclomatic": facts.cyclomatic,
        "halstead_volume": facts.halstead.volume,
        "maintainability": facts.maintainability,
        "abstractness": abstractness(facts.definitions),
    }


def _add_coupling(graph: nx.DiGraph[str]) -> None:
    fan_in: Counter[str] = Counter()
    fan_out: Counter[str] = Counter()
    for importer, imported, attributes in graph.edges(data=True):
        fan_in[imported] += attributes["weight"]
        fan_out[importer] += attributes["weight"]
    for path, attributes in graph.nodes(data=True):
        unstable = instability(graph, path)
        attributes.update(
            ca=afferent_coupling(graph, path),
            ce=efferent_coupling(graph, path),
            instability=unstable,
            distance=distance(attributes["abstractness"], unstable),
            fan_in=fan_in[path],
            fan_out=fan_out[path],
        )


def _closure(graph: nx.DiGraph[str], starts: Iterable[str], *, packages: bool) -> frozenset[str]:
    found: set[str] = set()
    waiting = [start for start in starts if start in graph]
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting.extend(graph.successors(path))
            waiting.extend(_inits(graph, path) if packages else ())
    return frozenset(found)


def _inits(graph: nx.DiGraph[str], path: str) -> list[str]:
    """The `__init__` files of the packages that hold a module."""
    found = []
    folder = parent(path)
    while folder and (init := f"{folder}/{INIT}.py") in graph:
        found.append(init)
        folder = parent(folder)
    return found
