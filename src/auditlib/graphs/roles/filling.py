"""Whether a file can have a function that fills what it has looked into, told from its codes: most have none.

Spelling a file costs far more than this, and `check_then_fill` needs it spelled. What is said to be none has none; what
is said to be possible may still have none.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from auditlib.facts.tokens import Statements, short_code, view
from auditlib.model import PythonFacts


def may_fill(facts: PythonFacts) -> bool:
    """Some name is looked into, and filled at the beginning of a statement, both as an attribute or both as a global.

    Example:
        >>> from auditlib.facts.source import read_python
        >>> may_fill(read_python(b"KNOWN = {}\\ndef f(x):\\n if x in KNOWN: return\\n KNOWN[x] = made(x)"))
        True
        >>> may_fill(read_python(b"def f(x):\\n found = {}\\n if x in found: return\\n found[x] = made(x)"))
        False
    """
    columns = view(facts.statements)
    if not len(columns.codes):
        return False
    codes = np.concatenate((columns.codes, np.zeros(_PADDING, np.uint32)))
    own, plain = _filled(columns, codes)
    if not len(own) and not len(plain):
        return False
    looked_own, looked_plain = _looked(codes)
    return bool(np.isin(own, looked_own).any() or np.isin(plain, looked_plain).any())


def _among(codes: Names, wanted: Names) -> NDArray[np.bool_]:
    """`np.isin`, which takes longer for so few."""
    found: NDArray[np.bool_] = codes == wanted[0]
    for one in wanted[1:]:
        found |= codes == one
    return found


_PADDING = 8
Names = NDArray[np.uint32]


def _codes(*texts: str) -> Names:
    return np.array([short_code(text) for text in texts], np.uint32)


_SELF, _CONSTANT = _codes("self", "cls"), _codes("None", "True", "False")
_DOT, _EQUALS, _BRACKET, _COLON, _IN, _IS, _RETURN, _GET = _codes(".", "=", "[", ":", "in", "is", "return", "get")
_NOT_OR_IF, _AFTER_IN = _codes("not", "if"), _codes(":", "and", "or", ")")
_ADDING = _codes("setdefault", "append", "extend", "update", "add")


def _filled(columns: Statements, codes: Names) -> tuple[Names, Names]:
    """The attributes of self, and the globals set inside functions, that statements fill with more than a constant."""
    begins = columns.code_counts.cumsum(dtype=np.int64) - columns.code_counts.astype(np.int64)
    first, second, third = (codes[begins + place] for place in range(3))
    attribute = _among(first, _SELF) & (second == _DOT)
    own = third[attribute & _fills(codes, begins + 3)]
    top = first[(columns.depth == 0) & ((second == _EQUALS) | (second == _COLON))]
    plain = first[(columns.depth > 0) & _fills(codes, begins + 1)]
    return own, plain[np.isin(plain, top)]


def _fills(codes: Names, places: NDArray[np.int64]) -> NDArray[np.bool_]:
    sign, after = codes[places], codes[places + 1]
    given = (sign == _EQUALS) & ~_among(after, _CONSTANT)
    found: NDArray[np.bool_] = given | (sign == _BRACKET) | ((sign == _DOT) & _among(after, _ADDING))
    return found


def _looked(codes: Names) -> tuple[Names, Names]:
    """The names after which a look may have been taken: attributes of self, and others."""
    end = len(codes) - 3
    name, after, later, last = codes[3:end], codes[4 : end + 1], codes[5 : end + 2], codes[2 : end - 1]
    attribute = (last == _DOT) & _among(codes[1 : end - 2], _SELF)
    before = np.where(attribute, codes[: end - 3], last)
    looked = (after == _IS) | ((after == _DOT) & (later == _GET))
    looked |= (before == _IN) & _among(after, _AFTER_IN)
    looked |= _among(before, _NOT_OR_IF) & (after == _COLON)
    looked |= (before == _RETURN) & (after == _BRACKET)
    return name[looked & attribute], name[looked & (last != _DOT)]
