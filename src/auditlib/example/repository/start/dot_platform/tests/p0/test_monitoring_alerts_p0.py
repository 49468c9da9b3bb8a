"""P0: what is slow is heard of."""

from __future__ import annotations

import pytest

from api.health import HealthCheck
from performance.memory_optimizer import MemoryOptimizer
from performance.performance_monitor import PerformanceMonitor

pytestmark = pytest.mark.p0


def test_alert_is_raised_above_the_limit():
    monitor, heard = PerformanceMonitor(), []
    monitor.on_alert(heard.append)
    monitor.set_limit("parcel", 100)
    monitor.record_timing("parcel", 99)
    monitor.record_timing("parcel", 101)
    assert [str(alert) for alert in heard] == ["parcel is 101.0, above 100.0"]


def test_summary_uses_the_nearest_rank():
    monitor = PerformanceMonitor()
    for value in range(1, 101):
        monitor.record_timing("parcel", float(value))
    summary = monitor.summary("parcel")
    assert (summary.p50_ms, summary.p95_ms, summary.worst_ms) == (50.0, 95.0, 100.0)


def test_block_that_raises_is_counted():
    monitor = PerformanceMonitor()
    with pytest.raises(ZeroDivisionError), monitor.timed("broken"):
        raise ZeroDivisionError
    assert monitor.count("broken.errors") == 1


def test_health_is_degraded_by_an_alert():
    monitor = PerformanceMonitor()
    health = HealthCheck(monitor, MemoryOptimizer(limit_mb=1e6))
    monitor.set_limit("parcel", 100)
    assert health.report()["status"] == "ok"
    health.observe("parcel", 250)
    assert health.report()["status"] == "degraded"
