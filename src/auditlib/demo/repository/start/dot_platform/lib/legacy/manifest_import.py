"""Reads the manifests that two harbours still send by diskette image."""

from __future__ import annotations

from collections.abc import Iterator

from carriers.edifact import EdifactReader
from core.models import Scan


def scans_of(image: bytes) -> Iterator[Scan]:
    """Yield the scans of one diskette image."""
    reader = EdifactReader(image)
    for segment in reader.segments("CNT"):
        yield segment.as_scan()
