"""How alike two pieces of code are, whatever was inserted, deleted, moved or renamed: a number with a definition.

The similarity of two fragments is the greater of

- in order: 2 · LCS / (m + n), where m and n are their numbers of tokens, all identifiers taken for the same and all
  literals for the same, and LCS is the length of their longest common subsequence;
- in any order: 2 · common / (m + n) over their words (identifiers, literals, operators and keywords as written, each as
  often as it occurs; `def`, `class`, `import` and `from` are none), if it is `LEAST_IN_ANY_ORDER` or more: it survives
  blocks that changed places and loops that became comprehensions.

Similar code is a copy only if its names say so, as code of one shape need have nothing to do with one another: of the
identifiers that the common subsequence aligns, at least half must be the same, or be renamed consistently (each to the
partner it mostly has, which has it mostly too), with a third of them as proof: identical, or a rename met before.

Source of LCS: H. Hyyrö, "Bit-parallel LCS-length computation revisited" (2004), in rapidfuzz.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rapidfuzz.distance import LCSseq

from auditlib.facts.tokens import short_code
from auditlib.graphs.texts import Text

LEAST_IN_ANY_ORDER = 0.85
"""Words in any order say less than tokens in theirs: of them more must be the same."""

SAME_WORDS = 0.65
"""With so many words in common, half of the names at the least are the same: they need not be aligned."""

LEAST = 0.72
"""Fragments less alike than that are no clones."""


def similarity(one: Text, other: Text, least: float = LEAST) -> float:
    """The similarity of two texts, 0 where it is less than `least` or where their names say that neither is a copy."""
    size = len(one.shape) + len(other.shape)
    if not size:
        return 0.0
    common = LCSseq.similarity(one.shape, other.shape, score_cutoff=int(size * least / 2))
    in_order = 2 * common / size
    in_any_order = 2 * common_words(one, other) / max(1, len(one.words) + len(other.words))
    if in_any_order >= LEAST_IN_ANY_ORDER:
        return max(in_order, in_any_order)
    agree = in_order >= least and (in_any_order >= SAME_WORDS or _names_agree(one, other))
    return in_order if agree else 0.0


def common_words(one: Text, other: Text) -> int:
    """How many words two texts have in common, each as often as in both."""
    return int(LCSseq.similarity(one.words, other.words))


_RECEIVERS = frozenset({short_code("self"), short_code("cls")})
_LEAST_PROOF = 3


def _names_agree(one: Text, other: Text) -> bool:
    first, second = one.names, other.names
    pairs: list[tuple[int, int]] = []
    for begin, start, size in LCSseq.editops(one.shape, other.shape).as_matching_blocks():
        pairs += zip(first[begin : begin + size], second[start : start + size])  # noqa: B905 - of one length
    return names_agree(Counter(pairs))


def names_agree(pairs: Counter[tuple[int, int]]) -> bool:
    """Whether aligned identifiers, pairs of short codes with their numbers, prove that one text is a copy.

    The pair (0, 0) stands for tokens that are no identifiers.
    """
    named = [(one, other, count) for (one, other), count in pairs.items() if one and not _is_receiver(one, other)]
    total = sum([count for _, _, count in named])
    same = sum([count for one, other, count in named if one == other])
    return same * 2 >= total or _renamed_consistently(named, total)


def _renamed_consistently(named: Sequence[tuple[int, int, int]], total: int) -> bool:
    """Half of the names at least have their usual partner, and a third prove it."""
    consistent = usual_partners(named)
    occurrences = sum(count for _, _, count in consistent)
    proof = occurrences - sum(1 for one, other, _ in consistent if one != other)
    return occurrences * 2 >= total and proof * _LEAST_PROOF >= total


def usual_partners(named: Sequence[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """The pairs of names, with how often each is met, of which each name is the other's most frequent partner."""
    ordered = sorted(named, key=lambda pair: (pair[2], pair[0], pair[1]))
    partner = {one: other for one, other, _ in ordered}  # the last, and so the most frequent
    backwards = {other: one for one, other, _ in ordered}
    return [pair for pair in named if partner[pair[0]] == pair[1] and backwards[pair[1]] == pair[0]]


def _is_receiver(one: int, other: int) -> bool:
    return one == other and one in _RECEIVERS
