"""A parcel cache is a place: a wall of lockers in a shop or a station from which recipients fetch their parcels."""

from __future__ import annotations

from dataclasses import dataclass

from core.models import Parcel

SMALL_GRAMS = 2_000
LARGE_GRAMS = 20_000


@dataclass
class Locker:
    """One door of the wall; `parcel_id` is "" where it is free."""

    number: int
    max_grams: int
    parcel_id: str = ""
    code: str = ""

    @property
    def free(self) -> bool:
        """Nothing lies behind the door."""
        return not self.parcel_id


class ParcelCache:
    """One wall of lockers at one place."""

    def __init__(self, name: str, place: tuple[float, float], small: int = 8, large: int = 4) -> None:
        self.name = name
        self.place = place
        self.lockers = [Locker(number, SMALL_GRAMS) for number in range(1, small + 1)]
        self.lockers += [Locker(number, LARGE_GRAMS) for number in range(small + 1, small + large + 1)]

    def put(self, parcel: Parcel, code: str) -> Locker | None:
        """Lay a parcel into the smallest door it fits behind; None where all such doors are taken."""
        fitting = (locker for locker in self.lockers if locker.free and parcel.weight_grams <= locker.max_grams)
        locker = min(fitting, key=lambda door: (door.max_grams, door.number), default=None)
        if locker is not None:
            locker.parcel_id, locker.code = parcel.id, code
        return locker

    def open(self, code: str) -> str | None:
        """The parcel behind the door with this code, which is free afterwards; None for a wrong code."""
        for locker in self.lockers:
            if locker.code == code and not locker.free:
                parcel_id, locker.parcel_id, locker.code = locker.parcel_id, "", ""
                return parcel_id
        return None

    def free_doors(self) -> int:
        """How many doors are free."""
        return sum(locker.free for locker in self.lockers)
