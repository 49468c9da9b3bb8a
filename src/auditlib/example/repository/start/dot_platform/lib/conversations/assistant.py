"""Answers the questions that recipients ask most."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

from conversations.memory import REFERENCE, ConversationMemory
from tracking.service import TrackingService

HELP = "Tell me the reference on your notification, like NW-00000042."


@dataclass
class AssistantResponse:
    """What the assistant says."""

    success: bool
    text: str = ""
    error: str | None = None
    confidence: float = 1.0
    processing_time_ms: float = 0.0
    suggestions: list[str] = field(default_factory=list)
    metadata: dict[str, Any] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """The response as the chat window takes it."""
        body: dict[str, Any] = {"ok": self.success, "source": "assistant", "data": self.text}
        if self.error:
            body["error"] = self.error
        if self.suggestions:
            body["suggestions"] = list(self.suggestions)
        return body


class Assistant:
    """Understands a reference and a handful of words; for all else it says what it can do."""

    def __init__(self, tracking: TrackingService) -> None:
        self._tracking = tracking
        self._conversations: dict[str, ConversationMemory] = {}

    def reply(self, recipient_id: str, text: str) -> AssistantResponse:
        """The reply to what a recipient wrote."""
        started = time.perf_counter()
        memory = self._conversations.setdefault(recipient_id, ConversationMemory(recipient_id))
        memory.said("recipient", text)
        response = self._answer(text, memory)
        response.processing_time_ms = (time.perf_counter() - started) * 1000
        memory.said("assistant", response.text)
        return response

    def forget(self, recipient_id: str) -> bool:
        """Forget a conversation; whether there was one."""
        return self._conversations.pop(recipient_id, None) is not None

    def _answer(self, text: str, memory: ConversationMemory) -> AssistantResponse:
        if memory.parcel_in_mind is None:
            return AssistantResponse(True, HELP, confidence=0.3, suggestions=["Where do I find the reference?"])
        tracked = self._tracking.where_is(memory.parcel_in_mind)
        if not tracked.success:
            return AssistantResponse(False, "I do not know this parcel.", tracked.error, confidence=0.9)
        sure = 1.0 if REFERENCE.search(text) else 0.7
        summary = self._tracking.timeline(memory.parcel_in_mind).summary()
        return AssistantResponse(True, f"Parcel {memory.parcel_in_mind} is {summary}.", confidence=sure)
