"""The import graph drawn in layers: what imports stands above what is imported, cycles are marked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import networkx as nx

from auditlib.graphs.figures.figure import Figure
from auditlib.graphs.figures.folding import folded, short_names, told
from auditlib.graphs.figures.svg import ALARM, INK, canvas, element, escape, label, number, text_width
from auditlib.graphs.frames import edge_frame

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

NODES = 60
"""Nodes that a drawing in layers can bear; a larger graph is folded into folders."""

WIDTH = 920
BOX = 24
PADDING = 9
SPACE = 12
ROW = BOX + 14
LAYER = 44
MARGIN = 28
"""Room below the last layer, for the bows of a cycle in it."""
SWEEPS = 4
"""Passes that order a layer by the middle of its neighbours; more change little."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a node's box stands: its left upper corner and its width; `index` names it to the page's script."""

    x: float
    y: float
    width: float
    index: int


def import_figure(graph: nx.DiGraph[str], *, title: str = "Import graph", limit: int = NODES) -> Figure:
    """Modules in layers, importers above imported; beyond `limit` modules, their folders.

    Modules of one cycle share a layer and are red, and so are the imports among them. Dashed: imports that do not
    run when the module loads (in functions, or for type checkers); they order nothing, and may point upwards.
    """
    real = cyclic(graph)
    small, sizes = folded(graph, limit, keep=real)
    cycles = {node: part for node, part in real.items() if node in small}
    labels = _labels(small, sizes)
    places, height = layout(small, labels)
    edges = [_edge(small, edge, places, cycles) for edge in sorted(small.edges)]
    boxes = [_box(node, labels[node], places[node], node in cycles) for node in sorted(small)]
    described = _described(told(sizes, len(graph)), small, real)
    svg = canvas([*edges, *boxes], width=WIDTH, height=height, title=title, description=described)
    return Figure(svg, title, described, edge_frame(small))


def cyclic(graph: nx.DiGraph[str]) -> dict[str, int]:
    """Each node that lies on a cycle of imports that run when a module loads, with the number of its component."""
    components = sorted(sorted(part) for part in nx.strongly_connected_components(_running(graph)) if len(part) > 1)
    return {node: index for index, part in enumerate(components) for node in part}


def layout(graph: nx.DiGraph[str], labels: Mapping[str, str]) -> tuple[dict[str, Place], float]:
    """A place for each node, deterministic, and the height of the whole; no two boxes touch."""
    places: dict[str, Place] = {}
    y = 8.0
    for layer in layered(graph):
        row: list[tuple[str, float]] = []
        used = 0.0
        for node in layer:
            width = text_width(labels[node]) + 2 * PADDING
            if row and used + width > WIDTH:
                places.update(_centred(row, y, len(places)))
                row, used = [], 0.0
                y += ROW
            row.append((node, width))
            used += width + SPACE
        places.update(_centred(row, y, len(places)))
        y += BOX + LAYER
    return places, max(y - LAYER + MARGIN, 16)


def layered(graph: nx.DiGraph[str]) -> list[list[str]]:
    """Nodes by layer, topmost first: each below all that import it when loading, members of a cycle side by side."""
    whole = nx.condensation(_running(graph))
    depth: dict[int, int] = {}
    for part in nx.lexicographical_topological_sort(whole, key=lambda part: min(whole.nodes[part]["members"])):
        depth[part] = max((depth[above] + 1 for above in whole.predecessors(part)), default=0)
    layers: list[list[str]] = [[] for _ in range(max(depth.values(), default=-1) + 1)]
    for part in sorted(depth, key=lambda part: min(whole.nodes[part]["members"])):
        layers[depth[part]].extend(sorted(whole.nodes[part]["members"]))
    for _ in range(SWEEPS):
        layers = _swept(graph, layers)
    return layers


def _running(graph: nx.DiGraph[str]) -> nx.DiGraph[str]:
    """All nodes, and the imports that run when a module loads."""
    running: nx.DiGraph[str] = nx.DiGraph()
    running.add_nodes_from(graph)
    running.add_edges_from(edge[:2] for edge in graph.edges(data="runtime", default=True) if edge[2])
    return running


def _swept(graph: nx.DiGraph[str], layers: Sequence[Sequence[str]]) -> list[list[str]]:
    """Each layer ordered by the mean position of its nodes' neighbours, which shortens the lines between them."""
    position = {node: (index + 0.5) / len(layer) for layer in layers for index, node in enumerate(layer)}

    def middle(node: str) -> tuple[float, str]:
        near = [position[other] for other in sorted({*graph.predecessors(node), *graph.successors(node)})]
        return (round(sum(near) / len(near), 9) if near else position[node], node)

    return [sorted(layer, key=middle) for layer in layers]


def _centred(row: Sequence[tuple[str, float]], y: float, first: int) -> Iterable[tuple[str, Place]]:
    total = sum(width for _, width in row) + SPACE * (len(row) - 1)
    x = max((WIDTH - total) / 2, 0)
    for index, (node, width) in enumerate(row, start=first):
        yield node, Place(x, y, width, index)
        x += width + SPACE


def _labels(graph: nx.DiGraph[str], sizes: Mapping[str, int]) -> dict[str, str]:
    short = short_names(graph.nodes)
    return {node: f"{short[node]} ({sizes[node]})" if node.endswith("/") else short[node] for node in graph}


def _box(node: str, text: str, place: Place, alarming: bool) -> str:
    colour = ALARM if alarming else INK
    frame = element(
        "rect", x=place.x, y=place.y, width=place.width, height=BOX, rx=5,
        fill=colour, fill_opacity=0.12, stroke=colour, stroke_width=1.2,
    )  # fmt: skip
    name = element("title", escape(f"{node}{' (in a cycle)' if alarming else ''}"))
    words = label(number(place.x + PADDING), number(place.y + BOX / 2 + 4), text)
    return element("g", name + frame + words, class_="al-node", data_node=place.index)


def _edge(graph: nx.DiGraph[str], edge: tuple[str, str], places: Mapping[str, Place], cycles: Mapping[str, int]) -> str:
    first, second = edge
    start, end = places[first], places[second]
    within = first in cycles and cycles[first] == cycles.get(second)
    x1, x2 = start.x + start.width / 2, end.x + end.width / 2
    y1, y2 = start.y + BOX, end.y
    if y2 < y1:  # beside or above: a bow below both boxes
        y2 = end.y + BOX
        bow = max(y1, y2) + 24
        path = _curve(x1, y1, x2, y2, bow)
    else:
        middle = (y1 + y2) / 2
        path = _curve(x1, y1, x2, y2, middle)
    width = min(1 + graph.edges[edge].get("weight", 1) / 4, 4)
    look = {"stroke": ALARM if within else INK, "stroke_opacity": 0.9 if within else 0.35, "stroke_width": float(width)}
    dashes = None if graph.edges[edge].get("runtime", True) else "4 3"
    return element(
        "path",
        d=path,
        stroke_dasharray=dashes,
        fill="none",
        class_="al-edge",
        data_from=start.index,
        data_to=end.index,
        **look,
    )


def _curve(x1: float, y1: float, x2: float, y2: float, bend: float) -> str:
    start, end, level = f"{number(x1)} {number(y1)}", f"{number(x2)} {number(y2)}", number(bend)
    return f"M{start}C{number(x1)} {level} {number(x2)} {level} {end}"


def _described(what: str, small: nx.DiGraph[str], cycles: Mapping[str, int]) -> str:
    if not small:
        return "No module to draw."
    brackets = " (in brackets: modules of each)" if "folders" in what else ""
    return (
        f"{what}{brackets}; importers above what they import; dashed: does not run when a module loads; "
        f"the others close {_rings(small, cycles)}."
    )


def _rings(small: nx.DiGraph[str], cycles: Mapping[str, int]) -> str:
    """Cycles of modules, and folders that import one another though none of their modules need."""
    groups = len(set(cycles.values()))
    drawn = ", in red" if any(node in small for node in cycles) else ", inside folders"
    rings = f"{groups} {'cycle' if groups == 1 else 'cycles'}{drawn}" if groups else "no cycle"
    tangled = sum(1 for node in cyclic(small) if node.endswith("/"))
    return f"{rings}; {tangled} folders import one another, and stand side by side" if tangled else rings
