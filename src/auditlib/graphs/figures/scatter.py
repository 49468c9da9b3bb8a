"""Hotspots: how often a file changes against how complex it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditlib.graphs.figures.figure import Figure
from auditlib.graphs.figures.svg import ACCENT, ALARM, INK, QUIET, element, escape, fluid_canvas, label, number
from auditlib.graphs.frames import hotspot_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from auditlib.model import Hotspot

NUMBERED = 8
"""Points that get a number; the table twin lists them in the same order."""

HEIGHT = 300
FLOOR = 268
CEILING = 18


def hotspot_figure(hotspots: Sequence[Hotspot], *, title: str = "Hotspots") -> Figure:
    """Commits to the right, cyclomatic complexity upwards; the worst are numbered as in the table twin."""
    worst = sorted(hotspots, key=lambda spot: (-spot.score, spot.path))
    commits = max((spot.commits for spot in worst), default=0) or 1
    complexity = max((spot.cyclomatic for spot in worst), default=0) or 1
    points = [
        _point(spot, rank, x=8 + 84 * spot.commits / commits, y=spot.cyclomatic / complexity)
        for rank, spot in reversed(list(enumerate(worst, start=1)))
    ]
    described = (
        f"{len(worst)} files; to the right: commits (most: {commits}); upwards: cyclomatic complexity "
        f"(most: {complexity}); numbers are ranks in the table."
    )
    parts = [*_axes(), *points]
    svg = fluid_canvas(parts, height=HEIGHT, title=title, description=described)
    return Figure(svg, title, described, hotspot_rows(worst))


def _axes() -> list[str]:
    look = {"stroke": QUIET, "stroke_width": 1}
    return [
        element("line", x1="4%", x2="98%", y1=FLOOR, y2=FLOOR, **look),
        element("line", x1="4%", x2="4%", y1=CEILING - 8, y2=FLOOR, **look),
        label("98%", FLOOR + 20, "commits →", text_anchor="end"),
        label("5%", CEILING - 4, "↑ cyclomatic complexity"),
    ]


def _point(spot: Hotspot, rank: int, *, x: float, y: float) -> str:
    across, height = f"{number(x)}%", number(FLOOR - y * (FLOOR - CEILING - 24))
    numbered = rank <= NUMBERED
    dot = element(
        "circle", cx=across, cy=height, r=9 if numbered else 4, fill=ALARM if numbered else ACCENT,
        fill_opacity=0.25 if numbered else 0.5, stroke=ALARM if numbered else ACCENT,
    )  # fmt: skip
    name = element("title", escape(f"{rank}. {spot.path}: {spot.commits} commits, complexity {spot.cyclomatic}"))
    digit = label(across, number(float(height) + 4), str(rank), text_anchor="middle", fill=INK) if numbered else ""
    return element("g", name + dot + digit)
