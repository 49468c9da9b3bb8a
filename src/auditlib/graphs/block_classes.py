"""Pairs of edited blocks → clone classes: which blocks are one and the same, and which belong together.

The pairs of three copies seldom have the same edges. Blocks of one place that overlap in most of their statements, and
blocks with the same content, are one; the largest of them says where it lies. A class of two has the edges of its pair.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

import numpy as np

from auditlib.graphs.clone_class import CloneClass, Span
from auditlib.graphs.clusters import clusters
from auditlib.graphs.similarity import similarity
from auditlib.graphs.texts import Texts
from auditlib.model import CloneType

Pairs = Mapping[tuple[Span, Span], float]
"""Two runs of statements, and their similarity."""

SAME = 0.7
"""Share of the statements of two overlapping blocks that both have, from which on they are one."""

MOST_LINKED = 24
"""Blocks that are like one: of more, those that no region links are not compared."""


def classes_of(texts: Texts, pairs: Pairs) -> Iterator[CloneClass]:
    """The clone classes that pairs make, those with one shape alone left out. The order of pairs does not matter."""
    corpus = texts.corpus
    spans = sorted({span for pair in pairs for span in pair})
    begins, ends = np.array(spans, np.int64).reshape(-1, 2).T
    contents = dict(zip(spans, corpus.exact_runs(begins, ends - begins).tolist(), strict=True))
    blocks = _Same(contents)
    found = _numbered(pairs, blocks, contents)
    known = _similarities(pairs, found, blocks.spans, texts)
    for members in clusters(len(blocks.spans), known):
        kept = _apart([span for member in members for span in blocks.spans[member]])
        if len(members) == len(kept) == 2:
            kept = sorted(found.get((min(members), max(members)), kept))
        if len({corpus.shape[begin:end].tobytes() for begin, end in kept}) > 1:
            least = min(filter(None, map(known.get, combinations(sorted(members), 2))))
            content = tuple(sorted(set(map(contents.__getitem__, kept))))
            yield CloneClass(tuple(kept), CloneType.TYPE_3, round(least, 4), content)


def _numbered(pairs: Pairs, blocks: _Same, contents: Mapping[Span, int]) -> dict[tuple[int, int], tuple[Span, Span]]:
    """The largest pair of any two blocks, by their numbers."""
    found: dict[tuple[int, int], tuple[Span, Span]] = {}
    for pair in sorted(pairs, key=lambda pair: (-_length(pair), sorted(map(contents.__getitem__, pair)), pair)):
        one, other = sorted(map(blocks.number, pair))
        if one != other:
            found.setdefault((one, other), pair)
    return found


class _Same:
    """Numbers blocks: those that are one have one number."""

    def __init__(self, contents: Mapping[Span, int]) -> None:
        self.spans: list[list[Span]] = []
        self._contents = contents
        self._of_span: dict[Span, int] = {}
        self._of_content: dict[int, int] = {}
        self._around: dict[int, list[tuple[Span, int]]] = defaultdict(list)

    def number(self, span: Span) -> int:
        """The number of a block, a new one where none before it is the same."""
        if span not in self._of_span:
            self._of_span[span] = self._like(span)
        return self._of_span[span]

    def _like(self, span: Span) -> int:
        begin, end = span
        bucket = begin // _BUCKET
        for (start, stop), number in (*self._around[bucket - 1], *self._around[bucket], *self._around[bucket + 1]):
            if min(end, stop) - max(begin, start) >= SAME * (max(end, stop) - min(begin, start)):
                return number
        number = self._of_content.setdefault(self._contents[span], len(self.spans))
        if number == len(self.spans):
            self.spans.append([])
        self.spans[number].append(span)
        self._around[bucket].append((span, number))
        return number


_BUCKET = 64


def _length(pair: tuple[Span, Span]) -> int:
    return sum(end - begin for begin, end in pair)


def _similarities(
    pairs: Pairs, found: Mapping[tuple[int, int], tuple[Span, Span]], spans: Sequence[Sequence[Span]], texts: Texts
) -> dict[tuple[int, int], float]:
    """The similarity of the blocks that are alike: of the pairs found, and of blocks that are both like a third."""
    linked: dict[int, set[int]] = defaultdict(set)
    for one, other in found:
        linked[one].add(other)
        linked[other].add(one)
    few = [sorted(others) for others in linked.values() if len(others) <= MOST_LINKED]
    missing = {pair for others in few for pair in combinations(others, 2)} - found.keys()
    known = {key: pairs[pair] for key, pair in found.items()}
    for one, other in missing:
        if alike := similarity(texts.text(*spans[one][0]), texts.text(*spans[other][0])):
            known[one, other] = alike
    return known


def _apart(spans: Sequence[Span]) -> list[Span]:
    """The spans, sorted, without those that overlap one before them."""
    kept: list[Span] = []
    for span in sorted(spans):
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept
