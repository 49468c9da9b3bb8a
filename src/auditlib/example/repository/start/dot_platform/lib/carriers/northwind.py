"""Northwind sends a semicolon-separated file each hour."""

from __future__ import annotations

from datetime import datetime, timezone, UTC

from carriers.base import Carrier
from core.errors import MalformedScan
from core.models import ParcelStatus, Scan

CODES = {
    "PU": ParcelStatus.COLLECTED,
    "TR": ParcelStatus.IN_TRANSIT,
    "DP": ParcelStatus.AT_DEPOT,
    "OD": ParcelStatus.OUT_FOR_DELIVERY,
    "DL": ParcelStatus.DELIVERED,
    "RT": ParcelStatus.RETURNED,
}


class Northwind(Carrier):
    """Rows like `NW-0042;DL;2024-03-01T08:15;Aarhus`."""

    name = "northwind"

    def parse(self, row: str) -> Scan:
        fields = [part.strip() for part in row.split(";")]
        if len(fields) != 4 or fields[1] not in CODES:
            raise MalformedScan(self.name, row)
        reference, code, moment, depot = fields
        try:
            at = datetime.fromisoformat(moment).replace(tzinfo=UTC).timestamp()
        except ValueError:
            raise MalformedScan(self.name, row) from None
        parcel_id = self.normalise(reference)
        if not parcel_id:
            raise MalformedScan(self.name, row)
        return Scan(at, parcel_id, CODES[code], depot)

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
