"""Time as a value that can be handed over, so that nothing has to wait."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timezone, UTC

Clock = Callable[[], float]

system_clock: Clock = time.time


class ManualClock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: float = 0.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        """Move the clock forwards."""
        if seconds < 0:
            raise ValueError("time does not run backwards")
        self.now += seconds


def day_of(moment: float) -> str:
    """The UTC day of a moment, as 2024-03-31."""
    return datetime.fromtimestamp(moment, tz=UTC).date().isoformat()


def spoken_duration(seconds: float) -> str:
    """A duration as a message says it: "5 minutes", "2 hours", "3 days"."""
    for size, name in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size:
            count = int(seconds // size)
            return f"{count} {name}" + ("s" if count > 1 else "")
    return "a moment"
