"""Carriers' rows, prices and labels."""

from __future__ import annotations

import pytest

from carriers import CARRIERS, carrier
from carriers.labels import label
from carriers.quotes import RecentQuotes, quote
from core.errors import MalformedScan, UnknownCarrier
from core.models import ParcelStatus

ROWS = [
    ("northwind", "nw 42;DL;2024-03-01T08:15;Aarhus", "NW-00000042", ParcelStatus.DELIVERED),
    ("swiftpost", "ref=sp 42&event=moving&ts=1709280900&hub=Utrecht", "SP-00000042", ParcelStatus.IN_TRANSIT),
    ("harbour", "HB 77\t40\t2024-03-01T08:15\tporto\t1", "HB-00000077", ParcelStatus.OUT_FOR_DELIVERY),
]


@pytest.mark.parametrize(("name", "row", "parcel_id", "status"), ROWS, ids=[row[0] for row in ROWS])
def test_row_becomes_a_scan(name, row, parcel_id, status):
    scan = carrier(name).parse(row)
    assert (scan.parcel_id, scan.status) == (parcel_id, status)


@pytest.mark.parametrize("name", sorted(CARRIERS))
def test_senseless_row_is_refused(name):
    with pytest.raises(MalformedScan):
        carrier(name).parse("what is this")


def test_file_without_a_readable_row_fails():
    answer = carrier("northwind").read(["x", "y"])
    assert not answer.success
    assert answer.error == "none of 2 rows could be read"


def test_unknown_carrier_lists_the_known():
    with pytest.raises(UnknownCarrier, match="harbour, northwind, swiftpost"):
        carrier("pigeon")


def test_price_is_rounded_up_and_kept():
    assert quote("northwind", 950, 12) == quote("northwind", 1000, 20)
    assert quote("swiftpost", 1000, 20).cents > quote("northwind", 1000, 20).cents


def test_only_the_latest_quotes_are_kept():
    recent = RecentQuotes(limit=2)
    for number in range(3):
        recent.quote(("c", number, 0), lambda: number)
    assert [key[1] for key in recent] == [1, 2]


def test_label_has_four_lines(parcel):
    lines = label(parcel).splitlines()
    assert lines[0] == "ADA BERG"
    assert len(lines) == 4
