"""How often a client may call within a minute."""

from __future__ import annotations

import time
from collections import defaultdict, deque
from collections.abc import Callable


class Quota:
    """A sliding window of calls per client."""

    def __init__(self, calls: int, seconds: float = 60.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._calls = calls
        self._seconds = seconds
        self._clock = clock
        self._made: dict[str, deque[float]] = defaultdict(deque)

    def allow(self, client: str) -> bool:
        """Whether the client may call now; a permitted call is counted."""
        now = self._clock()
        made = self._made[client]
        while made and made[0] <= now - self._seconds:
            made.popleft()
        if len(made) >= self._calls:
            return False
        made.append(now)
        return True

    def remaining(self, client: str) -> int:
        """Calls that the client has left in the window."""
        now = self._clock()
        return self._calls - sum(1 for moment in self._made[client] if moment > now - self._seconds)
