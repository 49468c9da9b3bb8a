"""The duplication graph: files or folders in a column, an arc for each pair that shares code."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING

from auditlib.graphs.figures.figure import Figure
from auditlib.graphs.figures.folding import fold_names, short_names
from auditlib.graphs.figures.svg import ACCENT, INK, canvas, element, escape, label, number, text_width
from auditlib.graphs.frames import pair_frame

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from auditlib.model import CloneGroup

NODES = 40
"""Lines that the column can bear; more files are folded into their folders."""

ROW = 22
BEND = 13.0
"""Pixels that an arc reaches to the right for each row that it spans, up to a limit."""
REACH = 300.0

Pairs = dict[tuple[str, str], tuple[int, int]]


def duplication_figure(groups: Sequence[CloneGroup], *, title: str = "Duplication graph", limit: int = NODES) -> Figure:
    """Which files share code: an arc is as thick as the lines (sloc) of the clone classes that two files share.

    A pair's lines are those of the smaller fragment, once for each clone class. Copies within one file are a dot.
    """
    names = fold_names({fragment.path for group in groups for fragment in group.fragments}, limit)
    pairs = shared_lines(groups, names)
    order = sorted(set(names.values()))
    rows = {node: index for index, node in enumerate(order)}
    short = short_names(order)
    left = max((text_width(short[node]) for node in order), default=0) + 12
    parts = [_arc(pair, lines, rows, left) for pair, (lines, _) in sorted(pairs.items())]
    parts += [_line(node, short[node], rows[node], left, (node, node) in pairs) for node in order]
    span = max((abs(rows[a] - rows[b]) for a, b in pairs), default=0)
    inner = sum(1 for first, second in pairs if first == second)
    described = (
        f"{_count(len(groups), 'clone class', 'es')} in {_count(len(names), 'file')}; "
        f"{_count(len(pairs) - inner, 'arc')}: the thicker, the more lines are shared; "
        f"{_count(inner, 'filled dot')}: copies within one."
    )
    width = left + 24 + min(span * BEND, REACH)
    svg = canvas(parts, width=width, height=ROW * len(order) + 8, title=title, description=described)
    return Figure(svg, title, described, pair_frame(pairs))


def shared_lines(groups: Sequence[CloneGroup], names: Mapping[str, str]) -> Pairs:
    """For each pair of names (ordered, possibly equal): the lines and the number of clone classes they share."""
    pairs: Pairs = defaultdict(lambda: (0, 0))
    for group in groups:
        inside: Pairs = {}
        for first, second in combinations(group.fragments, 2):
            low, high = sorted((names[first.path], names[second.path]))
            lines, _ = inside.get((low, high), (0, 0))
            inside[low, high] = (max(lines, min(first.sloc, second.sloc)), 1)
        for pair, (lines, count) in inside.items():
            pairs[pair] = (pairs[pair][0] + lines, pairs[pair][1] + count)
    return dict(pairs)


def _count(number_: int, noun: str, plural: str = "s") -> str:
    return f"{number_} {noun}{'' if number_ == 1 else plural}"


def _arc(pair: tuple[str, str], lines: int, rows: Mapping[str, int], left: float) -> str:
    first, second = pair
    if first == second:
        return ""
    y1, y2 = (number(ROW * rows[node] + ROW / 2) for node in pair)
    bend = number(left + 12 + min(abs(rows[first] - rows[second]) * BEND, REACH) * 4 / 3)
    start = number(left + 8)
    path = f"M{start} {y1}C{bend} {y1} {bend} {y2} {start} {y2}"
    name = element("title", escape(f"{first} and {second}: {lines} lines"))
    thick = float(min(1.2 + lines / 25, 9))
    return element(
        "path", name, d=path, fill="none", stroke=ACCENT, stroke_opacity=0.65, stroke_width=thick,
        class_="al-edge", data_from=rows[first], data_to=rows[second],
    )  # fmt: skip


def _line(node: str, text: str, row: int, left: float, inner: bool) -> str:
    y = ROW * row + ROW / 2
    words = label(number(left - 6), number(y + 4), text, text_anchor="end")
    dot = element(
        "circle", cx=left + 5, cy=y, r=4, fill=INK, fill_opacity=1.0 if inner else 0.0, stroke=INK, stroke_width=1.2
    )
    return element("g", element("title", escape(node)) + words + dot, class_="al-node", data_node=row)
