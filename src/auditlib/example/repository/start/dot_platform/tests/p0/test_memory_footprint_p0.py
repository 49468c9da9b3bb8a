"""P0: the nightly reports stay within their memory, and the optimizer does not itself grow."""

from __future__ import annotations

import pytest

from analytics.reports import daily_counts, delivery_hours
from core.models import ParcelStatus, Scan
from performance.memory_optimizer import HISTORY_LENGTH, MemoryOptimizer, Pressure
from utils.memory import FootprintGuard

pytestmark = pytest.mark.p0


def scans(count):
    for number in range(count):
        parcel_id = f"NW-{number // 2:08d}"
        status = ParcelStatus.COLLECTED if number % 2 == 0 else ParcelStatus.DELIVERED
        yield Scan(1_709_280_000.0 + number * 3600, parcel_id, status)


def test_report_counts_every_scan():
    days = daily_counts(scans(48))
    assert sum(sum(day.values()) for day in days.values()) == 48
    assert list(days) == sorted(days)


def test_delivery_hours_pair_collection_and_delivery():
    assert delivery_hours(scans(6)) == [1.0, 1.0, 1.0]


def test_optimizer_remembers_a_bounded_history():
    optimizer = MemoryOptimizer(limit_mb=100, measure=lambda: 10.0)
    for _ in range(HISTORY_LENGTH * 2):
        optimizer.read()
    assert optimizer.readings == HISTORY_LENGTH


def test_trimmers_run_until_the_pressure_is_low():
    weights = iter([95.0, 80.0, 20.0, 20.0])
    optimizer = MemoryOptimizer(limit_mb=100, measure=lambda: next(weights))
    for name in ("first", "second", "third"):
        optimizer.register_trimmer(name, lambda: 7)
    assert optimizer.relieve() == {"first": 7, "second": 7}


def test_guard_calls_for_thrift_above_its_soft_limit():
    shed = []
    guard = FootprintGuard(soft_mb=10, hard_mb=1000, weigh=lambda: 50.0)
    guard.on_shortage(lambda: shed.append(True))
    assert guard.check() == "thrift"
    assert shed == [True]


@pytest.mark.parametrize(("resident", "pressure"), [(10, Pressure.LOW), (70, Pressure.RAISED), (90, Pressure.CRITICAL)])
def test_pressure_follows_the_share_of_the_limit(resident, pressure):
    assert MemoryOptimizer(limit_mb=100, measure=lambda: float(resident)).read().pressure is pressure
