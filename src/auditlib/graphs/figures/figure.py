"""Figure and Table: what a notebook shows, on a screen, in Markdown and to a screen reader."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import partial
from numbers import Integral
from typing import TYPE_CHECKING

from auditlib.graphs.figures.svg import element, escape
from auditlib.visible import counted, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

ROWS_SHOWN = 25
"""Rows of a long table that a page shows; all of them are in the data file beside it."""

TWIN_ROWS = 200
"""Rows of a figure's table twin."""

DECIMALS = 3

PLACES = ("line", "start", "end", "cycle")
"""Columns of numbers that count nothing."""

LISTS = {"members": " ", "shortest": " → "}
"""Columns whose cells list paths, and what stands between these."""

ENTRIES_SHOWN = 5
"""Entries of a list in a cell that a page shows; the data file has all."""

_CODE = re.compile("`([^`<>]+)`")

LONG = 45
"""Characters from which a cell is a sentence, and gets room."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of a frame under a caption that says how many there are and where the rest is."""

    frame: pd.DataFrame
    title: str
    source: str = ""
    rows: int = ROWS_SHOWN

    @property
    def caption(self) -> str:
        """The title, with how many of how many rows are shown."""
        total = len(self.frame)
        shown = min(self.rows, total)
        if not total:
            return f"{self.title}: nothing to list"
        return (
            f"{self.title}: {shown:,} of {total:,} rows" if shown < total else f"{self.title}: {counted(total, 'row')}"
        )

    @property
    def legend(self) -> dict[str, str]:
        """What the rules in the rows shown are called and why they matter, where the frame says so."""
        known: dict[str, str] = self.frame.attrs.get("legend", {})
        rules = set(self.frame.head(self.rows)["rule"]) if known and "rule" in self.frame else set()
        return {rule: text for rule, text in known.items() if rule in rules}

    def _repr_html_(self) -> str:
        rest = ""
        if self.source:
            rest = " " + element("span", escape(self.source), class_="al-source")
        caption = element("caption", escape(self.caption) + rest)
        if self.frame.empty:
            return element("p", escape(self.caption) + rest, class_="al-empty")
        shown = _telling(self.frame.head(self.rows))
        cells = element("table", caption + _head(shown) + _body(shown), class_="al-table")
        legend = (
            element("li", element("strong", escape(key)) + " " + escape(text)) for key, text in self.legend.items()
        )
        told = element("ul", "".join(legend), class_="al-legend") if self.legend else ""
        return element("div", cells, class_="al-scroll") + told

    def _repr_markdown_(self) -> str:
        if self.frame.empty:
            return f"*{visible(self.caption)}*"
        legend = "".join(f"\n- **{key}** {visible(text)}" for key, text in self.legend.items())
        shown = markdown_table(_telling(self.frame.head(self.rows)))
        return f"**{visible(self.caption)}**\n\n{shown}" + (f"\n{legend}" if legend else "")

    def __repr__(self) -> str:
        return f"<Table: {self.caption}>"


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture with its name, what it shows in words, and the same as a table."""

    svg: str
    title: str
    description: str
    table: pd.DataFrame = field(repr=False)

    def _repr_html_(self) -> str:
        heading = element("strong", escape(self.title)) + " " + element("span", escape(self.description))
        caption = element("figcaption", heading)
        picture = element("div", self.svg, class_="al-scroll")
        return element("figure", caption + picture + self._twin(), class_="al-figure")

    def _repr_markdown_(self) -> str:
        head = f"**{visible(self.title)}** {visible(self.description)}"
        return head if self.table.empty else f"{head}\n\n{markdown_table(self.table.head(TWIN_ROWS))}"

    def __repr__(self) -> str:
        return f"<Figure: {self.title}>"

    def _twin(self) -> str:
        if self.table.empty:
            return ""
        twin = Table(self.table, self.title, rows=TWIN_ROWS)
        return element("details", element("summary", "As a table") + twin._repr_html_(), class_="al-twin")


def table(frame: pd.DataFrame, title: str, *, by: str = "", source: str = "", rows: int = ROWS_SHOWN) -> Table:
    """The first rows of a frame, with their number, and the name of the file that holds all of them.

    `by` is a column to order by, largest first; ties stay in the frame's own order.
    """
    ordered = frame.sort_values(by, ascending=False, kind="stable") if by else frame
    return Table(ordered, f"{title}, by {by.replace('_', ' ')}" if by else title, source, rows)


def cell_of(text: str, numeric: bool = False) -> str:
    """A cell of a table: figures to the right, sentences with room, paths free to break after a slash."""
    style = "num" if numeric else "long" if len(text) > LONG else None
    return element("td", _CODE.sub(r"<code>\1</code>", escape(text).replace("/", "/<wbr>")), class_=style)


def markdown_table(frame: pd.DataFrame) -> str:
    """A frame as a pipe table; text cannot break out of its cell."""
    head = _pipes(str(column) for column in frame.columns)
    rule = _pipes("---:" if numeric else "---" for numeric in _numeric(frame))
    return "\n".join([head, rule, *map(_pipes, _texts(frame))])


def _telling(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame without columns that are empty in every row; of long lists in a cell, the first entries."""
    told = frame.loc[:, [bool((frame[column].astype(str) != "").any()) for column in frame.columns]]
    lists = {column: told[column].map(partial(_first_of, between=LISTS[column])) for column in LISTS if column in told}
    return told.assign(**lists)


def _first_of(text: str, between: str) -> str:
    entries = text.split(between)
    rest = len(entries) - ENTRIES_SHOWN
    return f"{between.join(entries[:ENTRIES_SHOWN])} … and {rest:,} more" if rest > 1 else text


def _head(frame: pd.DataFrame) -> str:
    cells = (
        element("th", escape(str(column).replace("_", " ")), scope="col", class_="num" if numeric else None)
        for column, numeric in zip(frame.columns, _numeric(frame), strict=True)
    )
    return element("thead", element("tr", "".join(cells)))


def _body(frame: pd.DataFrame) -> str:
    numeric = _numeric(frame)
    return element("tbody", "".join(_row(row, numeric) for row in _texts(frame)))


def _row(texts: Sequence[str], numeric: Sequence[bool]) -> str:
    return element("tr", "".join(cell_of(text, right) for text, right in zip(texts, numeric, strict=True)))


def _cell(value: object) -> str:
    if value is None or value != value:  # noqa: PLR0124 (NaN is not equal to itself)
        return "–"
    if isinstance(value, bool) or str(value) in ("True", "False"):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:,.{DECIMALS}f}".rstrip("0").rstrip(".") or "0"
    return f"{value:,}" if isinstance(value, Integral) else str(value)


def _texts(frame: pd.DataFrame) -> list[list[str]]:
    """The cells as text; line numbers are places, not quantities, and have no thousands separator."""
    plain = [str(column) in PLACES for column in frame.columns]
    return [
        [_cell(value).replace(",", "") if place else _cell(value) for value, place in zip(row, plain, strict=True)]
        for row in frame.itertuples(index=False, name=None)
    ]


def _numeric(frame: pd.DataFrame) -> list[bool]:
    return [kind.kind in "iuf" for kind in (getattr(dtype, "numpy_dtype", dtype) for dtype in frame.dtypes)]


def _pipes(cells: Iterable[str]) -> str:
    clean = (visible(cell.replace("\n", " ")).replace("\\", "\\\\").replace("|", "\\|") for cell in cells)
    return "| " + " | ".join(clean) + " |"
