"""The import graph rolled up to packages, with Martin's metrics as he defines them for packages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import networkx as nx

from auditlib.graphs.coupling import abstractness, distance
from auditlib.model import Module


def package_graph(modules: Iterable[Module], graph: nx.DiGraph[str], *, depth: int | None = None) -> nx.DiGraph[str]:
    """The import graph of the folders that hold the modules, or of the first `depth` parts of these; "." is the root.

    Nodes have `modules`, `sloc`, `lloc`, `cyclomatic` (sums), `abstractness`, `ca`, `ce`, `instability` and `distance`.
    Ca counts the modules outside that import one inside, Ce the modules inside that import one outside. Edges have
    `weight` (imported names) and `runtime`.

    Raises: KeyError where a module of the graph is not among `modules`.
    Source: R. C. Martin, "Agile Software Development" (2002).
    """
    known = {module.path: module for module in modules}
    members: defaultdict[str, list[Module]] = defaultdict(list)
    for path in graph:
        members[package_of(path, depth)].append(known[path])
    rolled: nx.DiGraph[str] = nx.DiGraph()
    for package, inside in sorted(members.items()):
        rolled.add_node(package, **_size(inside))
    outward, inward = _add_edges(rolled, graph, depth)
    for package, attributes in rolled.nodes(data=True):
        ca, ce = len(inward[package]), len(outward[package])
        unstable = ce / (ca + ce) if ca + ce else None
        balance = distance(attributes["abstractness"], unstable)
        attributes.update(ca=ca, ce=ce, instability=unstable, distance=balance)
    return rolled


def package_of(path: str, depth: int | None = None) -> str:
    """The folder of a module, or the first `depth` parts of it.

    Example:
        >>> package_of("lib/core/cache/store.py"), package_of("lib/core/cache/store.py", 2), package_of("setup.py")
        ('lib/core/cache', 'lib/core', '.')
    """
    return "/".join(path.split("/")[:-1][:depth]) or "."


Crossing = defaultdict[str, set[str]]
"""By package, the modules whose imports cross its border."""


def _add_edges(rolled: nx.DiGraph[str], graph: nx.DiGraph[str], depth: int | None) -> tuple[Crossing, Crossing]:
    """Add the edges between packages; return the importing modules by the package that they leave, and enter."""
    outward: Crossing = defaultdict(set)
    inward: Crossing = defaultdict(set)
    for importer, imported, attributes in graph.edges(data=True):
        first, second = package_of(importer, depth), package_of(imported, depth)
        if first == second:
            continue
        outward[first].add(importer)
        inward[second].add(importer)
        if not rolled.has_edge(first, second):
            rolled.add_edge(first, second, weight=0, runtime=False)
        edge = rolled.edges[first, second]
        edge["weight"] += attributes["weight"]
        edge["runtime"] = edge["runtime"] or attributes["runtime"]
    return outward, inward


def _size(inside: Sequence[Module]) -> dict[str, object]:
    return {
        "modules": len(inside),
        "sloc": sum(module.facts.lines.sloc for module in inside),
        "lloc": sum(module.facts.lines.lloc for module in inside),
        "cyclomatic": sum(module.facts.cyclomatic for module in inside),
        "abstractness": abstractness(part for module in inside for part in module.facts.definitions),
    }
