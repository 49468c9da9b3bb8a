"""How long each step takes, written down as it happens."""

from __future__ import annotations

import math
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from performance.performance_monitor import percentile

TOO_SLOW_MS = 500.0
WINDOW = 250

Warn = Callable[[str, float], None]


class LatencyLedger:
    """Writes down durations by step, warns of slow ones and ranks the steps."""

    def __init__(self, warn: Warn | None = None, too_slow_ms: float = TOO_SLOW_MS) -> None:
        self._windows: dict[str, deque[float]] = defaultdict(lambda: deque(maxlen=WINDOW))
        self._entries: dict[str, int] = {}
        self._warn = warn
        self._too_slow_ms = too_slow_ms
        self.warnings = 0

    def enter(self, step: str, milliseconds: float) -> None:
        """Write down how long a step took."""
        self._windows[step].append(milliseconds)
        self._entries[step] = self._entries.get(step, 0) + 1
        if milliseconds > self._too_slow_ms:
            self.warnings += 1
            if self._warn is not None:
                self._warn(step, milliseconds)

    @contextmanager
    def stopwatch(self, step: str) -> Iterator[None]:
        """Write down how long a `with` block took."""
        begin = time.perf_counter()
        try:
            yield
        finally:
            self.enter(step, (time.perf_counter() - begin) * 1000)

    def p95_ms(self, step: str) -> float:
        """The 95th percentile of a step, 0 where it was never entered."""
        window = sorted(self._windows.get(step, ()))
        return percentile(window, 95) if window else 0.0

    def slowest(self, count: int = 5) -> list[tuple[str, float]]:
        """Steps with the greatest 95th percentile, and that percentile."""
        ranked = sorted(((step, self.p95_ms(step)) for step in self._windows), key=lambda entry: (-entry[1], entry[0]))
        return ranked[:count]

    def page(self) -> dict[str, dict[str, float]]:
        """Everything, by step: entries, mean and percentiles."""
        return {
            step: {
                "entries": float(self._entries[step]),
                "mean_ms": math.fsum(window) / len(window),
                "p50_ms": percentile(sorted(window), 50),
                "p95_ms": percentile(sorted(window), 95),
            }
            for step, window in sorted(self._windows.items())
        }
