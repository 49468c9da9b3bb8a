"""Fills the shared cache before the first request."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Any

from performance.cache_manager import CacheManager, shared_cache
from performance.performance_monitor import PerformanceMonitor


def warm(
    keys: Iterable[Hashable],
    load: Callable[[Hashable], Any],
    cache: CacheManager | None = None,
    monitor: PerformanceMonitor | None = None,
) -> int:
    """Load what is not yet cached; returns how many entries were loaded."""
    target = cache if cache is not None else shared_cache()
    watch = monitor or PerformanceMonitor()
    loaded = 0
    with watch.timed("cache.warmup"):
        for key in keys:
            if key not in target:
                target.set(key, load(key))
                loaded += 1
    return loaded
