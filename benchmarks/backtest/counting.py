"""Physical, source and logical lines of any part of a Python text, counted as auditlib counts the whole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass

from auditlib.facts.line_sizes import line_sizes


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
    """The size of each line, as auditlib counts lines of a part; together they make that of the text.

    Example:
        >>> [(one.sloc, one.lloc) for one in sizes("x = (\\n    1\\n)\\n\\n# why\\n")]
        [(1, 1), (1, 0), (1, 0), (0, 0), (0, 0)]
    """
    return [Size(one.physical, one.sloc, one.logical) for one in line_sizes(text)]


def total(parts: Iterable[Size]) -> Size:
    """The sum of sizes."""
    return sum(parts, Size())


def part(counted: list[Size], lines: Iterable[int]) -> Size:
    """The size of some lines of a counted text, each once; the first line is 1."""
    return total(counted[line - 1] for line in set(lines))
