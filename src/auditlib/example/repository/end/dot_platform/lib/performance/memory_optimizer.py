"""The canonical memory management of the service: readings, pressure levels and what gives memory back."""

from __future__ import annotations

import gc
import os
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from typing import Any

from core.settings import MEMORY_LIMIT_CI_MB, MEMORY_LIMIT_LOCAL_MB

MEGABYTE = 1024 * 1024
PAGE_SIZE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


class Pressure(Enum):
    """How close the process is to its limit."""

    LOW = "low"
    RAISED = "raised"
    CRITICAL = "critical"


@dataclass(frozen=True)
class MemoryReading:
    """One measurement: resident megabytes and the pressure they mean."""

    resident_mb: float
    limit_mb: float
    pressure: Pressure

    @property
    def headroom_mb(self) -> float:
        """What is left below the limit, never negative."""
        return max(0.0, self.limit_mb - self.resident_mb)


Trimmer = Callable[[], int]


class MemoryOptimizer:
    """Watches the process and asks registered trimmers to give memory back, the cheapest first."""

    def __init__(
        self,
        limit_mb: float | None = None,
        measure: Callable[[], float] | None = None,
        raised_share: float = 0.7,
        critical_share: float = 0.9,
    ) -> None:
        self._limit_mb = limit_mb if limit_mb is not None else self._default_limit()
        self._measure = measure or resident_megabytes
        self._raised_share = raised_share
        self._critical_share = critical_share
        self._trimmers: list[tuple[int, str, Trimmer]] = []
        self._history: list[MemoryReading] = []

    def register_trimmer(self, name: str, trimmer: Trimmer, cost: int = 10) -> None:
        """Let the optimizer call `trimmer`, which frees what it can and returns the number of objects freed."""
        self._trimmers.append((cost, name, trimmer))
        self._trimmers.sort(key=lambda entry: (entry[0], entry[1]))

    def read(self) -> MemoryReading:
        """Measure now, and remember the reading."""
        resident = self._measure()
        reading = MemoryReading(resident, self._limit_mb, self._pressure(resident))
        self._history.append(reading)
        return reading

    def relieve(self) -> dict[str, int]:
        """Free memory until the pressure is low; returns what each trimmer freed."""
        freed: dict[str, int] = {}
        for _, name, trimmer in self._trimmers:
            if self.read().pressure is Pressure.LOW:
                break
            freed[name] = trimmer()
        if self.read().pressure is Pressure.CRITICAL:
            freed["gc"] = gc.collect()
        return freed

    @contextmanager
    def without_collection(self) -> Iterator[None]:
        """Suspend the garbage collector for a short burst of allocations, and collect once after it."""
        was_enabled = gc.isenabled()
        gc.disable()
        try:
            yield
        finally:
            if was_enabled:
                gc.enable()
            gc.collect(0)

    def trend_mb(self) -> float:
        """Megabytes gained since the first reading."""
        if len(self._history) < 2:
            return 0.0
        return self._history[-1].resident_mb - self._history[0].resident_mb

    def largest_sites(self, count: int = 5) -> list[tuple[str, int]]:
        """Where the most bytes were allocated, as (file:line, bytes); needs `tracemalloc` running."""
        if not tracemalloc.is_tracing():
            return []
        statistics = tracemalloc.take_snapshot().statistics("lineno")[:count]
        return [(f"{entry.traceback[0].filename}:{entry.traceback[0].lineno}", entry.size) for entry in statistics]

    @property
    def readings(self) -> int:
        """How many readings are remembered."""
        return len(self._history)

    def _pressure(self, resident: float) -> Pressure:
        if resident >= self._limit_mb * self._critical_share:
            return Pressure.CRITICAL
        if resident >= self._limit_mb * self._raised_share:
            return Pressure.RAISED
        return Pressure.LOW

    @staticmethod
    def _default_limit() -> float:
        return float(MEMORY_LIMIT_CI_MB if os.environ.get("CI") else MEMORY_LIMIT_LOCAL_MB)


def deep_size(root: Any, limit: int = 10_000) -> int:
    """Bytes held by an object and what it refers to, counted over at most `limit` objects."""
    seen: set[int] = set()
    waiting, total = [root], 0
    while waiting and len(seen) < limit:
        item = waiting.pop()
        if id(item) in seen:
            continue
        seen.add(id(item))
        total += sys.getsizeof(item)
        if isinstance(item, dict):
            waiting.extend(item.keys())
            waiting.extend(item.values())
        elif isinstance(item, (list, tuple, set, frozenset)):
            waiting.extend(item)
        elif hasattr(item, "__dict__"):
            waiting.append(vars(item))
    return total


def resident_megabytes() -> float:
    """Resident size of this process in megabytes; 0 where the system does not say."""
    try:
        with open("/proc/self/statm", encoding="ascii") as handle:
            pages = int(handle.read().split()[1])
    except (OSError, IndexError, ValueError):
        return 0.0
    return pages * PAGE_SIZE / MEGABYTE
