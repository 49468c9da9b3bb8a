"""Edited copies of blocks: Type-3 clones of runs of statements, wherever they stand.

A run copied into the middle of another function, to module level, or within one file, with statements inserted, deleted
or changed. Steps: rare short equal runs, chained (`seeds`); the statements around them aligned, and the best parts
taken (`chains`), which are judged by their size only then; classes of pairs (`block_classes`). Two fragments are
copies as two definitions are: by their `similarity`, names included. Both lie in one definition each, but for
definitions that are whole; a run of several of these ends where one is told by itself.

Not reported: what lies within edited copies of definitions; runs that no edit parts, which are those of `runs`; noise;
tables, unless most of their tokens stand in statements that are equal to the token.

Bounds: a seed links `MOST_PLACES` places, a region is no longer than `LONGEST` statements and is compared once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from auditlib.facts.statements import Mark
from auditlib.graphs.block_classes import Pairs, classes_of
from auditlib.graphs.chains import LAX, STRICT, Chain, Chains, spans_of
from auditlib.graphs.clone_class import CloneClass, Nest, Span
from auditlib.graphs.fragments import Sizes, tabular
from auditlib.graphs.noise import Noise
from auditlib.graphs.seeds import MOST_GAP, regions
from auditlib.graphs.similarity import LEAST, similarity

LEAST_SHARE = 0.7
"""Of the least tokens of a fragment: so many has the smaller of two copies."""

EQUAL_SHARE = 0.7
"""Share of tokens in statements equal to the token from which on `LEAST_SHARE` is enough for both, and no table is."""

SURE = 0.85
"""Least similarity of runs of several definitions: their frame alone, `class`, `def` and `return`, is much alike."""

LONGEST = 2_000
"""Statements of a region that is looked into."""

REGION_SHARE = 0.64
"""Of the least tokens of a fragment: so many has a region."""


def edited_blocks(chains: Chains, sizes: Sizes, noise: Noise, told: Nest) -> Iterator[CloneClass]:
    """The clone classes of blocks of which not all have one shape, but those within one that is `told`."""
    blocks = _Blocks(chains, sizes, told)
    rows = regions(chains.texts.corpus, int(REGION_SHARE * sizes.tokens)).tolist()
    pairs = {spans: alike for region in rows for spans, alike in blocks.copies(region)}
    yield from classes_of(chains.texts, _without_noise(pairs, noise))


class _Blocks:
    """Looks for copies in regions."""

    def __init__(self, chains: Chains, sizes: Sizes, told: Nest) -> None:
        self._corpus = corpus = chains.texts.corpus
        self._chains = chains
        self._sizes = sizes
        self._told = told
        self._defined = np.append(0, (corpus.marks & np.uint8(Mark.DEFINITION) > 0).cumsum()).data
        self._shape, self._exact = corpus.shape.data, corpus.exact.data
        self._tokens, self._sloc = corpus.tokens.data, corpus.sloc.data

    def copies(self, region: Sequence[int]) -> Iterator[tuple[tuple[Span, Span], float]]:
        """Pairs of runs that are edited copies of one another, with their similarity."""
        begin, end, start, stop = region
        if max(end - begin, stop - start) > LONGEST or self._told.holds(((begin, end), (start, stop))):
            return
        if self._shape[begin:end] == self._shape[start:stop] and not self._grows(region):
            return
        for chain in filter(self._is_new, self._chains.parts(self._chains.around(region), LAX)):
            if not self._crosses(chain) and (alike := self._similarity(chain)):
                yield from self._copied(chain, alike)
            else:
                for part, alike in self._closer(chain):
                    yield from self._copied(part, alike)

    def _closer(self, chain: Chain) -> Iterator[tuple[Chain, float]]:
        """The parts of a chain that are more alike than the whole of it."""
        for stretch in self._between_told(chain):
            for part in filter(self._is_new, self._chains.parts(stretch, STRICT)):
                if alike := self._similarity(part):
                    yield part, alike

    def _copied(self, chain: Chain, alike: float) -> Iterator[tuple[tuple[Span, Span], float]]:
        """The chain, or what is left of it without ends that are no copies."""
        part = self._chains.trimmed(chain)
        if len(part) == len(chain):
            if not self._is_table(chain):
                yield spans_of(chain), alike
            return
        for piece in self._chains.parts(part, STRICT):
            if self._is_new(piece) and not self._is_table(piece) and (alike := self._similarity(piece)):
                yield spans_of(piece), alike

    def _between_told(self, chain: Chain) -> Iterator[Chain]:
        """What stands between those definitions that are told by themselves."""
        begin = 0
        defined = self._defined
        for index, (one, other) in enumerate(chain):
            if index < begin or defined[one] == defined[one + 1] or defined[other] == defined[other + 1]:
                continue
            (_, end), (_, stop) = spans = self._chains.definitions.whole(one), self._chains.definitions.whole(other)
            if self._told.holds(spans):
                yield chain[begin:index]
                begin = next(
                    (later for later, pair in enumerate(chain) if pair[0] >= end and pair[1] >= stop), len(chain)
                )
        yield chain[begin:]

    def _grows(self, region: Sequence[int]) -> bool:
        """A run of equal shape can have more in common before or after an edit."""
        begin, end, start, stop = region
        shape, size = self._shape, len(self._shape)
        while end < start and stop < size and shape[end] == shape[stop]:
            end, stop = end + 1, stop + 1
        while begin and start > end and shape[begin - 1] == shape[start - 1]:
            begin, start = begin - 1, start - 1
        room = MOST_GAP + 1
        before = shape[max(0, begin - room) : begin], shape[max(0, start - room) : start]
        after = shape[end : end + room], shape[stop : stop + room]
        return any(not set(one).isdisjoint(other) for one, other in (before, after))

    def _crosses(self, chain: Chain) -> bool:
        """A fragment holds several definitions, or one with more around it; those in a function are part of it."""
        defined = self._defined
        return any(
            defined[end] > defined[begin + 1] and not self._chains.definitions.in_function(begin)
            for begin, end in spans_of(chain)
        )

    def _is_new(self, chain: Chain) -> bool:
        """The fragments are large enough, parted by an edit and not told."""
        (begin, end), (start, stop) = spans = spans_of(chain)
        tokens, sloc, least = self._tokens, self._sloc, self._sizes.tokens
        few, many = sorted((tokens[end] - tokens[begin], tokens[stop] - tokens[start]))
        if few < LEAST_SHARE * least or (many < least and self._equal_share(chain) < EQUAL_SHARE):
            return False
        if end > start or max(sloc[end] - sloc[begin], sloc[stop] - sloc[start]) < self._sizes.sloc:
            return False
        return not len(chain) == end - begin == stop - start and not self._told.holds(spans)

    def _similarity(self, chain: Chain) -> float:
        one, other = (self._chains.texts.text(begin, end) for begin, end in spans_of(chain))
        return similarity(one, other, SURE if self._crosses(chain) else LEAST)

    def _is_table(self, chain: Chain) -> bool:
        """Most rows have one shape, and most are not equal to the token."""
        rows = (tabular(self._corpus, begin, end - begin) for begin, end in spans_of(chain))
        return self._equal_share(chain) < EQUAL_SHARE and any(rows)

    def _equal_share(self, chain: Chain) -> float:
        """The share of tokens that stand in statements equal to the token, of the larger fragment."""
        tokens, exact = self._tokens, self._exact
        equal = sum(tokens[one + 1] - tokens[one] for one, other in chain if exact[one] == exact[other])
        return float(equal / max(tokens[end] - tokens[begin] for begin, end in spans_of(chain)))


def _without_noise(pairs: Pairs, noise: Noise) -> Pairs:
    """The pairs of which neither run is noise."""
    spans = sorted({span for pair in pairs for span in pair})
    begins, ends = np.array(spans, np.int64).reshape(-1, 2).T
    quiet = {span for span, silent in zip(spans, noise.silences(begins, ends).tolist(), strict=True) if silent}
    return {pair: alike for pair, alike in pairs.items() if quiet.isdisjoint(pair)}
