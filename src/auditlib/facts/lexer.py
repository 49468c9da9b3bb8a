r"""The tokens of Python texts, as columns: one regular expression over each whole text, no parser.

`lex(text)` never raises and takes linear time, on text that does not parse as well. `lex(one, other, …)` gives the
tokens of several texts one after another: most files are short, and numpy's calls cost more than their work on one.
All that later stages need of the layout is in the same pass, so that nobody scans a text twice:

- `texts[i]` is token i as written. Blanks between tokens are left out; line ends, comments and continuations are not.
- `kinds[i]` is its `Kind` (uint8); `first[i]`, `last[i]` the lines on which it begins and ends (1-based, int64),
  those of the texts before counted too: text k begins after line `first[bounds[k]]`.
- `codes[i]` (uint64) is its kind in the low 8 bits and a hash of its text above them; of a LINE the upper bits are
  instead the column (tabs to multiples of 8) at which the first token of the *next* line stands; of a COMMENT, 0.
- `depth[i]` (int64) counts the brackets open around token i; an opening and its closing bracket have the same depth.
- `bounds[k]` (int64) is the index of the first token of text k; one entry longer than there are texts.

A LINE token is a physical line end (`\n`, `\r\n` or `\r`) together with the indentation after it. The first token of a
text is always a LINE on line 0 (before the text) with depth 0. The last is a LINE with depth 0 too, but where a broken
text ends in a long string or a continuation; so each physical line is framed by two. A line is blank if two LINE tokens
follow one another (`kinds[i] == kinds[i + 1] == LINE`); a logical line ends at a LINE with depth 0.
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
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
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
    """The tokens of texts; the columns are described at the top of this module."""

    texts: list[str]
    kinds: Kinds
    codes: Codes
    first: Lines
    last: Lines
    depth: Lines
    bounds: Lines


def lex(text: str, *more: str) -> Tokens:
    """Every token of the texts, in order."""
    framed = [f"\n{one}" if one.endswith(("\n", "\r")) else f"\n{one}\n" for one in (text, *more)]
    found = [_TOKEN.findall(one) for one in framed]
    texts, bounds = _joined(found)
    codes, kinds = _codes(texts)
    if kinds.max() == Kind.NESTED_START:  # the highest of all kinds
        nested = (kinds == Kind.NESTED_START).nonzero()[0]
        for index in np.unique(bounds.searchsorted(nested, side="right") - 1).tolist():
            found[index] = _with_nested(framed[index])
        texts, bounds = _joined(found)
        codes, kinds = _codes(texts)
        kinds[kinds == Kind.NESTED_START] = Kind.STRING
    first, last = _lines(texts, kinds)
    return Tokens(texts, kinds, codes, first, last, _depth(kinds, texts, bounds), bounds)


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
      [A-Za-z_][A-Za-z0-9_]*+(?!["'\x80-\U0010FFFF])
    | [()\[\]{{}},;]
    | \.(?![0-9.])
    | \n{BLANKS}
    | =(?!=)
    | :(?!=)
    | {PLAIN_DOUBLE}
    | {PLAIN_SINGLE}
    | [-+*/](?![-+*/=>])
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


def _joined(found: Sequence[list[str]]) -> tuple[list[str], Lines]:
    """The tokens of all texts, and where those of each begin."""
    bounds = np.zeros(len(found) + 1, np.int64)
    np.cumsum([len(texts) for texts in found], out=bounds[1:])
    return list(chain.from_iterable(found)), bounds


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


def _depth(kinds: Kinds, texts: list[str], bounds: Lines) -> Lines:
    closing = (kinds == Kind.CLOSE).astype(np.int64)
    change = (kinds == Kind.OPEN).astype(np.int64) - closing
    after = change.cumsum()
    if after.min() < 0 or after[bounds[1:] - 1].any():
        for begin, end in pairwise(bounds.tolist()):
            part = slice(begin, end)
            after[part] = change[part].cumsum()
            if after[end - 1] or after[part].min() < 0:
                after[part] = _repaired_depth(kinds[part], texts[part])
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
