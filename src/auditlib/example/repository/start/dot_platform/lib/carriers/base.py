"""What every carrier can do, and what it answers."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, ClassVar

from core.errors import MalformedScan
from core.models import Scan


@dataclass
class CarrierResponse:
    """The outcome of a call to a carrier."""

    success: bool
    data: dict[str, Any] = field(default_factory=dict)
    error: str | None = None
    carrier: str = ""
    elapsed_ms: float = 0.0
    metadata: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def failure(cls, carrier: str, error: str) -> CarrierResponse:
        """A call that came to nothing."""
        return cls(False, {}, error, carrier)

    def to_dict(self) -> dict[str, Any]:
        """The response as it is logged."""
        body: dict[str, Any] = {"ok": self.success, "source": self.carrier, "data": self.data}
        if self.error:
            body["error"] = self.error
        if self.metadata:
            body["meta"] = dict(self.metadata)
        return body


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

    def read(self, rows: Iterable[str]) -> CarrierResponse:
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
            return CarrierResponse.failure(self.name, f"none of {len(refused)} rows could be read")
        return CarrierResponse(True, {"scans": scans}, None, self.name, elapsed, {"refused": len(refused)})

    def call(self, request: Callable[[], dict[str, Any]]) -> CarrierResponse:
        """Run a request and time it; one that cannot connect gives a failure."""
        started = time.perf_counter()
        try:
            data = request()
        except OSError as error:
            self._note_call((time.perf_counter() - started) * 1000, failed=True)
            return CarrierResponse.failure(self.name, str(error))
        elapsed = (time.perf_counter() - started) * 1000
        self._note_call(elapsed, failed=False)
        return CarrierResponse(True, data, None, self.name, elapsed)

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
