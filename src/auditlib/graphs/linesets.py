"""Sets of lines of one file: what belongs to a definition, and how large a set is by each counting rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from functools import cached_property

from auditlib.facts.statements import Mark
from auditlib.facts.tokens import view
from auditlib.graphs.spelling import Statement, spelled
from auditlib.model import Module
from auditlib.model.patterns import Size


class SourceLines:
    """The lines of one module. Without its text no line is known to be blank or a comment."""

    def __init__(self, module: Module, text: str | None) -> None:
        self.module = module
        self.lines = text.splitlines() if text is not None else ["?"] * module.facts.lines.physical

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """The statements of the file, docstrings left out."""
        return spelled(self.module.facts)

    @cached_property
    def _decorators(self) -> dict[int, int]:
        """The first line of each decorator by its last."""
        columns = view(self.module.facts.statements)
        marked = columns.marks & Mark.DECORATOR > 0
        return dict(zip(columns.end[marked].tolist(), columns.start[marked].tolist(), strict=True))

    @cached_property
    def _code(self) -> frozenset[int]:
        """The lines with code."""
        return frozenset(
            line for one in self.statements for line in range(one.start, one.end + 1) if not self.blank(line)
        )

    @cached_property
    def _begun(self) -> Counter[int]:
        """How many statements begin in a line."""
        return Counter(one.start for one in self.statements)

    def blank(self, line: int) -> bool:
        """Nothing stands in the line; true beyond the file."""
        return line > len(self.lines) or not self.lines[line - 1].strip()

    def all(self) -> set[int]:
        """Every line of the file."""
        return set(range(1, len(self.lines) + 1))

    def block(self, start: int, end: int) -> set[int]:
        """A definition or statement with its decorators and the comments directly above, and the blank lines after.

        At the end of the file, or of a block that ends with it, the blank lines before it go instead.
        """
        start = self.span(start, end).start
        while start > 1 and self._comment_above(start):
            start -= 1
        after = end
        while after < len(self.lines) and self.blank(after + 1):
            after += 1
        if after < len(self.lines) and self._indent(after + 1) >= self._indent(start):
            return set(range(start, after + 1))
        before = start
        while before > 1 and self.blank(before - 1):
            before -= 1
        return set(range(before, end + 1))

    def span(self, start: int, end: int) -> range:
        """The lines of a definition and its decorators."""
        while (above := self._decorators.get(start - 1)) is not None:
            start = above
        return range(start, end + 1)

    def of_definition(self, qualname: str) -> set[int]:
        """The lines of every definition of a name, decorators included."""
        whole = (one for one in self.module.facts.definitions if one.qualname == qualname)
        return {line for one in whole for line in self.span(one.start, one.end)}

    def size(self, lines: Collection[int]) -> Size:
        """How large a set of lines is; a statement counts where it begins."""
        logical = sum(self._begun[line] for line in self._begun.keys() & set(lines))
        return Size(len(lines), len(self._code.intersection(lines)), logical)

    def left(self, lines: Collection[int]) -> list[Statement]:
        """The statements that do not lie in a set of lines."""
        return [one for one in self.statements if one.start not in lines]

    def _indent(self, line: int) -> int:
        text = self.lines[line - 1]
        return len(text) - len(text.lstrip())

    def _comment_above(self, line: int) -> bool:
        above = self.lines[line - 2]
        return above.lstrip().startswith("#") and self._indent(line - 1) == self._indent(line)


def ranges(lines: Iterable[int]) -> tuple[tuple[int, int], ...]:
    """Lines as ranges, sorted.

    Example:
        >>> ranges({4, 2, 3, 9})
        ((2, 4), (9, 9))
    """
    found: list[tuple[int, int]] = []
    for line in sorted(lines):
        if found and line == found[-1][1] + 1:
            found[-1] = (found[-1][0], line)
        else:
            found.append((line, line))
    return tuple(found)
