"""The statements of a module as text again, spelled from the codes of its tokens: what detectors of roles read.

Layout, comments and docstrings are gone, and one blank stands between any two tokens, so that plain patterns match
however the code was written: `self . _items [ key ] = value`. Numbers are `0`, strings that are no words `""`.
"""

from __future__ import annotations

import keyword
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np

from auditlib.facts.codes import Kind
from auditlib.facts.tokens import KIND_MASK, short_code, view
from auditlib.model import PythonFacts


@dataclass(frozen=True, slots=True)
class Statement:
    """One logical statement: its lines, its level of indentation, and its text; of a long one, the beginning."""

    start: int
    end: int
    depth: int
    text: str


def spelled(facts: PythonFacts) -> tuple[Statement, ...]:
    r"""Every statement of a file, in order.

    Example:
        >>> from auditlib.facts.source import read_python
        >>> [one.text for one in spelled(read_python(b"def f(x):\n    self.hits['a']+=1  # why\n"))]
        ['def f ( x ) :', 'self . hits [ "a" ] += 0']
    """
    return tuple(_statements(facts))


def statements_with(facts: PythonFacts, words: Collection[str]) -> list[int]:
    """The indexes of the statements in which one of these identifiers stands, as `spelled` counts them."""
    if not words:
        return []
    columns = view(facts.statements)
    codes = np.array([_code(word) for word in words], np.uint32)
    bounds = columns.code_counts.cumsum(dtype=np.int64)
    places = np.isin(columns.codes, codes).nonzero()[0]
    found: list[int] = np.unique(bounds.searchsorted(places, side="right")).tolist()
    return found


_code = lru_cache(maxsize=1 << 16)(short_code)

_OPERATORS = (
    *("(", ")", "[", "]", "{", "}", ",", ";", ".", ":", "=", "->", "...", "~", "!", "?", "$", "`"),
    *(f"{sign}{equals}" for sign in ("**", "//", "<<", ">>", *"+-*/%&|^@") for equals in ("", "=")),
    *("<>", "==", "!=", ":=", "<", "<=", ">", ">="),
)
_FIXED = {short_code(text): text for text in (*_OPERATORS, *keyword.kwlist)}
_OTHERS = {int(kind): text for kind, text in ((Kind.NUMBER, "0"), (Kind.STRING, '""'), (Kind.LONG_STRING, '""'))}


def _statements(facts: PythonFacts) -> Iterator[Statement]:
    columns = view(facts.statements)
    known = _FIXED | {_code(word): word for word in facts.words.split("\n") if word}
    texts = _texts(columns.codes, known)
    bounds = np.append(0, columns.code_counts.cumsum(dtype=np.int64)).tolist()
    places = zip(columns.start.tolist(), columns.end.tolist(), columns.depth.tolist(), strict=True)
    for (start, end, depth), (begin, stop) in zip(places, pairwise(bounds), strict=True):
        yield Statement(start, end, depth, " ".join(texts[begin:stop]))


def _texts(codes: np.ndarray[tuple[int], np.dtype[np.uint32]], known: dict[int, str]) -> Sequence[str]:
    found = []
    for code in codes.tolist():
        text = known.get(code)
        found.append(text if text is not None else _OTHERS.get(code & KIND_MASK, "?"))
    return found
