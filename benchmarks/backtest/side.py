"""A file before or after a consolidation, its lines told apart: what goes, what survives, imports, and others."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from counting import Size, part, sizes, total
from definitions import Lines, Text


class Side:
    """One text. `gone` are the lines of the set in it, `kept` those of the survivor; no line is two of these."""

    def __init__(self, text: str, gone: Sequence[str] = (), kept: str | None = None) -> None:
        self.text = text
        try:
            self.parsed: Text | None = Text(text)
        except SyntaxError:
            self.parsed = None
        self.gone = lines_of(*(self._extent(qualname) for qualname in gone))
        self.kept = self._extent(kept, optional=True) - self.gone if kept is not None else lines_of()
        statements = self.parsed.imports() if self.parsed else ()
        self.imports = lines_of(*(lines for lines, _ in statements)) - self.gone - self.kept

    @cached_property
    def counted(self) -> list[Size]:
        """The size of each line."""
        return sizes(self.text)

    @property
    def whole(self) -> Lines:
        """All lines."""
        return frozenset(range(1, self.text.count("\n") + (not self.text.endswith("\n")) + 1 if self.text else 1))

    @property
    def size(self) -> Size:
        """The size of the whole."""
        return total(self.counted)

    @property
    def others(self) -> Size:
        """The size of what is neither import, nor goes, nor survives."""
        return self.size - total(map(self.size_of, (self.gone, self.kept, self.imports)))

    def size_of(self, lines: Lines) -> Size:
        """The size of some lines."""
        return part(self.counted, lines)

    def code(self, lines: Lines) -> list[str]:
        """The source lines among some lines, without indentation, in order."""
        texts = self.text.split("\n")
        return [texts[line - 1].strip() for line in sorted(lines) if self.counted[line - 1].sloc]

    def _extent(self, qualname: str, *, optional: bool = False) -> Lines:
        if not qualname:
            return self.whole
        if self.parsed is None:
            raise SyntaxError(f"no {qualname} in a text that does not parse")
        if optional and qualname not in self.parsed.nodes:
            return lines_of()
        return self.parsed.extent(qualname)


def lines_of(*sets: Lines) -> Lines:
    """The union of some sets of lines."""
    return frozenset[int]().union(*sets)
