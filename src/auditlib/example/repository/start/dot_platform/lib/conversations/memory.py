"""What the assistant remembers of a conversation: who said what, and which parcel it was about."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass

REFERENCE = re.compile(r"\b[A-Z]{2}-\d{8}X?\b")


@dataclass(frozen=True)
class Turn:
    """One thing said."""

    speaker: str
    text: str


class ConversationMemory:
    """The last turns of one conversation and the parcels mentioned in it."""

    def __init__(self, recipient_id: str, turns: int = 20) -> None:
        self.recipient_id = recipient_id
        self._turns: deque[Turn] = deque(maxlen=turns)
        self._mentioned: list[str] = []

    def said(self, speaker: str, text: str) -> None:
        """Remember a turn, and the references in it."""
        self._turns.append(Turn(speaker, text))
        for reference in REFERENCE.findall(text):
            if reference in self._mentioned:
                self._mentioned.remove(reference)
            self._mentioned.append(reference)

    @property
    def parcel_in_mind(self) -> str | None:
        """The parcel last mentioned, which "it" means."""
        return self._mentioned[-1] if self._mentioned else None

    def recall(self, words: set[str]) -> list[Turn]:
        """Turns that contain one of the words, the latest first."""
        lowered = {word.lower() for word in words}
        return [turn for turn in reversed(self._turns) if lowered & set(turn.text.lower().split())]

    def forget(self) -> None:
        """Forget the conversation, as the recipient may ask at any time."""
        self._turns.clear()
        self._mentioned.clear()

    def __len__(self) -> int:
        return len(self._turns)
