"""Distances and routes between depots."""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

EARTH_KM = 6371.0


@dataclass(frozen=True)
class Depot:
    """A depot and its place, latitude and longitude in degrees."""

    name: str
    place: tuple[float, float]


def haversine_km(start: tuple[float, float], end: tuple[float, float]) -> float:
    """Kilometres between two places along a great circle."""
    start_latitude, start_longitude = math.radians(start[0]), math.radians(start[1])
    end_latitude, end_longitude = math.radians(end[0]), math.radians(end[1])
    latitude_half = (end_latitude - start_latitude) / 2
    longitude_half = (end_longitude - start_longitude) / 2
    chord = math.sin(latitude_half) ** 2
    chord += math.cos(start_latitude) * math.cos(end_latitude) * math.sin(longitude_half) ** 2
    angle = 2 * math.asin(min(1.0, math.sqrt(chord)))
    return EARTH_KM * angle


def road_map(depots: Iterable[Depot], reach_km: float) -> dict[str, dict[str, float]]:
    """Which depots lie within reach of each other, and how far."""
    known = list(depots)
    roads: dict[str, dict[str, float]] = {depot.name: {} for depot in known}
    for left in known:
        for right in known:
            distance = haversine_km(left.place, right.place)
            if left is not right and distance <= reach_km:
                roads[left.name][right.name] = distance
    return roads


def shortest_route(roads: Mapping[str, Mapping[str, float]], start: str, goal: str) -> tuple[float, list[str]] | None:
    """Kilometres and depots of the shortest route, None where there is none (Dijkstra)."""
    waiting: list[tuple[float, str, list[str]]] = [(0.0, start, [start])]
    settled: set[str] = set()
    while waiting:
        distance, here, path = heapq.heappop(waiting)
        if here == goal:
            return distance, path
        if here in settled:
            continue
        settled.add(here)
        for neighbour, leg in roads.get(here, {}).items():
            if neighbour not in settled:
                heapq.heappush(waiting, (distance + leg, neighbour, [*path, neighbour]))
    return None
