"""Depots, screens and parcel caches."""

from __future__ import annotations

import pytest

from depots import Depot, Monitor, MonitorWall, haversine_km, shortest_route
from depots.routing import road_map
from lockers import ParcelCache, nearest_caches
from lockers.nearest import distance_between

AARHUS, ODENSE, COPENHAGEN = (56.16, 10.2), (55.4, 10.39), (55.68, 12.57)


def test_shortest_route_passes_the_depot_between():
    roads = road_map([Depot("A", AARHUS), Depot("O", ODENSE), Depot("C", COPENHAGEN)], reach_km=145)
    distance, path = shortest_route(roads, "A", "C")
    assert path == ["A", "O", "C"]
    assert distance == pytest.approx(haversine_km(AARHUS, ODENSE) + haversine_km(ODENSE, COPENHAGEN))


def test_both_distances_agree():
    assert distance_between(AARHUS, COPENHAGEN) == pytest.approx(haversine_km(AARHUS, COPENHAGEN))


def test_screen_shows_its_gates():
    wall = MonitorWall("Aarhus")
    wall.mount(Monitor("m1", "north", columns=10))
    wall.assign("G1", "m1")
    assert wall.in_hall("north")[0].lines({"G1": 7}) == ["G1       7"]
    with pytest.raises(ValueError, match="north"):
        wall.mount(Monitor("m1", "south"))


def test_parcel_lies_behind_the_smallest_door_that_fits(parcel):
    cache = ParcelCache("Station", ODENSE, small=1, large=1)
    assert cache.put(parcel, "1234").number == 1
    assert cache.put(parcel, "5678").number == 2
    assert cache.put(parcel, "9999") is None
    assert cache.open("1234") == parcel.id
    assert cache.open("1234") is None


def test_nearest_caches_have_a_free_door():
    caches = [ParcelCache("full", AARHUS, 0, 0), ParcelCache("far", COPENHAGEN), ParcelCache("near", ODENSE)]
    assert [cache.name for cache in nearest_caches(caches, AARHUS)] == ["near", "far"]
