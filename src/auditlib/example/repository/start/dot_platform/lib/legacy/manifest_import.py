"""Reads the EDIFACT manifests that two harbours still send."""

from __future__ import annotations

from collections.abc import Iterator

from carriers.edifact import EdifactReader
from core.models import Scan


def scans_of(manifest: bytes) -> Iterator[Scan]:
    """Yield the scans of one manifest."""
    reader = EdifactReader(manifest)
    for segment in reader.segments("CNT"):
        yield segment.as_scan()
