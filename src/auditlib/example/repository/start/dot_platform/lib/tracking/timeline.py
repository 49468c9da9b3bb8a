"""The scans of one parcel, in the order of their time."""

from __future__ import annotations

import bisect
from collections.abc import Iterator

import tracking.projections
from core.models import ParcelStatus, Scan


class Timeline:
    """Scans of one parcel; late ones are sorted in."""

    def __init__(self, parcel_id: str) -> None:
        self.parcel_id = parcel_id
        self._scans: list[Scan] = []

    def add(self, scan: Scan) -> None:
        """Take a scan. Raises ValueError where it is of another parcel."""
        if scan.parcel_id != self.parcel_id:
            raise ValueError(f"a scan of {scan.parcel_id!r} in the timeline of {self.parcel_id!r}")
        bisect.insort(self._scans, scan)

    @property
    def last(self) -> Scan | None:
        """The latest scan, None where there is none."""
        return self._scans[-1] if self._scans else None

    def first(self, status: ParcelStatus) -> Scan | None:
        """The first scan with a status."""
        return next((scan for scan in self._scans if scan.status is status), None)

    def depots(self) -> list[str]:
        """Depots in the order in which they were passed, each once."""
        return list(dict.fromkeys(scan.depot for scan in self._scans if scan.depot))

    def summary(self) -> str:
        """One line for a message."""
        return tracking.projections.describe(self)

    def __iter__(self) -> Iterator[Scan]:
        return iter(self._scans)

    def __len__(self) -> int:
        return len(self._scans)
