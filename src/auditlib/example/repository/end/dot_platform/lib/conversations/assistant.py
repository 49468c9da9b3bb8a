"""Answers the questions that recipients ask most."""

from __future__ import annotations

import time

from conversations.memory import REFERENCE, ConversationMemory
from performance.unified_response import ResponseKind, UnifiedResponse
from tracking.service import TrackingService

HELP = "Tell me the reference on your notification, like NW-00000042."


class Assistant:
    """Understands a reference and a handful of words; for all else it says what it can do."""

    def __init__(self, tracking: TrackingService) -> None:
        self._tracking = tracking
        self._conversations: dict[str, ConversationMemory] = {}

    def reply(self, recipient_id: str, text: str) -> UnifiedResponse:
        """The reply to what a recipient wrote."""
        started = time.perf_counter()
        memory = self._conversations.setdefault(recipient_id, ConversationMemory(recipient_id))
        memory.said("recipient", text)
        response = self._answer(text, memory)
        response.duration_ms = (time.perf_counter() - started) * 1000
        memory.said("assistant", response.text)
        return response

    def forget(self, recipient_id: str) -> bool:
        """Forget a conversation; whether there was one."""
        return self._conversations.pop(recipient_id, None) is not None

    def _answer(self, text: str, memory: ConversationMemory) -> UnifiedResponse:
        if memory.parcel_in_mind is None:
            return self._say(HELP, 0.3, suggestions=["Where do I find the reference?"])
        tracked = self._tracking.where_is(memory.parcel_in_mind)
        if not tracked.success:
            return self._say("I do not know this parcel.", 0.9, error=tracked.error)
        sure = 1.0 if REFERENCE.search(text) else 0.7
        summary = self._tracking.timeline(memory.parcel_in_mind).summary()
        return self._say(f"Parcel {memory.parcel_in_mind} is {summary}.", sure)

    @staticmethod
    def _say(
        text: str, confidence: float, error: str | None = None, suggestions: list[str] | None = None
    ) -> UnifiedResponse:
        return UnifiedResponse(
            error is None,
            text,
            error,
            "assistant",
            ResponseKind.ASSISTANT,
            confidence=confidence,
            suggestions=suggestions or [],
        )
