"""The words of a Python file: what is left of its tokens without layout, comments and docstrings."""

from __future__ import annotations

import io
import keyword
import tokenize
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

NAME, LITERAL = "N", "L"
LAYOUT = {tokenize.COMMENT, tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING, tokenize.ENDMARKER}
LITERALS = {tokenize.NUMBER, tokenize.STRING}


class Word(NamedTuple):
    """A token: its normal form (N, L, or itself), its text, its line, and the ordinal of its statement's line."""

    normal: str
    text: str
    line: int
    statement: int


def words(text: str) -> list[Word]:
    """The words of a whole text; where it stops being Python, those before that place.

    A statement of strings alone (a docstring) gives none. A compound statement's head is a statement of its own.
    """
    found = [_word(token, statement) for statement, token in _numbered(text)]
    kept = []
    for _, line in groupby(found, key=lambda word: word.statement):
        statement = list(line)
        if any(word.normal != LITERAL or word.text[-1] not in "'\"" for word in statement):
            kept += statement
    return kept


def between(found: Sequence[Word], start: int, end: int) -> list[Word]:
    """The words of the lines start..end, so that part of a statement can be judged too."""
    return [word for word in found if start <= word.line <= end]


def normal(found: Sequence[Word]) -> tuple[str, ...]:
    """The normal forms: every name is N, every literal L."""
    return tuple(word.normal for word in found)


def statements(found: Sequence[Word]) -> list[tuple[str, ...]]:
    """The normal form of each statement, a compound statement's head being one."""
    return [normal(list(line)) for _, line in groupby(found, key=lambda word: word.statement)]


def _word(token: tokenize.TokenInfo, statement: int) -> Word:
    if token.type in LITERALS:
        return Word(LITERAL, token.string, token.start[0], statement)
    if token.type == tokenize.NAME and not keyword.iskeyword(token.string):
        return Word(NAME, token.string, token.start[0], statement)
    return Word(token.string, token.string, token.start[0], statement)


def _numbered(text: str) -> Iterator[tuple[int, tokenize.TokenInfo]]:
    statement = 0
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.NEWLINE:
                statement += 1
            elif token.type not in LAYOUT:
                yield statement, token
    except (tokenize.TokenError, IndentationError, SyntaxError):
        return
