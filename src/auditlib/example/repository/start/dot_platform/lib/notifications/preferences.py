"""What recipients want to hear, and on which channel."""

from __future__ import annotations

from collections.abc import Callable

from core.models import Channel, Recipient
from performance.cache_manager import CacheManager

Loader = Callable[[str], Recipient]


class Preferences:
    """Recipients by id, read through a cache; an edit drops what was cached."""

    def __init__(self, load: Loader, cache: CacheManager | None = None) -> None:
        self._load = load
        self._cache = cache or CacheManager(capacity=5000, default_ttl=900)

    def recipient(self, recipient_id: str) -> Recipient:
        """The recipient as last read."""
        return self._cache.get_or_compute(f"recipient:{recipient_id}", lambda: self._load(recipient_id))

    def channels(self, recipient_id: str) -> list[Channel]:
        """Channels on which the recipient can be reached and wants to be."""
        recipient = self.recipient(recipient_id)
        return [channel for channel in Channel if recipient.address(channel)]

    def edited(self, recipient_id: str) -> None:
        """Read the recipient anew next time."""
        self._cache.delete(f"recipient:{recipient_id}")

    def reset(self) -> None:
        """Read everybody anew, as after an import."""
        self._cache.invalidate_prefix("recipient:")
