"""Maximal repeats of a sequence of statements: every run that occurs twice or more and can grow to neither side.

They are the inner nodes of its suffix tree, found by a suffix array in numpy: n log n time and linear memory, however
often a run occurs. A run of L statements is L shapes and the L - 1 changes of indentation between them: what stands
before and after it does not matter.

Source: U. Manber, G. Myers, "Suffix arrays: a new method for on-line string searches" (1993), by prefix doubling as in
N. J. Larsson, K. Sadakane, "Faster suffix sorting" (2007).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Repeats:
    """Repeat i occurs at `places[left[i] : right[i]]` and is `length[i]` statements long; longest first."""

    places: Places
    left: Places
    right: Places
    length: Places


def maximal_repeats(shape: NDArray[np.uint64], depth: Places, bounds: Places, shortest: int) -> Repeats:
    """Every maximal repeat of at least `shortest` statements that lies within files; `bounds` are where these begin."""
    step = np.full(len(shape), _END, np.int64)
    step[:-1] = depth[1:] - depth[:-1]
    step[bounds[1:][bounds[1:] > 0] - 1] = _END
    kept = _repeated(shape, step, bounds, shortest)
    if not len(kept):
        return Repeats(kept, kept, kept, kept)
    step = step[kept]
    step[:-1][kept[1:] != kept[:-1] + 1] = _END
    step[-1] = _END
    shapes, symbols = _symbols(shape[kept], step)
    order, common = _suffixes(symbols, shapes)
    before = np.where(np.append(True, step[:-1] == _END), -1 - np.arange(len(kept)), np.append(0, symbols[:-1]))[order]
    left, right, length = _intervals(common, shortest)
    changes = np.append(0, (before[1:] != before[:-1]).cumsum())
    found = (changes[right - 1] > changes[left]).nonzero()[0]
    found = found[np.lexsort((left[found], -length[found]))]
    return Repeats(kept[order], left[found], right[found], length[found])


_END = 1 << 20  # more than any change of indentation
_FACTOR = np.uint64(0x9E3779B97F4A7C15)


def _repeated(shape: NDArray[np.uint64], step: Places, bounds: Places, shortest: int) -> Places:
    """The places of all statements that lie in a run of `shortest` that occurs twice; most code is gone after this."""
    count = len(shape) - shortest + 1
    if count <= 0:
        return np.zeros(0, np.int64)
    windows = np.zeros(count, np.uint64)
    for place in range(shortest):
        windows = windows * _FACTOR + shape[place : place + count]
        if place < shortest - 1:
            windows = windows * _FACTOR + step[place : place + count].astype(np.uint64)
        windows ^= windows >> np.uint64(29)
    files = bounds.searchsorted(np.arange(len(shape)), side="right")
    whole = (files[:count] == files[shortest - 1 :]).nonzero()[0]
    if len(whole) < 2:
        return np.zeros(0, np.int64)
    windows = windows[whole]
    order = windows.argsort()
    same = windows[order[1:]] == windows[order[:-1]]
    begins = whole[order[np.append(same, False) | np.append(False, same)]]
    cover = np.zeros(len(shape) + 1, np.int64)
    cover[begins] = 1
    cover[shortest:] -= cover[:-shortest].copy()
    return cover[:-1].cumsum().nonzero()[0]


def _symbols(shape: NDArray[np.uint64], step: Places) -> tuple[Places, Places]:
    """Ranks of the shapes, and of each shape with the step after it, such that their order begins with the shape's."""
    shapes = np.unique(shape, return_inverse=True)[1].astype(np.int64)
    ends = step == _END
    after = step + (_END >> 1)
    after[ends] = _END + np.arange(int(ends.sum()))
    return shapes, np.unique(shapes << 32 | after, return_inverse=True)[1].astype(np.int64)


def _suffixes(symbols: Places, shapes: Places) -> tuple[Places, Places]:
    """The places in the order of the suffixes that begin there, and how many statements neighbours have in common."""
    levels = _levels(symbols)
    order = levels[-1].argsort()
    one, other = order[:-1], order[1:]
    common = np.zeros(len(one), np.int64)
    for level in range(len(levels) - 1, -1, -1):
        ranks = levels[level]
        common += (ranks[one + common] == ranks[other + common]).astype(np.int64) << level
    common += shapes[one + common] == shapes[other + common]
    return order, common


def _levels(symbols: Places) -> list[Places]:
    """Level k ranks each place by the 2^k symbols from it on; the last level has no ties, as every end is unique."""
    ranks = np.sort(symbols).searchsorted(symbols)
    levels = [ranks]
    size = len(ranks)
    open_places = (np.bincount(ranks, minlength=size)[ranks] > 1).nonzero()[0]
    while len(open_places):
        ahead = np.minimum(open_places + (1 << (len(levels) - 1)), size - 1)
        keys = ranks[open_places] * size + ranks[ahead]
        order = keys.argsort()
        places, keys = open_places[order], keys[order]
        here = np.arange(len(keys))
        groups = keys // size
        group = np.maximum.accumulate(np.where(np.append(True, groups[1:] != groups[:-1]), here, 0))
        equal = np.maximum.accumulate(np.where(np.append(True, keys[1:] != keys[:-1]), here, 0))
        ranks = ranks.copy()
        ranks[places] = groups + equal - group
        levels.append(ranks)
        alone = np.append(equal[1:] == here[1:], True) & (equal == here)
        open_places = places[~alone]
    return levels


def _intervals(common: Places, shortest: int) -> tuple[Places, Places, Places]:
    """Every range of suffixes that have more in common than those around them: its left, right (exclusive), length."""
    found: list[tuple[int, int, int]] = []
    stack: list[tuple[int, int]] = []  # left end and length, lengths rising
    places = (common >= shortest).nonzero()[0]
    previous = -2
    for place, length in zip(places.tolist(), common[places].tolist(), strict=True):
        if place != previous + 1:
            found.extend((left, previous + 2, held) for left, held in stack)
            stack.clear()
        left = place
        while stack and stack[-1][1] > length:
            left, held = stack.pop()
            found.append((left, place + 1, held))
        if not stack or stack[-1][1] < length:
            stack.append((left, length))
        previous = place
    found.extend((left, previous + 2, held) for left, held in stack)
    columns = np.array(found, np.int64).reshape(-1, 3)
    return columns[:, 0], columns[:, 1], columns[:, 2]
