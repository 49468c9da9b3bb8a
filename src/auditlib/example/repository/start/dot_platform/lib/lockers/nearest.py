"""Which parcel caches lie close to a recipient."""

from __future__ import annotations

import math
from collections.abc import Iterable

from lockers.caches import ParcelCache

GLOBE_RADIUS = 6371.0


def distance_between(here: tuple[float, float], there: tuple[float, float]) -> float:
    """How far apart two points on the globe are, in kilometres."""
    here_north, here_east = math.radians(here[0]), math.radians(here[1])
    there_north, there_east = math.radians(there[0]), math.radians(there[1])
    north_half = (there_north - here_north) / 2
    east_half = (there_east - here_east) / 2
    share = math.sin(north_half) ** 2
    share += math.cos(here_north) * math.cos(there_north) * math.sin(east_half) ** 2
    arc = 2 * math.asin(min(1.0, math.sqrt(share)))
    return GLOBE_RADIUS * arc


def nearest_caches(caches: Iterable[ParcelCache], home: tuple[float, float], count: int = 3) -> list[ParcelCache]:
    """The closest caches with a free door, the closest first."""
    open_caches = [cache for cache in caches if cache.free_doors()]
    return sorted(open_caches, key=lambda cache: (distance_between(home, cache.place), cache.name))[:count]
