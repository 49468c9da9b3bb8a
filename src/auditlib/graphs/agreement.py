"""Which runs of the same shape are copies: those whose names agree, or are renamed consistently.

Runs of one shape have the same keywords, operators, calls and indentation, and differ in identifiers and literals only.
That alone makes no clone. Two runs are linked if one of these holds:

- they are equal to the token;
- at least half of their identifiers are the same, place by place (`self` and `cls` shared by both do not count);
- those that differ are renamed consistently, each old name to one new and each new from one old, and at least a third
  of all identifiers prove it: they are the same, or repeat a rename met before. Names that stand but once can be
  renamed to anything and prove nothing.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from auditlib.facts.codes import Kind
from auditlib.facts.tokens import KIND_MASK, short_code

Rows = NDArray[np.uint32]
Places = NDArray[np.int64]


def families(rows: Rows) -> list[Places]:
    """The indexes of rows (all different, in a fixed order) that are linked, directly or through others.

    At most `MOST_SEARCHED` rows of a family are compared with the rest: in a larger one, some links can be missed.
    """
    names = rows[:, is_name(rows[0])]
    waiting = np.arange(len(rows))
    found = []
    while len(waiting):
        family = queue = waiting[:1]
        waiting = waiting[1:]
        searched = 0
        while len(queue) and len(waiting) and searched < MOST_SEARCHED:
            linked = _linked(names[queue[0]], names[waiting])
            family = np.concatenate([family, waiting[linked]])
            queue = np.concatenate([queue[1:], waiting[linked]])
            waiting = waiting[~linked]
            searched += 1
        found.append(family)
    return found


def balance(one: Rows, other: Rows) -> Places:
    """For each token of two rows: 1 where an identifier is the same, -1 where not, 0 for what does not count."""
    same = one == other
    counted = is_name(one) & ~(same & _receivers(one))
    return np.where(counted, np.where(same, 1, -1), 0)


def least_similarity(rows: Rows, tokens: int) -> float:
    """The least share of equal tokens of any two rows: 1 - (tokens that differ / tokens).

    With more than `MOST_SEARCHED` rows, of any pair that holds one of the first so many.
    """
    worst = 0
    for place in range(min(len(rows), MOST_SEARCHED)):
        worst = max(worst, int((rows != rows[place]).sum(axis=1).max()))
    return round(1 - worst / tokens, 4)


def is_name(codes: Rows) -> NDArray[np.bool_]:
    """Which short codes are those of identifiers."""
    found: NDArray[np.bool_] = codes & np.uint32(KIND_MASK) == Kind.NAME
    return found


MOST_SEARCHED = 64

_EVIDENCE = 3
_ABOVE = np.uint32(0xFFFFFFFF)
_SELF, _CLS = (np.uint32(short_code(name)) for name in ("self", "cls"))


def _receivers(names: Rows) -> NDArray[np.bool_]:
    receivers: NDArray[np.bool_] = (names == _SELF) | (names == _CLS)
    return receivers


def _linked(seed: Rows, others: Rows) -> NDArray[np.bool_]:
    """Which of the other rows of names are copies of the seed."""
    differ = others != seed
    different = differ.sum(axis=1)
    agreeing = (~differ & ~_receivers(seed)).sum(axis=1)
    linked: NDArray[np.bool_] = agreeing >= different
    doubtful = (~linked).nonzero()[0]
    if len(doubtful):
        renames = _renames(seed, np.where(differ[doubtful], others[doubtful], 0))
        proven = agreeing[doubtful] + different[doubtful] - renames
        linked[doubtful] = (renames > 0) & (proven * _EVIDENCE >= agreeing[doubtful] + different[doubtful])
    return linked


def _renames(seed: Rows, changed: Rows) -> Places:
    """How many names of the seed each row changes (0 where it keeps one); 0 for a row that is not consistent in it."""
    order = seed.argsort(kind="stable")
    changed = changed[:, order]
    groups = np.append(0, (seed[order[1:]] != seed[order[:-1]]).nonzero()[0] + 1)
    highest = np.maximum.reduceat(changed, groups, axis=1)
    lowest = np.minimum.reduceat(np.where(changed > 0, changed, _ABOVE), groups, axis=1)
    renamed = (highest > 0).sum(axis=1)
    images = np.sort(changed, axis=1)
    different = (images[:, 1:] != images[:, :-1]).sum(axis=1) + (images[:, 0] > 0)
    consistent = ((highest == lowest) | (highest == 0)).all(axis=1) & (different == renamed)
    renames: Places = np.where(consistent, renamed, 0)
    return renames
