"""The elimination ledger: every line of both states is kept, moved, added or deleted, and none is two of these."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from auditlib.model import Role, Size
from auditlib.model.comparison import Area, Change, FileChange, LedgerRow, LineFlow
from auditlib.verdicts.alignment import Alignment, align
from auditlib.verdicts.delta import Delta, Pair, Side
from auditlib.verdicts.moves import Line, defined, find_moves, renamed

Spot = tuple[str, int]
"""A line by its file and its index from 0."""

_AREAS = {
    Role.PRODUCT: Area.PRODUCT,
    Role.TEST: Area.TEST,
    Role.CRITICAL_TEST: Area.TEST,
    Role.DOCUMENT: Area.DOCUMENT,
    Role.OTHER: Area.TOOL,
}


TOOL_FOLDERS = frozenset({".ci", ".github", "benchmarks", "bin", "ci", "hack", "scripts", "tools"})
"""Folders that hold tools where they lie in no package, and params give no scope that would tell."""


def area(side: Side, path: str) -> Area:
    """What a file of a state is for; without a scope in the params, its folder tells a tool."""
    found = _AREAS[side.role(path)]
    if found is not Area.PRODUCT or side.state.params.scope:
        return found
    parts = path.split("/")[:-1]
    tools = ("/".join(parts[:place]) for place, part in enumerate(parts) if part in TOOL_FOLDERS)
    return Area.TOOL if any(f"{above}/__init__.py".lstrip("/") not in side.files for above in tools) else found


def _no_story(path: str) -> str:  # noqa: ARG001 (as the callers of `stories` pass it)
    return ""


class Elimination:
    """Where each line of the files that differ went: `heads` leads from a line at base to the same line at head.

    A line of a file that keeps its path, in its old place among its neighbours, is kept; every other line that is
    still there is moved: in a file that was renamed, all of them.
    """

    def __init__(self, delta: Delta) -> None:
        self._delta = delta
        self._alignments = {pair: self._aligned(pair) for pair in delta.pairs}
        self.heads: dict[Spot, Spot] = {
            (pair.before or "", i): (pair.after or "", j)
            for pair, alignment in self._alignments.items()
            for i, j in alignment.kept
        }
        self._rest = self._residue()
        self.heads |= find_moves(*self._rest)
        self.heads |= dict(self._renamed_in_place())
        self.heads |= dict(self._blank_between())

    @cached_property
    def bases(self) -> dict[Spot, Spot]:
        """The same from head to base."""
        return {after: before for before, after in self.heads.items()}

    @cached_property
    def renames(self) -> Mapping[str, str]:
        """Names that were changed with their definitions, or with the folders and files that hold them."""
        found: dict[str, str] = {}
        for pair in filter(lambda pair: pair.renamed, self._delta.pairs):
            found |= _renamed_parts(pair.before or "", pair.after or "")
        for pair, i, j in filter(self._follows, self._replaced()):
            old, new = (defined(text) for text in self._texts(pair, i, j))
            if old and new:
                found.setdefault(old, new)
        return {old: new for old, new in found.items() if old != new}

    def _follows(self, replaced: tuple[Pair, int, int]) -> bool:
        """The line after one at base stands after the one at head that replaced it."""
        pair, i, j = replaced
        return self.heads.get((pair.before or "", i + 1)) == (pair.after or "", j + 1)

    def files(self, stories: Callable[[str], str] = _no_story) -> tuple[FileChange, ...]:
        """Every file that differs, sorted by path; `stories` gives the story that a path is charged to."""
        return tuple(
            FileChange(
                path=pair.after or pair.before or "",
                source=pair.before if pair.renamed and pair.before else "",
                change=_change(pair),
                area=self._area(pair),
                story=stories(pair.after or pair.before or ""),
                flow=self._gone(pair) + self._come(pair),
            )
            for pair in self._delta.pairs
        )

    def rows(self, prefixes: Callable[[str], str], stories: Callable[[str], str] = _no_story) -> tuple[LedgerRow, ...]:
        """The ledger: what a file lost is charged where it was at base, what it won where it is at head."""
        found: defaultdict[tuple[Area, str, str], LineFlow] = defaultdict(LineFlow)
        for pair in self._delta.pairs:
            if pair.before:
                found[area(self._delta.base, pair.before), prefixes(pair.before), stories(pair.before)] += self._gone(
                    pair
                )
            if pair.after:
                found[area(self._delta.head, pair.after), prefixes(pair.after), stories(pair.after)] += self._come(pair)
        return tuple(LedgerRow(*key, flow) for key, flow in sorted(found.items()))

    def _area(self, pair: Pair) -> Area:
        return area(self._delta.head, pair.after) if pair.after else area(self._delta.base, pair.before or "")

    def _gone(self, pair: Pair) -> LineFlow:
        """What the base side of a file adds to the flow."""
        if pair.before is None:
            return LineFlow()
        lost, moved, kept = Size(), Size(), self._kept(pair)
        for index, size in enumerate(self._delta.base.sizes[pair.before]):
            if (pair.before, index) not in self.heads:
                lost += size
            elif index not in kept:
                moved += size
        return LineFlow(deleted=lost, moved_out=moved)

    def _come(self, pair: Pair) -> LineFlow:
        """What the head side of a file adds to the flow.

        A kept line that is code now and was none, as where it stood in a string, is added; the other way, deleted.
        """
        if pair.after is None:
            return LineFlow()
        won, moved, lost = Size(), Size(), Size()
        kept = {j: i for i, j in self._kept(pair).items()}
        for index, size in enumerate(self._delta.head.sizes[pair.after]):
            if index in kept:
                more = size - self._delta.base.sizes[pair.before or ""][kept[index]]
                won, lost = won + _above(more), lost + _above(Size() - more)
            elif (pair.after, index) in self.bases:
                moved += size
            else:
                won += size
        return LineFlow(added=won, moved_in=moved, deleted=lost)

    def _kept(self, pair: Pair) -> dict[int, int]:
        """The lines of a file that kept its path which are in their old place, each with its index at head."""
        return {} if pair.renamed else dict(self._alignments[pair].kept)

    def _aligned(self, pair: Pair) -> Alignment:
        before = self._delta.base.lines[pair.before] if pair.before else []
        after = self._delta.head.lines[pair.after] if pair.after else []
        return align(before, after)

    def _residue(self) -> tuple[list[Line], list[Line]]:
        """The lines of both sides that are not aligned, blank ones left out.

        Hunks with nothing but blank lines between them are one segment.
        """
        before: list[Line] = []
        after: list[Line] = []
        segment = 0
        for pair, alignment in self._alignments.items():
            here = self._delta.base.lines[pair.before] if pair.before else []
            there = self._delta.head.lines[pair.after] if pair.after else []
            end = 0
            for hunk in alignment.hunks:
                segment += end == 0 or any(map(str.strip, here[end : hunk.before.start]))
                end = hunk.before.stop
                before += _lines(pair.before or "", here, hunk.before, segment)
                after += _lines(pair.after or "", there, hunk.after, segment)
        return before, after

    def _replaced(self) -> Iterator[tuple[Pair, int, int]]:
        """Lines that stand in for one another in hunks with as many lines on both sides, and neither is placed yet."""
        taken = set(self.heads.values())
        for pair, alignment in self._alignments.items():
            for hunk in alignment.hunks:
                if len(hunk.before) == len(hunk.after):
                    for i, j in zip(hunk.before, hunk.after, strict=True):
                        if (pair.before or "", i) not in self.heads and (pair.after or "", j) not in taken:
                            yield pair, i, j

    def _texts(self, pair: Pair, i: int, j: int) -> tuple[str, str]:
        return self._delta.base.lines[pair.before or ""][i], self._delta.head.lines[pair.after or ""][j]

    def _renamed_in_place(self) -> Iterator[tuple[Spot, Spot]]:
        """Lines in their old place of which only names differ that were renamed with what they name."""
        for pair, i, j in list(self._replaced()):
            if self.renames and renamed(*self._texts(pair, i, j), self.renames):
                yield (pair.before or "", i), (pair.after or "", j)

    def _blank_between(self) -> Iterator[tuple[Spot, Spot]]:
        """Blank lines behind a moved line, as many as stand behind it on both sides."""
        taken = set(self.heads.values())
        for (path, i), (head, j) in sorted(self.heads.items()):
            here, there = self._delta.base.lines[path], self._delta.head.lines[head]
            for step in range(1, 1 + min(_blanks(here, i), _blanks(there, j))):
                if (path, i + step) in self.heads or (head, j + step) in taken:
                    break
                taken.add((head, j + step))
                yield (path, i + step), (head, j + step)


def _blanks(lines: Sequence[str], place: int) -> int:
    """How many blank lines stand directly behind a line."""
    end = place + 1
    while end < len(lines) and not lines[end].strip():
        end += 1
    return end - place - 1


def _above(size: Size) -> Size:
    """What of a difference is more than nothing."""
    return Size(max(size.physical, 0), max(size.sloc, 0), max(size.logical, 0))


def _lines(path: str, texts: Sequence[str], places: Iterable[int], segment: int) -> Iterator[Line]:
    for place in places:
        text = texts[place].strip()
        if text:
            yield Line(path, place, segment, text)


def _change(pair: Pair) -> Change:
    if pair.before is None:
        return Change.ADDED
    if pair.after is None:
        return Change.DELETED
    return Change.RENAMED if pair.renamed else Change.MODIFIED


def _renamed_parts(before: str, after: str) -> dict[str, str]:
    """The folders and the stem that differ between two paths of as many parts."""
    old, new = (path.rpartition(".")[0].split("/") for path in (before, after))
    return {a: b for a, b in zip(old, new, strict=True) if a != b} if len(old) == len(new) else {}
