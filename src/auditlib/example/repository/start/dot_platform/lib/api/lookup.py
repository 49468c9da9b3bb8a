"""What handlers may look up without asking a subsystem."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from performance.cache_manager import CacheManager, shared_cache


class ParcelLookup:
    """A door to the shared cache with keys that belong to parcels."""

    def __init__(self, cache: CacheManager | None = None) -> None:
        self._cache = cache if cache is not None else shared_cache()

    def get(self, parcel_id: str) -> Any:
        """The body last answered for a parcel, None where there is none."""
        return self._cache.get(f"parcel:{parcel_id}")

    def get_or_compute(self, parcel_id: str, compute: Callable[[], Any]) -> Any:
        """The body for a parcel, computed where there is none."""
        return self._cache.get_or_compute(f"parcel:{parcel_id}", compute)

    def changed(self, parcel_id: str) -> None:
        """Drop what was answered for a parcel."""
        self._cache.delete(f"parcel:{parcel_id}")

    def changed_all(self) -> None:
        """Drop what was answered for any parcel."""
        self._cache.invalidate_prefix("parcel:")
