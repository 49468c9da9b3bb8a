"""Whether the service is well: read by the load balancer every few seconds."""

from __future__ import annotations

from typing import Any

from performance.memory_optimizer import MemoryOptimizer, Pressure
from performance.performance_monitor import PerformanceMonitor

try:
    from analytics.latency import LatencyLedger
except ImportError:
    LatencyLedger = None  # type: ignore[assignment, misc]


class HealthCheck:
    """Memory, alerts and, where analytics is installed, latencies."""

    def __init__(self, monitor: PerformanceMonitor, memory: MemoryOptimizer | None = None) -> None:
        self._monitor = monitor
        self._memory = memory or MemoryOptimizer()
        self._ledger = LatencyLedger() if LatencyLedger is not None else None
        self._alerts: list[str] = []
        monitor.on_alert(lambda alert: self._alerts.append(str(alert)))

    def observe(self, route: str, milliseconds: float) -> None:
        """Take the duration of one request."""
        self._monitor.record_timing(route, milliseconds)
        if self._ledger is not None:
            self._ledger.enter(route, milliseconds)

    def report(self) -> dict[str, Any]:
        """The whole state; `status` is "ok", "degraded" or "failing"."""
        reading = self._memory.read()
        status = "ok"
        if self._alerts or reading.pressure is Pressure.RAISED:
            status = "degraded"
        if reading.pressure is Pressure.CRITICAL:
            status = "failing"
        latencies = self._ledger.slowest(3) if self._ledger is not None else []
        return {"status": status, "alerts": list(self._alerts), "memory": reading.pressure.value, "slowest": latencies}
