"""Repeat what may fail for a while."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import TypeVar

from core.errors import DeliveryFailed

Result = TypeVar("Result")

DEFAULT_ATTEMPTS = 3
FIRST_PAUSE_SECONDS = 0.2


class Retry:
    """Calls a function until it succeeds, with pauses that double and a little chance in each."""

    def __init__(
        self,
        attempts: int = DEFAULT_ATTEMPTS,
        first_pause: float = FIRST_PAUSE_SECONDS,
        sleep: Callable[[float], None] = time.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._attempts = attempts
        self._first_pause = first_pause
        self._sleep = sleep
        self._chance = chance

    def call(self, function: Callable[[], Result]) -> Result:
        """What the function returns at last; the last failure is raised, and one not retryable at once."""
        for attempt in range(1, self._attempts + 1):
            try:
                return function()
            except DeliveryFailed as failure:
                if not failure.retryable or attempt == self._attempts:
                    raise
                self._sleep(self.pause_before(attempt + 1))
        raise ValueError("a retry needs one attempt at least")

    def pause_before(self, attempt: int) -> float:
        """Seconds to wait before this attempt; 0 before the first."""
        if attempt <= 1:
            return 0.0
        return self._first_pause * 2 ** (attempt - 2) * (0.75 + 0.5 * self._chance())
