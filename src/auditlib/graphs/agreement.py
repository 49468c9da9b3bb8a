"""Which runs of the same shape are copies: those whose names agree, or are renamed consistently.

Runs of one shape have the same keywords, operators, calls and indentation, and differ in identifiers and literals only.
That alone makes no clone. Two runs are linked if one of these holds:

- they are equal to the token;
- at least half of their identifiers are the same, place by place (`self` and `cls` shared by both do not count);
- one becomes the other by renaming each identifier the same way everywhere, and at least a quarter of the renamed
  places repeat a name that was renamed before: names used only once can be renamed to anything and prove nothing.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from auditlib.facts.lexer import code

Rows = NDArray[np.uint32]
Places = NDArray[np.int64]


def families(rows: Rows) -> list[Places]:
    """The indexes of rows (all different, in a fixed order) that are linked, directly or through others.

    At most `MOST_SEARCHED` rows of a family are compared with the rest: in a larger one, some links can be missed.
    """
    names = rows[:, rows[0] & _NAME == _NAME]
    patterns = first_uses(names)
    waiting = np.arange(len(rows))
    found = []
    while len(waiting):
        family = queue = waiting[:1]
        waiting = waiting[1:]
        searched = 0
        while len(queue) and len(waiting) and searched < MOST_SEARCHED:
            linked = _linked(names, patterns, queue[0], waiting)
            family = np.concatenate([family, waiting[linked]])
            queue = np.concatenate([queue[1:], waiting[linked]])
            waiting = waiting[~linked]
            searched += 1
        found.append(family)
    return found


def first_uses(names: Rows) -> Places:
    """For each place of each row, the first place in it of the same name: what consistent renaming leaves as it is.

    Example:
        >>> first_uses(np.array([[7, 8, 7, 8], [5, 6, 5, 5]])).tolist()
        [[0, 1, 0, 1], [0, 1, 0, 0]]
    """
    order = names.argsort(axis=1, kind="stable")
    ordered = np.take_along_axis(names, order, axis=1)
    fresh = np.ones(names.shape, np.bool_)
    np.not_equal(ordered[:, 1:], ordered[:, :-1], out=fresh[:, 1:])
    leader = np.maximum.accumulate(np.where(fresh, np.arange(names.shape[1]), 0), axis=1)
    uses = np.empty(names.shape, np.int64)
    np.put_along_axis(uses, order, np.take_along_axis(order, leader, axis=1), axis=1)
    return uses


def balance(one: Rows, other: Rows) -> Places:
    """For each operand of two rows: 1 where an identifier is the same, -1 where not, 0 for what does not count."""
    same = one == other
    counted = (one & _NAME == _NAME) & ~(same & _receivers(one))
    return np.where(counted, np.where(same, 1, -1), 0)


def least_similarity(rows: Rows, tokens: int) -> float:
    """The least share of equal tokens of any two rows: 1 - (operands that differ / tokens).

    With more than `MOST_SEARCHED` rows, of any pair that holds one of the first so many.
    """
    worst = 0
    for place in range(min(len(rows), MOST_SEARCHED)):
        worst = max(worst, int((rows != rows[place]).sum(axis=1).max()))
    return round(1 - worst / tokens, 4)


MOST_SEARCHED = 64

_NAME = np.uint32(1)
_RENAMED_EVIDENCE = 4
_SELF, _CLS = (np.uint32(code(name) >> 32 | 1) for name in ("self", "cls"))


def _receivers(names: Rows) -> NDArray[np.bool_]:
    receivers: NDArray[np.bool_] = (names == _SELF) | (names == _CLS)
    return receivers


def _linked(names: Rows, patterns: Places, seed: int, others: Places) -> NDArray[np.bool_]:
    """Which of the other rows are copies of the seed."""
    mine, theirs = names[seed], names[others]
    differ = theirs != mine
    different = differ.sum(axis=1)
    shared_receivers = (~differ & _receivers(mine)).sum(axis=1)
    agreeing = names.shape[1] - different - shared_receivers >= different
    consistent = (patterns[others] == patterns[seed]).all(axis=1)
    first = patterns[seed] == np.arange(names.shape[1])
    repeated = different - (differ & first).sum(axis=1)
    linked: NDArray[np.bool_] = agreeing | (consistent & (repeated * _RENAMED_EVIDENCE >= different))
    return linked
