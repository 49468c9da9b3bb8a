"""Coupling metrics of an import graph: how stable and how abstract a module or package is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from auditlib.model import DefinitionKind

if TYPE_CHECKING:
    import networkx as nx

    from auditlib.model import Definition


def afferent_coupling(graph: nx.DiGraph[str], node: str) -> int:
    """Ca: how many other nodes import this one.

    Raises: networkx.NetworkXError where the node is not in the graph.
    Source: R. C. Martin, "Agile Software Development" (2002).
    """
    return sum(1 for importer in graph.predecessors(node) if importer != node)


def efferent_coupling(graph: nx.DiGraph[str], node: str) -> int:
    """Ce: how many other nodes this one imports; those outside the graph (external packages) do not count.

    Raises: networkx.NetworkXError where the node is not in the graph.
    Source: R. C. Martin, "Agile Software Development" (2002).
    """
    return sum(1 for imported in graph.successors(node) if imported != node)


def instability(graph: nx.DiGraph[str], node: str) -> float | None:
    """Share of a node's couplings that point outwards: I = Ce / (Ca + Ce), 0 (stable) to 1.

    None where both are 0: such a node is neither stable nor not.

    Example:
        >>> import networkx as nx
        >>> graph = nx.DiGraph([("a", "b"), ("b", "c"), ("d", "b")])
        >>> round(instability(graph, "b"), 2)
        0.33

    Raises: networkx.NetworkXError where the node is not in the graph.
    Source: R. C. Martin, "Agile Software Development" (2002).
    """
    outwards = efferent_coupling(graph, node)
    couplings = afferent_coupling(graph, node) + outwards
    return outwards / couplings if couplings else None


def abstractness(definitions: Iterable[Definition]) -> float | None:
    """Share of the classes that are abstract: A = abstract classes / classes, 0 to 1.

    Abstract is a class with an abstract method, with the base ABC or Protocol, or with the metaclass ABCMeta. None
    where there is no class.

    Example:
        >>> from auditlib.model import Definition
        >>> port = Definition("Port", DefinitionKind.CLASS, 1, 3, 1, abstract=True)
        >>> disk = Definition("Disk", DefinitionKind.CLASS, 5, 9, 1)
        >>> abstractness([port, disk]), abstractness([])
        (0.5, None)

    Source: R. C. Martin, "Agile Software Development" (2002).
    """
    classes = [definition.abstract for definition in definitions if definition.kind is DefinitionKind.CLASS]
    return sum(classes) / len(classes) if classes else None


def distance(abstract: float | None, unstable: float | None) -> float | None:
    """Distance from the main sequence: D = |A + I − 1|, 0 (balanced) to 1 (rigid, or useless).

    None where A or I is not defined.

    Example:
        >>> distance(0.0, 1.0), distance(0.0, 0.0), distance(None, 0.5)
        (0.0, 1.0, None)

    Source: R. C. Martin, "Agile Software Development" (2002).
    """
    if abstract is None or unstable is None:
        return None
    return abs(abstract + unstable - 1)
