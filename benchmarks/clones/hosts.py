"""Places in the files of host packages where a copy can be put, and the files with the copies in them."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from donors import compiles, corpus_path, plain_text, python_files
from functiontext import FUNCTIONS, first_line
from operators import BODY, CLASS, MODULE

MIN_HOST_LINES = 20
BLANK_LINES = {MODULE: 2, CLASS: 1, BODY: 0}


@dataclass(frozen=True, slots=True)
class Slot:
    """The place after a line of a host file, with the column at which a statement there begins."""

    path: str
    line: int
    column: int
    place: str


@dataclass(frozen=True, slots=True)
class Insertion:
    """Lines to put into a slot; the first `lead` of them (decorators) do not count as the copy."""

    slot: Slot
    lines: tuple[str, ...]
    lead: int


class Hosts:
    """The texts of the host packages and the slots that are still free, those of one file far apart in the order."""

    def __init__(self, folders: Sequence[Path], random: Random) -> None:
        self.texts = {
            corpus_path(folder, path): text
            for folder in folders
            for path in python_files(folder)
            if (text := plain_text(path)) is not None
        }
        self._free: dict[str, list[Slot]] = defaultdict(list)
        self._taken: set[tuple[str, int]] = set()
        ranked = []
        for path, text in self.texts.items():
            slots = sorted(_slots(path, text), key=lambda slot: (slot.line, slot.place))
            random.shuffle(slots)
            ranked += [(rank, random.random(), slot) for rank, slot in enumerate(slots)]
        for _, _, slot in sorted(ranked, key=lambda entry: entry[:2], reverse=True):
            self._free[slot.place].append(slot)

    def take(self, place: str) -> Slot | None:
        """A slot of this kind that no one else has, or None."""
        while self._free[place]:
            slot = self._free[place].pop()
            if (slot.path, slot.line) not in self._taken:
                self._taken.add((slot.path, slot.line))
                return slot
        return None

    def fits(self, insertion: Insertion) -> bool:
        """Whether the host file compiles with this insertion."""
        text, _ = filled(self.texts[insertion.slot.path], {"": insertion})
        return compiles(text)


def filled(text: str, insertions: Mapping[str, Insertion]) -> tuple[str, dict[str, tuple[int, int]]]:
    """The text with all insertions, and the first and last line of each copy."""
    lines, ranges, shift = text.split("\n"), {}, 0
    for name, insertion in sorted(insertions.items(), key=lambda item: item[1].slot.line):
        slot = insertion.slot
        blank = [""] * BLANK_LINES[slot.place]
        block = [*blank, *insertion.lines]
        if slot.line + shift < len(lines) and lines[slot.line + shift].strip():
            block += blank
        place = slot.line + shift
        lines[place:place] = block
        start = place + len(blank) + insertion.lead + 1
        ranges[name] = start, place + len(blank) + len(insertion.lines)
        shift += len(block)
    return "\n".join(lines), ranges


def _slots(path: str, text: str) -> Iterator[Slot]:
    tree, lines = ast.parse(text), text.split("\n")
    for node in tree.body:
        if isinstance(node, (*FUNCTIONS, ast.ClassDef)) and _ends_line(node, lines):
            yield Slot(path, node.end_lineno or 0, 0, MODULE)
        members = node.body if isinstance(node, ast.ClassDef) else [node]
        for member in members:
            if isinstance(member, FUNCTIONS) and _ends_line(member, lines):
                if member is not node and member is not members[-1]:  # after the last one a module slot would follow
                    yield Slot(path, member.end_lineno or 0, member.col_offset, CLASS)
                yield from _inside(path, member, lines)


def _inside(path: str, function: ast.FunctionDef | ast.AsyncFunctionDef, lines: list[str]) -> Iterator[Slot]:
    """The middle of a function of some size, between two of its statements."""
    middle = len(function.body) // 2
    large = (function.end_lineno or 0) - function.lineno + 1 >= MIN_HOST_LINES
    if large and middle > 1:
        before, after = function.body[middle - 1], function.body[middle]
        apart = (before.end_lineno or 0) < first_line(after)
        if apart and _ends_line(before, lines) and not isinstance(before, ast.Return | ast.Raise):
            yield Slot(path, before.end_lineno or 0, after.col_offset, BODY)


def _ends_line(node: ast.stmt, lines: list[str]) -> bool:
    after = lines[(node.end_lineno or 0) - 1][node.end_col_offset :].strip()
    return not after or after.startswith("#")
