"""Paths and parcels that all tests use."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

LIB = Path(__file__).resolve().parent.parent / "lib"
sys.path.insert(0, str(LIB))

from core.models import Parcel, Recipient  # noqa: E402
from utils.clock import ManualClock  # noqa: E402


@pytest.fixture
def clock() -> ManualClock:
    """A clock that stands still."""
    return ManualClock(1_709_280_000.0)


@pytest.fixture
def recipient() -> Recipient:
    """A recipient who can be reached on every channel."""
    return Recipient("r-1", "Ada Berg", email="ada@example.org", phone="+4512345678")


@pytest.fixture
def parcel(recipient: Recipient) -> Parcel:
    """A parcel that was just registered."""
    return Parcel("NW-00000042", "northwind", "NW-00000042", recipient, 900, (55.68, 12.57))
