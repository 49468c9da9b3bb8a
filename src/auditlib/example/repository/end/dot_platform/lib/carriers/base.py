"""What every carrier can do, and what it answers."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from core.errors import MalformedScan
from core.models import Scan
from performance.unified_response import ResponseKind, UnifiedResponse


class Carrier(ABC):
    """A carrier's rows become scans; calls to it are timed."""

    name: ClassVar[str]

    def __init__(self) -> None:
        self._calls = 0
        self._failures = 0
        self._call_times: list[float] = []

    @abstractmethod
    def parse(self, row: str) -> Scan:
        """One row of the carrier's file as a scan. Raises MalformedScan."""

    @abstractmethod
    def normalise(self, reference: str) -> str:
        """A reference as the carrier prints it, in the one form that we store."""

    def read(self, rows: Iterable[str]) -> UnifiedResponse:
        """All scans of a file; rows that cannot be read are listed, and fail the call only where none could."""
        scans: list[Scan] = []
        refused: list[str] = []
        started = time.perf_counter()
        for row in rows:
            try:
                scans.append(self.parse(row))
            except MalformedScan:
                refused.append(row)
        elapsed = (time.perf_counter() - started) * 1000
        self._note_call(elapsed, failed=bool(refused) and not scans)
        if refused and not scans:
            return UnifiedResponse.failure(self.name, f"none of {len(refused)} rows could be read")
        return UnifiedResponse(
            True,
            {"scans": scans},
            None,
            self.name,
            ResponseKind.CARRIER,
            duration_ms=elapsed,
            metadata={"refused": len(refused)},
        )

    def call(self, request: Callable[[], dict[str, Any]]) -> UnifiedResponse:
        """Run a request and time it; one that cannot connect gives a failure."""
        started = time.perf_counter()
        try:
            data = request()
        except OSError as error:
            self._note_call((time.perf_counter() - started) * 1000, failed=True)
            return UnifiedResponse.failure(self.name, str(error))
        elapsed = (time.perf_counter() - started) * 1000
        self._note_call(elapsed, failed=False)
        return UnifiedResponse(True, data, None, self.name, ResponseKind.CARRIER, duration_ms=elapsed)

    def health(self) -> dict[str, float]:
        """Calls, share of failures and the 95th percentile of call times in milliseconds."""
        times = sorted(self._call_times)
        p95 = times[min(len(times) - 1, int(len(times) * 0.95))] if times else 0.0
        failures = self._failures / self._calls if self._calls else 0.0
        return {"calls": float(self._calls), "failure_share": failures, "p95_ms": p95}

    def _note_call(self, elapsed: float, failed: bool) -> None:
        self._calls += 1
        self._failures += failed
        self._call_times.append(elapsed)
        del self._call_times[:-200]
