"""Edited copies of definitions: Type-3 clones, with statements inserted, deleted, changed, moved or written anew.

Steps: definitions that share enough statements (`candidates`), compared token by token (`similarity`); classes of those
that are similar to half of the others at least, so that a chain of small differences makes no class of strangers.
Definitions with the same content are compared once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from auditlib.graphs.agreement import least_similarity
from auditlib.graphs.candidates import Spread, candidate_pairs
from auditlib.graphs.chains import STRICT, Chains, spans_of
from auditlib.graphs.clone_class import CloneClass, Span
from auditlib.graphs.clusters import MOST_COMPARED, clusters
from auditlib.graphs.corpus import Corpus, Places
from auditlib.graphs.fragments import Sizes, is_large, is_long_enough
from auditlib.graphs.noise import Noise
from auditlib.graphs.similarity import common_words, similarity
from auditlib.graphs.texts import Text
from auditlib.graphs.units import Units
from auditlib.model import CloneType


def edited_definitions(chains: Chains, sizes: Sizes, noise: Noise, spread: Spread = map) -> Iterator[CloneClass]:
    """The clone classes of functions, and of classes, in which no two definitions need have the same shape."""
    corpus, definitions = chains.texts.corpus, chains.definitions
    for units in (definitions.functions(), definitions.classes()):
        wanted = _worth_comparing(corpus, units, sizes, noise)
        for one in _Variants(wanted, chains, sizes).classes(spread):
            if is_large(corpus, one.spans, sizes):
                yield replace(one, spans=_with_decorators(corpus, one.spans, definitions.reach))


LEAST_STATEMENTS = 2
"""Of a definition, its header counted: whole definitions may be shorter than other fragments."""

SURE = 0.85
"""Units as similar as that share more than a run."""

LEAST_OF_LITTLE = 0.8
"""Least similarity of units with fewer tokens in common than a fragment has: of so few, many are alike by chance."""

LEAST_REST = 0.2
"""Share of the words of two units that must lie outside a common run for it to be told instead of the units."""

MOST_STRANGE = 0.35
"""Least similarity of what stands around a common run: below it, the run alone is a copy."""

LEAST_SHARE = 0.7
"""Of the least tokens of a fragment: so many has the smaller of two versions."""

MOST_STATEMENTS = 2_000
"""Of a unit in which a common run is looked for: in longer ones, that costs too much."""


class _Variants:
    """Units of one kind, one for each content, and how similar they are."""

    def __init__(self, units: Units, chains: Chains, sizes: Sizes) -> None:
        self._corpus = corpus = chains.texts.corpus
        self._chains = chains
        self._sizes = sizes
        content = corpus.exact_runs(units.begin, units.end - units.begin)
        self._contents, first, number = np.unique(content, return_index=True, return_inverse=True)
        self._units = Units(units.begin[first], units.end[first])
        self._spans: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for unit, begin, end in zip(number.tolist(), units.begin.tolist(), units.end.tolist(), strict=True):
            self._spans[unit].append((begin, end))
        self._texts: dict[int, Text] = {}
        self._make = chains.texts
        self._known: dict[tuple[int, int], float] = {}

    def classes(self, spread: Spread) -> Iterator[CloneClass]:
        """The classes of two units or more, those of the same content included."""
        links = [0] * len(self._units)
        ones, others = candidate_pairs(self._corpus, self._units, spread)
        for one, other in zip(ones.tolist(), others.tolist(), strict=True):
            if (links[one] < MOST_COMPARED or links[other] < MOST_COMPARED) and self._similarity(one, other):
                links[one] += 1
                links[other] += 1
        for members in clusters(len(self._units), {pair: found for pair, found in self._known.items() if found}):
            if len(members) > 1 or len(self._spans[members[0]]) > 1:
                yield self._class(members)

    def _similarity(self, one: int, other: int) -> float:
        key = (one, other) if one < other else (other, one)
        if key not in self._known:
            found = similarity(self._text(key[0]), self._text(key[1]))
            self._known[key] = 0.0 if found and self._is_dropped(found, *key) else found
        return self._known[key]

    def _is_dropped(self, found: float, one: int, other: int) -> bool:
        """Two units are told by what they have in common alone, or not at all."""
        if found < SURE and (self._by_chance(found, one, other) or self._only_a_run(one, other)):
            return True
        return self._is_inside(one, other) or (found < SURE and self._only_a_block(one, other))

    def _is_inside(self, one: int, other: int) -> bool:
        """The smaller unit stands in the larger, equal to the token: a copy of its own, which is told by its lines."""
        units, corpus = self._units, self._corpus
        spans = [(int(units.begin[unit]), int(units.end[unit])) for unit in (one, other)]
        (begin, end), (start, stop) = sorted(spans, key=lambda span: span[1] - span[0])
        if end - begin == stop - start or not is_long_enough(corpus, begin, end - begin, self._sizes):
            return False
        starts = np.arange(start + 1, stop - (end - begin) + 1)
        return bool((corpus.exact_runs(starts, end - begin) == corpus.exact_runs(np.array([begin]), end - begin)).any())

    def _by_chance(self, found: float, one: int, other: int) -> bool:
        """What two units have in common is little, and not most of them."""
        common = found * (len(self._text(one).shape) + len(self._text(other).shape)) / 2
        return found < LEAST_OF_LITTLE and common < self._sizes.tokens

    def _only_a_run(self, one: int, other: int) -> bool:
        """What two units share is one run of statements, and what stands around it is strange to one another."""
        units, corpus = self._units, self._corpus
        (begin, end), (start, stop) = ((int(units.begin[unit]), int(units.end[unit])) for unit in (one, other))
        sizes = (end - begin, stop - start)
        if min(sizes) < self._sizes.statements or max(sizes) > MOST_STATEMENTS:
            return False
        shapes = corpus.shape[begin:end].tolist(), corpus.shape[start:stop].tolist()
        first, second, length = SequenceMatcher(None, *shapes, autojunk=False).find_longest_match()
        place = begin + first
        if not is_long_enough(corpus, place, length, self._sizes):
            return False
        runs = (place, place + length), (start + second, start + second + length)
        return self._is_strange_around(one, other, runs)

    def _only_a_block(self, one: int, other: int) -> bool:
        """What two units share is an edited block, their headers no part of it, and the rest is strange."""
        units = self._units
        spans = [(int(units.begin[unit]) + 1, int(units.end[unit])) for unit in (one, other)]
        if max(end - begin for begin, end in spans) > MOST_STATEMENTS:
            return False
        parts = map(spans_of, self._chains.parts(self._chains.aligned(*spans), STRICT))
        tokens, least = self._corpus.tokens, self._sizes.tokens
        found = max(parts, key=lambda runs: int(tokens[runs[0][1]] - tokens[runs[0][0]]), default=None)
        if found is None or min(int(tokens[end] - tokens[begin]) for begin, end in found) < LEAST_SHARE * least:
            return False
        return self._is_strange_around(one, other, found)

    def _is_strange_around(self, one: int, other: int, runs: tuple[Span, Span]) -> bool:
        """What stands around two runs within two units is no small part of them, and has little in common."""
        inside = [self._make.text(*run) for run in runs]
        texts = self._text(one), self._text(other)
        whole, held = (len(pair[0].words) + len(pair[1].words) for pair in (texts, inside))
        rest = whole - held
        if rest < LEAST_REST * whole:
            return False
        return 2 * (common_words(*texts) - common_words(*inside)) < MOST_STRANGE * rest

    def _text(self, unit: int) -> Text:
        if unit not in self._texts:
            self._texts[unit] = self._make.text(int(self._units.begin[unit]), int(self._units.end[unit]))
        return self._texts[unit]

    def _class(self, members: Sequence[int]) -> CloneClass:
        spans = sorted(span for unit in members for span in self._spans[unit])
        shapes = {self._shape(unit) for unit in members}
        content = tuple(sorted(int(self._contents[unit]) for unit in members))
        if len(shapes) > 1:
            known = (self._known.get(pair, 0.0) for pair in combinations(sorted(members), 2))
            return CloneClass(tuple(spans), CloneType.TYPE_3, round(min(filter(None, known)), 4), content)
        if len(members) == 1:
            return CloneClass(tuple(spans), CloneType.TYPE_1, 1.0, content)
        corpus, begins, first = self._corpus, self._units.begin[members], members[0]
        length = int(self._units.end[first] - begins[0])
        tokens = int(corpus.tokens[begins[0] + length] - corpus.tokens[begins[0]])
        equal = least_similarity(corpus.code_rows(begins, length), tokens)
        return CloneClass(tuple(spans), CloneType.TYPE_2, equal, content)

    def _shape(self, unit: int) -> bytes:
        return self._corpus.shape[self._units.begin[unit] : self._units.end[unit]].tobytes()


def _worth_comparing(corpus: Corpus, units: Units, sizes: Sizes, noise: Noise) -> Units:
    """The units that are long enough to be one of two versions, and no noise."""
    lengths: Places = units.end - units.begin
    tokens = corpus.tokens[units.end] - corpus.tokens[units.begin]
    kept = ((lengths >= LEAST_STATEMENTS) & (tokens >= LEAST_SHARE * sizes.tokens)).nonzero()[0]
    copied = _copied(corpus, units.begin[kept], lengths[kept], sizes)
    kept = kept[~noise.silences(units.begin[kept], units.end[kept], whole=True, copied=copied)]
    return Units(units.begin[kept], units.end[kept])


def _copied(corpus: Corpus, begins: Places, lengths: Places, sizes: Sizes) -> NDArray[np.bool_]:
    """Which units are as long as other fragments and stand elsewhere, equal to the token: nobody writes those twice."""
    _, number, counts = np.unique(corpus.exact_runs(begins, lengths), return_inverse=True, return_counts=True)
    found: NDArray[np.bool_] = (counts[number] > 1) & (lengths >= sizes.statements)
    return found


def _with_decorators(corpus: Corpus, spans: tuple[Span, ...], reach: Callable[[Span], Span]) -> tuple[Span, ...]:
    """The spans with the decorators before them, if these are the same for all."""
    reached = tuple(map(reach, spans))
    decorators = {corpus.exact[wide[0] : span[0]].tobytes() for wide, span in zip(reached, spans, strict=True)}
    return reached if len(decorators) == 1 else spans
