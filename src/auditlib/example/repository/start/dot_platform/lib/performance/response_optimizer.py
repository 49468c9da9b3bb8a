"""Priorities for responses: the urgent ones leave first."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any


class ResponsePriority(IntEnum):
    """What leaves first; a lower number is more urgent."""

    CRITICAL = 0
    HIGH = 1
    NORMAL = 2
    BACKGROUND = 3


@dataclass(order=True)
class QueuedResponse:
    """A response and its turn."""

    priority: ResponsePriority
    turn: int
    body: Any = field(compare=False)


class ResponseQueue:
    """Hands out responses by priority, and in the order of their arrival within one."""

    def __init__(self, limit: int = 1000) -> None:
        self._limit = limit
        self._heap: list[QueuedResponse] = []
        self._turns = itertools.count()

    def put(self, body: Any, priority: ResponsePriority = ResponsePriority.NORMAL) -> bool:
        """Queue a response; background work is refused where the queue is full."""
        if len(self._heap) >= self._limit and priority is ResponsePriority.BACKGROUND:
            return False
        heapq.heappush(self._heap, QueuedResponse(priority, next(self._turns), body))
        return True

    def take(self) -> Any:
        """The most urgent response; IndexError where there is none."""
        return heapq.heappop(self._heap).body

    def drain(self) -> Iterator[Any]:
        """Take responses until none is left."""
        while self._heap:
            yield self.take()

    def __len__(self) -> int:
        return len(self._heap)
