"""Depots: the screens in their halls and the roads between them."""

from depots.monitors import Monitor, MonitorWall
from depots.routing import Depot, haversine_km, shortest_route

__all__ = ["Depot", "Monitor", "MonitorWall", "haversine_km", "shortest_route"]
