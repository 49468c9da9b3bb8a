"""Units that may be edited copies of one another: those that share enough statements, in whatever order.

Of each unit two kinds of features are compared: its statements as written, and neighbouring statements as `kernel`s,
which survive renaming. What two units share is counted by a join on equal features, not by comparing all pairs.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from auditlib.graphs.corpus import Corpus, Places
from auditlib.graphs.units import Units

Features = NDArray[np.uint64]

LEAST_SHARED = 0.2
"""Least share of the larger unit's features that two units have in common to be compared token by token."""

LEAST_RATIO = 0.5625
"""Least tokens of the smaller unit for one of the larger: below it, no two are as similar as `similarity.LEAST`."""

MOST_HOLDERS = 24
"""Units with one feature that are all paired; of more of them, each is paired with the next two alone."""

MOST_COMMON = 2_000
"""A feature of more units than that is everywhere, and links nothing."""


def candidate_pairs(corpus: Corpus, units: Units) -> tuple[Places, Places]:
    """Pairs of units, the first before the second, that share enough features to be compared; most shared first."""
    if len(units) < 2:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    owner = units.owner(len(corpus))
    features, holders = _features(corpus, owner)
    totals = 2 * np.bincount(owner[owner >= 0], minlength=len(units)) - 1
    one, other = _holding_pairs(features, holders)
    keys, shared = np.unique(one * len(units) + other, return_counts=True)
    one, other = keys // len(units), keys % len(units)
    tokens = corpus.tokens[units.end] - corpus.tokens[units.begin]
    close = np.minimum(tokens[one], tokens[other]) >= LEAST_RATIO * np.maximum(tokens[one], tokens[other])
    share = shared / np.maximum(totals[one], totals[other])
    kept = (close & (share >= LEAST_SHARED)).nonzero()[0]
    kept = kept[(-share[kept]).argsort(kind="stable")]
    return one[kept], other[kept]


_FACTOR = np.uint64(0x9E3779B97F4A7C15)


def _features(corpus: Corpus, owner: Places) -> tuple[Features, Places]:
    """Each feature of two units or more, once a unit, with its unit; sorted by feature, then unit."""
    inside = (owner >= 0).nonzero()[0]
    followed = inside[:-1][(owner[inside[:-1]] == owner[inside[1:]]) & (inside[1:] == inside[:-1] + 1)]
    pairs = (corpus.kernel[followed] * _FACTOR) ^ corpus.kernel[followed + 1]
    features = np.concatenate([corpus.exact[inside], pairs])
    holders = np.concatenate([owner[inside], owner[followed]])
    order = features.argsort()
    again = features[order[1:]] == features[order[:-1]]
    order = order[np.append(again, False) | np.append(False, again)]
    features, holders = features[order], holders[order]
    order = np.lexsort((holders, features))
    features, holders = features[order], holders[order]
    fresh = np.ones(len(features), np.bool_)
    fresh[1:] = (features[1:] != features[:-1]) | (holders[1:] != holders[:-1])
    return features[fresh], holders[fresh]


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
