"""Units that may be edited copies of one another: those that share enough of what they are made of, in any order.

Of each unit two kinds of features are compared: its statements as written, and a sample of its runs of tokens, names
and literals made alike, which survive renaming and edits within long statements; receivers (`self.x`), `async` and
`await` are left out of these. What two units share is counted by a join on equal features, not by comparing all pairs.

Source of the sample: U. Manber, "Finding similar files in a large file system" (1994): runs whose hash is 0 modulo k.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from auditlib.facts.codes import Kind
from auditlib.facts.tokens import KIND_MASK, short_code
from auditlib.graphs.corpus import Corpus, Places
from auditlib.graphs.units import Units

Features = NDArray[np.uint64]

Spread = Callable[[Callable[[tuple[Features, Places]], Places], Iterable[tuple[Features, Places]]], Iterable[Places]]
"""Calls a function with each of many arguments, in order: `map`, or that of an executor."""

LEAST_SHARED = 0.2
"""Least share of the larger unit's features that two units have in common to be compared token by token."""

LEAST_RATIO = 0.5625
"""Least tokens of the smaller unit for one of the larger: below it, no two are as similar as `similarity.LEAST`."""

RUN = 14
"""Tokens of a run."""

SAMPLED = 4
"""One run in so many is a feature."""

TOKENS_TOGETHER = 500_000
"""Tokens of which runs are made at a time."""

MOST_HOLDERS = 24
"""Units with one feature that are all paired; of more of them, each is paired with the next two alone."""

MOST_COMMON = 2_000
"""A feature of more units than that is everywhere, and links nothing."""


def candidate_pairs(corpus: Corpus, units: Units, spread: Spread = map) -> tuple[Places, Places]:
    """Pairs of units, the first before the second, that share enough features to be compared; most shared first.

    The join is done in parts, by the first bits of the features, so that no part needs them all; `spread` may have
    several workers do it, and changes nothing else.
    """
    if len(units) < 2:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    owner = units.owner(len(corpus))
    parts = _parts(*_features(corpus, owner))
    totals = np.sum([np.bincount(holders, minlength=len(units)) for _, holders in parts], axis=0)
    keys, shared = np.unique(np.concatenate([*spread(partial(_joined, count=len(units)), parts)]), return_counts=True)
    one, other = keys // len(units), keys % len(units)
    tokens = corpus.tokens[units.end] - corpus.tokens[units.begin]
    close = np.minimum(tokens[one], tokens[other]) >= LEAST_RATIO * np.maximum(tokens[one], tokens[other])
    share = shared / np.maximum(totals[one], totals[other])
    kept = (close & (share >= LEAST_SHARED)).nonzero()[0]
    kept = kept[(-share[kept]).argsort(kind="stable")]
    return one[kept], other[kept]


def _parts(features: Features, holders: Places) -> list[tuple[Features, Places]]:
    """The features, and the units that hold them, by the first bits of the features."""
    number = (features >> _PARTS).astype(np.uint8)
    order, edges = number.argsort(kind="stable"), np.bincount(number).cumsum()[:-1]
    split = zip(np.split(features[order], edges), np.split(holders[order], edges), strict=True)
    return [part for part in split if len(part[0])]


_PARTS = np.uint64(61)  # eight parts, by the three highest bits
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_ALIKE = np.zeros(KIND_MASK + 1, np.uint32)
_ALIKE[Kind.NAME] = 1
_ALIKE[[Kind.NUMBER, Kind.STRING, Kind.LONG_STRING]] = 2
_SELF, _CLS, _DOT, _ASYNC, _AWAIT = (np.uint32(short_code(text)) for text in ("self", "cls", ".", "async", "await"))


def _features(corpus: Corpus, owner: Places) -> tuple[Features, Places]:
    """The features of all units, each with its unit."""
    inside = (owner >= 0).nonzero()[0]
    runs, holders = _runs(corpus, owner)
    return np.concatenate([corpus.exact[inside], runs]), np.concatenate([owner[inside], holders])


def _runs(corpus: Corpus, owner: Places) -> tuple[Features, Places]:
    """A sample of the runs of tokens of units, each with its unit: one in `SAMPLED`, chosen by its content.

    Some files are dealt with at a time, which bounds the memory.
    """
    part = corpus.code[corpus.bounds] // TOKENS_TOGETHER
    edges = np.append(corpus.bounds[:-1][np.append(True, part[1:-1] != part[:-2])], len(corpus))
    found = [
        _sampled(
            corpus.codes[corpus.code[begin] : corpus.code[end]],
            np.repeat(owner[begin:end], np.diff(corpus.code[begin : end + 1])),
        )
        for begin, end in pairwise(edges.tolist())
    ]
    return np.concatenate([features for features, _ in found]), np.concatenate([holders for _, holders in found])


def _sampled(codes: NDArray[np.uint32], owners: Places) -> tuple[Features, Places]:
    receiver = (codes == _SELF) | (codes == _CLS)
    receiver[:-1] &= codes[1:] == _DOT
    left_out = receiver | (codes == _ASYNC) | (codes == _AWAIT) | (owners < 0)
    left_out[1:] |= receiver[:-1]
    alike = _ALIKE[codes & np.uint32(KIND_MASK)]
    codes = np.where(alike > 0, alike, codes)[~left_out]
    owners = owners[~left_out]
    hashes = _run_hashes(codes.astype(np.uint64), RUN)
    count = len(hashes)
    hashes ^= hashes >> np.uint64(32)
    hashes *= _FACTOR
    chosen = (hashes >> np.uint64(40)) % np.uint64(SAMPLED) == 0
    chosen &= owners[:count] == owners[RUN - 1 : RUN - 1 + count]
    return hashes[chosen], owners[:count][chosen]


def _run_hashes(codes: NDArray[np.uint64], length: int) -> Features:
    """A polynomial hash of the run of so many codes from each place on, made of those of its two halves."""
    if length == 1:
        return codes
    half = length // 2
    halves = _run_hashes(codes, half)
    hashes = halves[:-half] * _power(half) + halves[half:]
    if length % 2:
        hashes = hashes[:-1] * _FACTOR + codes[length - 1 :]
    return hashes


def _power(exponent: int) -> np.uint64:
    return np.uint64(pow(int(_FACTOR), exponent, 1 << 64))


def _joined(part: tuple[Features, Places], count: int) -> Places:
    """The pairs of units that share a feature, once for each such feature: the first · count + the second."""
    one, other = _holding_pairs(*_repeated(*part, count))
    pairs: Places = one * count + other
    return pairs


def _repeated(features: Features, holders: Places, count: int) -> tuple[Features, Places]:
    """The features of two units or more, once each of `count` units; sorted by feature, then unit.

    A feature and its unit are sorted as one number, in which some bits of the feature have no room: with 100,000 units
    fifty are left, part and all, so that among a million features hardly two are taken for the same.
    """
    bits = np.uint64(count.bit_length())
    # not by numpy's unique, which is a hash table for plain numbers, and forty times slower here
    keys = np.sort(features << bits | holders.astype(np.uint64))
    keys = keys[np.append(True, keys[1:] != keys[:-1])]
    features = keys >> bits
    again = features[1:] == features[:-1]
    kept = np.append(again, False) | np.append(False, again)
    return features[kept], (keys[kept] & ((np.uint64(1) << bits) - np.uint64(1))).astype(np.int64)


def _holding_pairs(features: Features, holders: Places) -> tuple[Places, Places]:
    """Pairs of units that have a feature in common, once for each such feature."""
    begins = np.append(True, features[1:] != features[:-1]).nonzero()[0]
    sizes = np.diff(np.append(begins, len(features)))
    size = np.repeat(sizes, sizes)
    kept = (size > 1) & (size <= MOST_COMMON)
    features, holders, size = features[kept], holders[kept], size[kept]
    ones, others = [], []
    for step in range(1, MOST_HOLDERS):
        if step > 2:
            few = size <= MOST_HOLDERS
            features, holders, size = features[few], holders[few], size[few]
        same = (features[step:] == features[:-step]).nonzero()[0]
        if not len(same):
            break
        ones.append(holders[same])
        others.append(holders[same + step])
    empty = np.zeros(0, np.int64)
    return np.concatenate([empty, *ones]), np.concatenate([empty, *others])
