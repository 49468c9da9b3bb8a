"""Which two copies of a clone class are shown, and which rows of them: the model of the figure in `sidebyside`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations, groupby
from typing import TYPE_CHECKING

from auditlib.graphs.figures.alignment import Row, align
from auditlib.visible import counted

if TYPE_CHECKING:
    from auditlib.graphs.duplication import Redundancy
    from auditlib.graphs.state import State
    from auditlib.model import Fragment

ROWS = 32
"""Rows of a pair that are shown."""

LONGEST = 400
"""Lines of a copy that are compared."""

LONGEST_LINE = 160
"""Characters of a line that are compared and shown."""

COMPARED = 6
"""Copies of a class, the first ones, of which the two that differ most are looked for."""

DEEPEST = 24
"""Columns of indentation that are shown: continuation lines that stand deeper would have no room."""

SAME = 9
"""Lines that are the same, one after another, from which the middle is folded where there are differences to show."""

CONTEXT = 3
"""Lines that are the same shown before and after a difference."""

NAMED = 6
"""Other copies that are named."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A fragment with its lines, as far as they are compared."""

    fragment: Fragment
    lines: tuple[str, ...]

    @property
    def place(self) -> str:
        """Path and lines."""
        return f"{self.fragment.path}:{self.fragment.start}–{self.fragment.end}"

    @property
    def beyond(self) -> int:
        """Lines that are not compared."""
        return max(0, self.fragment.end - self.fragment.start + 1 - LONGEST)

    def number(self, index: int | None) -> str:
        """The number in its file of a line of it; "" for no line."""
        return "" if index is None else str(self.fragment.start + index)

    def line(self, index: int | None) -> str:
        """The text of a line of it; "" for no line."""
        return "" if index is None else self.lines[index]


@dataclass(frozen=True, slots=True)
class Gap:
    """Rows that are left out, and how many of them differ."""

    rows: int
    changed: int = 0

    @property
    def words(self) -> str:
        """What a reader is told."""
        if not self.changed:
            return f"{counted(self.rows, 'line')} not shown: the same in both"
        return f"{counted(self.rows, 'line')} not shown, {self.changed} of them with differences"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two copies of a clone class, and the rows of their lines; no rows where their text cannot be had."""

    rank: int
    one: Redundancy
    first: Copy
    second: Copy
    rows: tuple[Row | Gap, ...]

    @property
    def head(self) -> str:
        """What the class is, in one line."""
        group = self.one.group
        alike = "" if group.similarity == 1 else f", similarity {group.similarity:.2f}"
        kind = f"Type-{group.type.value}, {len(group.fragments)} copies{alike}"
        return f"{self.rank}. {kind}, saving {self.one.saving:,} SLOC"

    @property
    def note(self) -> str:
        """Which copies are shown, where the others stand, and what of them is not compared; "" for nothing of it."""
        shown = (self.first.fragment, self.second.fragment)
        rest = [f"{one.path}:{one.start}" for one in self.one.group.fragments if one not in shown]
        sentences = []
        if rest:
            first = f"of the first {COMPARED} copies " if len(rest) + 2 > COMPARED else ""
            more = f" and {counted(len(rest) - NAMED, 'more place')}" if len(rest) > NAMED else ""
            sentences.append(f"Shown are {first}the two that differ most. Also at {', '.join(rest[:NAMED])}{more}.")
        if beyond := max(self.first.beyond, self.second.beyond):
            sentences.append(f"Past the first {LONGEST} lines, {counted(beyond, 'line')} not compared.")
        return " ".join(sentences)


def pair_of(state: State, rank: int, one: Redundancy) -> Pair:
    """The two copies of a class to be shown: of the first `COMPARED` those whose lines differ most.

    The text is read through `state.read`, where it can be had.
    """
    copies = [_copy(state, fragment) for fragment in one.group.fragments[:COMPARED]]
    first, second = min(combinations(copies, 2), key=_likeness)
    rows = _shown(align(first.lines, second.lines)) if first.lines and second.lines else ()
    return Pair(rank, one, first, second, tuple(rows))


def is_changed(row: Row | Gap) -> bool:
    """Whether a row, or one of those that a gap leaves out, differs."""
    return bool(row.changed)


def _likeness(pair: tuple[Copy, Copy]) -> float:
    """The share of lines that are the same; more than all where the text of one cannot be had."""
    if not all(copy.lines for copy in pair):
        return 2.0
    one, other = ([line.strip() for line in copy.lines] for copy in pair)
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _copy(state: State, fragment: Fragment) -> Copy:
    text = state.read(fragment.path)
    lines = (text or "").split("\n")[fragment.start - 1 : fragment.end][:LONGEST]
    spread = [line.expandtabs(4).rstrip() for line in lines]
    indent = min((len(line) - len(line.lstrip()) for line in spread if line), default=0)
    return Copy(fragment, tuple(_cut(line[indent:]) for line in spread))


def _cut(line: str) -> str:
    words = line.lstrip()
    shown = " " * min(len(line) - len(words), DEEPEST) + words
    more = len(shown) - LONGEST_LINE
    return f"{shown[:LONGEST_LINE]} … {counted(more, 'more character')}" if more > 0 else shown


def _shown(rows: Sequence[Row]) -> list[Row | Gap]:
    """The rows without the middle of long parts that are the same, and without those past the limit."""
    if not any(row.changed for row in rows):
        folded: list[Row | Gap] = list(rows)
    else:
        folded = [part for changed, run in groupby(rows, key=is_changed) for part in _folded(list(run), changed)]
    shown, rest = folded[:ROWS], folded[ROWS:]
    left_out = sum(part.rows if isinstance(part, Gap) else 1 for part in rest)
    return [*shown, Gap(left_out, sum(map(is_changed, rest)))] if rest else shown


def _folded(run: list[Row], changed: bool) -> list[Row | Gap]:
    if changed or len(run) < SAME:
        return [*run]
    return [*run[:CONTEXT], Gap(len(run) - 2 * CONTEXT), *run[-CONTEXT:]]
