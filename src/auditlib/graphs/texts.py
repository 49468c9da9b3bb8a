"""Fragments of a corpus as texts that can be compared in C: one character a token."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from auditlib.facts.codes import Kind
from auditlib.facts.tokens import KIND_MASK
from auditlib.graphs.corpus import Corpus

Codes = NDArray[np.uint32]

LONGEST = 6_000
"""Tokens of a fragment that are compared; of a longer one the first so many."""


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """The tokens of a fragment, ready to be compared: one character a token."""

    shape: str  # identifiers alike, literals alike
    words: str  # sorted: what two have in common is their longest common subsequence
    names: list[int]  # the short code of each identifier, 0 for other tokens


class Texts:
    """Makes the `Text` of fragments of a corpus; `corpus` is that one."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        kinds = (corpus.codes & _KINDS).astype(np.uint8)
        shape = _CHARACTER[kinds]
        fixed = shape == 0
        shape[fixed] = _LEAST_CHARACTER + (corpus.codes[fixed] >> _BITS) % _CHARACTERS
        self._shape: str = shape.tobytes().decode("utf-16-le")
        self._word = np.where(_WORD[kinds], _LEAST_WORD + (corpus.codes >> _BITS) % _WORDS, 0).astype("<u4")

    def text(self, begin: int, end: int) -> Text:
        """The text of the statements from `begin` to `end` (exclusive)."""
        first, last = int(self.corpus.code[begin]), int(self.corpus.code[end])
        last = min(last, first + LONGEST)
        words = self._word[first:last].copy()
        words.sort()
        words = words[words.searchsorted(_ONE) :]
        return Text(self._shape[first:last], _joined(words), self._names(first, last))

    def shape(self, begin: int, end: int) -> str:
        """The tokens of the statements from `begin` to `end` (exclusive), identifiers alike and literals alike."""
        return self._shape[int(self.corpus.code[begin]) : int(self.corpus.code[end])]

    def names(self, begin: int, end: int) -> list[int]:
        """The short code of each identifier of the statements from `begin` to `end` (exclusive), 0 for other tokens."""
        return self._names(int(self.corpus.code[begin]), int(self.corpus.code[end]))

    def _names(self, first: int, last: int) -> list[int]:
        codes = self.corpus.codes[first:last]  # not kept for all: a number a token, of which few are asked for
        names: list[int] = np.where((codes & _KINDS) == _NAME, codes, 0).tolist()
        return names

    def count_words(self, begin: int, end: int) -> int:
        """How many words the statements from `begin` to `end` (exclusive) have."""
        first, last = int(self.corpus.code[begin]), int(self.corpus.code[end])
        return int((self._word[first:last] > 0).sum())


_KINDS = np.uint32(KIND_MASK)
_BITS = np.uint32(5)
_ONE = np.uint32(1)  # of the type of the column, which is copied otherwise
_LEAST_CHARACTER = 16
_LEAST_WORD = np.uint32(0x10000)
_WORDS = np.uint32(0x100000)  # characters above the surrogates: two words in a million are taken for the same
_CHARACTERS = 40_000  # what is neither name nor literal has fewer different texts; below the surrogates
_CHARACTER = np.zeros(32, "<u2")
_CHARACTER[Kind.NAME] = 1
_CHARACTER[[Kind.NUMBER, Kind.STRING, Kind.LONG_STRING]] = 2
_WORD = np.zeros(32, np.bool_)
_WORD[[Kind.NAME, Kind.NUMBER, Kind.STRING, Kind.LONG_STRING]] = True
_WORD[[Kind.KEYWORD, Kind.BLOCK, Kind.OPERATOR]] = True
_NAME = np.uint32(Kind.NAME)


def _joined(characters: Codes) -> str:
    return characters.astype("<u4").tobytes().decode("utf-32-le")
