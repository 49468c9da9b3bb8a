"""The carriers that Relay knows, by name."""

from carriers.base import Carrier
from carriers.harbour import Harbour
from carriers.northwind import Northwind
from carriers.swiftpost import Swiftpost
from core.errors import UnknownCarrier

CARRIERS: dict[str, type[Carrier]] = {carrier.name: carrier for carrier in (Harbour, Northwind, Swiftpost)}


def carrier(name: str) -> Carrier:
    """A client of the named carrier. Raises UnknownCarrier where there is none."""
    if name not in CARRIERS:
        raise UnknownCarrier(name, list(CARRIERS))
    return CARRIERS[name]()


__all__ = ["CARRIERS", "Carrier", "carrier"]
