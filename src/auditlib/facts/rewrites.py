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
    places = string[:-1] & ((parts.codes[1:] == _DOT) | (parts.codes[1:] == _PERCENT))
    for place in (places.nonzero()[0] + 1).tolist():
        statement = parts.owner[place]
        stop = int(parts.starts[statement] + parts.counts[statement])
        end = _filled(parts, depth, place, stop)
        if end > place and place - 1 >= parts.starts[statement]:
            change[place] += 1
            change[end] -= 1


def _filled(parts: Split, depth: Lines, place: int, stop: int) -> int:
    """Where a filling that begins at `place` ends; `place` itself where none begins there."""
    argument = place + 1
    if parts.codes[place] == _DOT:
        if argument >= stop or parts.codes[argument] != _FORMAT:
            return place
        argument += 1
        if argument >= stop or parts.kinds[argument] != Kind.OPEN:
            return place
    if argument >= stop or place + 1 >= stop:
        return place
    if parts.kinds[argument] == Kind.OPEN:
        return _closing(parts.kinds, depth, argument, stop)
    end = argument
    while end + 2 < stop and parts.codes[end + 1] == _DOT:
        end += 2
    return end + 1


def _closing(kinds: Kinds, depth: Lines, opening: int, stop: int) -> int:
    """The place after the bracket that closes the one at `opening`."""
    closing = ((kinds[opening:stop] == Kind.CLOSE) & (depth[opening:stop] == depth[opening])).nonzero()[0]
    return opening + int(closing[0]) + 1 if len(closing) else stop
