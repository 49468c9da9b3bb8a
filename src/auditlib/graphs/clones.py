"""Type-1 and Type-2 clone classes: the maximal runs of statements that stand in two or more places.

Steps: the statements of all modules in one table (`corpus`); the maximal repeats of their shapes (`repeats`), grown to
both sides before anything is judged; edges and noise (`fragments`); copies told from chance (`agreement`); classes.
A fragment is a run of whole statements of one file, inside a definition, across several or at module level.

Not reported: runs that are mostly imports, decorators, plain assignments and data; and, unless they are equal to the
token, runs most of whose statements have the shape of one of the two before (rows of a table, lists of assertions).

Bounds: time n log n and memory linear in the statements. A row of repeats of itself (thousands of equal lines, a loop
unrolled) is no class. Of more than 64 different copies, or of copies with more than
5 million identifiers and literals together, not each pair is compared; equal ones are always found.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import xxhash

from auditlib.facts.statements import Mark
from auditlib.graphs.agreement import balance, families, least_similarity
from auditlib.graphs.corpus import Corpus, Places
from auditlib.graphs.fragments import Copies, Sizes, apart, tabular, trimmed, worthwhile
from auditlib.graphs.repeats import Repeats, maximal_repeats
from auditlib.model import CloneGroup, CloneType, Fragment, Module


def find_clones(
    modules: Sequence[Module], *, min_tokens: int = 50, min_lines: int = 5, min_statements: int = 5
) -> tuple[CloneGroup, ...]:
    """The clone classes of modules, largest first (SLOC of all fragments), then by id.

    A fragment has at least `min_tokens` tokens and `min_statements` statements, and the largest of a class at least
    `min_lines` SLOC. Similarity is the share of equal tokens, the least of any two fragments. The id comes of the
    content: it stays when files are renamed or reordered and when unrelated ones are added.
    """
    corpus = Corpus(modules)
    sizes = Sizes(tokens=min_tokens, sloc=min_lines, statements=max(2, min_statements))
    repeats = maximal_repeats(corpus.shape, corpus.depth, corpus.bounds, sizes.statements)
    found = [one for copies in _candidates(corpus, repeats, sizes) for one in _classes(corpus, copies, sizes)]
    groups = [_group(corpus, one) for one in _outermost(_merged(found))]
    return tuple(sorted(groups, key=lambda group: (-sum(part.sloc for part in group.fragments), group.id)))


@dataclass(frozen=True, slots=True)
class _Class:
    """Copies that belong together: where they begin (sorted), their length in statements, the hash of their content."""

    places: tuple[int, ...]
    length: int
    type: CloneType
    similarity: float
    content: int


_SAMPLE = 64
_BUCKET = 32
_MOST_SPLIT = 6
_MOST_CELLS = 5_000_000


def _candidates(corpus: Corpus, repeats: Repeats, sizes: Sizes) -> Iterator[Copies]:
    """The repeats that are long enough and no rows of repeats of themselves, with their edges trimmed."""
    first = repeats.places[repeats.left]
    kept = worthwhile(corpus, first, repeats.length, sizes).nonzero()[0]
    columns = (column[kept].tolist() for column in (repeats.left, repeats.right, repeats.length))
    for left, right, length in zip(*columns, strict=True):
        sample = np.sort(repeats.places[left : min(right, left + _SAMPLE)])
        if int((sample[1:] - sample[:-1] < length).sum()) * 2 >= len(sample) - 1:
            continue
        copies = trimmed(corpus, Copies(repeats.places[left:right], length), sizes)
        if _worthwhile(corpus, int(copies.places[0]), copies.length, sizes):
            yield copies


def _worthwhile(corpus: Corpus, place: int, length: int, sizes: Sizes) -> bool:
    return bool(worthwhile(corpus, np.array([place]), np.array([length]), sizes)[0])


def _classes(corpus: Corpus, copies: Copies, sizes: Sizes) -> Iterator[_Class]:
    """The clone classes among copies of one shape."""
    runs = corpus.exact_runs(copies.places, copies.length)
    contents, first, content_of = np.unique(runs, return_index=True, return_inverse=True)
    equal = np.split(copies.places[content_of.argsort(kind="stable")], np.bincount(content_of).cumsum()[:-1])
    place = int(copies.places[0])
    cells = len(contents) * int(corpus.operand[place + copies.length] - corpus.operand[place])
    if len(contents) == 1 or cells > _MOST_CELLS or tabular(corpus, place, copies.length):
        for places in equal:
            yield from _class(corpus, Copies(places, copies.length), sizes)
        return
    found = families(corpus.operand_rows(copies.places[first], copies.length))
    for family in found:
        places = np.concatenate([equal[index] for index in family.tolist()])
        yield from _class(corpus, Copies(places, copies.length), sizes)
    if 1 < len(found) <= _MOST_SPLIT:
        for one, other in combinations([int(family[0]) for family in found], 2):
            yield from _part(corpus, copies, (equal[one], equal[other]), sizes)


def _part(corpus: Corpus, copies: Copies, pair: tuple[Places, Places], sizes: Sizes) -> Iterator[_Class]:
    """The class of that part of two runs in which names agree most, where the whole runs do not agree."""
    ends = np.array([pair[0][0], pair[1][0]])
    rows = corpus.operand_rows(ends, copies.length)
    scores = np.append(0, balance(rows[0], rows[1]).cumsum())
    bounds = corpus.operand[ends[0] : ends[0] + copies.length + 1] - corpus.operand[ends[0]]
    begin, end = _best_part(np.diff(scores[bounds]).tolist())
    part = Copies(np.concatenate(pair) + begin, end - begin)
    if part.length == copies.length or not _worthwhile(corpus, int(part.places[0]), part.length, sizes):
        return
    part = trimmed(corpus, part, sizes)
    if _worthwhile(corpus, int(part.places[0]), part.length, sizes):
        yield from _classes(corpus, part, sizes)


def _best_part(scores: Sequence[int]) -> tuple[int, int]:
    """The run of numbers with the greatest sum: its begin and end (exclusive); the first and longest of equals.

    Source: J. Bentley, "Programming pearls: algorithm design techniques" (1984), Kadane's algorithm.
    """
    best, found = 0, (0, 0)
    total = begin = 0
    for place, score in enumerate(scores):
        if total < 0:
            total, begin = 0, place
        total += score
        if total > best or (total == best and begin == found[0]):
            best, found = total, (begin, place + 1)
    return found


def _class(corpus: Corpus, copies: Copies, sizes: Sizes) -> Iterator[_Class]:
    """The class of all these copies, if enough is left of it without those that overlap."""
    places = apart(copies.places, copies.length)
    ends = places + copies.length
    if len(places) < 2 or int((corpus.sloc[ends] - corpus.sloc[places]).max()) < sizes.sloc:
        return
    contents, first = np.unique(corpus.exact_runs(places, copies.length), return_index=True)
    kind, similarity = CloneType.TYPE_1, 1.0
    if len(contents) > 1:
        tokens = int(corpus.tokens[ends[0]] - corpus.tokens[places[0]])
        rows = corpus.operand_rows(places[first], copies.length)
        kind, similarity = CloneType.TYPE_2, least_similarity(rows, tokens)
    yield _Class(tuple(places.tolist()), copies.length, kind, similarity, int(contents[0]))


def _merged(classes: Iterable[_Class]) -> list[_Class]:
    """One class for each content, longest first: parts of several repeats can come to the same."""
    found: dict[tuple[int, int], _Class] = {}
    for one in classes:
        known = found.get((one.length, one.content))
        found[one.length, one.content] = one if known is None or known.places == one.places else _union(known, one)
    return sorted(found.values(), key=lambda one: (-one.length, -len(one.places), one.content))


def _union(one: _Class, other: _Class) -> _Class:
    places = apart(np.array(sorted({*one.places, *other.places})), one.length)
    similarity = min(one.similarity, other.similarity)
    kind = one.type if one.type == other.type else CloneType.TYPE_2
    return _Class(tuple(places.tolist()), one.length, kind, similarity, one.content)


def _outermost(classes: Iterable[_Class]) -> Iterator[_Class]:
    """The classes, given longest first, each of whose fragments does not lie within one of a longer class."""
    around: dict[int, list[tuple[int, int, frozenset[int]]]] = defaultdict(list)
    for one in classes:
        first, end = one.places[0], one.places[0] + one.length
        if any(
            start <= first and end <= stop and all(place + start - first in starts for place in one.places)
            for start, stop, starts in around[first // _BUCKET]
        ):
            continue
        yield one
        starts = frozenset(one.places)
        for start in one.places:
            for bucket in range(start // _BUCKET, (start + one.length - 1) // _BUCKET + 1):
                around[bucket].append((start, start + one.length, starts))


def _group(corpus: Corpus, one: _Class) -> CloneGroup:
    content = one.content.to_bytes(8, "little") + one.length.to_bytes(8, "little")
    fragments = sorted(_fragment(corpus, place, one.length) for place in one.places)
    return CloneGroup(xxhash.xxh3_64_hexdigest(content), one.type, one.similarity, tuple(fragments))


def _fragment(corpus: Corpus, place: int, length: int) -> Fragment:
    module = corpus.module_of(place)
    last = place + length - 1
    named = place
    while named < last and corpus.marks[named] & Mark.DECORATOR:
        named += 1
    end = int(corpus.end[last])
    return Fragment(
        path=module.path,
        start=int(corpus.start[place]),
        end=end,
        definition=_definition(module, int(corpus.start[named]), end),
        tokens=int(corpus.tokens[last + 1] - corpus.tokens[place]),
        sloc=int(corpus.sloc[last + 1] - corpus.sloc[place]),
    )


def _definition(module: Module, start: int, end: int) -> str:
    """The innermost definition that holds all these lines; its decorators are taken for part of it."""
    holding = [one for one in module.facts.definitions if one.start <= start and end <= one.end]
    return max(holding, key=lambda one: one.start).qualname if holding else ""
