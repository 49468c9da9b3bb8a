"""Two runs of statements aligned: which statements stand for one another, and which parts of the runs are copies.

Statements of equal shape are aligned in order, as many as possible. A part of them scores twice the tokens of what is
aligned, less what stands between: its tokens times a cost, but for those that are the same. Of all parts that with the
greatest score is taken, then what is left of it on either side; so at no end more could be cut off that differs than
is the same, times the cost. A part is cut where it would leave one definition and enter another.

Source: W. L. Ruzzo, M. Tompa, "A linear time algorithm for finding all maximal scoring subsequences" (1999).
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from rapidfuzz.distance import LCSseq

from auditlib.facts.statements import Mark
from auditlib.graphs.clone_class import Span
from auditlib.graphs.seeds import MOST_GAP
from auditlib.graphs.similarity import LEAST, usual_partners
from auditlib.graphs.texts import Texts
from auditlib.graphs.units import Definitions

Pair = tuple[int, int]
Chain = Sequence[Pair]
"""Pairs of places with statements that stand for one another, in order."""

LEAST_PAIRS = 5
"""Statements that two copies have in common."""

LAX, STRICT = 1.0, LEAST / (1 - LEAST)
"""Costs of a token that differs: no end of a copy differs more than it is the same; none is less like than `LEAST`."""

AROUND = 6
"""Statements before and after a region into which it can grow."""


class Chains:
    """Aligns runs of the statements of a corpus; `texts` and `definitions` are those of it."""

    def __init__(self, texts: Texts, definitions: Definitions) -> None:
        corpus = texts.corpus
        self.definitions = definitions
        self.texts = texts
        self._bounds = corpus.bounds.tolist()
        self._tokens, self._exact = corpus.tokens.data, corpus.exact.data
        self._marks = corpus.marks.tobytes()
        characters = _LEAST_CHARACTER + (corpus.shape % _CHARACTERS).astype("<u4")  # two shapes in a million are one
        self._shapes = characters.tobytes().decode("utf-32-le")

    def around(self, region: Sequence[int]) -> Chain:
        """The statements of equal shape of a region and what stands around it."""
        begin, end, start, stop = region
        first, second = bisect_right(self._bounds, begin), bisect_right(self._bounds, start)
        between = min(AROUND, (start - end) // 2) if first == second else AROUND
        left, right = max(begin - AROUND, self._bounds[first - 1]), min(end + between, self._bounds[first])
        low, high = max(start - between, self._bounds[second - 1]), min(stop + AROUND, self._bounds[second])
        inside = self.aligned((begin, end), (start, stop))
        return self.aligned((left, begin), (low, start)) + inside + self.aligned((end, right), (stop, high))

    def aligned(self, first: Span, second: Span) -> list[Pair]:
        """The statements of equal shape of two runs."""
        (begin, end), (start, stop) = first, second
        if begin == end or start == stop:
            return []
        one, other = self._shapes[begin:end], self._shapes[start:stop]
        blocks = LCSseq.editops(one, other).as_matching_blocks()
        pairs = [(place + step, twin + step) for place, twin, size in blocks for step in range(size)]
        _tighten(pairs, one, other)
        return [(begin + place, start + twin) for place, twin in pairs]

    def parts(self, chain: Chain, cost: float) -> Iterator[Chain]:
        """The best parts of a chain, without ragged edges."""
        waiting = [chain]
        while waiting:
            chain = waiting.pop()
            if len(chain) < LEAST_PAIRS:
                continue
            begin, end = self._best(chain, cost)
            waiting += [chain[:begin], chain[end:]]
            best = chain[begin : self._closed(chain, begin, end)]
            if len(best) < LEAST_PAIRS:
                continue
            cut = self._border(best)
            if cut:
                waiting += [best[:cut], best[cut:]]
            else:
                yield best

    def trimmed(self, chain: Chain) -> Chain:
        """The chain without those statements at its ends whose names say that they are no copies.

        Half of the names of a statement at least are the same on both sides, or renamed as elsewhere in the chain.
        """
        exact = self._exact
        if exact[chain[0][0]] == exact[chain[0][1]] and exact[chain[-1][0]] == exact[chain[-1][1]]:
            return chain
        strange = self._strange(chain)
        begin, end = 0, len(chain)
        while begin < end and strange[begin]:
            begin += 1
        while end > begin and strange[end - 1]:
            end -= 1
        return chain[begin : self._closed(chain, begin, end)]

    def _strange(self, chain: Chain) -> list[bool]:
        """For each pair whether the names of its statements say that they are no copies."""
        names = [self._names(*pair) for pair in chain]
        counts = Counter(pair for pairs in names for pair in pairs)
        usual = usual_partners([(*pair, count) for pair, count in counts.items()])
        copied = {(one, other) for one, other, count in usual if count > 1}
        return [2 * sum(one == other or (one, other) in copied for one, other in pairs) < len(pairs) for pairs in names]

    def _names(self, one: int, other: int) -> list[Pair]:
        """The identifiers of two statements of one shape that stand for one another."""
        pairs = zip(self.texts.names(one, one + 1), self.texts.names(other, other + 1), strict=False)
        return [pair for pair in pairs if pair[0]]

    def _best(self, chain: Chain, cost: float) -> tuple[int, int]:
        """Begin and end (exclusive) of the part with the greatest score."""
        tokens = self._tokens
        neighbours = enumerate(pairwise(chain), start=1)
        breaks = [index for index, ((i, j), (k, m)) in neighbours if k != i + 1 or m != j + 1]
        best, found = 0.0, (0, 0)
        total, begin = 0.0, 0
        for first, end in pairwise([0, *breaks, len(chain)]):
            if first:
                total -= self._gap(chain[first - 1], chain[first], cost)
            if total < 0:
                total, begin = 0.0, first
            total += 2 * (tokens[chain[end - 1][0] + 1] - tokens[chain[first][0]])
            if total > best:
                best, found = total, (begin, end)
        return found

    def _gap(self, before: Pair, after: Pair, cost: float) -> float:
        """What the statements between two aligned pairs cost."""
        tokens = self._tokens
        (one, other), (end, stop) = (before[0] + 1, before[1] + 1), after
        if max(end - one, stop - other) > MOST_GAP:
            return _BROKEN
        common = 0
        if end > one and stop > other:
            common = 2 * LCSseq.similarity(self.texts.shape(one, end), self.texts.shape(other, stop))
        size = tokens[end] - tokens[one] + tokens[stop] - tokens[other]
        return cost * (size - common) - common

    def _closed(self, chain: Chain, begin: int, end: int) -> int:
        """The end of a part of a chain without the headers at its end, of which no block is in it."""
        marks = self._marks
        while end > begin and (marks[chain[end - 1][0]] | marks[chain[end - 1][1]]) & _OPENING:
            end -= 1
        return end

    def _border(self, chain: Chain) -> int:
        """How many pairs stand before the place where the chain must be cut, 0 where it need not be."""
        for side in (0, 1):
            place = self.definitions.border((chain[0][side], chain[-1][side] + 1))
            if place is not None:
                return sum(pair[side] < place for pair in chain)
        return 0


_OPENING = int(Mark.HEADER | Mark.DECORATOR)
_BROKEN = float("inf")
_LEAST_CHARACTER, _CHARACTERS = np.uint32(0x10000), np.uint64(0x100000)


def spans_of(chain: Chain) -> tuple[Span, Span]:
    """The runs of statements that a chain aligns."""
    (begin, start), (end, stop) = chain[0], chain[-1]
    return (begin, end + 1), (start, stop + 1)


def _tighten(pairs: list[Pair], one: str, other: str) -> None:
    """Of alignments of one length that in which a pair stands right before the one after it, if it is not after one."""
    for index in range(len(pairs) - 2, -1, -1):
        near = pairs[index + 1][0] - 1, pairs[index + 1][1] - 1
        if pairs[index] == near or one[near[0]] != other[near[1]]:
            continue
        before = pairs[index - 1] if index else (-2, -2)
        if before != (pairs[index][0] - 1, pairs[index][1] - 1) and before[0] < near[0] and before[1] < near[1]:
            pairs[index] = near
