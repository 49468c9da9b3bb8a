"""Growth as a figure: what tools cost against the lines they read, both axes logarithmic."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from auditlib.graphs.figures.figure import Figure
from auditlib.graphs.figures.svg import ACCENT, ALARM, GOOD, QUIET, element, escape, fluid_canvas, label, number

HEIGHT, CEILING, FLOOR = 320, 30, 280
LEFT, RIGHT = 12.0, 88.0  # percent of the width: left of the first point stands its figure, right of the last the tool
PIECES = 16  # straight ones, of the curve n · log n
NEAR = 1.05  # so far beyond its last mark an axis may go
COLOURS = (ACCENT, GOOD, ALARM)
GRID = {"stroke": QUIET, "stroke_width": 1, "stroke_opacity": 0.3}
DASHED = {"stroke": QUIET, "stroke_width": 1.5, "stroke_dasharray": "4 4"}

Point = tuple[float, float]
"""Lines, and what they cost."""


@dataclass(frozen=True, slots=True)
class Axis:
    """A logarithmic axis from its first mark at `start` to its last at `end`."""

    marks: Sequence[float]
    start: float
    end: float

    def at(self, value: float) -> float:
        """Where a value lies."""
        whole = math.log(self.marks[-1] / self.marks[0])
        return self.start + (self.end - self.start) * math.log(value / self.marks[0]) / whole


def growth_figure(growth: pd.DataFrame, value: str, *, unit: str, title: str) -> Figure:
    """A column of the growth table against lines; dashed: n · log n from the first point of each tool on."""
    tools = {
        str(tool): list(rows[["lines", value]].astype(float).itertuples(index=False, name=None))
        for tool, rows in growth.sort_values("lines", kind="stable").groupby("tool", sort=False)
    }
    expected = {tool: n_log_n(points[0], points[-1][0]) for tool, points in tools.items()}
    drawn = [point for points in (*tools.values(), *expected.values()) for point in points]
    across = Axis(marks([lines for lines, _ in drawn]), LEFT, RIGHT)
    upwards = Axis(marks([cost for _, cost in drawn]), FLOOR, CEILING)
    parts = _grid(across, upwards, unit)
    for place, (tool, points) in enumerate(tools.items()):
        colour = COLOURS[place % len(COLOURS)]
        parts += [_path(expected[tool], across, upwards, DASHED)]
        parts += [_path(points, across, upwards, {"stroke": colour, "stroke_width": 2})]
        parts += [_dot(point, across, upwards, colour=colour, name=tool) for point in points]
        parts.append(label("100%", number(upwards.at(points[-1][1]) + 4), tool, text_anchor="end"))
    described = (
        f"{unit}, upwards, against lines of Python, both logarithmic; dashed: n · log n through the first point."
    )
    svg = fluid_canvas(parts, height=HEIGHT, title=title, description=described)
    return Figure(svg, title, described, growth[["tool", "lines", value]])


def n_log_n(first: Point, until: float) -> list[Point]:
    """The curve c · n · log n through a point, as points up to this many lines.

    Example:
        >>> n_log_n((10, 1), 1000)[-1]
        (1000.0, 300.0)
    """
    lines, cost = first
    sizes = [lines * (until / lines) ** (piece / PIECES) for piece in range(PIECES + 1)]
    return [(size, round(cost * size * math.log(size) / (lines * math.log(lines)), 6)) for size in sizes]


def marks(values: Sequence[float]) -> list[float]:
    """The numbers 1, 3, 10, 30, … between which the values lie.

    Example:
        >>> marks([4, 200])
        [3.0, 10.0, 30.0, 100.0, 300.0]
    """
    least, most = min(values), max(values)
    tens = range(math.floor(math.log10(least)), math.ceil(math.log10(most)) + 1)
    ladder = [lead * 10.0**ten for ten in tens for lead in (1, 3)]
    low = max(mark for mark in ladder if mark <= least)
    high = min(mark for mark in ladder if mark * NEAR >= most and mark > low)
    return [mark for mark in ladder if low <= mark <= high]


def short(value: float) -> str:
    """A number as an axis shows it.

    Example:
        >>> short(3), short(300_000), short(1e6)
        ('3', '300 k', '1 M')
    """
    for size, letter in ((1e6, " M"), (1e3, " k")):
        if value >= size:
            return f"{value / size:.3g}{letter}"
    return f"{value:.3g}"


def _grid(across: Axis, upwards: Axis, unit: str) -> list[str]:
    parts = []
    for mark in upwards.marks:
        y = number(upwards.at(mark))
        words = f"{short(mark)} {unit}" if mark == upwards.marks[-1] else short(mark)
        parts += [element("line", x1=0, x2="100%", y1=y, y2=y, **GRID), label(0, number(float(y) - 4), words)]
    for mark in across.marks:
        x = f"{number(across.at(mark))}%"
        words = f"{short(mark)} lines" if mark == across.marks[-1] else short(mark)
        parts.append(element("line", x1=x, x2=x, y1=CEILING, y2=FLOOR, **GRID))
        parts.append(label(x, FLOOR + 20, words, text_anchor="middle"))
    return parts


def _path(points: Sequence[Point], across: Axis, upwards: Axis, look: dict[str, object]) -> str:
    """Straight lines from point to point: places across are percentages, which a path cannot have."""
    places = [(f"{number(across.at(lines))}%", number(upwards.at(cost))) for lines, cost in points]
    lines = (element("line", x1=x1, y1=y1, x2=x2, y2=y2, **look) for (x1, y1), (x2, y2) in pairwise(places))
    return element("g", "".join(lines))


def _dot(point: Point, across: Axis, upwards: Axis, *, colour: str, name: str) -> str:
    x, y = f"{number(across.at(point[0]))}%", upwards.at(point[1])
    words = label(
        x, number(y - 10), f"{point[1]:,.4g}", text_anchor="end", font_weight=600
    )  # the lines go up and right
    told = element("title", escape(f"{name}, {point[0]:,.0f} lines: {point[1]:,.4g}"))
    return element("g", told + element("circle", cx=x, cy=number(y), r=5, fill=colour) + words)
