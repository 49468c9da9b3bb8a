"""Hotspots: how often a file changes against how complex it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditlib.graphs.figures.figure import Figure
from auditlib.graphs.figures.svg import ACCENT, ALARM, QUIET, element, escape, fluid_canvas, label, number
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
    places: dict[tuple[int, int], list[int]] = {}
    for rank, spot in enumerate(worst, start=1):
        places.setdefault((spot.commits, spot.cyclomatic), []).append(rank)
    points = [
        _point(worst, ranks, x=8 + 84 * across / commits, y=upwards / complexity)
        for (across, upwards), ranks in reversed(places.items())
    ]
    described = (
        f"{len(worst)} files that changed more than once; to the right: commits (most: {commits}); upwards: "
        f"cyclomatic complexity of the file (most: {complexity}); the {NUMBERED} worst bear their rank in the table."
    )
    parts = [*_axes(commits, complexity), *points]
    svg = fluid_canvas(parts, height=HEIGHT, title=title, description=described)
    return Figure(svg, title, described, hotspot_rows(worst))


def _axes(commits: int, complexity: int) -> list[str]:
    look = {"stroke": QUIET, "stroke_width": 1}
    return [
        element("line", x1="4%", x2="98%", y1=FLOOR, y2=FLOOR, **look),
        element("line", x1="4%", x2="4%", y1=CEILING - 8, y2=FLOOR, **look),
        label("98%", FLOOR + 20, f"commits, to {commits} →", text_anchor="end"),
        label("5%", CEILING - 4, f"↑ cyclomatic complexity, to {complexity}"),
    ]


def _point(spots: Sequence[Hotspot], ranks: Sequence[int], *, x: float, y: float) -> str:
    """One dot for all files at one place, with the ranks of the numbered ones beside it."""
    across, height = f"{number(x)}%", number(FLOOR - y * (FLOOR - CEILING - 24))
    named = [rank for rank in ranks if rank <= NUMBERED]
    colour = ALARM if named else ACCENT
    dot = element("circle", cx=across, cy=height, r=5, fill=colour, fill_opacity=0.5, stroke=colour)
    spot = spots[ranks[0] - 1]
    files = ", ".join(f"{rank}. {spots[rank - 1].path}" for rank in ranks)
    name = element("title", escape(f"{files}: {spot.commits} commits, complexity {spot.cyclomatic}"))
    words = label(across, number(float(height) - 9), _span(named), text_anchor="middle", font_weight=600)
    return element("g", name + dot + (words if named else ""))


def _span(ranks: Sequence[int]) -> str:
    """Ranks as a reader writes them; those of one place follow one another.

    Example:
        >>> _span([4, 5, 6])
        '4–6'
    """
    if not ranks:
        return ""
    return str(ranks[0]) if len(ranks) == 1 else f"{ranks[0]}–{ranks[-1]}"
