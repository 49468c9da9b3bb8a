"""Where two places of a corpus may be edited copies of one another: short and rare equal runs, chained into regions.

A seed is a pair of places with the same rare feature: two statements of equal shape in a row, or one statement that is
equal to the token. Seeds near one another on both sides make a region. All of it is joins and sorts in numpy.

Source: the seed-and-extend of S. F. Altschul et al., "Basic local alignment search tool" (1990).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from auditlib.facts.statements import Mark
from auditlib.graphs.corpus import Corpus, Hashes, Places

MOST_PLACES = 6
"""A feature that stands in more places links nothing: time and memory are linear in the statements."""

LEAST_TOKENS = 6
"""Tokens of a statement that is a feature alone."""

MOST_GAP = 4
"""Statements between two parts of one copy, on either side."""

LEAST_SPAN = 4
"""Statements of a region, on either side."""


def regions(corpus: Corpus, tokens: int) -> NDArray[np.int64]:
    """Rows begin, end, start, stop: two runs of statements, the first before the second, that share seeds.

    Each has at least `tokens` tokens; a run can grow when the two are aligned.
    """
    one, other = _seeds(corpus)
    if not len(one):
        return np.zeros((0, 4), np.int64)
    begin, end, start, stop = _chained(corpus, one, other)
    size = np.minimum(corpus.tokens[end] - corpus.tokens[begin], corpus.tokens[stop] - corpus.tokens[start])
    kept = (size >= tokens) & (end <= start) & (np.minimum(end - begin, stop - start) >= LEAST_SPAN)
    rows: NDArray[np.int64] = np.stack([begin, end, start, stop], axis=1)[kept]
    return rows


_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_NEIGHBOURS = 4
_LENGTH = 2  # statements of a seed


def _seeds(corpus: Corpus) -> tuple[Places, Places]:
    """Pairs of places with a rare feature in common, the first before the second, each once. Imports make none."""
    size = len(corpus)
    wanted = corpus.marks & np.uint8(Mark.IMPORT) == 0
    alone = (wanted & (np.diff(corpus.tokens) >= LEAST_TOKENS)).nonzero()[0]
    wanted[:-1] &= wanted[1:]
    wanted[corpus.bounds[1:][corpus.bounds[1:] > 0] - 1] = False
    pairs = wanted.nonzero()[0]
    step = (corpus.depth[pairs + 1] - corpus.depth[pairs]).astype(np.uint64)
    two = (corpus.shape[pairs] * _FACTOR + step) * _FACTOR + corpus.shape[pairs + 1]
    keys = np.concatenate([_joined(two ^ two >> np.uint64(31), pairs, size), _joined(corpus.exact[alone], alone, size)])
    keys.sort()
    keys = keys[np.append(True, keys[1:] != keys[:-1])[: len(keys)]]
    return keys // size, keys % size


def _joined(features: Hashes, places: Places, size: int) -> Places:
    """The pairs of places with the same rare feature: first · size + second."""
    order = features.argsort(kind="stable")
    features, places = features[order], places[order]
    begins = np.append(True, features[1:] != features[:-1])[: len(features)].nonzero()[0]
    sizes = np.diff(np.append(begins, len(features)))
    rare = np.repeat((sizes > 1) & (sizes <= MOST_PLACES), sizes)
    features, places = features[rare], places[rare]
    found = [np.zeros(0, np.int64)]
    for step in range(1, MOST_PLACES):
        same = (features[step:] == features[:-step]).nonzero()[0]
        found.append(places[same] * size + places[same + step])
    return np.concatenate(found)


def _chained(corpus: Corpus, one: Places, other: Places) -> tuple[Places, Places, Places, Places]:
    """The begin and end of each region, on the first and on the second side.

    A seed belongs to the region of the nearest of the few seeds before it that is near enough on both sides.
    """
    files = corpus.file_of(one) * len(corpus.modules) + corpus.file_of(other)
    order = np.lexsort((other, one, files))
    one, other, files = one[order], other[order], files[order]
    root = np.arange(len(one))
    for step in range(min(_NEIGHBOURS, len(one) - 1), 0, -1):
        near = files[step:] == files[:-step]
        for side in (one, other):
            ahead = side[step:] - side[:-step]
            near &= (ahead > 0) & (ahead <= MOST_GAP + _LENGTH)
        here = near.nonzero()[0]
        root[here + step] = here
    while (root[root] != root).any():
        root = root[root]
    order = root.argsort(kind="stable")
    first = np.append(True, root[order[1:]] != root[order[:-1]]).nonzero()[0]
    begin, start = (np.minimum.reduceat(side[order], first) for side in (one, other))
    last, final = (np.maximum.reduceat(side[order], first) for side in (one, other))
    return begin, _after(corpus, last), start, _after(corpus, final)


def _after(corpus: Corpus, last: Places) -> Places:
    """Where regions end (exclusive) of which the last seeds begin at these places, in the same file."""
    ends: Places = np.minimum(last + _LENGTH, corpus.bounds[corpus.file_of(last) + 1])
    return ends
