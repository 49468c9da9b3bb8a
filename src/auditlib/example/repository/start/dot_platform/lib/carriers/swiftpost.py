"""Swiftpost calls us with one event at a time, as key=value pairs."""

from __future__ import annotations

from carriers.base import Carrier
from core.errors import MalformedScan
from core.models import ParcelStatus, Scan

EVENTS = {
    "accepted": ParcelStatus.COLLECTED,
    "moving": ParcelStatus.IN_TRANSIT,
    "arrived": ParcelStatus.AT_DEPOT,
    "courier": ParcelStatus.OUT_FOR_DELIVERY,
    "handed_over": ParcelStatus.DELIVERED,
    "sent_back": ParcelStatus.RETURNED,
}


class Swiftpost(Carrier):
    """Rows like `ref=sp 42&event=moving&ts=1709280900&hub=Utrecht`."""

    name = "swiftpost"

    def parse(self, row: str) -> Scan:
        pairs = dict(part.partition("=")[::2] for part in row.split("&"))
        status = EVENTS.get(pairs.get("event", ""))
        parcel_id = self.normalise(pairs.get("ref", ""))
        if status is None or not parcel_id or not pairs.get("ts", "").isdigit():
            raise MalformedScan(self.name, row)
        return Scan(float(pairs["ts"]), parcel_id, status, pairs.get("hub", ""))

    def normalise(self, reference: str) -> str:
        return normalise_reference(reference)


def normalise_reference(reference: str) -> str:
    """A reference in upper case, with its digits filled up to eight and one hyphen."""
    compact = "".join(character for character in reference.upper() if character.isalnum())
    letters = "".join(character for character in compact if character.isalpha())
    digits = "".join(character for character in compact if character.isdigit())
    if not letters or not digits:
        return ""
    if len(digits) > 8:
        return ""
    padded = digits.zfill(8)
    check = sum(int(digit) * weight for digit, weight in zip(padded, range(8, 0, -1)))
    remainder = check % 97
    suffix = "" if remainder else "X"
    return f"{letters}-{padded}{suffix}"
