"""Forecasts, latencies and sample windows."""

from __future__ import annotations

import pytest

from analytics import LatencyLedger, SampleWindow
from analytics.forecasts import forecast


def test_forecast_follows_the_trend():
    response = forecast([10.0] * 7 + [12.0] * 7)
    assert response.prediction == [13.0] * 7
    assert 0 < response.confidence < 1


def test_forecast_needs_two_weeks():
    assert forecast([1.0]).error == "two weeks of figures are needed"


def test_ledger_ranks_and_warns():
    warned = []
    ledger = LatencyLedger(lambda step, milliseconds: warned.append(step), too_slow_ms=100)
    ledger.enter("read", 20)
    ledger.enter("write", 120)
    assert [step for step, _ in ledger.slowest()] == ["write", "read"]
    assert warned == ["write"]


def test_window_forgets_the_oldest():
    window = SampleWindow(size=2)
    for sample in (1.0, 2.0, 3.0):
        window.push(sample)
    assert window.mean == 2.5
    assert window.deviation == pytest.approx(0.7071, abs=1e-4)
