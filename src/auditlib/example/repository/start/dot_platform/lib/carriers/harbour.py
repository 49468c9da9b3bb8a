"""Harbour sends a file with tabs, and times its scans in local time with an offset in hours."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from carriers.base import Carrier, CarrierResponse
from core.errors import MalformedScan
from core.models import ParcelStatus, Scan

CODES = {
    "10": ParcelStatus.COLLECTED,
    "20": ParcelStatus.IN_TRANSIT,
    "30": ParcelStatus.AT_DEPOT,
    "40": ParcelStatus.OUT_FOR_DELIVERY,
    "50": ParcelStatus.DELIVERED,
    "90": ParcelStatus.RETURNED,
}


class Harbour(Carrier):
    """Rows like `HB 77<tab>40<tab>2024-03-01T08:15<tab>Porto<tab>1`."""

    name = "harbour"

    def parse(self, row: str) -> Scan:
        fields = [part.strip() for part in row.split("\t")]
        if len(fields) != 5 or fields[1] not in CODES:
            raise MalformedScan(self.name, row)
        reference, code, moment, depot, offset = fields
        try:
            zone = timezone(timedelta(hours=int(offset)))
            at = datetime.fromisoformat(moment).replace(tzinfo=zone).timestamp()
        except ValueError:
            raise MalformedScan(self.name, row) from None
        parcel_id = self.normalise(reference)
        if not parcel_id:
            raise MalformedScan(self.name, row)
        return Scan(at, parcel_id, CODES[code], depot.title())

    def normalise(self, reference: str) -> str:
        letters, _, digits = reference.upper().partition(" ")
        return f"{letters}-{digits.zfill(8)}" if letters.isalpha() and digits.isdigit() else ""

    def manifest(self, path: str) -> CarrierResponse:
        """The scans of a manifest on disk; one that cannot be opened is a failure, not an error."""
        try:
            with open(path, encoding="utf-8") as handle:
                return self.read(line.rstrip("\n") for line in handle if line.strip())
        except OSError as error:
            return CarrierResponse.failure(self.name, f"{path}: {error.strerror}")
