"""Physical, source and logical lines of any part of a Python text, counted as auditlib counts the whole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from itertools import pairwise

from auditlib.facts.codes import Kind
from auditlib.facts.lexer import lex
from auditlib.facts.raw import line_counts


@dataclass(frozen=True, slots=True)
class Size:
    """A number of lines by the three rules; sizes add and subtract."""

    physical: int = 0
    sloc: int = 0
    lloc: int = 0

    def __add__(self, other: Size) -> Size:
        return Size(*map(sum, zip(astuple(self), astuple(other), strict=True)))

    def __neg__(self) -> Size:
        return Size(-self.physical, -self.sloc, -self.lloc)

    def __sub__(self, other: Size) -> Size:
        return self + -other


def size(text: str) -> Size:
    """The size of a whole text."""
    return total(sizes(text))


def sizes(text: str) -> list[Size]:
    """The size of each line; together they make that of the text.

    A statement of three lines is three source lines, less those that are blank, and its logical lines are counted on
    its first. A docstring and a comment are no source lines.

    Example:
        >>> [(one.sloc, one.lloc) for one in sizes("x = (\\n    1\\n)\\n\\n# why\\n")]
        [(1, 1), (1, 0), (1, 0), (0, 0), (0, 0)]
    """
    lines = text.split("\n")
    if not lines[-1]:
        lines.pop()
    if not lines:
        return []
    tokens = lex(text)
    ends = tokens.first[(tokens.kinds == Kind.LINE) & (tokens.depth == 0)].tolist()
    spans = [(begin, end) for begin, end in pairwise([*ends, len(lines)]) if begin < end]
    statements = ["\n".join(lines[begin:end]) + "\n" for begin, end in spans]
    found: list[Size] = []
    for (begin, end), count in zip(spans, line_counts(statements, lex(*statements)), strict=True):
        source = [bool(count.sloc and line.strip()) for line in lines[begin:end]]
        found += (Size(1, counts, count.lloc * (index == 0)) for index, counts in enumerate(source))
    return found


def total(parts: Iterable[Size]) -> Size:
    """The sum of sizes."""
    return sum(parts, Size())


def part(counted: list[Size], lines: Iterable[int]) -> Size:
    """The size of some lines of a counted text, each once; the first line is 1."""
    return total(counted[line - 1] for line in set(lines))
