"""Figures for the people who run the service."""

from analytics.latency import LatencyLedger
from analytics.samples import SampleWindow

__all__ = ["LatencyLedger", "SampleWindow"]
