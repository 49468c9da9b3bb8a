"""Figure and Table: what a notebook shows, on a screen, in Markdown and to a screen reader."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from auditlib.graphs.figures.svg import element, escape
from auditlib.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

ROWS_SHOWN = 25
"""Rows of a long table that a page shows; all of them are in the data file beside it."""

TWIN_ROWS = 200
"""Rows of a figure's table twin."""

DECIMALS = 3

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
        count = "nothing to list" if not total else f"{shown} of {total} rows" if shown < total else _rows(total)
        return f"{self.title}: {count}"

    def _repr_html_(self) -> str:
        rest = ""
        if self.source:
            rest = " " + element("span", escape(self.source), class_="al-source")
        caption = element("caption", escape(self.caption) + rest)
        if self.frame.empty:
            return element("p", escape(self.caption) + rest, class_="al-empty")
        shown = _telling(self.frame.head(self.rows))
        return element(
            "div", element("table", caption + _head(shown) + _body(shown), class_="al-table"), class_="al-scroll"
        )

    def _repr_markdown_(self) -> str:
        if self.frame.empty:
            return f"*{visible(self.caption)}*"
        return f"**{visible(self.caption)}**\n\n{markdown_table(_telling(self.frame.head(self.rows)))}"

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
    return element("td", escape(text).replace("/", "/<wbr>"), class_=style)


def markdown_table(frame: pd.DataFrame) -> str:
    """A frame as a pipe table; text cannot break out of its cell."""
    head = _pipes(str(column) for column in frame.columns)
    rule = _pipes("---:" if numeric else "---" for numeric in _numeric(frame))
    return "\n".join([head, rule, *(_pipes(_cell(value) for value in row) for row in _values(frame))])


def _telling(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame without columns that are empty in every row."""
    return frame.loc[:, [bool((frame[column].astype(str) != "").any()) for column in frame.columns]]


def _head(frame: pd.DataFrame) -> str:
    cells = (
        element("th", escape(str(column).replace("_", " ")), scope="col", class_="num" if numeric else None)
        for column, numeric in zip(frame.columns, _numeric(frame), strict=True)
    )
    return element("thead", element("tr", "".join(cells)))


def _body(frame: pd.DataFrame) -> str:
    numeric = _numeric(frame)
    return element("tbody", "".join(_row(row, numeric) for row in _values(frame)))


def _row(values: Sequence[object], numeric: Sequence[bool]) -> str:
    return element("tr", "".join(cell_of(_cell(value), right) for value, right in zip(values, numeric, strict=True)))


def _cell(value: object) -> str:
    if value is None or value != value:  # noqa: PLR0124 (NaN is not equal to itself)
        return "–"
    if isinstance(value, bool) or str(value) in ("True", "False"):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".") or "0"
    return str(value)


def _values(frame: pd.DataFrame) -> list[tuple[object, ...]]:
    return list(frame.itertuples(index=False, name=None))


def _numeric(frame: pd.DataFrame) -> list[bool]:
    return [kind.kind in "iuf" for kind in (getattr(dtype, "numpy_dtype", dtype) for dtype in frame.dtypes)]


def _pipes(cells: Iterable[str]) -> str:
    clean = (visible(cell.replace("\n", " ")).replace("\\", "\\\\").replace("|", "\\|") for cell in cells)
    return "| " + " | ".join(clean) + " |"


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"
