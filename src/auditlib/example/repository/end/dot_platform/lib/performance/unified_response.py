"""One response for every subsystem, and one handler that all responses pass.

Takes the place of the response classes that carriers, channels, tracking and the assistant each brought.
"""

from __future__ import annotations

import json
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from performance.performance_monitor import PerformanceMonitor
from performance.response_optimizer import ResponsePriority, ResponseQueue

RECENT_RESPONSES = 1000
DEFAULT_RETRY_SECONDS = 30
SLOW_RESPONSE_MS = 100.0


class ResponseKind(StrEnum):
    """Which subsystem a response speaks for."""

    API = "api"
    ASSISTANT = "assistant"
    CARRIER = "carrier"
    CHANNEL = "channel"
    FALLBACK = "fallback"
    FORECAST = "forecast"
    TRACKING = "tracking"


@dataclass
class UnifiedResponse:
    """The outcome of a call to any subsystem."""

    success: bool
    data: Any = None
    error: str | None = None
    source: str = ""
    kind: ResponseKind = ResponseKind.API
    status: int = 200
    duration_ms: float = 0.0
    confidence: float = 1.0
    attempts: int = 1
    priority: ResponsePriority = ResponsePriority.NORMAL
    retry_after_seconds: int = 0
    suggestions: list[str] = field(default_factory=list)
    metadata: dict[str, Any] = field(default_factory=dict)
    created_at: float = field(default_factory=time.time)

    @property
    def text(self) -> str:
        """The data as text, for responses that are read by people."""
        return self.data if isinstance(self.data, str) else ""

    @property
    def content(self) -> str:
        """What was sent, for responses of a channel."""
        return self.text

    def to_dict(self) -> dict[str, Any]:
        """The response's body on the wire."""
        body: dict[str, Any] = {"ok": self.success, "source": self.source or self.kind.value, "data": self.data}
        if self.error:
            body["error"] = self.error
        if self.metadata:
            body["meta"] = dict(self.metadata)
        if self.suggestions:
            body["suggestions"] = list(self.suggestions)
        if self.retry_after_seconds:
            body["retry_after"] = self.retry_after_seconds
        return body

    def encoded(self) -> bytes:
        """The body as it goes over the wire."""
        return json.dumps(self.to_dict(), sort_keys=True, default=str).encode()

    def as_message(self) -> str:
        """The response in one text message."""
        from notifications.channels import SMS_LENGTH

        text = self.text or self.error or ""
        return text if len(text) <= SMS_LENGTH else text[: SMS_LENGTH - 1] + "…"

    @classmethod
    def failure(cls, source: str, error: str, kind: ResponseKind = ResponseKind.API) -> UnifiedResponse:
        """A call that came to nothing."""
        return cls(False, None, error, source, kind)


class ResponseBuilder:
    """Puts a response together step by step, for callers that learn its parts at different times."""

    def __init__(self, kind: ResponseKind) -> None:
        self._kind = kind
        self._data: Any = None
        self._error: str | None = None
        self._source = kind.value
        self._status = 200
        self._priority = ResponsePriority.NORMAL
        self._confidence = 1.0
        self._attempts = 1
        self._metadata: dict[str, Any] = {}
        self._suggestions: list[str] = []
        self._started = time.perf_counter()

    def with_data(self, data: Any) -> ResponseBuilder:
        """The response carries this."""
        self._data = data
        return self

    def with_error(self, error: str, status: int = 500) -> ResponseBuilder:
        """The response is a failure."""
        self._error, self._status = error, status
        return self

    def with_source(self, source: str) -> ResponseBuilder:
        """Who answers, where it is not the subsystem as a whole."""
        self._source = source
        return self

    def with_status(self, status: int) -> ResponseBuilder:
        """The status code for the API."""
        self._status = status
        return self

    def with_priority(self, priority: ResponsePriority) -> ResponseBuilder:
        """How urgent the response is."""
        self._priority = priority
        return self

    def with_confidence(self, confidence: float) -> ResponseBuilder:
        """How sure the subsystem is, between 0 and 1."""
        self._confidence = min(1.0, max(0.0, confidence))
        return self

    def with_attempts(self, attempts: int) -> ResponseBuilder:
        """How many attempts it took."""
        self._attempts = attempts
        return self

    def with_metadata(self, **entries: Any) -> ResponseBuilder:
        """Anything else."""
        self._metadata.update(entries)
        return self

    def with_suggestions(self, suggestions: Iterable[str]) -> ResponseBuilder:
        """What the reader may ask next."""
        self._suggestions.extend(suggestions)
        return self

    def build(self) -> UnifiedResponse:
        """The response, timed from the moment at which the builder was made."""
        return UnifiedResponse(
            success=self._error is None,
            data=self._data,
            error=self._error,
            source=self._source,
            kind=self._kind,
            status=self._status,
            duration_ms=(time.perf_counter() - self._started) * 1000,
            confidence=self._confidence,
            attempts=self._attempts,
            priority=self._priority,
            suggestions=list(self._suggestions),
            metadata=dict(self._metadata),
        )


Converter = Callable[[Any], UnifiedResponse]


def from_mapping(body: Mapping[str, Any]) -> UnifiedResponse:
    """A response of a body as it came over the wire."""
    kind = body.get("source", "")
    known = {member.value for member in ResponseKind}
    return UnifiedResponse(
        success=bool(body.get("ok")),
        data=body.get("data"),
        error=body.get("error"),
        source=str(kind),
        kind=ResponseKind(kind) if kind in known else ResponseKind.API,
        metadata=dict(body.get("meta", {})),
    )


def from_exception(error: BaseException, kind: ResponseKind) -> UnifiedResponse:
    """A response that says what went wrong."""
    return UnifiedResponse(False, None, str(error), kind.value, kind, metadata={"type": type(error).__name__})


def from_legacy(response: Any) -> UnifiedResponse:
    """A response of one of the classes that came before."""
    if isinstance(response, UnifiedResponse):
        return response
    if isinstance(response, Mapping):
        return from_mapping(response)
    return UnifiedResponse(
        success=response.success,
        data=getattr(response, "data", getattr(response, "prediction", None)),
        error=response.error,
        source=getattr(response, "source", getattr(response, "model", "")),
        status=getattr(response, "status", 200),
        duration_ms=getattr(response, "duration_ms", getattr(response, "processing_time_ms", 0.0)),
        confidence=getattr(response, "confidence", 1.0),
        metadata=dict(response.metadata),
    )


class UnifiedResponseHandler:
    """Takes the responses of all subsystems: measures, counts, queues and remembers them."""

    def __init__(self, monitor: PerformanceMonitor | None = None, queue_limit: int = 1000) -> None:
        self._monitor = monitor or PerformanceMonitor()
        self._queue = ResponseQueue(queue_limit)
        self._recent: deque[dict[str, Any]] = deque(maxlen=RECENT_RESPONSES)
        self._counts: Counter[str] = Counter()
        self._converters: dict[type, Converter] = {}

    def register_converter(self, kind: type, converter: Converter) -> None:
        """Convert responses of a class that the handler does not know."""
        self._converters[kind] = converter

    def convert(self, response: Any) -> UnifiedResponse:
        """Any response as a unified one."""
        converter = self._converters.get(type(response), from_legacy)
        return converter(response)

    def handle(self, response: UnifiedResponse) -> UnifiedResponse:
        """Measure and count a response on its way out."""
        name = response.source or response.kind.value
        self._monitor.record_timing(f"response.{name}", response.duration_ms)
        self._counts[f"{name}.{'ok' if response.success else 'failed'}"] += 1
        self._recent.append({"source": name, "status": response.status, "ms": response.duration_ms})
        if response.duration_ms > SLOW_RESPONSE_MS:
            self._counts[f"{name}.slow"] += 1
        return response

    def handle_call(self, kind: ResponseKind, call: Callable[[], Any]) -> UnifiedResponse:
        """Run a call and handle what comes of it; an error becomes a failure."""
        builder = ResponseBuilder(kind)
        try:
            builder.with_data(call())
        except Exception as error:
            builder.with_error(str(error)).with_metadata(type=type(error).__name__)
        return self.handle(builder.build())

    def fallback(self, kind: ResponseKind, reason: str) -> UnifiedResponse:
        """What is said while a subsystem does not answer."""
        response = UnifiedResponse.failure(kind.value, reason, ResponseKind.FALLBACK)
        return self.handle(replace(response, status=503, retry_after_seconds=DEFAULT_RETRY_SECONDS))

    def enqueue(self, response: UnifiedResponse) -> bool:
        """Queue a response by its priority; whether there was room."""
        return self._queue.put(self.handle(response), response.priority)

    def flush(self) -> Iterator[UnifiedResponse]:
        """The queued responses, the most urgent first."""
        return self._queue.drain()

    def success_share(self, source: str) -> float | None:
        """Share of a source's responses that were successes; None where there were none."""
        good, bad = self._counts[f"{source}.ok"], self._counts[f"{source}.failed"]
        return good / (good + bad) if good + bad else None

    def p95_ms(self, source: str) -> float:
        """The 95th percentile of a source's durations."""
        durations = sorted(entry["ms"] for entry in self._recent if entry["source"] == source)
        return durations[int(0.95 * (len(durations) - 1))] if durations else 0.0

    def statistics(self) -> dict[str, int]:
        """Every count, by name."""
        return dict(sorted(self._counts.items()))
