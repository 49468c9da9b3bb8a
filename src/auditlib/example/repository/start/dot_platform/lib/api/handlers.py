"""One function per route, collected in a class that knows the subsystems."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from api.answers import ApiResponse, FallbackResponse
from api.lookup import ParcelLookup
from carriers.quotes import quote
from core.errors import RelayError
from core.events import Event, EventBus
from core.settings import Settings
from performance.response_optimizer import ResponsePriority, ResponseQueue
from tracking.service import TrackingService

try:
    from performance.response_optimizer import ResponseOptimizer
except ImportError:

    class ResponseOptimizer:  # type: ignore[no-redef]
        """Stands in where the performance layer has no optimizer: hands every response on as it is."""

        def optimize(self, response: Any, priority: ResponsePriority = ResponsePriority.NORMAL) -> Any:
            return response


class Handlers:
    """The handlers of all routes."""

    def __init__(self, tracking: TrackingService, bus: EventBus, settings: Settings | None = None) -> None:
        self._tracking = tracking
        self._settings = settings or Settings()
        self._lookup = ParcelLookup()
        self._optimizer = ResponseOptimizer()
        self._queue = ResponseQueue()
        self._requests: Counter[str] = Counter()
        self._slow_requests: list[tuple[str, float]] = []
        bus.subscribe("parcel.moved", self._on_moved)

    def parcel(self, parcel_id: str) -> ApiResponse:
        """GET /parcels/{id}"""
        return self._timed("parcel", lambda: self._parcel_body(parcel_id))

    def timeline(self, parcel_id: str) -> ApiResponse:
        """GET /parcels/{id}/timeline"""

        def body() -> list[dict[str, Any]]:
            return [
                {"at": scan.at, "status": scan.status.value, "depot": scan.depot}
                for scan in self._tracking.timeline(parcel_id)
            ]

        return self._timed("timeline", body)

    def price(self, carrier: str, grams: str, kilometres: str) -> ApiResponse:
        """GET /quotes/{carrier}/{grams}/{kilometres}"""
        if not (grams.isdigit() and kilometres.isdigit()):
            return ApiResponse(False, None, "weight and distance are whole numbers", 400)
        offer = quote(carrier, int(grams), int(kilometres))
        return ApiResponse(True, {"carrier": carrier, "cents": offer.cents, "days": offer.days})

    def unavailable(self, route: str) -> FallbackResponse:
        """What a route says while its subsystem is down."""
        self._requests[f"{route}.unavailable"] += 1
        return FallbackResponse(metadata={"route": route})

    def refresh(self) -> ApiResponse:
        """POST /refresh: every parcel is read anew."""
        self._lookup.changed_all()
        return ApiResponse(True, {"refreshed": True}, status=202)

    def enqueue(self, response: ApiResponse, priority: ResponsePriority = ResponsePriority.NORMAL) -> bool:
        """Queue a response for a streaming client."""
        return self._queue.put(self._optimizer.optimize(response, priority), priority)

    def flush(self) -> list[ApiResponse]:
        """The queued responses, the most urgent first."""
        return list(self._queue.drain())

    def statistics(self) -> dict[str, Any]:
        """Requests by route, and the slowest of them."""
        slowest = sorted(self._slow_requests, key=lambda entry: -entry[1])[:5]
        return {"requests": dict(sorted(self._requests.items())), "slowest": slowest}

    def _parcel_body(self, parcel_id: str) -> dict[str, Any]:
        return self._lookup.get_or_compute(parcel_id, lambda: self._tracking.where_is(parcel_id).to_dict())

    def _timed(self, route: str, make: Callable[[], Any]) -> ApiResponse:
        self._requests[route] += 1
        started = time.perf_counter()
        try:
            data = make()
        except RelayError as error:
            self._requests[f"{route}.errors"] += 1
            return ApiResponse(False, None, str(error), 404, (time.perf_counter() - started) * 1000)
        duration = (time.perf_counter() - started) * 1000
        if duration > self._settings.slow_response_ms:
            self._slow_requests.append((route, duration))
        return ApiResponse(True, data, None, 200, duration)

    def _on_moved(self, event: Event) -> None:
        self._lookup.changed(event.subject)
