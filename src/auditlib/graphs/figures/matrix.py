"""The dependency matrix: row imports column; below the diagonal lies what goes against the order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditlib.graphs.figures.figure import Figure
from auditlib.graphs.figures.folding import folded, short_names, told
from auditlib.graphs.figures.layers import cyclic, layered
from auditlib.graphs.figures.svg import ACCENT, ALARM, INK, canvas, element, escape, label, number, text_width
from auditlib.graphs.frames import edge_frame

if TYPE_CHECKING:
    from collections.abc import Mapping

    import networkx as nx

NODES = 40
"""Rows of a matrix that a screen can bear; more are folded into folders."""

CELL = 20
TOP = 26


def dependency_matrix(graph: nx.DiGraph[str], *, title: str = "Dependency matrix", limit: int = NODES) -> Figure:
    """Who imports whom as a square of cells, ordered by layers: importers first.

    A cell in row r and column c counts the imports from r to c. Where no import closes a cycle, every mark lies above
    the diagonal; red marks are imports inside a cycle of modules.
    """
    real = cyclic(graph)
    small, sizes = folded(graph, limit, keep=real)
    order = [node for layer in layered(small) for node in layer]
    index = {node: number_ for number_, node in enumerate(order)}
    names = short_names(order)
    left = max((text_width(_numbered(names[node], index[node])) for node in order), default=0) + 10
    size = CELL * len(order)
    parts = _grid(order, index, names, left)
    cycles = {node: part for node, part in real.items() if node in small}
    for edge in sorted(small.edges):
        inside = edge[0] in cycles and cycles[edge[0]] == cycles.get(edge[1])
        parts.append(_mark(edge, index, small.edges[edge].get("weight", 1), left=left, alarming=inside))
    described = (
        f"{told(sizes, len(graph))}; a mark says that the row imports the column; red: inside a cycle of modules."
    )
    svg = canvas(parts, width=left + size + 2, height=TOP + size + 2, title=title, description=described)
    return Figure(svg, title, described, edge_frame(small))


def _grid(order: list[str], index: Mapping[str, int], names: Mapping[str, str], left: float) -> list[str]:
    parts: list[str] = []
    for node in order:
        at = index[node]
        y = TOP + at * CELL
        row = element("title", escape(node)) + label(
            number(left - 6), number(y + CELL / 2 + 4), _numbered(names[node], at), text_anchor="end"
        )
        parts.append(element("g", row, class_="al-node", data_node=at))
        parts.append(
            label(number(left + at * CELL + CELL / 2), TOP - 8, str(at + 1), text_anchor="middle", font_size=10)
        )
        parts.append(element("rect", x=left + at * CELL, y=y, width=CELL, height=CELL, fill=INK, fill_opacity=0.14))
    size = CELL * len(order)
    parts.append(element("rect", x=left, y=TOP, width=size, height=size, fill="none", stroke=INK, stroke_opacity=0.4))
    return parts


def _mark(edge: tuple[str, str], index: Mapping[str, int], weight: int, *, left: float, alarming: bool) -> str:
    row, column = index[edge[0]], index[edge[1]]
    name = element("title", escape(f"{edge[0]} imports {edge[1]}: {weight}"))
    return element(
        "rect", name, x=left + column * CELL + 3, y=TOP + row * CELL + 3, width=CELL - 6, height=CELL - 6, rx=3,
        fill=ALARM if alarming else ACCENT, fill_opacity=float(min(0.45 + weight / 12, 1)),
        class_="al-edge", data_from=row, data_to=column,
    )  # fmt: skip


def _numbered(name: str, at: int) -> str:
    return f"{name} {at + 1}"
