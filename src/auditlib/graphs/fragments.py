"""What of a repeat is worth a reader's time: its edges and its size."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from auditlib.facts.statements import Mark
from auditlib.facts.tokens import short_code
from auditlib.graphs.corpus import Corpus, Places


@dataclass(frozen=True, slots=True)
class Sizes:
    """The least that a fragment has."""

    tokens: int
    sloc: int
    statements: int


@dataclass(frozen=True, slots=True, eq=False)
class Copies:
    """Runs of one length and one shape."""

    places: Places
    length: int
    slight: bool = False  # noise, were they not copied: only those are told that are equal to the token


def long_enough(corpus: Corpus, places: Places, lengths: Places, sizes: Sizes) -> NDArray[np.bool_]:
    """Which runs have enough statements and tokens; lines are not judged here, as copies can be laid out on more."""
    tokens = corpus.tokens[places + lengths] - corpus.tokens[places]
    enough: NDArray[np.bool_] = (lengths >= sizes.statements) & (tokens >= sizes.tokens)
    return enough


def is_long_enough(corpus: Corpus, place: int, length: int, sizes: Sizes) -> bool:
    """The same of one run."""
    return length >= sizes.statements and int(corpus.tokens[place + length] - corpus.tokens[place]) >= sizes.tokens


def is_large(corpus: Corpus, spans: Iterable[tuple[int, int]], sizes: Sizes) -> bool:
    """The largest fragment has the least size; of two versions of one definition the other may be smaller."""
    begins, ends = np.array(tuple(spans)).T
    tokens, lines = corpus.tokens[ends] - corpus.tokens[begins], corpus.sloc[ends] - corpus.sloc[begins]
    return bool(tokens.max() >= sizes.tokens and lines.max() >= sizes.sloc)


def ragged(corpus: Corpus, places: Places, lengths: Places) -> NDArray[np.bool_]:
    """Which runs `trimmed` may make shorter: those with a definition in them, or with the start of a block at the end.

    Most have neither, and are told all at once.
    """
    ends = places + lengths
    defining = np.append(0, (corpus.marks & _DEFINING > 0).cumsum())
    found: NDArray[np.bool_] = (defining[ends] > defining[places]) | (corpus.marks[ends - 1] & _OPENING > 0)
    return found


def tabular(corpus: Corpus, place: int, length: int) -> bool:
    """More than half of the statements have the shape of the one, or the second, before them: rows of a table."""
    shape = corpus.shape[place : place + length]
    like = np.zeros(length, np.bool_)
    like[1:] = shape[1:] == shape[:-1]
    like[2:] |= shape[2:] == shape[:-2]
    return int(like.sum()) * 2 > length


def trimmed(corpus: Corpus, copies: Copies, sizes: Sizes) -> Copies:
    """The copies without ragged edges: the rest of a definition that began before, the start of one that goes on.

    Such a part stays if it has as many statements as a clone of its own needs. A header without its block goes always.
    """
    place, length = int(copies.places[0]), copies.length
    depth = corpus.depth[place : place + length]
    marks = corpus.marks[place : place + length]
    begin = _rest_of_definition(depth, marks)
    begin = begin if begin < sizes.statements else 0
    end = _start_of_definition(corpus, copies, begin, sizes.statements)
    end = _without_headers(marks, begin, end)
    return Copies(copies.places + begin, end - begin)


def without_scraps(corpus: Corpus, copies: Copies, sizes: Sizes) -> Copies:
    """The copies without the last statement of a block that began before, and the first of one that goes on.

    A part of two statements or more stays, and so does one without which the copies would be too small, or begin or end
    amid the parts of one compound statement.
    """
    place, begin, end = int(copies.places[0]), 0, copies.length
    depth, marks = corpus.depth[place : place + end], corpus.marks[place : place + end]
    while depth[begin + 1] < depth[begin] and not _joined(corpus, place + begin + 1):
        if not _enough(corpus, copies, begin + 1, end, sizes):
            break
        begin += 1
    while marks[end - 2] & _HEADER and not _joined(corpus, place + end - 2) and _goes_on(corpus, copies, end - 2, end):
        shorter = _without_headers(marks, begin, end - 2)
        if not _enough(corpus, copies, begin, shorter, sizes):
            break
        end = shorter
    return Copies(copies.places + begin, end - begin)


def apart(places: Places, length: int) -> Places:
    """The places, sorted, of runs that do not overlap; of two that do the first stays."""
    places = np.sort(places)
    if len(places) < 2 or int((places[1:] - places[:-1]).min()) >= length:
        return places
    kept, free = [], -1
    for place in places.tolist():
        if place >= free:
            kept.append(place)
            free = place + length
    return np.array(kept, np.int64)


_OPENING = int(Mark.HEADER | Mark.DECORATOR)
_DEFINING = int(Mark.DEFINITION | Mark.DECORATOR)


def _rest_of_definition(depth: Places, marks: NDArray[np.uint8]) -> int:
    """How many statements stand before the first definition that is less deep than the first statement."""
    outer = ((marks & _DEFINING > 0) & (depth < depth[0])).nonzero()[0]
    return int(outer[0]) if len(outer) else 0


def _start_of_definition(corpus: Corpus, copies: Copies, begin: int, enough: int) -> int:
    """Where the copies end without a last definition that is cut short in one of them."""
    length = copies.length
    place = int(copies.places[0])
    depth = corpus.depth[place : place + length]
    headers = (corpus.marks[place : place + length] & Mark.DEFINITION > 0).nonzero()[0]
    if not len(headers) or headers[-1] <= begin:
        return length
    last = int(headers[-1])
    if length - last > enough or depth[last + 1 :].min(initial=1 << 20) <= depth[last]:
        return length
    if not _goes_on(corpus, copies, last, length):
        return length
    while last > begin and corpus.marks[place + last - 1] & Mark.DECORATOR:
        last -= 1
    return last


def _goes_on(corpus: Corpus, copies: Copies, header: int, end: int) -> bool:
    """In one of the copies at least, what stands at the end still belongs to the block of a header in them."""
    after = copies.places + end
    inside = after < len(corpus)
    inside[inside] = corpus.file_of(after[inside]) == corpus.file_of(copies.places[inside])
    return bool((corpus.depth[after[inside]] > corpus.depth[copies.places[inside] + header]).any())


def _enough(corpus: Corpus, copies: Copies, begin: int, end: int, sizes: Sizes) -> bool:
    return bool(long_enough(corpus, copies.places[:1] + begin, np.array([end - begin]), sizes)[0])


def _without_headers(marks: NDArray[np.uint8], begin: int, end: int) -> int:
    while end > begin and marks[end - 1] & _OPENING:
        end -= 1
    return end


def _joined(corpus: Corpus, place: int) -> bool:
    """The statement is a later part of a compound one."""
    return int(corpus.codes[corpus.code[place]]) in _CONTINUING


_HEADER = int(Mark.HEADER)
_CONTINUING = frozenset(short_code(word) for word in ("elif", "else", "except", "finally"))
