"""How fast the hot paths are. Run by hand or by the quality gate: `python .platform/lib/benchmark.py`."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))

from api.answers import ApiResponse
from api.handlers import Handlers
from core.events import EventBus
from core.models import Parcel, Recipient
from performance.cache_manager import CacheManager
from tracking.service import TrackingService

REPEATS = 5
CACHE_OPERATIONS = 20_000
RESPONSES = 2_000


def run() -> dict[str, float]:
    """Milliseconds of each path, the best of several repeats."""
    return {
        "cache_ms": best_of(REPEATS, cache_path),
        "store_ms": best_of(REPEATS, store_path),
        "response_ms": best_of(REPEATS, response_path),
    }


def best_of(repeats: int, path: Callable[[], None]) -> float:
    """The least time of a path in milliseconds."""
    times = []
    for _ in range(repeats):
        started = time.perf_counter()
        path()
        times.append((time.perf_counter() - started) * 1000)
    return min(times)


def cache_path() -> None:
    """Reads and writes of a cache that holds half of what is asked for."""
    cache = CacheManager(capacity=512)
    for number in range(CACHE_OPERATIONS):
        cache.get_or_compute(f"key:{number % 1024}", lambda: number)


def store_path() -> None:
    """The same on the cache that the templates use."""
    store = CacheManager(capacity=512)
    for number in range(CACHE_OPERATIONS // 10):
        store.get_or_compute(f"key:{number % 256}", lambda: number)


def response_path() -> None:
    """Requests for a parcel, from the route to the bytes on the wire."""
    bus = EventBus()
    tracking = TrackingService(bus)
    tracking.register(Parcel("NW-00000042", "northwind", "NW-00000042", Recipient("r1", "Ada"), 900, (55.7, 12.6)))
    handlers = Handlers(tracking, bus)
    for _ in range(RESPONSES):
        answer: ApiResponse = handlers.parcel("NW-00000042")
        answer.encoded()


if __name__ == "__main__":
    print(json.dumps(run(), indent=2))
