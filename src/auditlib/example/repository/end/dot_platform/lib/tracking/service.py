"""Registers parcels, takes scans and answers where a parcel is."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from core import Event, EventBus, Parcel, Scan, UnknownParcel
from performance.unified_response import ResponseBuilder, ResponseKind, UnifiedResponse
from tracking.timeline import Timeline
from utils.clock import Clock, system_clock

RECENT_SECONDS = 30.0
RECENT_LIMIT = 500


class TrackingService:
    """The parcels of all carriers and their timelines.

    Recipients reload the tracking page again and again, so recent answers are kept for half a minute.
    """

    def __init__(self, bus: EventBus | None = None, clock: Clock = system_clock) -> None:
        self._bus = bus or EventBus()
        self._clock = clock
        self._parcels: dict[str, Parcel] = {}
        self._timelines: dict[str, Timeline] = {}
        self._recent: dict[str, tuple[float, UnifiedResponse]] = {}
        self._recent_found = 0
        self._recent_asked = 0

    def register(self, parcel: Parcel) -> Parcel:
        """Take a parcel into the service; the same id twice replaces the first."""
        self._parcels[parcel.id] = parcel
        self._timelines[parcel.id] = Timeline(parcel.id)
        self._forget_recent(parcel.id)
        self._bus.publish(Event("parcel.registered", parcel.id))
        return parcel

    def record(self, scan: Scan) -> Parcel:
        """Move a parcel to the status of a scan and tell who listens."""
        before = self.parcel(scan.parcel_id)
        after = before.moved_to(scan.status)
        self._parcels[after.id] = after
        self._timelines[after.id].add(scan)
        self._forget_recent(after.id)
        if after is not before:
            details: dict[str, object] = {"from": before.status.value, "to": after.status.value, "depot": scan.depot}
            self._bus.publish(Event("parcel.moved", after.id, details))
        return after

    def record_all(self, scans: Iterable[Scan]) -> list[Parcel]:
        """Record scans in the order of their time; returns the parcels as they stand after each."""
        return [self.record(scan) for scan in sorted(scans)]

    def parcel(self, parcel_id: str) -> Parcel:
        """The parcel with this id. Raises UnknownParcel where there is none."""
        try:
            return self._parcels[parcel_id]
        except KeyError:
            raise UnknownParcel(parcel_id) from None

    def timeline(self, parcel_id: str) -> Timeline:
        """The scans of a parcel. Raises UnknownParcel where there is none."""
        self.parcel(parcel_id)
        return self._timelines[parcel_id]

    def where_is(self, parcel_id: str) -> UnifiedResponse:
        """The answer to a recipient's question, a recent one where nothing has changed since."""
        return self._recent_or(parcel_id, lambda: self._answer(parcel_id))

    def unfinished(self) -> list[Parcel]:
        """Parcels that are still on their way, by id."""
        return [self._parcels[key] for key in sorted(self._parcels) if not self._parcels[key].finished]

    def recent_share(self) -> float:
        """Share of questions that a recent answer served."""
        return self._recent_found / self._recent_asked if self._recent_asked else 0.0

    def _answer(self, parcel_id: str) -> UnifiedResponse:
        builder = ResponseBuilder(ResponseKind.TRACKING)
        try:
            parcel = self.parcel(parcel_id)
        except UnknownParcel as error:
            return builder.with_data({"id": parcel_id}).with_error(str(error), 404).build()
        payload: dict[str, object] = {"id": parcel.id, "status": parcel.status.value, "carrier": parcel.carrier}
        last = self._timelines[parcel_id].last
        if last is not None:
            payload |= {"seen_at": last.at, "depot": last.depot}
        return builder.with_data(payload).build()

    def _recent_or(self, parcel_id: str, make: Callable[[], UnifiedResponse]) -> UnifiedResponse:
        now = self._clock()
        self._recent_asked += 1
        kept = self._recent.get(parcel_id)
        if kept is not None and now - kept[0] < RECENT_SECONDS:
            self._recent_found += 1
            return kept[1]
        answer = make()
        self._keep_recent(parcel_id, answer, now)
        return answer

    def _keep_recent(self, parcel_id: str, answer: UnifiedResponse, now: float) -> None:
        if len(self._recent) >= RECENT_LIMIT:
            self._drop_old_recent(now)
        self._recent[parcel_id] = (now, answer)

    def _drop_old_recent(self, now: float) -> None:
        for key in [key for key, (made, _) in self._recent.items() if now - made >= RECENT_SECONDS]:
            del self._recent[key]
        while len(self._recent) >= RECENT_LIMIT:
            oldest = min(self._recent, key=lambda key: self._recent[key][0])
            del self._recent[oldest]

    def _forget_recent(self, parcel_id: str) -> None:
        self._recent.pop(parcel_id, None)
