"""Lines of a file, counted as radon's `raw` counts them, at a fraction of its price.

radon cuts the stripped lines of a file into groups, each the shortest run of lines that can be tokenized: a logical
line, a comment or a blank line. It then looks at the tokens of each group. Here the groups are runs of the tokens that
the lexer gives, and what is asked of each group is a difference of two running sums.
"""

from __future__ import annotations

import re
import tokenize
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from radon.raw import analyze

from auditlib.facts.codes import Kind
from auditlib.facts.lexer import Tokens, code, lex
from auditlib.model import LineCount

Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]


def line_counts(texts: Sequence[str], tokens: Tokens) -> list[LineCount]:
    """Return radon's counts of each text; `tokens` are those of the texts.

    Where radon itself fails, or where only radon knows and the text is too long for it, the counts are those of the
    same definitions applied to the text as Python reads it.
    """
    return list(map(_line_count, texts, _counts(tokens), only_radon_knows(texts, tokens)))


def only_radon_knows(texts: Sequence[str], tokens: Tokens) -> list[bool]:
    """Which texts have one of two habits that make radon lose its way, so that it must be asked; both are rare.

    A line end that is none to Python within a line: radon reads what follows as code. A backslash before a blank
    line: radon joins the statement after it to the one before.
    """
    joins = (tokens.kinds[:-1] == _CONTINUATION) & (tokens.kinds[1:] == _LINE)
    joins[tokens.bounds[1:-1] - 1] = False  # the next line is that of another text
    joined = np.zeros(len(texts), np.bool_)
    joined[tokens.bounds.searchsorted(joins.nonzero()[0], side="right") - 1] = True
    return [
        joins or (_radon_splits_more(text) and _SPLITS_INSIDE_LINE.search(text) is not None)
        for text, joins in zip(texts, joined.tolist(), strict=True)
    ]


def _line_count(text: str, count: LineCount, ask_radon: bool) -> LineCount:
    if not text:
        return LineCount(0, 0, 0, 0, 0, 0, 0)
    if _radon_splits_more(text):
        tokens = lex("\n".join(text.splitlines()) + "\n")
        (count,), (ask_radon,) = _counts(tokens), only_radon_knows([text], tokens)
    return (_radon_count(text) if ask_radon else None) or count


def _radon_splits_more(text: str) -> bool:
    """`str.splitlines`, which radon uses, knows more line ends than Python's tokenizer: the form feed, for one."""
    return any(map(text.__contains__, _SPLITS))


_SPLITS = "\v\f\x1c\x1d\x1e\x85\u2028\u2029"
_SPLITS_INSIDE_LINE = re.compile(rf"^[ \t{_SPLITS}]*+[^\n{_SPLITS}]++[{_SPLITS}]", re.MULTILINE)
_LONGEST_FOR_RADON = 400
"""Lines: radon takes quadratic time, and seconds for a longer text."""


def _radon_count(text: str) -> LineCount | None:
    if text.count("\n") > _LONGEST_FOR_RADON:
        return None
    try:
        raw = analyze(text)  # type: ignore[no-untyped-call]  # radon is not typed
    except (SyntaxError, tokenize.TokenError):
        return None
    return LineCount(raw.loc, raw.blank, raw.comments, raw.single_comments, raw.multi, raw.sloc, raw.lloc)


def _counts(tokens: Tokens) -> list[LineCount]:
    """The counts of each text, by those of its groups; group i is what stands after end i, up to the next."""
    kinds = tokens.kinds
    is_line = kinds == _LINE
    is_end = is_line & (tokens.depth == 0)
    is_end[tokens.bounds[1:] - 1] = True  # what a broken text leaves open ends with it
    ends = is_end.nonzero()[0]
    begins = ends.searchsorted(tokens.bounds)
    sums = _groups((_WEIGHTS[kinds] + _blank_lines(tokens, is_line)).cumsum()[ends], begins)
    blank, comments, significants = sums & _FIELD, sums >> _FIELD_BITS & _FIELD, sums >> 2 * _FIELD_BITS
    filled = _groups(tokens.first[ends], begins) - blank

    last = _last_significant(kinds, ends)
    last_kinds = kinds[last]
    one_token = (significants == 1) & (comments == 0)
    short_string = one_token & (last_kinds == _STRING)
    single = short_string | ((significants == 0) & (comments > 0))
    long_string = one_token & (last_kinds == _LONG_STRING)

    columns = [blank * ~single, single, filled * long_string, filled * ~(single | long_string)]
    columns += [comments, _logical_lines(tokens, ends, significants, last)]
    totals = np.add.reduceat(np.array(columns, np.int64), begins[:-1], axis=1).T.tolist()
    return [
        LineCount(sloc + blanks + multi + singles, blanks, comment, singles, multi, sloc, lloc)
        for blanks, singles, multi, sloc, comment, lloc in totals
    ]


def _groups(sums: Numbers, begins: Numbers) -> Numbers:
    """What running sums gain in each group; nothing in the one that lies between a text and the next."""
    gains = np.append(sums[1:] - sums[:-1], 0)
    gains[begins[1:] - 1] = 0
    return gains


def _last_significant(kinds: NDArray[np.uint8], ends: Numbers) -> Numbers:
    """The place of the last significant token of each group that has one; of others, any place."""
    places = np.append(0, _SIGNIFICANT[kinds].nonzero()[0])
    found: Numbers = places[places.searchsorted(np.append(ends[1:], 0), side="right") - 1]
    return found


def _blank_lines(tokens: Tokens, is_line: Flags) -> Numbers:
    """For each token, the blank lines that end with it or lie in it."""
    blank = np.zeros(len(is_line), np.int64)
    blank[1:] = is_line[1:] & (is_line[:-1] | (tokens.kinds[:-1] == _CONTINUATION))
    for place in (tokens.kinds == _LONG_STRING).nonzero()[0].tolist():
        blank[place] = sum(not line or line.isspace() for line in tokens.texts[place].split("\n"))
    return blank


def _logical_lines(tokens: Tokens, ends: Numbers, significants: Numbers, last: Numbers) -> Numbers:
    """A group counts once, and once more if its last colon is not its last token: `if x: y`, and so does `{x: y}`."""
    counts = (significants > 0).astype(np.int64)
    with_more = np.zeros(len(counts), np.bool_)
    with_more[ends.searchsorted((tokens.codes == _COLON).nonzero()[0]) - 1] = True
    counts += with_more & (tokens.codes[last] != _COLON)
    semicolons = (tokens.codes == _SEMICOLON).nonzero()[0]
    for group in np.unique(ends.searchsorted(semicolons) - 1).tolist():
        inside = slice(ends[group], ends[group + 1])
        codes = tokens.codes[inside][_SIGNIFICANT[tokens.kinds[inside]]]
        counts[group] = _logical_parts(codes.tolist())
    return counts


def _logical_parts(codes: list[int]) -> int:
    """The same for a line with semicolons; of a part before one, radon takes the last token but one for the last."""
    total = 0
    while _SEMICOLON in codes:
        end = codes.index(_SEMICOLON)
        total += _logical(codes[:end], offset=2)
        codes = codes[end + 1 :]
    return total + _logical(codes, offset=1)


def _logical(codes: list[int], *, offset: int) -> int:
    if _COLON not in codes:
        return bool(codes)
    return 2 - (codes[::-1].index(_COLON) + 1 == offset)


_COLON, _SEMICOLON = code(":"), code(";")
_LINE, _COMMENT, _CONTINUATION = int(Kind.LINE), int(Kind.COMMENT), int(Kind.CONTINUATION)
_STRING, _LONG_STRING = int(Kind.STRING), int(Kind.LONG_STRING)
_FIELD_BITS = 20  # of the sums of blank lines, comments and, above them, significant tokens of a group
_FIELD = (1 << _FIELD_BITS) - 1
_SIGNIFICANT = np.ones(256, np.bool_)
_SIGNIFICANT[[_LINE, _COMMENT, _CONTINUATION]] = False
_WEIGHTS = _SIGNIFICANT.astype(np.int64) << 2 * _FIELD_BITS
_WEIGHTS[_COMMENT] = 1 << _FIELD_BITS
