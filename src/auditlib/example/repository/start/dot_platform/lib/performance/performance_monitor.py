"""The canonical monitoring of the service: timings, counters, percentiles and alerts."""

from __future__ import annotations

import math
import time
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

WINDOW = 512


@dataclass(frozen=True)
class Alert:
    """A threshold was crossed."""

    metric: str
    value: float
    limit: float

    def __str__(self) -> str:
        return f"{self.metric} is {self.value:.1f}, above {self.limit:.1f}"


@dataclass(frozen=True)
class TimingSummary:
    """What the timings of one metric look like, in milliseconds."""

    count: int
    mean_ms: float
    p50_ms: float
    p95_ms: float
    worst_ms: float


AlertListener = Callable[[Alert], None]


class PerformanceMonitor:
    """Collects timings and counters per metric and tells listeners when a limit is crossed."""

    def __init__(self, window: int = WINDOW, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._timings: dict[str, deque[float]] = defaultdict(lambda: deque(maxlen=window))
        self._counters: Counter[str] = Counter()
        self._limits: dict[str, float] = {}
        self._listeners: list[AlertListener] = []

    def record_timing(self, metric: str, milliseconds: float) -> None:
        """Take one timing; listeners hear of it where it is above the metric's limit."""
        self._timings[metric].append(milliseconds)
        limit = self._limits.get(metric)
        if limit is not None and milliseconds > limit:
            self._raise_alert(Alert(metric, milliseconds, limit))

    @contextmanager
    def timed(self, metric: str) -> Iterator[None]:
        """Time a `with` block; a block that raises is timed too, and counted as an error."""
        started = self._clock()
        try:
            yield
        except Exception:
            self.increment(f"{metric}.errors")
            raise
        finally:
            self.record_timing(metric, (self._clock() - started) * 1000)

    def increment(self, counter: str, by: int = 1) -> None:
        """Add to a counter."""
        self._counters[counter] += by

    def count(self, counter: str) -> int:
        """What a counter says; 0 for one never used."""
        return self._counters[counter]

    def set_limit(self, metric: str, milliseconds: float) -> None:
        """Alert on timings of the metric above this."""
        self._limits[metric] = milliseconds

    def on_alert(self, listener: AlertListener) -> None:
        """Call the listener with each alert."""
        self._listeners.append(listener)

    def summary(self, metric: str) -> TimingSummary:
        """What the recent timings of a metric look like; zeros where there are none."""
        timings = sorted(self._timings[metric])
        if not timings:
            return TimingSummary(0, 0.0, 0.0, 0.0, 0.0)
        mean = math.fsum(timings) / len(timings)
        return TimingSummary(len(timings), mean, percentile(timings, 50), percentile(timings, 95), timings[-1])

    def snapshot(self) -> dict[str, TimingSummary | int]:
        """Every metric's summary and every counter, by name."""
        timings: dict[str, TimingSummary | int] = {name: self.summary(name) for name in sorted(self._timings)}
        return timings | dict(sorted(self._counters.items()))

    def reset(self) -> None:
        """Forget timings and counters; limits and listeners stay."""
        self._timings.clear()
        self._counters.clear()

    def _raise_alert(self, alert: Alert) -> None:
        self._counters["alerts"] += 1
        for listener in self._listeners:
            listener(alert)


def percentile(ordered: list[float], share: float) -> float:
    """The nearest-rank percentile of values in ascending order."""
    if not ordered:
        raise ValueError("a percentile of nothing")
    rank = max(1, math.ceil(share / 100 * len(ordered)))
    return ordered[rank - 1]
