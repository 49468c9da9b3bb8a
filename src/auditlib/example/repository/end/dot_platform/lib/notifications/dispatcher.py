"""Sends notifications and keeps count of them."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable

from core.errors import DeliveryFailed
from core.models import Channel, Notification
from performance.unified_response import ResponseKind, UnifiedResponse
from utils.retry import Retry

from .channels import Sender

SLOW_MS = 250.0
KEPT_DURATIONS = 300


class Dispatcher:
    """Picks the sender of each notification's channel, tries again where that helps, and counts."""

    def __init__(self, senders: Iterable[Sender], retry: Retry | None = None) -> None:
        self._senders = {sender.channel: sender for sender in senders}
        self._retry = retry or Retry()
        self._sent: dict[Channel, int] = defaultdict(int)
        self._failed: dict[Channel, int] = defaultdict(int)
        self._durations: dict[Channel, list[float]] = defaultdict(list)
        self._slow = 0

    def dispatch(self, notification: Notification) -> UnifiedResponse:
        """Send one notification. The response says what came of it; nothing is raised for a failed delivery."""
        sender = self._senders.get(notification.channel)
        if sender is None:
            return self._answer(notification, error=f"no sender for {notification.channel.value}")
        started = time.perf_counter()
        try:
            content = self._retry.call(lambda: sender.send(notification))
        except DeliveryFailed as failure:
            duration = self._note(notification.channel, started, failed=True)
            return self._answer(notification, error=str(failure), duration=duration)
        duration = self._note(notification.channel, started, failed=False)
        return self._answer(notification, content, duration=duration)

    def dispatch_all(self, notifications: Iterable[Notification]) -> list[UnifiedResponse]:
        """Send the urgent ones first, the others in their order."""
        ordered = sorted(notifications, key=lambda notification: not notification.urgent)
        return [self.dispatch(notification) for notification in ordered]

    def delivery_report(self) -> dict[str, dict[str, float]]:
        """Per channel: sent, failed, and mean and 95th percentile of the milliseconds it took."""
        report = {}
        for channel in Channel:
            durations = sorted(self._durations[channel])
            if not durations:
                continue
            report[channel.value] = {
                "sent": float(self._sent[channel]),
                "failed": float(self._failed[channel]),
                "mean_ms": sum(durations) / len(durations),
                "p95_ms": durations[int(0.95 * (len(durations) - 1))],
            }
        return report

    @property
    def slow_deliveries(self) -> int:
        """How many deliveries took longer than a quarter of a second."""
        return self._slow

    @staticmethod
    def _answer(
        notification: Notification, content: str = "", error: str | None = None, duration: float = 0.0
    ) -> UnifiedResponse:
        channel = notification.channel.value
        return UnifiedResponse(error is None, content, error, channel, ResponseKind.CHANNEL, duration_ms=duration)

    def _note(self, channel: Channel, started: float, failed: bool) -> float:
        duration = (time.perf_counter() - started) * 1000
        (self._failed if failed else self._sent)[channel] += 1
        self._durations[channel].append(duration)
        if len(self._durations[channel]) > KEPT_DURATIONS:
            self._durations[channel].pop(0)
        if duration > SLOW_MS:
            self._slow += 1
        return duration
