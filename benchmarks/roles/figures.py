"""What a detector got right of labelled components: recall, precision, macro-F1 and calibration, with intervals."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from labelled import Example, Item

Z = 1.96
"""Of the 95 % interval."""


@dataclass(frozen=True, slots=True)
class Share:
    """A share with what it is a share of, and its 95 % interval.

    Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference" (1927).
    """

    found: int
    total: int

    @property
    def value(self) -> float:
        """The share; 0 of nothing."""
        return self.found / self.total if self.total else 0.0

    def record(self) -> dict[str, Any]:
        """The share as JSON."""
        if not self.total:
            return {"found": 0, "total": 0, "share": None}
        spread = Z * math.sqrt(self.value * (1 - self.value) / self.total + Z * Z / (4 * self.total**2))
        scale, middle = 1 + Z * Z / self.total, self.value + Z * Z / (2 * self.total)
        low, high = (middle - spread) / scale, (middle + spread) / scale
        return {
            "found": self.found,
            "total": self.total,
            "share": round(self.value, 3),
            "interval": [round(low, 3), round(high, 3)],
        }


def figures(examples: Sequence[Example], missed: Iterable[Item], reported: Sequence[bool]) -> dict[str, Any]:
    """Recall of the sure implementations, precision of what is reported, of all and of what has any label; macro-F1."""
    lost = [item for item in missed if item.sure]
    chosen = [one for one, wanted in zip(examples, reported, strict=True) if wanted]
    found: dict[str, Any] = {"all": _of(examples, lost, chosen)}
    for category in sorted({one.category for one in examples}):
        found[category] = _of(
            [one for one in examples if one.category == category],
            [item for item in lost if item.category == category],
            [one for one in chosen if one.category == category],
        )
    scores = [_f1(one) for category, one in found.items() if category != "all"]
    return found | {"macro_f1": round(sum(scores) / len(scores), 3)}


def calibration(examples: Sequence[Example], scores: Sequence[float]) -> list[dict[str, Any]]:
    """Of the candidates in each tenth of the score, how many are implementations."""
    found = []
    for tenth in range(10):
        inside = [one for one, score in zip(examples, scores, strict=True) if min(9, int(score * 10)) == tenth]
        right = Share(sum(one.positive for one in inside), len(inside))
        found.append({"from": tenth / 10, "to": (tenth + 1) / 10, **right.record()})
    return found


def _of(examples: Sequence[Example], lost: Sequence[Item], chosen: Sequence[Example]) -> dict[str, Any]:
    sure = {one.label for one in examples if one.sure}
    return {
        "recall_of_sure": Share(len(sure & {one.label for one in chosen if one.sure}), len(sure) + len(lost)).record(),
        "precision": Share(sum(one.positive for one in chosen), len(chosen)).record(),
        "precision_of_labelled": Share(
            sum(one.positive for one in chosen), sum(one.label is not None for one in chosen)
        ).record(),
        "candidates_recall_of_sure": Share(len(sure), len(sure) + len(lost)).record(),
    }


def _f1(one: Mapping[str, Any]) -> float:
    recall, precision = one["recall_of_sure"]["share"] or 0.0, one["precision"]["share"] or 0.0
    return 2 * recall * precision / (recall + precision) if recall + precision else 0.0
