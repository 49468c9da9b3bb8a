"""The size of each line of a Python text by every counting rule, so that any part of it can be counted."""

from __future__ import annotations

from itertools import pairwise

from auditlib.facts.codes import Kind
from auditlib.facts.lexer import lex
from auditlib.facts.raw import line_counts
from auditlib.model import Size

BLANK = Size(1)
"""A line that is no source line."""


def line_sizes(text: str) -> list[Size]:
    r"""The size of each line; together they make that of the text, counted as radon does.

    A statement of three lines is three source lines, less those that are blank, and its logical lines are counted on
    its first. A docstring and a comment are no source lines.

    Example:
        >>> [(one.sloc, one.logical) for one in line_sizes("x = (\n    1\n)\n\n# why\n")]
        [(1, 1), (1, 0), (1, 0), (0, 0), (0, 0)]
    """
    lines = split_lines(text)
    if not lines:
        return []
    tokens = lex(text)
    ends = tokens.first[(tokens.kinds == Kind.LINE) & (tokens.depth == 0)].tolist()
    spans = [(begin, end) for begin, end in pairwise([*ends, len(lines)]) if begin < end]
    statements = ["\n".join(lines[begin:end]) + "\n" for begin, end in spans]
    found: list[Size] = []
    for (begin, end), count in zip(spans, line_counts(statements, lex(*statements)), strict=True):
        source = [int(bool(count.sloc and line.strip())) for line in lines[begin:end]]
        found += (Size(1, counts, count.lloc * (index == 0)) for index, counts in enumerate(source))
    return found


def split_lines(text: str) -> list[str]:
    r"""The lines of a text as editors and git count them; an end of the last line starts no other.

    Example:
        >>> split_lines("a\n\nb\n"), split_lines("")
        (['a', '', 'b'], [])
    """
    lines = text.split("\n")
    return lines if lines[-1] else lines[:-1]
