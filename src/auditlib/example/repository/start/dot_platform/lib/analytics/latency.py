"""How long each step takes, written down as it happens."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from analytics.samples import SampleWindow

TOO_SLOW_MS = 500.0

Warn = Callable[[str, float], None]


class LatencyLedger:
    """Writes down durations by step, warns of slow ones and ranks the steps."""

    def __init__(self, warn: Warn | None = None, too_slow_ms: float = TOO_SLOW_MS) -> None:
        self._windows: dict[str, SampleWindow] = {}
        self._entries: dict[str, int] = {}
        self._warn = warn
        self._too_slow_ms = too_slow_ms
        self.warnings = 0

    def enter(self, step: str, milliseconds: float) -> None:
        """Write down how long a step took."""
        window = self._windows.get(step)
        if window is None:
            window = self._windows[step] = SampleWindow()
        window.push(milliseconds)
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
        window = self._windows.get(step)
        return window.quantile(0.95) if window is not None else 0.0

    def slowest(self, count: int = 5) -> list[tuple[str, float]]:
        """Steps with the greatest 95th percentile, and that percentile."""
        ranked = sorted(((step, self.p95_ms(step)) for step in self._windows), key=lambda entry: (-entry[1], entry[0]))
        return ranked[:count]

    def page(self) -> dict[str, dict[str, float]]:
        """Everything, by step: entries, mean, deviation and percentiles."""
        return {
            step: {
                "entries": float(self._entries[step]),
                "mean_ms": window.mean,
                "deviation_ms": window.deviation,
                "p50_ms": window.quantile(0.5),
                "p95_ms": window.quantile(0.95),
            }
            for step, window in sorted(self._windows.items())
        }
