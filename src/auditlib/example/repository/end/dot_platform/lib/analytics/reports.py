"""The nightly reports. They read a month of scans, so they watch what memory they take."""

from __future__ import annotations

import gc
import tracemalloc
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from core.models import ParcelStatus, Scan
from utils.clock import day_of
from utils.text import human_size

try:
    from utils.memory import FootprintGuard
except ImportError:
    FootprintGuard = None  # type: ignore[assignment, misc]

CHUNK = 5000
MAX_GROWTH = 32 * 1024 * 1024


def daily_counts(scans: Iterable[Scan]) -> dict[str, Counter[str]]:
    """Scans by day and status."""
    guard = FootprintGuard() if FootprintGuard is not None else None
    days: dict[str, Counter[str]] = defaultdict(Counter)
    for chunk in chunks(scans, CHUNK):
        for scan in chunk:
            days[day_of(scan.at)][scan.status.value] += 1
        if guard is not None:
            guard.check()
    return dict(sorted(days.items()))


def delivery_hours(scans: Iterable[Scan]) -> list[float]:
    """Hours between collection and delivery, of parcels that have both; stops early where memory runs out."""
    started_here = not tracemalloc.is_tracing()
    if started_here:
        tracemalloc.start()
    first, _ = tracemalloc.get_traced_memory()
    collected: dict[str, float] = {}
    hours: list[float] = []
    for number, scan in enumerate(scans):
        if scan.status is ParcelStatus.COLLECTED:
            collected[scan.parcel_id] = scan.at
        elif scan.status is ParcelStatus.DELIVERED and scan.parcel_id in collected:
            hours.append((scan.at - collected.pop(scan.parcel_id)) / 3600)
        if number % CHUNK == 0 and tracemalloc.get_traced_memory()[0] - first > MAX_GROWTH:
            gc.collect()
            if tracemalloc.get_traced_memory()[0] - first > MAX_GROWTH:
                break
    if started_here:
        tracemalloc.stop()
    return hours


def chunks(scans: Iterable[Scan], size: int) -> Iterator[list[Scan]]:
    """The scans in lists of at most `size`."""
    chunk: list[Scan] = []
    for scan in scans:
        chunk.append(scan)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def report_lines(days: dict[str, Counter[str]], bytes_read: int) -> list[str]:
    """The report as text: a line per day, and how much was read."""
    lines = [f"{day}  " + "  ".join(f"{name}={count}" for name, count in sorted(days[day].items())) for day in days]
    return [*lines, f"read {human_size(bytes_read)}"]
