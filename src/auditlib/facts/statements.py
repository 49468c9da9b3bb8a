"""Where the logical statements of texts begin and end, and what each is: one pass in numpy over their tokens.

No statement crosses from one text to the next, as each begins with a line end outside brackets.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntFlag

import numpy as np
from numpy.typing import NDArray

from auditlib.facts.codes import Kind
from auditlib.facts.lexer import Codes, Kinds, Lines, Tokens, code


class Mark(IntFlag):
    """What a statement is, as far as clone detection asks."""

    IMPORT = 1
    HEADER = 2  # opens a block
    DEFINITION = 4  # the header of a function or class
    DECORATOR = 8
    PLAIN = (
        16  # computes nothing: `x = y`, `self.x = x`, `SIZES = {"a": 1}`, `name: str`, `pass`, `A = Rule(id=1, why="")`
    )


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """The tokens that count (no layout, no comment, no comma before a closing bracket), cut into statements."""

    places: Lines  # of these tokens among all tokens
    kinds: Kinds
    codes: Codes
    starts: Lines  # of each statement: index into the three above
    counts: Lines
    owner: Lines  # of each token: its statement
    offset: Lines  # of each token: its place in its statement
    headers: Lines  # the statements that open a block
    ending: Lines  # places of the logical line ends and semicolons, in order
    ended: Lines  # of each statement: how many of these stand before it
    flags: Kinds  # of each statement: what occurs in it, see COMPUTES and WORDED


COMPUTES, WORDED = 1, 2


def split(tokens: Tokens) -> Split | None:
    """The statements of the texts; None where there are none."""
    ending = (tokens.kinds == Kind.LINE) | (tokens.codes == _SEMICOLON)
    ending &= tokens.depth == 0
    counted = _COUNTED[tokens.kinds]
    counted[ending] = False
    places = counted.nonzero()[0]
    if not len(places):
        return None
    line = ending.cumsum()
    places = _without_trailing_commas(places, tokens.kinds[places], tokens.codes[places], line[places])
    kinds, codes, ended = tokens.kinds[places], tokens.codes[places], line[places]
    size = len(places)
    first = np.ones(size + 1, np.bool_)
    np.not_equal(ended[1:], ended[:-1], out=first[1:-1])
    colons = _header_colons(tokens, places, kinds, codes, ended)
    first[colons + 1] = True
    bounds = first.nonzero()[0]
    starts, counts = bounds[:-1], bounds[1:] - bounds[:-1]
    owner = np.repeat(_RANGE[: len(starts)] if len(starts) <= len(_RANGE) else np.arange(len(starts)), counts)
    offset = np.arange(size) - starts[owner]
    flags = _flags(kinds, codes, starts)
    headers = owner[colons]
    return Split(
        places, kinds, codes, starts, counts, owner, offset, headers, ending.nonzero()[0], ended[starts], flags
    )


def levels(tokens: Tokens, parts: Split) -> Lines:
    """Indentation level of each statement. What follows a header on its own line is one deeper."""
    ending = parts.ending
    before = np.arange(len(ending))
    semicolons = (tokens.kinds[ending] != Kind.LINE).nonzero()[0]
    if len(semicolons):
        before[semicolons] = 0
        before = np.maximum.accumulate(before)
    lines = before[parts.ended - 1]
    columns = tokens.codes[ending[lines]] >> _BYTE
    begins = np.zeros(len(columns) + 1, np.bool_)  # the statements with which a text begins
    begins[parts.places[parts.starts].searchsorted(tokens.bounds)] = True
    changed = begins.copy()
    changed[1:-1] |= columns[1:] != columns[:-1]
    changes = changed.nonzero()[0]
    found = np.array(_stacked(columns[changes[:-1]].tolist(), begins[changes[:-1]].tolist()))
    result = np.repeat(found, changes[1:] - changes[:-1])
    opened = np.zeros(len(ending), np.int64)
    opened[lines[parts.headers]] = 1
    inline = opened[lines]
    inline[parts.headers] = 0
    return result + inline


def marks(parts: Split, depth: Lines) -> Kinds:
    """The `Mark` of each statement, given its indentation level."""
    kinds, codes = parts.kinds[parts.starts], parts.codes[parts.starts]
    found = _MARK_OF_FIRST[kinds]
    found[codes == _AT] = Mark.DECORATOR
    found[parts.flags & COMPUTES == 0] |= _PLAIN
    found[codes == _PASS] = Mark.PLAIN
    found[_instances(parts) & (depth == 0)] |= _PLAIN
    found[parts.headers] |= _HEADER
    coroutines = ((codes == _ASYNC) & (parts.counts > 1)).nonzero()[0]
    if len(coroutines):
        second = parts.starts[coroutines] + 1
        found[coroutines[parts.kinds[second] == Kind.DEFINITION]] |= _DEFINITION
    return found


def _instances(parts: Split) -> NDArray[np.bool_]:
    """Statements such as `RULE = Rule(id="AL101", name="clone-class")`: one call, with two keywords or more, named."""
    found = np.zeros(len(parts.starts), np.bool_)
    equals = np.add.reduceat(parts.codes == _EQUAL, parts.starts, dtype=np.int64)
    calls = np.add.reduceat(parts.codes == _PARENTHESIS, parts.starts, dtype=np.int64)
    likely = ((equals > 2) & (calls == 1)).nonzero()[0]
    starts = parts.starts[likely]
    found[likely] = (parts.codes[starts + 1] == _EQUAL) & (parts.codes[starts + 3] == _PARENTHESIS)
    return found


_EQUAL = code("=")
_COLON, _COMMA, _SEMICOLON, _PARENTHESIS = code(":"), code(","), code(";"), code("(")
_LAMBDA, _ASYNC, _AT, _PASS = code("lambda"), code("async"), code("@"), code("pass")
_BYTE = np.uint64(8)
_RANGE = np.arange(10_000)
_PLAIN, _HEADER, _DEFINITION = np.uint8(Mark.PLAIN), np.uint8(Mark.HEADER), np.uint8(Mark.DEFINITION)


def _table(values: dict[Kind, int], default: int = 0) -> Kinds:
    table = np.full(256, default, np.uint8)
    table[list(values)] = list(values.values())
    return table


_COUNTED = _table(dict.fromkeys((Kind.LINE, Kind.COMMENT, Kind.CONTINUATION), 0), default=1).astype(np.bool_)
_COMPOUND = _table(dict.fromkeys((Kind.BLOCK, Kind.DEFINITION), 1)).astype(np.bool_)
_CALLED = _table(dict.fromkeys((Kind.NAME, Kind.CLOSE), 1)).astype(np.bool_)
_MARK_OF_FIRST = _table({Kind.IMPORT: Mark.IMPORT, Kind.DEFINITION: Mark.DEFINITION})
_FLAGS = _table(
    {
        **dict.fromkeys((Kind.STRING, Kind.LONG_STRING), 0),
        **dict.fromkeys((Kind.KEYWORD, Kind.BLOCK, Kind.DEFINITION, Kind.IMPORT, Kind.OPERATOR), COMPUTES | WORDED),
    },
    default=WORDED,
)


def _without_trailing_commas(places: Lines, kinds: Kinds, codes: Codes, line: Lines) -> Lines:
    """Leave out the comma before a closing bracket; not that of a tuple of one, `(x,)`, of which it is the meaning."""
    commas = ((codes[:-1] == _COMMA) & (kinds[1:] == Kind.CLOSE)).nonzero()[0]
    commas = commas[line[commas] == line[commas + 1]]
    if not len(commas):
        return places
    here = line[commas]
    before, opening = np.maximum(commas - 3, 0), np.maximum(commas - 2, 0)
    called = (commas >= 3) & (line[before] == here) & _CALLED[kinds[before]]
    alone = (commas >= 2) & (line[opening] == here) & (codes[opening] == _PARENTHESIS) & ~called
    return np.delete(places, commas[~alone])


def _header_colons(tokens: Tokens, places: Lines, kinds: Kinds, codes: Codes, ended: Lines) -> Lines:
    """The colon that ends each compound header: the first outside brackets that belongs to no lambda."""
    colons = (codes == _COLON).nonzero()[0]
    colons = colons[tokens.depth[places[colons]] == 0]
    lines = ended[colons]
    compound = _COMPOUND[kinds[ended.searchsorted(lines)]]
    colons, lines = colons[compound], lines[compound]
    lambdas = (codes == _LAMBDA).nonzero()[0]
    if len(lambdas):
        lambdas = lambdas[tokens.depth[places[lambdas]] == 0]
        colons = _without_lambdas(colons, lambdas, ended)
        lines = ended[colons]
    fresh = np.ones(len(colons), np.bool_)
    np.not_equal(lines[1:], lines[:-1], out=fresh[1:])
    found: Lines = colons[fresh]
    return found


def _without_lambdas(colons: Lines, lambdas: Lines, ended: Lines) -> Lines:
    """Each colon but those that answer a lambda of the same statement, as a closing bracket answers an opening one."""
    events = sorted([(place, True) for place in lambdas.tolist()] + [(place, False) for place in colons.tolist()])
    kept, waiting, line = [], 0, -1
    for place, opens in events:
        if ended[place] != line:
            line, waiting = ended[place], 0
        if opens:
            waiting += 1
        elif waiting:
            waiting -= 1
        else:
            kept.append(place)
    return np.array(kept, np.int64)


def _flags(kinds: Kinds, codes: Codes, starts: Lines) -> Kinds:
    flags = _FLAGS[kinds]
    calls = (codes[1:] == _PARENTHESIS) & _CALLED[kinds[:-1]]
    calls[starts[1:] - 1] = False
    flags[1:] |= calls
    found: Kinds = np.bitwise_or.reduceat(flags, starts)
    return found


def _stacked(columns: list[int], begins: list[bool]) -> list[int]:
    """Levels of a sequence of indentations; `begins`: with which ones another text begins."""
    stack: list[int] = []
    found = []
    for column, begin in zip(columns, begins, strict=True):
        if begin:
            stack.clear()
        while stack and column < stack[-1]:
            stack.pop()
        if not stack or column > stack[-1]:
            stack.append(column)
        found.append(len(stack) - 1)
    return found
