"""Parcel lockers and the small unstaffed caches in shops and stations."""

from lockers.caches import Locker, ParcelCache
from lockers.nearest import nearest_caches

__all__ = ["Locker", "ParcelCache", "nearest_caches"]
