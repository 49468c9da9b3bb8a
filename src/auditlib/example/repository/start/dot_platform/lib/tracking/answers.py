"""What tracking answers."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

from core.models import Parcel


@dataclass
class TrackingResponse:
    """The outcome of a question about a parcel."""

    success: bool
    data: dict[str, Any] = field(default_factory=dict)
    error: str | None = None
    source: str = "tracking"
    processing_time_ms: float = 0.0
    created_at: float = field(default_factory=time.time)
    metadata: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def found(cls, parcel: Parcel, started: float) -> TrackingResponse:
        """A response about a parcel that is known."""
        payload = {"id": parcel.id, "status": parcel.status.value, "carrier": parcel.carrier}
        return cls(True, payload, processing_time_ms=(time.perf_counter() - started) * 1000)

    @classmethod
    def missing(cls, parcel_id: str, started: float) -> TrackingResponse:
        """A response about a parcel that nobody knows."""
        elapsed = (time.perf_counter() - started) * 1000
        return cls(False, {"id": parcel_id}, f"no parcel {parcel_id!r}", processing_time_ms=elapsed)

    def to_dict(self) -> dict[str, Any]:
        """The response as the API sends it."""
        body: dict[str, Any] = {"ok": self.success, "source": self.source, "data": self.data}
        if self.error:
            body["error"] = self.error
        if self.metadata:
            body["meta"] = dict(self.metadata)
        return body
