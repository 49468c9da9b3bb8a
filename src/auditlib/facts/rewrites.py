"""Which tokens of a statement remain when those that common rewrites add or take away are left out.

Two statements with the same remaining tokens, names and literals aside, are likely versions of one another. Left out:
`async` and `await`; `self.` and `cls.`; all of a definition's header but its keyword; the annotation of an assignment;
and what fills a string, `.format(…)` or `% …`, so that it equals the f-string that says the same.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from auditlib.facts.codes import Kind
from auditlib.facts.lexer import Kinds, Lines, Tokens, code
from auditlib.facts.statements import Split

Flags = NDArray[np.bool_]


def remaining(tokens: Tokens, parts: Split) -> Flags:
    """For each token of the statements whether it remains; each statement keeps one at least."""
    left_out = (parts.codes == _ASYNC) | (parts.codes == _AWAIT)
    receiver = (parts.codes[:-1] == _SELF) | (parts.codes[:-1] == _CLS)
    receiver &= parts.codes[1:] == _DOT
    left_out[:-1] |= receiver
    left_out[1:] |= receiver
    depth = tokens.depth[parts.places]
    change = np.zeros(len(left_out) + 1, np.int64)
    _leave_out_annotations(parts, depth, change)
    _leave_out_fillings(parts, depth, change)
    left_out |= change[:-1].cumsum() > 0
    keyword = parts.starts + ((parts.codes[parts.starts] == _ASYNC) & (parts.counts > 1))
    header = parts.kinds[keyword] == Kind.DEFINITION
    left_out |= np.repeat(header, parts.counts)
    left_out[keyword[header]] = False
    left_out[parts.starts[np.logical_and.reduceat(left_out, parts.starts)]] = False
    found: Flags = ~left_out
    return found


_ASYNC, _AWAIT, _SELF, _CLS, _DOT = (code(text) for text in ("async", "await", "self", "cls", "."))
_COLON, _EQUAL, _LAMBDA, _FORMAT, _PERCENT = (code(text) for text in (":", "=", "lambda", "format", "%"))


def _leave_out_annotations(parts: Split, depth: Lines, change: Lines) -> None:
    """The colon outside brackets in a statement that opens no block, up to its `=` or its end."""
    header = np.zeros(len(parts.starts), np.bool_)
    header[parts.headers] = True
    colons = ((parts.codes == _COLON) & (depth == 0)).nonzero()[0]
    colons = colons[~header[parts.owner[colons]] & (parts.kinds[parts.starts[parts.owner[colons]]] == Kind.NAME)]
    if not len(colons):
        return
    lambdas = np.append((parts.codes == _LAMBDA).nonzero()[0], len(parts.codes))
    begins = parts.starts[parts.owner[colons]]
    colons = colons[lambdas[lambdas.searchsorted(begins)] > colons]
    equals = np.append(((parts.codes == _EQUAL) & (depth == 0)).nonzero()[0], len(parts.codes))
    owner = parts.owner[colons]
    ends = np.minimum(equals[equals.searchsorted(colons)], parts.starts[owner] + parts.counts[owner])
    np.add.at(change, colons, 1)
    np.add.at(change, ends, -1)


def _leave_out_fillings(parts: Split, depth: Lines, change: Lines) -> None:
    """`.format(…)` after a string, and `%` after one with the group, or the name, behind it."""
    string = (parts.kinds == Kind.STRING) | (parts.kinds == Kind.LONG_STRING)
    same = parts.owner[1:] == parts.owner[:-1]
    formats = (string[:-3] & same[:-2] & same[1:-1] & same[2:]).nonzero()[0] + 1
    formats = formats[(parts.codes[formats] == _DOT) & (parts.codes[formats + 1] == _FORMAT)]
    formats = formats[parts.kinds[formats + 2] == Kind.OPEN]
    percents = (string[:-2] & same[:-1] & same[1:]).nonzero()[0] + 1
    percents = percents[parts.codes[percents] == _PERCENT]
    for place, argument in [*zip(formats, formats + 2, strict=True), *zip(percents, percents + 1, strict=True)]:
        statement = parts.owner[place]
        stop = int(parts.starts[statement] + parts.counts[statement])
        group = parts.kinds[argument] == Kind.OPEN
        end = _closing(parts.kinds, depth, argument, stop) if group else _name_end(parts, argument, stop)
        change[place] += 1
        change[end] -= 1


def _name_end(parts: Split, place: int, stop: int) -> int:
    """The place after the dotted name that begins at one."""
    while place + 2 < stop and parts.codes[place + 1] == _DOT:
        place += 2
    return place + 1


def _closing(kinds: Kinds, depth: Lines, opening: int, stop: int) -> int:
    """The place after the bracket that closes the one at `opening`."""
    closing = ((kinds[opening:stop] == Kind.CLOSE) & (depth[opening:stop] == depth[opening])).nonzero()[0]
    return opening + int(closing[0]) + 1 if len(closing) else stop
