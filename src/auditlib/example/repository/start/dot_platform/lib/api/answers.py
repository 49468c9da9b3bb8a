"""What the API answers, in good times and in bad."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any


@dataclass
class ApiResponse:
    """The outcome of a request."""

    success: bool
    data: Any = None
    error: str | None = None
    status: int = 200
    duration_ms: float = 0.0
    headers: dict[str, str] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """The response's body."""
        body: dict[str, Any] = {"ok": self.success, "source": "api", "data": self.data}
        if self.error:
            body["error"] = self.error
        if self.metadata:
            body["meta"] = dict(self.metadata)
        return body

    def encoded(self) -> bytes:
        """The body as it goes over the wire."""
        return json.dumps(self.to_dict(), sort_keys=True, default=str).encode()


@dataclass
class FallbackResponse:
    """What is said when the subsystem asked does not answer."""

    success: bool = False
    data: Any = None
    error: str | None = "temporarily unavailable"
    source: str = "fallback"
    retry_after_seconds: int = 30
    metadata: dict[str, Any] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """The response's body."""
        body: dict[str, Any] = {"ok": self.success, "source": self.source, "data": self.data}
        if self.error:
            body["error"] = self.error
        body["retry_after"] = self.retry_after_seconds
        return body
