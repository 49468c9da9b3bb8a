"""Precision: which of the pairs reported on real code are clones, judged by their words and not by a detector.

    python benchmarks/clones/judge.py --corpus FOLDER --classes TOOL.json [--sample 150] [--seed 1]

A pair is true where 2·LCS/(n+m) of the words, names and literals made alike, is at least 0.7. The stricter judge asks
besides that half of the names that the LCS aligns are equal or renamed one to one.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Any

from donors import Function
from rapidfuzz.distance import Indel, LCSseq
from score import Classes, Fragment, read_classes
from tokens import NAME, Word, between, normal, words

SAMPLE, A_CLASS = 150, 3
CHANCE, NEIGHBOURS = 1000, 20
ALIKE, NAMES = 0.7, 0.5

Sample = Sequence[tuple[Fragment, Fragment]]


@dataclass(frozen=True, slots=True)
class Verdict:
    """A judged pair: its fewer words, the similarity of its words and the share of aligned names that agree."""

    one: Fragment
    other: Fragment
    words: int
    similarity: float
    names: float

    @property
    def true(self) -> bool:
        """Whether the words are alike enough."""
        return self.similarity >= ALIKE

    @property
    def strictly_true(self) -> bool:
        """Whether the names agree too."""
        return self.true and self.names >= NAMES


def main() -> None:
    """Print both rates of a report on a folder, and the pairs that are not clones."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--classes", type=Path, required=True)
    parser.add_argument("--sample", type=int, default=SAMPLE)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    pairs = sampled(read_classes(given.classes), given.sample, given.seed)
    result = precision(pairs, given.corpus)
    for verdict in result.pop("doubtful"):
        print(json.dumps(verdict))
    print(json.dumps(result))


def precision(pairs: Sample, corpus: Path) -> dict[str, Any]:
    """How many of the pairs are true and strictly true, of how many, and those that are not strictly true.

    A fragment of docstrings or comments alone has no words; its pair is not true, and counted as text too.
    """
    verdicts = [judged(one, other, corpus) for one, other in pairs]
    return {
        "judged": len(verdicts),
        "true": sum(verdict.true for verdict in verdicts),
        "strictly_true": sum(verdict.strictly_true for verdict in verdicts),
        "text": sum(verdict.words == 0 for verdict in verdicts),
        "doubtful": [asdict(verdict) for verdict in verdicts if not verdict.strictly_true],
    }


def sampled(classes: Classes, number: int, seed: int) -> list[tuple[Fragment, Fragment]]:
    """A pair of each class in random order; a second and a third where there are fewer classes than pairs wanted.

    At most three pairs come of a class, so that none dominates. The order of the report does not matter.
    """
    random = Random(seed)
    ordered = sorted(sorted(set(group)) for group in classes)
    random.shuffle(ordered)
    chosen = [_pairs(group, random) for group in ordered]
    rounds = [pairs[turn] for turn in range(A_CLASS) for pairs in chosen if len(pairs) > turn]
    return rounds[:number]


def chance(functions: Sequence[Function], seed: int, number: int = CHANCE) -> dict[str, int]:
    """What the judges say of random pairs of functions of about the same size: the share they call true by mistake.

    Of about the same size: at most NEIGHBOURS places apart when ordered by their number of words.
    """
    random = Random(seed)
    ordered = sorted(functions, key=lambda function: (len(function.shape), function.path, function.start))
    result = {"judged": number, "true": 0, "strictly_true": 0}
    for _ in range(number):
        first = random.randrange(len(ordered) - NEIGHBOURS)
        left, right = ordered[first], ordered[first + random.randint(1, NEIGHBOURS)]
        if Indel.normalized_similarity(left.shape, right.shape) >= ALIKE:
            result["true"] += 1
            result["strictly_true"] += _names(words(left.text), words(right.text)) >= NAMES
    return result


def judged(one: Fragment, other: Fragment, corpus: Path) -> Verdict:
    """The verdict on two fragments of the corpus."""
    left, right = _words(corpus, one), _words(corpus, other)
    similarity = Indel.normalized_similarity(normal(left), normal(right)) if left and right else 0.0
    fewer = min(len(left), len(right))
    return Verdict(one, other, fewer, round(similarity, 3), round(_names(left, right), 3))


def _pairs(group: Sequence[Fragment], random: Random) -> list[tuple[Fragment, Fragment]]:
    """At most three different pairs of a class, drawn without listing the pairs of a large one."""
    if len(group) <= A_CLASS:
        every = list(combinations(group, 2))
        random.shuffle(every)
        return every
    pairs: dict[tuple[Fragment, Fragment], None] = {}
    while len(pairs) < A_CLASS:
        first, second = sorted(random.sample(range(len(group)), 2))
        pairs[group[first], group[second]] = None
    return list(pairs)


@lru_cache(maxsize=512)
def _file(path: Path) -> list[Word]:
    return words(path.read_text(encoding="utf-8", errors="replace"))


def _words(corpus: Path, fragment: Fragment) -> list[Word]:
    """The words of a fragment, read with the whole file, so that one that begins inside a statement is read right."""
    path, start, end = fragment
    return between(_file(corpus / path), start, end)


def _names(left: Sequence[Word], right: Sequence[Word]) -> float:
    """The share of aligned names that are equal or renamed one to one; 1 where none is aligned.

    Renamed one to one: each is the other's most frequent partner. Of two partners as frequent, none is.
    """
    aligned = Counter(_aligned(left, right))
    if not aligned:
        return 1.0
    forward = _dominant((one, other, number) for (one, other), number in aligned.items())
    backward = _dominant((other, one, number) for (one, other), number in aligned.items())
    agreeing = sum(
        number
        for (one, other), number in aligned.items()
        if one == other or (forward.get(one) == other and backward.get(other) == one)
    )
    return agreeing / aligned.total()


def _aligned(left: Sequence[Word], right: Sequence[Word]) -> list[tuple[str, str]]:
    """The names at the same place of the longest common subsequence."""
    blocks = LCSseq.opcodes(normal(left), normal(right))
    return [
        (one.text, other.text)
        for block in blocks
        if block.tag == "equal"
        for one, other in zip(
            left[block.src_start : block.src_end], right[block.dest_start : block.dest_end], strict=True
        )
        if one.normal == NAME
    ]


def _dominant(counted: Any) -> Mapping[str, str]:
    """The partner of each name that is more frequent than its other ones."""
    partners: dict[str, Counter[str]] = {}
    for one, other, number in counted:
        partners.setdefault(one, Counter())[other] += number
    dominant = {}
    for one, counts in partners.items():
        first, *more = counts.most_common(2)
        if not more or more[0][1] < first[1]:
            dominant[one] = first[0]
    return dominant


if __name__ == "__main__":
    main()
