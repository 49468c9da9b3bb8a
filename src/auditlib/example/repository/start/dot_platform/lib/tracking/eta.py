"""When a parcel will arrive."""

from __future__ import annotations

from core.models import Parcel, ParcelStatus
from depots.routing import haversine_km
from utils.clock import Clock, system_clock

AVERAGE_KMH = 52.0
HANDLING_SECONDS = {
    ParcelStatus.REGISTERED: 86_400.0,
    ParcelStatus.COLLECTED: 43_200.0,
    ParcelStatus.IN_TRANSIT: 28_800.0,
    ParcelStatus.AT_DEPOT: 14_400.0,
    ParcelStatus.OUT_FOR_DELIVERY: 0.0,
}
ESTIMATE_SECONDS = 120.0

_estimates: dict[tuple[str, str, tuple[float, float]], tuple[float, float]] = {}


def estimate_arrival(parcel: Parcel, position: tuple[float, float], clock: Clock = system_clock) -> float | None:
    """The moment at which a parcel will arrive, None for one that is finished.

    The estimate for the same parcel at the same place is not made anew within two minutes, so that a page
    that reloads does not show a moment that trembles.
    """
    if parcel.finished:
        return None
    now = clock()
    key = (parcel.id, parcel.status.value, position)
    if key in _estimates:
        arrival, made = _estimates[key]
        if now - made < ESTIMATE_SECONDS:
            return arrival
        del _estimates[key]
    arrival = now + driving_seconds(position, parcel.destination) + HANDLING_SECONDS[parcel.status]
    _estimates[key] = (arrival, now)
    if len(_estimates) > 2000:
        _estimates.pop(next(iter(_estimates)))
    return arrival


def driving_seconds(start: tuple[float, float], end: tuple[float, float]) -> float:
    """Seconds on the road between two places at the average speed."""
    return haversine_km(start, end) / AVERAGE_KMH * 3600


def window(arrival: float, status: ParcelStatus) -> tuple[float, float]:
    """The span that a message promises: narrow on the last mile, wide before."""
    half = 1800.0 if status is ParcelStatus.OUT_FOR_DELIVERY else 7200.0
    return arrival - half, arrival + half
