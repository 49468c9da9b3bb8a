"""Recall: which of the true pairs a detector's report holds.

    python benchmarks/clones/score.py --truth FOLDER/truth.json --classes FOLDER/TOOL.json [--out FILE]

TOOL.json is a list of classes, a class a list of [path, start, end] with paths relative to the corpus.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import nan, sqrt
from pathlib import Path
from statistics import NormalDist
from typing import Any

COVERED, RELEVANT, JACCARD = 0.7, 0.5, 0.7
CERTAIN = 0.95
Z = NormalDist().inv_cdf((1 + CERTAIN) / 2)
BANDS = {
    "similarity 1": 1.0,
    "similarity 0.95..": 0.95,
    "similarity 0.90..": 0.9,
    "similarity 0.80..": 0.8,
    "less": 0.0,
}

Fragment = tuple[str, int, int]
Classes = Sequence[Sequence[Fragment]]
Match = Callable[[Fragment, Fragment], bool]


@dataclass(frozen=True, slots=True)
class Rate:
    """A share with what it is a share of."""

    found: int
    total: int

    @property
    def share(self) -> float:
        """Found / total; nan where there was nothing to find."""
        return self.found / self.total if self.total else nan

    @property
    def interval(self) -> tuple[float, float]:
        """The bounds of Wilson's 95 % interval of the share; 0 and 1 where there was nothing to find.

        Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference" (1927).
        """
        if not self.total:
            return 0.0, 1.0
        doubt = Z * Z / self.total
        middle = self.share + doubt / 2
        reach = sqrt(doubt * self.share * (1 - self.share) + doubt * doubt / 4)
        return max(0.0, (middle - reach) / (1 + doubt)), min(1.0, (middle + reach) / (1 + doubt))

    def __str__(self) -> str:
        """The percentage with its interval and its numbers, as the tables show it."""
        if not self.total:
            return "-"
        low, high = self.interval
        return f"{self.share:.1%} [{100 * low:.1f}–{100 * high:.1f}] {self.found}/{self.total}"


def main() -> None:
    """Print the recall by type and operator of one report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--truth", type=Path, required=True)
    parser.add_argument("--classes", type=Path, required=True)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    truth = json.loads(given.truth.read_text(encoding="utf-8"))
    result = recall(truth, read_classes(given.classes))
    for name, rate in rows(result):
        print(f"{name:36}{rate}")
    print("missed:", " ".join(result["missed"]))
    if given.out:
        given.out.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


def recall(truth: Sequence[Mapping[str, Any]], classes: Classes) -> dict[str, Any]:
    """Found and total in all, by type, operator and similarity, the stricter Jaccard variant, and what was missed."""
    index = indexed(classes)
    hit = {pair["id"]: found(pair, index, overlapping) for pair in truth}
    strict = {pair["id"]: found(pair, index, nearly_equal) for pair in truth}
    kinds = {pair["id"]: pair["kind"] for pair in truth}
    labels = {pair["id"]: f"{pair['kind']} {pair['operator']} {pair['parameter']}".strip() for pair in truth}
    return {
        "total": _rates(hit, dict.fromkeys(hit, "all"))["all"],
        "total_jaccard": _rates(strict, dict.fromkeys(hit, "all"))["all"],
        "type": _rates(hit, kinds),
        "type_jaccard": _rates(strict, kinds),
        "operator": _rates(hit, labels),
        "operator_jaccard": _rates(strict, labels),
        "similarity": _rates(hit, {pair["id"]: band(pair["similarity"]) for pair in truth}),
        "missed": [name for name, was in hit.items() if not was],
    }


def pooled(recalls: Sequence[Any]) -> Any:
    """Several results of `recall` as one: counts added up, what was missed one after the other."""
    if isinstance(recalls[0], Mapping):
        names = dict.fromkeys(name for part in recalls for name in part)
        return {name: pooled([part[name] for part in recalls if name in part]) for name in names}
    return sum(recalls[1:], recalls[0])


def judged_rate(tool: Mapping[str, Any], verdict: str) -> Rate:
    """The share of a tool's judged pairs of which a verdict is given: true, strictly_true or text."""
    return Rate(tool["precision"][verdict], tool["precision"]["judged"])


def overlapping(true: Fragment, reported: Fragment, covered: float = COVERED, relevant: float = RELEVANT) -> bool:
    """Whether a reported fragment covers enough of a true one and is not mostly something else."""
    common = _common(true, reported)
    return common >= covered * _length(true) and common >= relevant * _length(reported)


def nearly_equal(true: Fragment, reported: Fragment, least: float = JACCARD) -> bool:
    """Whether the lines of both, shared by all lines of either, reach a Jaccard index."""
    common = _common(true, reported)
    return common >= least * (_length(true) + _length(reported) - common)


def band(similarity: float) -> str:
    """The name of the range of similarities that a pair falls into."""
    return next(name for name, least in BANDS.items() if similarity >= least)


def indexed(classes: Classes) -> dict[str, list[tuple[int, Fragment]]]:
    """The fragments by path, each with the number of its class."""
    index: dict[str, list[tuple[int, Fragment]]] = defaultdict(list)
    for number, fragments in enumerate(classes):
        for fragment in fragments:
            index[fragment[0]].append((number, fragment))
    return index


def found(pair: Mapping[str, Any], index: Mapping[str, list[tuple[int, Fragment]]], match: Match) -> bool:
    """Whether one class has a fragment for either side."""
    sides = [
        {number for number, fragment in index.get(side["path"], ()) if match(as_fragment(side), fragment)}
        for side in (pair["original"], pair["copy"])
    ]
    return bool(sides[0] & sides[1])


def as_fragment(side: Mapping[str, Any]) -> Fragment:
    """A side of a true pair as a fragment."""
    return side["path"], side["start"], side["end"]


def read_classes(path: Path) -> list[list[Fragment]]:
    """The classes of a file that an adapter wrote."""
    return [[(name, start, end) for name, start, end in group] for group in json.loads(path.read_text("utf-8"))]


def rows(result: Mapping[str, Any]) -> Iterable[tuple[str, Rate]]:
    """The lines of the table: all, by type, by operator, by similarity."""
    yield "all", Rate(**result["total"])
    yield "all, Jaccard", Rate(**result["total_jaccard"])
    for part in ("type", "operator", "similarity"):
        for name, rate in result[part].items():
            yield name, Rate(**rate)


def _rates(hit: Mapping[str, bool], group: Mapping[str, str]) -> dict[str, dict[str, int]]:
    rates: dict[str, dict[str, int]] = {}
    for name, was in hit.items():
        rate = rates.setdefault(group[name], {"found": 0, "total": 0})
        rate["found"] += was
        rate["total"] += 1
    return rates


def _length(fragment: Fragment) -> int:
    return fragment[2] - fragment[1] + 1


def _common(one: Fragment, other: Fragment) -> int:
    return max(0, min(one[2], other[2]) - max(one[1], other[1]) + 1)


if __name__ == "__main__":
    main()
