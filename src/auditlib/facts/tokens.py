"""The logical statements of a text, as columns: what clone detection compares.

A statement is a logical line, or a part of one: a compound header (`if x:`) is a statement of its own, so is each part
of `a; b`, and each decorator. Statements that are nothing but strings (docstrings) are documentation and left out, and
so is the comma before a closing bracket, which formatters add and remove. Quotes and the case of digits do not count.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntFlag

import numpy as np
from numpy.typing import NDArray

from auditlib.facts.codes import Kind
from auditlib.facts.lexer import Codes, Kinds, Lines, Tokens, code, lex
from auditlib.model import StatementColumns


class Mark(IntFlag):
    """What a statement is, as far as clone detection asks."""

    IMPORT = 1
    HEADER = 2  # opens a block
    DEFINITION = 4  # the header of a function or class
    DECORATOR = 8
    PLAIN = 16  # calls and computes nothing: `x = y`, `self.x = x`, `SIZES = {"a": 1}`, `name: str`


@dataclass(frozen=True, slots=True, eq=False)
class Statements:
    """The columns of `StatementColumns` as numpy arrays (views, not copies)."""

    start: NDArray[np.uint32]
    end: NDArray[np.uint32]
    exact: Codes
    shape: Codes
    names: Codes
    tokens: NDArray[np.uint16]
    depth: NDArray[np.uint16]
    sloc: NDArray[np.uint16]
    marks: Kinds
    operands: NDArray[np.uint32]
    operand_counts: Kinds


def statement_columns(text: str) -> StatementColumns:
    """The statements of a text; never raises, and takes linear time, whatever the text is.

    Example:
        >>> view(statement_columns("if x: y = 1\\n")).start.tolist()
        [1, 1]
    """
    return columns_of(lex(text))


def columns_of(tokens: Tokens) -> StatementColumns:
    """The statements of a text of which the tokens are at hand."""
    split = _split(tokens)
    if split is None:
        return StatementColumns(*[b""] * len(COLUMN_TYPES))
    columns = {**_hashes(split), **_layout(tokens, split)}
    kept = split.kept
    columns = {name: column if kept is None else column[kept] for name, column in columns.items()}
    columns["operands"], columns["operand_counts"] = _operands(split)
    return StatementColumns(**{name: columns[name].astype(kind).tobytes() for name, kind in COLUMN_TYPES.items()})


def view(columns: StatementColumns) -> Statements:
    """The columns as numpy arrays, without a copy."""
    return Statements(*[np.frombuffer(getattr(columns, name), kind) for name, kind in COLUMN_TYPES.items()])


COLUMN_TYPES = {
    "start": "<u4",
    "end": "<u4",
    "exact": "<u8",
    "shape": "<u8",
    "names": "<u8",
    "tokens": "<u2",
    "depth": "<u2",
    "sloc": "<u2",
    "marks": "<u1",
    "operands": "<u4",
    "operand_counts": "<u1",
}
MOST_OPERANDS = 255

_MOST = 65_535
_COLON, _COMMA, _SEMICOLON, _PARENTHESIS = code(":"), code(","), code(";"), code("(")
_LAMBDA, _ASYNC, _AT, _PASS = code("lambda"), code("async"), code("@"), code("pass")


def _by_kind(*kinds: Kind) -> NDArray[np.bool_]:
    table = np.zeros(256, np.bool_)
    table[list(kinds)] = True
    return table


_LAYOUT = _by_kind(Kind.LINE, Kind.COMMENT, Kind.CONTINUATION)
_OPERAND = _by_kind(Kind.NAME, Kind.NUMBER, Kind.STRING, Kind.LONG_STRING)
_TEXTUAL = _by_kind(Kind.STRING, Kind.LONG_STRING)
_COMPOUND = _by_kind(Kind.BLOCK, Kind.DEFINITION)
_COMPUTES = _by_kind(Kind.KEYWORD, Kind.BLOCK, Kind.DEFINITION, Kind.OPERATOR)
_CALLED = _by_kind(Kind.NAME, Kind.CLOSE)
_SHAPE = np.arange(256, dtype=np.uint64)
_SHAPE[Kind.LONG_STRING] = Kind.STRING


@dataclass(frozen=True, slots=True, eq=False)
class _Split:
    """The tokens that count, and where among them each statement begins."""

    places: Lines  # of the tokens among all tokens of the text
    kinds: Kinds
    codes: Codes
    starts: Lines  # of each statement: index into the three above
    counts: Lines
    owner: Lines  # of each token: its statement
    offset: Lines  # of each token: its place in the statement
    headers: Lines  # the statements that open a block
    ends: Lines  # of each statement: how many logical lines or `;` end before it
    kept: NDArray[np.bool_] | None  # the statements that are not strings only; None: all


def _split(tokens: Tokens) -> _Split | None:
    flat = tokens.depth == 0
    ending = flat & ((tokens.kinds == Kind.LINE) | (tokens.codes == _SEMICOLON))
    places = (~(ending | _LAYOUT[tokens.kinds])).nonzero()[0]
    places = places[~_trailing_commas(tokens, places)]
    if not len(places):
        return None
    ends = ending.cumsum()[places]
    kinds, codes = tokens.kinds[places], tokens.codes[places]
    first = np.empty(len(places), np.bool_)
    first[0] = True
    np.not_equal(ends[1:], ends[:-1], out=first[1:])
    colons = _header_colons(kinds, codes, flat[places], first)
    first[colons[colons + 1 < len(first)] + 1] = True
    starts = first.nonzero()[0]
    counts = np.diff(starts, append=len(first))
    owner = first.cumsum() - 1
    offset = np.arange(len(first)) - np.repeat(starts, counts)
    kept: NDArray[np.bool_] | None = np.add.reduceat(_TEXTUAL[kinds], starts, dtype=np.int64) < counts
    if kept.all():
        kept = None
    return _Split(places, kinds, codes, starts, counts, owner, offset, owner[colons], ends[starts], kept)


def _trailing_commas(tokens: Tokens, places: Lines) -> NDArray[np.bool_]:
    """The commas right before a closing bracket; not that of a tuple of one, `(x,)`, of which it is the meaning."""
    kinds, codes = tokens.kinds[places], tokens.codes[places]
    found = codes == _COMMA
    found[:-1] &= kinds[1:] == Kind.CLOSE
    found[-1:] = False
    candidates = found.nonzero()[0]
    candidates = candidates[candidates >= 2]
    alone = candidates[codes[candidates - 2] == _PARENTHESIS]
    if len(alone):
        found[alone[(alone < 3) | ~_CALLED[kinds[alone - 3]]]] = False
    return found


def _header_colons(kinds: Kinds, codes: Codes, flat: NDArray[np.bool_], first: NDArray[np.bool_]) -> Lines:
    """The colon that ends each compound header: the first outside brackets that belongs to no lambda."""
    owner = first.cumsum() - 1
    compound = _COMPOUND[kinds[first]]
    colons = ((codes == _COLON) & flat).nonzero()[0]
    colons = colons[compound[owner[colons]]]
    lambdas = ((codes == _LAMBDA) & flat).nonzero()[0]
    lambdas = lambdas[compound[owner[lambdas]]]
    if len(lambdas):
        colons = _without_lambdas(colons, lambdas, owner)
    owners = owner[colons]
    return colons[np.diff(owners, prepend=-1) > 0]


def _without_lambdas(colons: Lines, lambdas: Lines, owner: Lines) -> Lines:
    """Each colon but those that answer a lambda of the same statement, as a closing bracket answers an opening one."""
    events = sorted([(place, True) for place in lambdas.tolist()] + [(place, False) for place in colons.tolist()])
    kept, waiting, statement = [], 0, -1
    for place, opens in events:
        if owner[place] != statement:
            statement, waiting = owner[place], 0
        if opens:
            waiting += 1
        elif waiting:
            waiting -= 1
        else:
            kept.append(place)
    return np.array(kept, np.int64)


def _hashes(split: _Split) -> dict[str, Codes]:
    """Multilinear hashes: each token's code times a fixed random odd number for its place in the statement."""
    operand = _OPERAND[split.kinds]
    factors = _factors(int(split.counts.max()))[split.offset]
    shape = np.where(operand, _SHAPE[split.kinds], split.codes)
    named = shape.copy()
    names = (split.kinds == Kind.NAME).nonzero()[0]
    named[names] += _first_uses(split, names) << np.uint64(8)
    return {
        "exact": _mixed(np.add.reduceat(split.codes * factors, split.starts)),
        "shape": _mixed(np.add.reduceat(shape * factors, split.starts)),
        "names": _mixed(np.add.reduceat(named * factors, split.starts)),
    }


def _first_uses(split: _Split, names: Lines) -> Codes:
    """For each identifier, where in its statement it stands first: what consistent renaming leaves as it is."""
    keys = split.codes[names] + split.owner[names].astype(np.uint64) * _ODD
    order = keys.argsort(kind="stable")
    keys = keys[order]
    fresh = np.ones(len(keys), np.bool_)
    np.not_equal(keys[1:], keys[:-1], out=fresh[1:])
    leaders = order[fresh.nonzero()[0]][fresh.cumsum() - 1]
    uses = np.empty(len(keys), np.uint64)
    uses[order] = split.offset[names][leaders] + 1
    return uses


_ODD = np.uint64(0x9E3779B97F4A7C15)


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


def _layout(tokens: Tokens, split: _Split) -> dict[str, NDArray[np.generic]]:
    """Lines, size, indentation and marks of each statement."""
    lasts = split.starts + split.counts - 1
    start, end = tokens.first[split.places[split.starts]], tokens.last[split.places[lasts]]
    filled = np.zeros(int(tokens.last[-1]) + 2, np.int64)
    for column in (tokens.first, tokens.last):
        filled[column[split.places]] = 1
    long = (split.kinds == Kind.LONG_STRING).nonzero()[0]
    for place in split.places[long].tolist():
        lines = tokens.texts[place].splitlines()
        filled[tokens.first[place] : tokens.first[place] + len(lines)] = [bool(line.strip()) for line in lines]
    filled[tokens.first[tokens.kinds == Kind.COMMENT]] = 1
    total = filled.cumsum()
    shared = np.zeros(len(start), np.int64)
    shared[1:] = start[1:] == end[:-1]
    return {
        "start": start,
        "end": end,
        "tokens": np.minimum(split.counts, _MOST),
        "depth": _levels(tokens, split),
        "sloc": np.minimum(total[end] - total[start - 1] - shared, _MOST),
        "marks": _marks(split),
    }


def _levels(tokens: Tokens, split: _Split) -> Lines:
    """Indentation levels. What follows a header on its own line is one deeper."""
    ending = ((tokens.depth == 0) & ((tokens.kinds == Kind.LINE) | (tokens.codes == _SEMICOLON))).nonzero()[0]
    line = tokens.kinds[ending] == Kind.LINE
    before = np.maximum.accumulate(np.where(line, np.arange(len(ending)), 0))
    lines = before[split.ends - 1]
    columns = (tokens.codes[ending[lines]] >> np.uint64(8)).astype(np.int64)
    changes = np.diff(columns, prepend=-1).nonzero()[0]
    stack, levels = [0], []
    for column in columns[changes].tolist():
        while stack and column < stack[-1]:
            stack.pop()
        if not stack or column > stack[-1]:
            stack.append(column)
        levels.append(len(stack) - 1)
    result = np.repeat(np.array(levels, np.int64), np.diff(changes, append=len(columns)))
    opened = np.zeros(len(ending), np.int64)
    opened[lines[split.headers]] = 1
    opened = opened[lines]
    opened[split.headers] = 0
    result += opened
    return np.minimum(result, _MOST)


def _marks(split: _Split) -> Kinds:
    firsts = split.kinds[split.starts]
    codes = split.codes[split.starts]
    second = np.minimum(split.starts + 1, len(split.kinds) - 1)
    definition = np.where(codes == _ASYNC, split.kinds[second], firsts) == Kind.DEFINITION
    busy = _COMPUTES[split.kinds]
    busy[1:] |= (split.codes[1:] == _PARENTHESIS) & _CALLED[split.kinds[:-1]]
    busy = np.add.reduceat(busy, split.starts, dtype=np.int64) > 0
    imports = firsts == Kind.IMPORT
    marks = np.where(imports, Mark.IMPORT, 0) | np.where(definition, Mark.DEFINITION, 0)
    marks |= np.where(codes == _AT, Mark.DECORATOR, 0)
    marks |= np.where((~busy & ~imports) | (codes == _PASS), Mark.PLAIN, 0)
    marks[split.headers] |= Mark.HEADER
    return marks.astype(np.uint8)


def _operands(split: _Split) -> tuple[NDArray[np.uint32], Lines]:
    """The first operands of each statement that is kept, and their number."""
    places = _OPERAND[split.kinds].nonzero()[0]
    owner = split.owner[places]
    if split.kept is not None:
        places = places[split.kept[owner]]
        owner = split.owner[places]
    counts = np.bincount(owner, minlength=len(split.starts))
    if len(counts) and counts.max() > MOST_OPERANDS:
        rank = np.arange(len(owner)) - np.repeat(counts.cumsum() - counts, counts)
        places = places[rank < MOST_OPERANDS]
        counts = np.minimum(counts, MOST_OPERANDS)
    values = (split.codes[places] >> np.uint64(32)).astype(np.uint32) & np.uint32(0xFFFFFFFE)
    values |= split.kinds[places] == Kind.NAME
    return values, counts if split.kept is None else counts[split.kept]
