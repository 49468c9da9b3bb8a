"""A graph as text: node-link JSON of any, DOT and Mermaid of imports. The same graph gives the same bytes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import networkx as nx

from auditlib.graphs.packages import package_of

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_NODES = 60
"""A drawing of more nodes cannot be read: Mermaid shows their packages instead."""


def node_link_json(graph: nx.Graph[str]) -> str:
    """The graph in networkx's node-link format: nodes by id, edges by source and target, keys sorted.

    `networkx.node_link_graph(json.loads(text), edges="edges")` reads it back.
    """
    nodes = [{"id": node, **graph.nodes[node]} for node in sorted(graph)]
    edges = [{"source": first, "target": second, **attributes} for first, second, attributes in _edges(graph)]
    content = {"directed": graph.is_directed(), "multigraph": False, "graph": {}, "nodes": nodes, "edges": edges}
    return json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def dot_text(graph: nx.DiGraph[str]) -> str:
    """The graph in Graphviz's language; edges that do not run when a module is imported are dashed.

    Example:
        >>> print(dot_text(nx.DiGraph([("a.py", "b.py")])))
        digraph imports {
          rankdir=LR;
          node [shape=box];
          "a.py";
          "b.py";
          "a.py" -> "b.py";
        }
        <BLANKLINE>
    """
    nodes = [f"  {_dot_quoted(node)};" for node in sorted(graph)]
    edges = [
        f"  {_dot_quoted(first)} -> {_dot_quoted(second)}{'' if _runs(attributes) else ' [style=dashed]'};"
        for first, second, attributes in _edges(graph)
    ]
    return "\n".join(["digraph imports {", "  rankdir=LR;", "  node [shape=box];", *nodes, *edges, "}", ""])


def mermaid_text(graph: nx.DiGraph[str], *, most_nodes: int = MOST_NODES) -> str:
    """The graph as a Mermaid flowchart; rolled up to folders, as deep as fits, where it has more than `most_nodes`.

    Edges that do not run when a module is imported are dotted.

    Example:
        >>> print(mermaid_text(nx.DiGraph([("a.py", "b.py")])))
        flowchart LR
          n0["a.py"]
          n1["b.py"]
          n0 --> n1
        <BLANKLINE>
    """
    drawn = _fitting(graph, most_nodes)
    ids = {node: f"n{index}" for index, node in enumerate(sorted(drawn))}
    nodes = [f'  {ids[node]}["{_mermaid_quoted(node)}"]' for node in sorted(drawn)]
    edges = [
        f"  {ids[first]} {'-->' if _runs(attributes) else '-.->'} {ids[second]}"
        for first, second, attributes in _edges(drawn)
    ]
    return "\n".join(["flowchart LR", *nodes, *edges, ""])


def _edges(graph: nx.Graph[str]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    pairs = graph.edges if graph.is_directed() else (sorted(pair) for pair in graph.edges)
    for first, second in sorted(pairs):
        yield first, second, graph.edges[first, second]


def _runs(attributes: Mapping[str, Any]) -> bool:
    return bool(attributes.get("runtime", True))


def _fitting(graph: nx.DiGraph[str], most_nodes: int) -> nx.DiGraph[str]:
    """The graph itself where it is small enough, else its folders at the greatest depth at which they are few enough.

    At depth 1 they are drawn however many they are.
    """
    depth = max((node.count("/") for node in graph), default=0)
    drawn = graph
    while len(drawn) > most_nodes and depth > 0:
        drawn = _rolled_up(graph, depth)
        depth -= 1
    return drawn


def _rolled_up(graph: nx.DiGraph[str], depth: int) -> nx.DiGraph[str]:
    rolled: nx.DiGraph[str] = nx.DiGraph()
    rolled.add_nodes_from(sorted({package_of(node, depth) for node in graph}))
    for first, second, attributes in _edges(graph):
        packages = package_of(first, depth), package_of(second, depth)
        if packages[0] != packages[1]:
            known = rolled.has_edge(*packages) and rolled.edges[packages]["runtime"]
            rolled.add_edge(*packages, runtime=known or _runs(attributes))
    return rolled


def _dot_quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _mermaid_quoted(text: str) -> str:
    """Mermaid's own entity codes: nothing of a path can end the label, or be taken for markup."""
    return "".join(letter if letter.isalnum() or letter in "/._- " else f"#{ord(letter)};" for letter in text)
