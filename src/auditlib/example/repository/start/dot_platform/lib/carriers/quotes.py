"""What a delivery costs: prices by weight and distance."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

BASE_CENTS = 390
CENTS_PER_KILOGRAM = 85
CENTS_PER_100_KM = 40


@dataclass(frozen=True)
class Quote:
    """A price in cents, and the working days it buys."""

    cents: int
    days: int


class RecentQuotes(OrderedDict[tuple[str, int, int], Quote]):
    """The quotes last asked for, the latest at the end; beyond its limit the first is let go."""

    def __init__(self, limit: int = 300) -> None:
        super().__init__()
        self._limit = limit

    def quote(self, key: tuple[str, int, int], make: Callable[[], Quote]) -> Quote:
        """The quote for a key, made where it is not among the recent ones."""
        if key in self:
            self.move_to_end(key)
            return self[key]
        self[key] = made = make()
        if len(self) > self._limit:
            self.popitem(last=False)
        return made


_recent = RecentQuotes()


def quote(carrier: str, grams: int, kilometres: float) -> Quote:
    """The price of a delivery; weights are rounded up to 100 g and distances to 10 km."""
    if grams <= 0 or kilometres < 0:
        raise ValueError("a delivery has a weight and a distance")
    weight, distance = math.ceil(grams / 100) * 100, math.ceil(kilometres / 10) * 10
    return _recent.quote((carrier, weight, distance), lambda: _price(carrier, weight, distance))


def _price(carrier: str, grams: int, kilometres: int) -> Quote:
    cents = BASE_CENTS + CENTS_PER_KILOGRAM * grams / 1000 + CENTS_PER_100_KM * kilometres / 100
    factor, days = {"swiftpost": (1.25, 1), "northwind": (1.0, 2)}.get(carrier, (0.9, 3))
    return Quote(round(cents * factor), days + (kilometres > 500))
