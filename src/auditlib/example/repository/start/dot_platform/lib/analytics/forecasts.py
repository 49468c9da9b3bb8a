"""How many parcels a depot must expect."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

WEEK = 7


@dataclass
class ForecastResponse:
    """The outcome of a forecast."""

    success: bool
    prediction: list[float] = field(default_factory=list)
    error: str | None = None
    confidence: float = 0.0
    model: str = "seasonal"
    processing_time_ms: float = 0.0
    metadata: dict[str, Any] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """The response as the planning screen takes it."""
        body: dict[str, Any] = {"ok": self.success, "source": self.model, "data": self.prediction}
        if self.error:
            body["error"] = self.error
        if self.metadata:
            body["meta"] = dict(self.metadata)
        return body


def forecast(daily: Sequence[float], days: int = WEEK) -> ForecastResponse:
    """The next days: each weekday's mean, moved by the trend between the last two weeks."""
    if len(daily) < 2 * WEEK:
        return ForecastResponse(False, error="two weeks of figures are needed")
    before, last = daily[-2 * WEEK : -WEEK], daily[-WEEK:]
    trend = (sum(last) - sum(before)) / WEEK
    prediction = [max(0.0, _weekday_mean(daily, day) + trend) for day in range(days)]
    return ForecastResponse(True, prediction, confidence=_confidence(before, last), metadata={"trend": trend})


def _weekday_mean(daily: Sequence[float], day: int) -> float:
    offset = (len(daily) + day) % WEEK
    same = daily[offset::WEEK]
    return sum(same) / len(same)


def _confidence(before: Sequence[float], last: Sequence[float]) -> float:
    total = math.fsum(before) + math.fsum(last)
    if total == 0:
        return 0.0
    distance = math.fsum(abs(left - right) for left, right in zip(before, last))
    return max(0.0, 1.0 - distance / total)
