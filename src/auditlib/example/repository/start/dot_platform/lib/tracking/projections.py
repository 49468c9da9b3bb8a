"""What can be said of a timeline: how long each leg took, and how it reads."""

from __future__ import annotations

from itertools import pairwise

import tracking.timeline
from core.models import ParcelStatus
from utils.clock import spoken_duration

WORDS = {
    ParcelStatus.REGISTERED: "announced",
    ParcelStatus.COLLECTED: "collected",
    ParcelStatus.IN_TRANSIT: "on its way",
    ParcelStatus.AT_DEPOT: "at the depot",
    ParcelStatus.OUT_FOR_DELIVERY: "out for delivery",
    ParcelStatus.DELIVERED: "delivered",
    ParcelStatus.RETURNED: "returned",
}


def describe(timeline: tracking.timeline.Timeline) -> str:
    """The last scan in words, with the time since the first."""
    if timeline.last is None:
        return "not yet seen"
    place = f" in {timeline.last.depot}" if timeline.last.depot else ""
    elapsed = timeline.last.at - next(iter(timeline)).at
    since = f" after {spoken_duration(elapsed)}" if elapsed > 0 else ""
    return f"{WORDS[timeline.last.status]}{place}{since}"


def legs(timeline: tracking.timeline.Timeline) -> list[tuple[str, str, float]]:
    """From, to and seconds of each leg between two depots."""
    seen = [scan for scan in timeline if scan.depot]
    return [
        (left.depot, right.depot, right.at - left.at) for left, right in pairwise(seen) if left.depot != right.depot
    ]


def dwell_times(timeline: tracking.timeline.Timeline) -> dict[str, float]:
    """Seconds between the first and the last scan at each depot."""
    moments: dict[str, list[float]] = {}
    for scan in timeline:
        if scan.depot:
            moments.setdefault(scan.depot, []).append(scan.at)
    return {depot: max(found) - min(found) for depot, found in moments.items()}


def merge(*timelines: tracking.timeline.Timeline) -> tracking.timeline.Timeline:
    """One timeline of several that belong to the same parcel, as after a change of carrier."""
    merged = tracking.timeline.Timeline(timelines[0].parcel_id)
    for scan in sorted(scan for timeline in timelines for scan in timeline):
        merged.add(scan)
    return merged
