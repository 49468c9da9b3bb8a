"""Runs of statements that stand in two or more places, the same but for names and literals: Type-1 and Type-2.

Steps: the maximal repeats of the statements' shapes (`repeats`), grown to both sides before anything is judged; edges
and noise (`fragments`); copies told from chance (`agreement`); classes. A run lies in one file, inside a definition,
across several or at module level.

Not reported: runs that are mostly imports and decorators; and, unless they are equal to the token, runs that are mostly
plain assignments and data, and such most of whose statements have the shape of one of the two before (rows of a table,
lists of assertions).

Bounds: time n log n and memory linear in the statements. A row of repeats of itself (thousands of equal lines, a loop
unrolled) is no class. Of more than 64 different copies, or of copies with more than 20 million tokens together, not
each pair is compared; equal ones are always found.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise

import numpy as np

from auditlib.graphs.agreement import Rows, balance, families, least_similarity
from auditlib.graphs.clone_class import CloneClass, Nest, Span
from auditlib.graphs.corpus import Corpus, Hashes, Places
from auditlib.graphs.fragments import (
    Copies,
    Sizes,
    apart,
    is_long_enough,
    long_enough,
    ragged,
    tabular,
    trimmed,
    without_scraps,
)
from auditlib.graphs.noise import Noise
from auditlib.graphs.repeats import Repeats, maximal_repeats
from auditlib.model import CloneType


def equal_runs(corpus: Corpus, sizes: Sizes, noise: Noise, told: Nest) -> Iterator[CloneClass]:
    """The clone classes of runs of equal shape, largest first, but those within one that is `told` already.

    The similarity of a class is the share of equal tokens, the least of any two fragments.
    """
    repeats = maximal_repeats(corpus.shape, corpus.depth, corpus.bounds, sizes.statements)
    least = replace(sizes, tokens=int(EQUAL_SHARE * sizes.tokens))
    quiet = _Quiet(corpus, noise, least)
    wanted = (copies for copies in _candidates(corpus, repeats, least, quiet) if not told.holds(_spans(copies)))
    longer = _Longer()
    found = [one for copies in wanted for one in _classes(corpus, copies, sizes, quiet, longer)]
    for one in _merged(found):
        yield CloneClass(
            _spans(Copies(np.array(one.places), one.length)), one.type, one.similarity, (one.content, one.length)
        )


EQUAL_SHARE = 0.7
"""Of the least tokens of a fragment: so many are enough for copies that are equal to the token."""


def _spans(copies: Copies) -> tuple[Span, ...]:
    return tuple((place, place + copies.length) for place in copies.places.tolist())


@dataclass(frozen=True, slots=True)
class _Class:
    """Copies that belong together: where they begin (sorted), their length in statements, the hash of their content."""

    places: tuple[int, ...]
    length: int
    type: CloneType
    similarity: float
    content: int


class _Longer:
    """The longest equal copies so far that begin, or that end, at the same places.

    In text that nearly repeats itself each of a thousand lengths would make hundreds of classes that say nothing new.
    """

    def __init__(self) -> None:
        self._begins: dict[bytes, int] = {}
        self._ends: dict[bytes, int] = {}

    def add(self, one: _Class) -> None:
        """Put in a class of which all copies are equal."""
        places = np.array(one.places)
        for known, edges in ((self._begins, places), (self._ends, places + one.length)):
            known[edges.tobytes()] = max(one.length, known.get(edges.tobytes(), 0))

    def holds(self, places: Places, length: int) -> bool:
        """Equal copies at these places, sorted, are parts of longer ones."""
        return length <= max(self._begins.get(places.tobytes(), 0), self._ends.get((places + length).tobytes(), 0))


PLACES_LOOKED_AT = 10
"""Places, for each statement, that are searched for copies of what else would be noise; the rest of it is noise."""

_SAMPLE = 64
_MOST_SPLIT = 6
_MOST_CELLS = 20_000_000


class _Quiet:
    """Noise, but for runs that stand somewhere else equal to the token.

    What would be noise if it were not copied is slight.
    """

    def __init__(self, corpus: Corpus, noise: Noise, sizes: Sizes) -> None:
        self._corpus = corpus
        self._sizes = sizes
        self.noise = noise

    def without(self, repeats: Repeats, kept: Places) -> tuple[Places, list[bool]]:
        """Those of the repeats that are not noise, and whether they are slight; the others are counted."""
        begins = repeats.places[repeats.left[kept]]
        ends = begins + repeats.length[kept]
        copied = self.noise.told_if_copied(begins, ends)
        budget = PLACES_LOOKED_AT * len(self._corpus)
        for index in copied.nonzero()[0].tolist():
            one = kept[index]
            copies = Copies(repeats.places[repeats.left[one] : repeats.right[one]], int(repeats.length[one]))
            budget -= len(copies.places)
            copied[index] = budget > 0 and not _is_row(copies) and self._has_equal(copies)
        loud = ~self.noise.silences(begins, ends, copied=copied)
        return kept[loud], copied[loud].tolist()

    def judged(self, copies: Copies) -> Copies | None:
        """The copies, marked if they are slight; None where they are noise, which is counted."""
        edge = copies.places[:1], copies.places[:1] + copies.length
        copied = np.array([self.noise.told_if_copied(*edge)[0] and self._has_equal(copies)])
        return None if self.noise.silences(*edge, copied=copied)[0] else replace(copies, slight=bool(copied[0]))

    def holds_table(self, copies: Copies) -> bool:
        """Tables are noise, and this is one; it is counted."""
        table = bool(self.noise.tables and tabular(self._corpus, int(copies.places[0]), copies.length))
        if table:
            self.noise.count_table()
        return table

    def _has_equal(self, copies: Copies) -> bool:
        contents = self._corpus.exact_runs(copies.places, copies.length)
        return len(np.unique(contents)) < len(contents) and _long_enough(self._corpus, copies, self._sizes)


def _candidates(corpus: Corpus, repeats: Repeats, sizes: Sizes, quiet: _Quiet) -> Iterator[Copies]:
    """The repeats that are long enough and no rows of repeats of themselves, with their edges trimmed."""
    kept = long_enough(corpus, repeats.places[repeats.left], repeats.length, sizes).nonzero()[0]
    kept, slight = quiet.without(repeats, kept)
    to_trim = ragged(corpus, repeats.places[repeats.left[kept]], repeats.length[kept]).tolist()
    columns = (column[kept].tolist() for column in (repeats.left, repeats.right, repeats.length))
    for left, right, length, is_slight, trim in zip(*columns, slight, to_trim, strict=True):
        copies = Copies(repeats.places[left:right], length, is_slight)
        if not _is_row(copies):
            yield from _trimmed(corpus, copies, sizes, quiet) if trim else [copies]


def _trimmed(corpus: Corpus, copies: Copies, sizes: Sizes, quiet: _Quiet) -> Iterator[Copies]:
    """The copies without ragged edges, if what is left is long enough and no noise."""
    short = trimmed(corpus, copies, sizes)
    if _long_enough(corpus, short, sizes):
        left = copies if short.length == copies.length else quiet.judged(short)
        if left:
            yield left


def _is_row(copies: Copies) -> bool:
    """Most of the copies overlap: a row of repeats of itself."""
    sample = sorted(copies.places[:_SAMPLE].tolist())
    overlapping = sum(after - place < copies.length for place, after in pairwise(sample))
    return bool(overlapping * 2 >= len(sample) - 1)


def _long_enough(corpus: Corpus, copies: Copies, sizes: Sizes) -> bool:
    return is_long_enough(corpus, int(copies.places[0]), copies.length, sizes)


def _classes(corpus: Corpus, copies: Copies, sizes: Sizes, quiet: _Quiet, longer: _Longer) -> Iterator[_Class]:
    """The clone classes among copies of one shape."""
    equal = [*_by_content(corpus, copies).values()]
    if copies.slight or _only_equal(corpus, copies, len(equal), sizes) or quiet.holds_table(copies):
        for places in equal:
            yield from _equal(corpus, replace(copies, places=places), sizes, longer)
        return
    found = families(_different_rows(corpus, equal, copies.length))
    for family in found:
        places = np.concatenate([equal[index] for index in family.tolist()])
        yield from _class(corpus, Copies(places, copies.length), sizes)
    for part in _parts(corpus, copies, [equal[int(family[0])] for family in found], sizes):
        loud = quiet.judged(part)
        if loud:
            yield from _classes(corpus, loud, sizes, quiet, longer)


def _grown(corpus: Corpus, copies: Copies, sizes: Sizes) -> Copies:
    """Equal copies with what is equal before and after them: where their shape stands elsewhere too, it ends sooner."""
    places, length = copies.places, copies.length
    if len(places) < 2:
        return copies
    files = corpus.file_of(places)
    room = int((places - corpus.bounds[files]).min()), int((corpus.bounds[files + 1] - places).min())
    length = _last(range(length, room[1] + 1), lambda size: _all_equal(corpus.exact_runs(places, size)))
    before = _last(range(room[0] + 1), lambda size: _all_equal(corpus.exact_runs(places - size, size)))
    grown = Copies(places - before, length + before)
    return trimmed(corpus, grown, sizes) if before or length > copies.length else copies


def _last(sizes: range, holds: Callable[[int], bool]) -> int:
    """The last of the sizes for which it holds; it does for the first, and for none after one for which it does not."""
    return sizes[bisect_left(sizes, True, key=lambda size: not holds(size)) - 1]


def _all_equal(values: Hashes) -> bool:
    return bool((values == values[0]).all())


def _equal(corpus: Corpus, copies: Copies, sizes: Sizes, longer: _Longer) -> Iterator[_Class]:
    """The class of copies that are all equal, unless they are parts of longer ones."""
    if copies.slight:
        copies = _grown(corpus, copies, sizes)
    if len(copies.places) > 1 and not longer.holds(np.sort(copies.places), copies.length):
        for one in _class(corpus, copies, sizes):
            longer.add(one)
            yield one


def _only_equal(corpus: Corpus, copies: Copies, contents: int, sizes: Sizes) -> bool:
    """There is one content, or the copies are too short for several, or too large for each pair to be compared."""
    place = int(copies.places[0])
    cells = contents * int(corpus.code[place + copies.length] - corpus.code[place])
    return contents == 1 or cells > _MOST_CELLS or not _long_enough(corpus, copies, sizes)


def _parts(corpus: Corpus, copies: Copies, firsts: Sequence[Places], sizes: Sizes) -> Iterator[Copies]:
    """Of any two of a few runs that do not agree as wholes that part in which names agree most, if long enough."""
    if len(firsts) > _MOST_SPLIT:
        return
    bounds = corpus.code[copies.places[0] : copies.places[0] + copies.length + 1] - corpus.code[copies.places[0]]
    for one, other in combinations(firsts, 2):
        rows = corpus.code_rows(np.array([one[0], other[0]]), copies.length)
        scores = np.append(0, balance(rows[0], rows[1]).cumsum())
        begin, end = _best_part(np.diff(scores[bounds]).tolist())
        part = Copies(np.concatenate([one, other]) + begin, end - begin)
        if part.length < copies.length and _long_enough(corpus, part, sizes):
            part = trimmed(corpus, part, sizes)
            if _long_enough(corpus, part, sizes):
                yield part


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
    copies = without_scraps(corpus, copies, sizes)
    length = copies.length
    places = apart(copies.places, length)
    ends = places + length
    if len(places) < 2 or int((corpus.sloc[ends] - corpus.sloc[places]).max()) < sizes.sloc:
        return
    contents = _by_content(corpus, Copies(places, length))
    kind, similarity = CloneType.TYPE_1, 1.0
    if len(contents) > 1:
        tokens = int(corpus.tokens[ends[0]] - corpus.tokens[places[0]])
        kind, similarity = (
            CloneType.TYPE_2,
            least_similarity(_different_rows(corpus, contents.values(), length), tokens),
        )
    yield _Class(tuple(places.tolist()), length, kind, similarity, next(iter(contents)))


def _by_content(corpus: Corpus, copies: Copies) -> dict[int, Places]:
    """The places of the copies that are equal to the token, by the hash of their content, sorted by that."""
    found: dict[int, list[int]] = {}
    contents = corpus.exact_runs(copies.places, copies.length).tolist()
    for content, place in zip(contents, copies.places.tolist(), strict=True):
        found.setdefault(content, []).append(place)
    return {content: np.array(found[content]) for content in sorted(found)}


def _different_rows(corpus: Corpus, equal: Iterable[Places], length: int) -> Rows:
    """The short codes of one run of each content."""
    return corpus.code_rows(np.array([places[0] for places in equal]), length)


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
