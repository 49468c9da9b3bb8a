"""What of a repeat is worth a reader's time: its edges and its size."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from auditlib.facts.statements import Mark
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


def long_enough(corpus: Corpus, places: Places, lengths: Places, sizes: Sizes) -> NDArray[np.bool_]:
    """Which runs have enough statements and tokens; lines are not judged here, as copies can be laid out on more."""
    tokens = corpus.tokens[places + lengths] - corpus.tokens[places]
    enough: NDArray[np.bool_] = (lengths >= sizes.statements) & (tokens >= sizes.tokens)
    return enough


def is_long_enough(corpus: Corpus, place: int, length: int, sizes: Sizes) -> bool:
    """The same of one run."""
    return length >= sizes.statements and int(corpus.tokens[place + length] - corpus.tokens[place]) >= sizes.tokens


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
    while end > begin and marks[end - 1] & _OPENING:
        end -= 1
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
    after = copies.places + length
    inside = after < len(corpus)
    inside[inside] = corpus.file_of(after[inside]) == corpus.file_of(copies.places[inside])
    after = after[inside]
    if not (corpus.depth[after] > corpus.depth[copies.places[inside] + last]).any():
        return length
    while last > begin and corpus.marks[place + last - 1] & Mark.DECORATOR:
        last -= 1
    return last
