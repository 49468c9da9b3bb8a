"""Bars: one quantity of each row, with the mark of a target where there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditlib.graphs.figures.figure import Figure
from auditlib.graphs.figures.svg import ACCENT, FONT_SIZE, INK, QUIET, element, escape, fluid_canvas, label, number

if TYPE_CHECKING:
    import pandas as pd

ROWS = 20
"""Bars drawn; the table twin has the same rows."""

LABEL_COLUMNS = 34
"""Longest line of a label: with its value beside it, it fits a telephone held upright."""

BREAKS = "/ _."
"""Characters after which a label may go on in the next line, best first."""

LINE = 16
BAR = 8
GAP = 12


def bar_chart(frame: pd.DataFrame, *, name: str, value: str, title: str, target: float | None = None) -> Figure:
    """The largest rows of a frame as bars from zero: `name` and `value` are its columns.

    A target is a dashed line through all bars. Rows without a value are left out; ties are ordered by name.
    """
    rows = frame[[name, value]].dropna().sort_values([value, name], ascending=[False, True]).head(ROWS)
    pairs = [(str(label_), float(figure)) for label_, figure in rows.itertuples(index=False, name=None)]
    most = max([figure for _, figure in pairs] + [target or 0, 0]) or 1.0
    parts: list[str] = []
    top = 0.0
    for text, figure in pairs:
        drawn, height = _bar(text, figure, top=top, most=most)
        parts.append(drawn)
        top += height
    if target is not None:
        parts.append(_target(target, most=most, height=top))
    described = f"{len(pairs)} of {len(frame)} rows, by {value.replace('_', ' ')}."
    if target is not None:
        described += f" The dashed line is the target, {number(target)}."
    return Figure(fluid_canvas(parts, height=max(top, 1), title=title, description=described), title, described, rows)


def wrapped(text: str, columns: int) -> list[str]:
    """The text in lines of at most `columns` characters, broken after slashes or spaces where possible.

    Example:
        >>> wrapped("lib/performance/cache.py", 16)
        ['lib/performance/', 'cache.py']
    """
    lines: list[str] = []
    while len(text) > columns:
        cut = next((at + 1 for mark in BREAKS if (at := text.rfind(mark, 0, columns)) > 0), columns)
        lines.append(text[:cut])
        text = text[cut:]
    return [*lines, text]


def _bar(text: str, figure: float, *, top: float, most: float) -> tuple[str, float]:
    lines = wrapped(text, LABEL_COLUMNS)
    labels = [label(0, number(top + LINE * (line + 0.75)), part) for line, part in enumerate(lines)]
    labels.append(label("100%", number(top + LINE * 0.75), f"{figure:,.6g}", text_anchor="end", font_weight=600))
    y = top + LINE * len(lines) + 1
    track = element("rect", x=0, y=number(y), width="100%", height=BAR, rx=2, fill=QUIET, fill_opacity=0.18)
    share = f"{number(100 * max(figure, 0) / most)}%"
    bar = element("rect", x=0, y=number(y), width=share, height=BAR, rx=2, fill=ACCENT, class_="al-accent")
    name = element("title", escape(f"{text}: {figure:,.6g}"))
    return element("g", name + "".join(labels) + track + bar), LINE * len(lines) + BAR + GAP


def _target(target: float, *, most: float, height: float) -> str:
    at = f"{number(100 * target / most)}%"
    dashes = {"stroke": INK, "stroke_width": 1.5, "stroke_dasharray": "3 3"}
    return element("line", x1=at, x2=at, y1=FONT_SIZE + 4, y2=number(height - GAP), **dashes)
