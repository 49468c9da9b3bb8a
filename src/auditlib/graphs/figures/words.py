"""Two lines that stand for one another: which words of them differ."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

Words = tuple[tuple[str, bool], ...]
"""A line in pieces: text, and whether the other line has something else there."""


def changed_words(first: str, second: str) -> tuple[Words, Words]:
    """Two lines that stand for one another in pieces, each marked where they differ.

    Example:
        >>> changed_words("x = load(path)", "y = load(path)")[0]
        (('x', True), (' = load(path)', False))
    """
    one, other = _PIECE.findall(first), _PIECE.findall(second)
    left: list[tuple[str, bool]] = []
    right: list[tuple[str, bool]] = []
    for kind, begin, end, start, stop in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        left.append(("".join(one[begin:end]), kind != "equal"))
        right.append(("".join(other[start:stop]), kind != "equal"))
    return _merged(left), _merged(right)


_PIECE = re.compile(r"\w+|\s+|.")


def _merged(pieces: Sequence[tuple[str, bool]]) -> Words:
    """The pieces without empty ones; blanks between two changed pieces are changed too."""
    found: list[tuple[str, bool]] = []
    last = len(pieces) - 1
    for index, (text, changed) in enumerate(pieces):
        between = not text.strip() and 0 < index < last and pieces[index - 1][1] and pieces[index + 1][1]
        if found and found[-1][1] == (changed or between):
            found[-1] = (found[-1][0] + text, found[-1][1])
        elif text:
            found.append((text, changed or between))
    return tuple(found)
