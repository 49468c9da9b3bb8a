"""Clone classes with their source side by side, differences marked; as HTML, and as a diff in Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from auditlib.graphs.figures.alignment import Row
from auditlib.graphs.figures.pairs import Gap, is_changed, pair_of
from auditlib.graphs.figures.svg import element, escape
from auditlib.graphs.figures.words import changed_words
from auditlib.model import Role
from auditlib.visible import one_line, visible

if TYPE_CHECKING:
    from auditlib.graphs.duplication import Redundancy
    from auditlib.graphs.figures.pairs import Copy, Pair
    from auditlib.graphs.figures.words import Words
    from auditlib.graphs.state import State

CLASSES = 12
"""Classes that are shown; the table beside the figure lists all of them."""

MISSING = "The source text is not available: nothing here can read it, or a file has changed since it was audited."

STYLE = (
    "<style>.al-pair td{white-space:pre-wrap;overflow-wrap:anywhere;text-align:left;vertical-align:top;"
    "font-family:monospace}.al-pair th{text-align:left}</style>"
)
"""For notebooks, where no page has our styles; a page drops it."""


@dataclass(frozen=True, slots=True)
class SideBySide:
    """The clone classes that save most, two copies of each side by side."""

    pairs: tuple[Pair, ...]
    classes: int

    @property
    def caption(self) -> str:
        """How many of how many classes are shown."""
        if not self.pairs:
            return "There are no clone classes."
        order = "largest saving first, those of tests alone last"
        return f"{len(self.pairs)} of {self.classes:,} clone classes, {order}; what differs is marked."

    def _repr_html_(self) -> str:
        name = element("strong", "Copies side by side") + " " + element("span", escape(self.caption))
        blocks = "".join(_block(pair) for pair in self.pairs)
        return STYLE + element("figure", element("figcaption", name) + blocks, class_="al-figure al-pairs")

    def _repr_markdown_(self) -> str:
        return "\n\n".join([f"**Copies side by side** {self.caption}", *map(_markdown, self.pairs)])

    def __repr__(self) -> str:
        return f"<SideBySide: {self.caption}>"


def side_by_side(state: State, *, limit: int = CLASSES) -> SideBySide:
    """The first `limit` clone classes, largest saving first, with the source of two copies each.

    Classes that tests alone hold stand behind those of product code: repeating a set-up has its use there.
    The text is read through `state.read`; where it cannot be had, the figure says so.
    """
    chosen = enumerate(_by_importance(state)[:limit], start=1)
    return SideBySide(tuple(pair_of(state, rank, one) for rank, one in chosen), len(state.redundancy))


def _by_importance(state: State) -> list[Redundancy]:
    product = {module.path for module in state.audited if module.role is Role.PRODUCT}
    return sorted(state.redundancy, key=lambda one: product.isdisjoint(part.path for part in one.group.fragments))


def _block(pair: Pair) -> str:
    first, second = pair.first.fragment, pair.second.fragment
    places = f": {first.path}:{first.start} and {second.path}:{second.start}"
    summary = element("summary", element("strong", escape(pair.head)) + escape(places))
    identity = element("p", "Clone class " + element("code", escape(pair.one.group.id)) + ". " + escape(pair.note))
    body = _table(pair) if pair.rows else element("p", escape(MISSING))
    return element("details", summary + identity + body, open="open" if pair.rank == 1 else None)


def _table(pair: Pair) -> str:
    heads = (
        element("td") + element("th", escape(copy.place) + " " + element("span", escape(copy.fragment.definition)))
        for copy in (pair.first, pair.second)
    )
    rows = (_row(row, pair.first, pair.second) for row in pair.rows)
    return element("table", element("tbody", element("tr", "".join(heads)) + "".join(rows)), class_="al-pair")


def _row(row: Row | Gap, first: Copy, second: Copy) -> str:
    if isinstance(row, Gap):
        return element("tr", element("td", escape(row.words), colspan=4), class_="gap")
    left, right = _texts(row, first.line(row.first), second.line(row.second))
    cells = (first.number(row.first), left, second.number(row.second), right)
    style = "d" if row.changed else None
    return element("tr", "".join(element("td", cell) for cell in cells), class_=style)


def _texts(row: Row, left: str, right: str) -> tuple[str, str]:
    """The markup of both lines, with what differs marked; a line alone is marked whole."""
    if not row.changed:
        return escape(left), escape(right)
    if row.first is None or row.second is None:
        return _marked(((left.lstrip(), True),), left), _marked(((right.lstrip(), True),), right)
    one, other = changed_words(left.strip(), right.strip())
    return _marked(one, left), _marked(other, right)


def _marked(words: Words, line: str) -> str:
    indent = line[: len(line) - len(line.lstrip())]
    pieces = (element("mark", escape(text)) if differs and text else escape(text) for text, differs in words)
    markup = escape(indent) + "".join(pieces)
    return element("pre", markup) if indent else markup  # elsewhere nbconvert makes one blank of the indentation


def _markdown(pair: Pair) -> str:
    head = f"**{pair.head}** (clone class `{pair.one.group.id}`)"
    if not pair.rows:
        return f"{head}\n\n{MISSING}"
    names = [one_line(f"{copy.place} {copy.fragment.definition}").rstrip() for copy in (pair.first, pair.second)]
    lines = [f"--- {names[0]}", f"+++ {names[1]}", *_diff(pair)]
    fence = "`" * max([2, *(len(ticks) for line in lines for ticks in re.findall("`+", line))]) + "`"
    return "\n".join([head, "", f"{fence}diff", *lines, fence])


def _diff(pair: Pair) -> Iterator[str]:
    for changed, run in groupby(pair.rows, key=is_changed):
        part = list(run)
        yield from _lines(part, pair.first, "-" if changed else " ")
        if changed:
            yield from _lines(part, pair.second, "+")


def _lines(part: Sequence[Row | Gap], copy: Copy, mark: str) -> Iterator[str]:
    """The lines of one copy, each after its mark; what is left out is said once, after those of both."""
    for row in part:
        if isinstance(row, Row):
            index = row.second if mark == "+" else row.first
            if index is not None:
                yield f"{mark}{visible(copy.line(index))}"
        elif mark != "-":
            yield f"@@ {row.words} @@"
