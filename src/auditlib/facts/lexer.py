r"""The tokens of a Python text, as columns: one regular expression over the whole text, no parser.

`lex(text)` never raises and takes linear time, on text that does not parse as well. All that later stages need of the
layout is in the same pass, so that nobody scans a text twice:

- `texts[i]` is token i as written. Blanks between tokens are left out; line ends, comments and continuations are not.
- `kinds[i]` is its `Kind` (uint8); `first[i]`, `last[i]` the lines on which it begins and ends (1-based, int64).
- `codes[i]` (uint64) is its kind in the low 8 bits and a hash of its text above them; of a LINE the upper bits are
  instead the column (tabs to multiples of 8) at which the first token of the *next* line stands.
- `depth[i]` (int64) counts the brackets open around token i; an opening and its closing bracket have the same depth.

A LINE token is a physical line end (`\n`, `\r\n` or `\r`) together with the indentation after it. Token 0 is always a
LINE on line 0 (before the text), and the last is always a LINE, so each physical line is framed by two. A line is blank
if two LINE tokens follow one another (`kinds[i] == kinds[i + 1] == LINE`); a logical line ends at a LINE with depth 0.
A LONG_STRING is a string token that spans lines; its inner line ends are no LINE tokens. A CONTINUATION is a backslash
with its line end and the blanks after it.

Example:
    >>> tokens = lex("if x:  # why\n    y = 'a'\n")
    >>> tokens.texts
    ['\n', 'if', 'x', ':', '# why', '\n    ', 'y', '=', "'a'", '\n']
    >>> [Kind(kind).name for kind in tokens.kinds[:6]]
    ['LINE', 'BLOCK', 'NAME', 'MARK', 'COMMENT', 'LINE']
    >>> tokens.first.tolist()
    [0, 1, 1, 1, 1, 1, 2, 2, 2, 2]
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from auditlib.facts.codes import CodeTable, Kind
from auditlib.facts.strings import (
    BLANKS,
    FORMATTED,
    FORMATTED_PREFIX,
    NESTED_START,
    PLAIN_DOUBLE,
    PLAIN_SINGLE,
    end_of_nested,
    end_of_plain,
)

Kinds: TypeAlias = NDArray[np.uint8]
Lines: TypeAlias = NDArray[np.int64]
Codes: TypeAlias = NDArray[np.uint64]


@dataclass(frozen=True, slots=True, eq=False)
class Tokens:
    """The tokens of one text; the columns are described at the top of this module."""

    texts: list[str]
    kinds: Kinds
    codes: Codes
    first: Lines
    last: Lines
    depth: Lines


def lex(text: str) -> Tokens:
    """Every token of a text, in order."""
    text = f"\n{text}" if text.endswith(("\n", "\r")) else f"\n{text}\n"
    texts = _TOKEN.findall(text)
    codes, kinds = _codes(texts)
    if kinds.max() == Kind.NESTED_START:  # the highest of all kinds
        texts = _with_nested(text)
        codes, kinds = _codes(texts)
        kinds[kinds == Kind.NESTED_START] = Kind.STRING
    first, last = _lines(texts, kinds)
    return Tokens(texts, kinds, codes, first, last, _depth(kinds, texts))


def code(text: str) -> int:
    """The code that `lex` gives to a token of this text."""
    return _CODES[text]


_CODES = CodeTable()
_NUMBER = (
    r"(?:0[xX][0-9a-fA-F_]++|0[oO][0-7_]++|0[bB][01_]++"
    r"|(?:[0-9][0-9_]*+(?:\.[0-9_]*+)?|\.[0-9][0-9_]*+)(?:[eE][-+]?[0-9][0-9_]*+)?)[jJlL]?"
)
_TOKEN = re.compile(
    rf"""(
      [^\W\d]\w*+(?!["'])
    | [()\[\]{{}},;]
    | \.(?![0-9.])
    | \n{BLANKS}
    | =(?!=)
    | :(?!=)
    | {PLAIN_DOUBLE}
    | {PLAIN_SINGLE}
    | {_NUMBER}
    | \#[^\r\n]*+
    | (?:[bBuU][rR]?|[rR][bB]?)(?=["'])(?:{PLAIN_DOUBLE}|{PLAIN_SINGLE})
    | {FORMATTED_PREFIX}(?:{FORMATTED})
    | {NESTED_START}
    | [^\W\d]\w*+
    | ->|\.\.\.|<>|\*\*=?|//=?|<<=?|>>=?|[-+%&|^@=!:*/<>]=?
    | \\(?:\r\n?|\n){BLANKS}
    | \r\n?{BLANKS}
    | [^ \t\f]
    ){BLANKS}""",
    re.VERBOSE,
)
_OPEN, _CLOSE = int(Kind.OPEN), int(Kind.CLOSE)
_NESTED = re.compile(NESTED_START)
_SPACE = re.compile(BLANKS)
_LINE_END = re.compile(r"\r\n?|\n")
_ONLY_AT_START = frozenset(
    {"def", "class", "import", "return", "while", "try", "raise", "del", "pass", "break", "with"}
)


def _codes(texts: list[str]) -> tuple[Codes, Kinds]:
    codes = np.fromiter(map(_CODES.__getitem__, texts), np.uint64, len(texts))
    return codes, codes.astype(np.uint8)


def _lines(texts: list[str], kinds: Kinds) -> tuple[Lines, Lines]:
    """First and last line of each token."""
    ends = ((kinds == Kind.LINE) | (kinds == Kind.CONTINUATION)).astype(np.int64)
    long = (kinds == Kind.LONG_STRING).nonzero()[0]
    if not len(long):
        first = ends.cumsum() - ends
        return first, first
    inner = np.zeros(len(texts), np.int64)
    inner[long] = [len(_LINE_END.findall(texts[place])) for place in long.tolist()]
    ends += inner
    first = ends.cumsum() - ends
    return first, first + inner


def _depth(kinds: Kinds, texts: list[str]) -> Lines:
    closing = (kinds == Kind.CLOSE).astype(np.int64)
    after = ((kinds == Kind.OPEN).astype(np.int64) - closing).cumsum()
    if after[-1] or after.min() < 0:
        after = _repaired_depth(kinds, texts)
    depth: Lines = after + closing
    return depth


def _repaired_depth(kinds: Kinds, texts: list[str]) -> Lines:
    """Brackets open after each token of a broken text: a word that only begins a statement closes all before it."""
    events = ((kinds == Kind.OPEN) | (kinds == Kind.CLOSE) | (kinds == Kind.LINE)).nonzero()[0]
    levels, level = [], 0
    for place, kind in zip(events.tolist(), kinds[events].tolist(), strict=True):
        if kind == _OPEN:
            level += 1
        elif kind == _CLOSE:
            level = max(0, level - 1)
        elif place + 1 == len(texts) or texts[place + 1] in _ONLY_AT_START:
            level = 0
        levels.append(level)
    return np.repeat(np.array(levels), np.diff(events, append=len(texts)))  # token 0 is a LINE, hence an event


def _with_nested(text: str) -> list[str]:
    """The tokens of a text in which some f-string holds its own quotes or unbalanced braces, one match at a time."""
    texts: list[str] = []
    place, sound = 0, True
    while found := _TOKEN.match(text, place):
        token, place = found[1], found.end()
        if _NESTED.fullmatch(token):
            end = end_of_nested(text, found.start()) if sound else None
            if end is None:
                sound = False  # from here on read plainly, lest a hostile text be searched to its end again and again
                end = end_of_plain(text, found.start())
            token = text[found.start() : end]
            space = _SPACE.match(text, end)
            place = space.end() if space else end
        texts.append(token)
    return texts
