"""Import cycles: strongly connected components of the import graph, and the shortest way round each."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import networkx as nx

from auditlib.graphs.imports import EdgeKind, subgraph_of_kinds

_KINDS = tuple(EdgeKind)


@dataclass(frozen=True, slots=True)
class Cycle:
    """Modules that reach one another. `kind` is the weakest import that is needed to close the cycle.

    `shortest` is a shortest cycle among them that needs it, from its first module in order; the way back to the first
    is not repeated. `path` and `line` are the first import inside.
    """

    kind: EdgeKind
    members: tuple[str, ...]
    shortest: tuple[str, ...]
    path: str
    line: int


def find_cycles(graph: nx.DiGraph[str]) -> tuple[Cycle, ...]:
    """Every strongly connected component of two or more modules: runtime ones first, then largest, then by members.

    First those that imports at module level close, which may fail when a module is imported; then those that need an
    import inside a function; then those that need one for type checkers. A component that a stronger kind already
    closes whole is not told again, one that a weaker kind makes larger is.
    """
    cycles: list[Cycle] = []
    told: set[tuple[str, ...]] = set()
    for count, kind in enumerate(_KINDS, start=1):
        level = subgraph_of_kinds(graph, _KINDS[:count])
        components = (tuple(sorted(part)) for part in nx.strongly_connected_components(level) if len(part) > 1)
        for members in sorted(components, key=lambda part: (-len(part), part)):
            if members not in told:
                told.add(members)
                cycles.append(_cycle(graph, level, members, kind))
    return tuple(cycles)


def shortest_cycle(graph: nx.DiGraph[str], edges: list[tuple[str, str]] | None = None) -> tuple[str, ...]:
    """A shortest cycle of a graph, or of those that pass through one of `edges`; () where there is none.

    It begins with its first module in order; of several equally short ones, that of the first edge is taken.

    Example:
        >>> shortest_cycle(nx.DiGraph([("b", "a"), ("a", "c"), ("c", "b"), ("c", "d"), ("d", "c")]))
        ('c', 'd')
    """
    wanted = sorted(graph.edges if edges is None else edges)
    best: tuple[str, ...] = next(((first, second) for first, second in wanted if graph.has_edge(second, first)), ())
    for first, second in () if best else wanted:
        best = _way(graph, second, first, limit=len(best) - 1 if best else len(graph)) or best
    start = best.index(min(best)) if best else 0
    return best[start:] + best[:start]


def _cycle(graph: nx.DiGraph[str], level: nx.DiGraph[str], members: tuple[str, ...], kind: EdgeKind) -> Cycle:
    inside = level.subgraph(members).copy()
    needed = [edge for edge in inside.edges if graph.edges[edge]["kind"] == kind]
    path, imported = min(inside.edges, key=lambda edge: (edge[0], graph.edges[edge]["lines"], edge[1]))
    return Cycle(kind, members, shortest_cycle(inside, needed), path, graph.edges[path, imported]["lines"][0])


def _way(graph: nx.DiGraph[str], start: str, goal: str, *, limit: int) -> tuple[str, ...]:
    """The modules of a shortest way, both ends included; () where it has more than `limit` modules, or is none."""
    before: dict[str, str] = {start: ""}
    edge_of_search = deque([(start, 1)])
    while edge_of_search:
        node, length = edge_of_search.popleft()
        if node == goal:
            way = [node]
            while before[way[-1]]:
                way.append(before[way[-1]])
            return tuple(reversed(way))
        if length < limit:
            for successor in sorted(graph[node]):
                if successor not in before:
                    before[successor] = node
                    edge_of_search.append((successor, length + 1))
    return ()
