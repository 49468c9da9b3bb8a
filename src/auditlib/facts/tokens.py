"""The logical statements of texts, as columns: what clone detection compares.

A statement is a logical line, or a part of one: a compound header (`if x:`) is a statement of its own, so is each part
of `a; b`, and each decorator. Statements that are nothing but strings (docstrings) are documentation and left out, and
so is the comma before a closing bracket, which formatters add and remove. Quotes and the case of digits do not count.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from auditlib.facts.codes import Kind
from auditlib.facts.lexer import Codes, Kinds, Lines, Tokens, code, lex
from auditlib.facts.statements import WORDED, Mark, Split, levels, marks, split
from auditlib.model import StatementColumns


@dataclass(frozen=True, slots=True, eq=False)
class Statements:
    """The columns of `StatementColumns` as numpy arrays (views, not copies)."""

    start: NDArray[np.uint32]
    end: NDArray[np.uint32]
    exact: Codes
    shape: Codes
    tokens: NDArray[np.uint16]
    depth: NDArray[np.uint16]
    sloc: NDArray[np.uint16]
    marks: Kinds
    codes: NDArray[np.uint32]
    code_counts: NDArray[np.uint16]


def statement_columns(text: str) -> StatementColumns:
    """The statements of a text; never raises, and takes linear time, whatever the text is.

    Example:
        >>> view(statement_columns("if x: y = 1\\n")).depth.tolist()
        [0, 1]
    """
    return columns_of(lex(text))[0]


def columns_of(tokens: Tokens) -> tuple[StatementColumns, ...]:
    """The statements of each text of which the tokens are at hand."""
    parts = split(tokens)
    if parts is None:
        return (StatementColumns(),) * (len(tokens.bounds) - 1)
    kept = parts.flags & WORDED > 0
    exact, shape = _hashes(parts)
    columns = {"exact": exact, "shape": shape, **_layout(tokens, parts, kept)}
    columns = {name: column[kept] for name, column in columns.items()}
    bounds = parts.places[parts.starts[kept]].searchsorted(tokens.bounds)
    before = np.repeat(tokens.first[tokens.bounds[:-1]], np.diff(bounds))  # the lines of the texts before
    columns["start"] -= before
    columns["end"] -= before
    columns["codes"], columns["code_counts"] = _short_codes(parts, kept)
    return _apart(columns, bounds, _names(tokens, parts))


def short_code(text: str) -> int:
    """The short code of a token of this text: 27 bits of its hash above the 5 of its `Kind`."""
    return code(text) >> 32 & (0xFFFFFFFF ^ KIND_MASK) | code(text) & KIND_MASK


def view(columns: StatementColumns) -> Statements:
    """The columns as numpy arrays, without a copy."""
    return Statements(**{name: np.frombuffer(getattr(columns, name), kind) for name, kind in COLUMN_TYPES.items()})


COLUMN_TYPES: dict[str, np.dtype[Any]] = {
    "start": np.dtype("<u4"),
    "end": np.dtype("<u4"),
    "exact": np.dtype("<u8"),
    "shape": np.dtype("<u8"),
    "tokens": np.dtype("<u2"),
    "depth": np.dtype("<u2"),
    "sloc": np.dtype("<u2"),
    "marks": np.dtype("<u1"),
    "codes": np.dtype("<u4"),
    "code_counts": np.dtype("<u2"),
}
MOST_CODES = 1_000
"""Codes kept of one statement: of a longer one (a table of literals) the first so many."""

KIND_MASK = 31
"""The bits of a short code that hold the `Kind` of its token."""

_MOST = 65_535
_ASYNC = code("async")
_ODD = np.uint64(0x9E3779B97F4A7C15)
_OPERAND = np.zeros(256, np.bool_)
_OPERAND[[Kind.NAME, Kind.NUMBER, Kind.STRING, Kind.LONG_STRING]] = True
_SHAPE = np.arange(256, dtype=np.uint64)
_SHAPE[Kind.LONG_STRING] = Kind.STRING


def _apart(columns: Mapping[str, NDArray[Any]], bounds: Lines, names: Sequence[str]) -> tuple[StatementColumns, ...]:
    """The columns of each text, as bytes; its statements begin at `bounds`."""
    codes = np.append(0, columns["code_counts"].cumsum(dtype=np.int64))[bounds]
    packed = {}
    for name, kind in COLUMN_TYPES.items():
        content = columns[name].astype(kind).tobytes()
        edges = (codes if name == "codes" else bounds) * kind.itemsize
        packed[name] = [content[begin:end] for begin, end in pairwise(edges.tolist())]
    defined = np.append(0, (columns["marks"] & Mark.DEFINITION > 0).cumsum())[bounds]
    inside = [tuple(names[begin:end]) for begin, end in pairwise(defined.tolist())]
    return tuple(map(StatementColumns, *(packed[name] for name in COLUMN_TYPES), inside))


def _hashes(parts: Split) -> Codes:
    """Rows exact and shape. A multilinear hash: each code times a fixed random number for its place."""
    table = np.empty((2, len(parts.kinds)), np.uint64)
    table[0] = parts.codes
    table[1] = np.where(_OPERAND[parts.kinds], _SHAPE[parts.kinds], parts.codes)
    table *= _factors(int(parts.counts.max()))[parts.offset]
    return _mixed(np.add.reduceat(table, parts.starts, axis=1))


def _mixed(values: Codes) -> Codes:
    """The finaliser of splitmix64 (Steele, Lea and Flood, 2014): each bit of the result hangs on every bit given."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def _factors(count: int) -> Codes:
    if count <= len(_FACTORS):
        return _FACTORS
    return _mixed(np.arange(1, count + 1, dtype=np.uint64) * _ODD) | np.uint64(1)


_FACTORS = _mixed(np.arange(1, 4097, dtype=np.uint64) * _ODD) | np.uint64(1)


def _layout(tokens: Tokens, parts: Split, kept: NDArray[np.bool_]) -> dict[str, NDArray[np.generic]]:
    """Lines, size, indentation and marks of each statement."""
    begin, finish = parts.places[parts.starts], parts.places[parts.starts + parts.counts - 1]
    start, end = tokens.first[begin], tokens.last[finish]
    sloc = end - start + 1
    sloc[1:] -= start[1:] == end[:-1]
    spread = ((end > start) & kept).nonzero()[0]
    if len(spread):
        sloc[spread] -= _blanks(tokens, begin[spread], finish[spread])
    depth = levels(tokens, parts)
    return {
        "start": start,
        "end": end,
        "tokens": np.minimum(parts.counts, _MOST),
        "depth": np.minimum(depth, _MOST),
        "sloc": np.minimum(sloc, _MOST),
        "marks": marks(parts, depth),
    }


def _blanks(tokens: Tokens, begin: Lines, finish: Lines) -> Lines:
    """Blank lines between two tokens each, those inside long strings too."""
    blank = (tokens.kinds == Kind.LINE).astype(np.int64)
    blank[:-1] *= blank[1:]
    blank[-1] = 0
    for place in (tokens.kinds == Kind.LONG_STRING).nonzero()[0].tolist():
        blank[place] = sum(not line.strip() for line in tokens.texts[place].splitlines())
    total = blank.cumsum()
    found: Lines = total[finish] - total[begin] + blank[begin]
    return found


def _short_codes(parts: Split, kept: NDArray[np.bool_]) -> tuple[NDArray[np.uint32], Lines]:
    """The first codes of each statement that is kept, and their number: 27 bits of the hash and 5 of the kind."""
    wanted = kept[parts.owner]
    counts = parts.counts[kept]
    if counts.max(initial=0) > MOST_CODES:
        wanted &= parts.offset < MOST_CODES
        counts = np.minimum(counts, MOST_CODES)
    codes = (parts.codes[wanted] >> np.uint64(32)).astype(np.uint32) & np.uint32(0xFFFFFFFF ^ KIND_MASK)
    codes |= parts.kinds[wanted]
    return codes, counts


def _names(tokens: Tokens, parts: Split) -> list[str]:
    """What each definition is called, in order; "" where its name is missing."""
    coroutine = (parts.codes[parts.starts] == _ASYNC) & (parts.counts > 1)
    keyword = parts.starts + coroutine
    named = parts.places[np.minimum(keyword[parts.kinds[keyword] == Kind.DEFINITION] + 1, len(parts.places) - 1)]
    return [tokens.texts[place] for place in named.tolist()]
