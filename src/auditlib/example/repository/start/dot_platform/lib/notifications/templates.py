"""Texts of the messages, by topic and language."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING

from utils.cache import ExpiringStore

if TYPE_CHECKING:
    from notifications.composer import Composer

TEXTS = {
    ("parcel.moved", "en"): ("Your parcel $reference", "Your parcel is $summary."),
    ("parcel.moved", "de"): ("Ihre Sendung $reference", "Ihre Sendung: $summary."),
    ("parcel.delayed", "en"): ("Your parcel $reference is late", "We expect it $delay later than promised."),
    ("parcel.cached", "en"): ("Your parcel $reference waits", "Fetch it from $place with the code $code."),
}
FALLBACK_LOCALE = "en"


class TemplateBook:
    """Finds and keeps the compiled texts."""

    def __init__(self, store: ExpiringStore | None = None) -> None:
        self._store = store or ExpiringStore(size=64, shelf_life=3600)
        self._readers: list[Composer] = []

    def template(self, topic: str, locale: str) -> tuple[string.Template, string.Template]:
        """Subject and body for a topic, in English where the language has none. Raises KeyError."""
        label = f"{topic}/{locale}"
        found = self._store.look_up(label)
        if found is None:
            texts = TEXTS.get((topic, locale)) or TEXTS[topic, FALLBACK_LOCALE]
            found = tuple(string.Template(text) for text in texts)
            self._store.keep(label, found)
        return found

    def keep_warm(self, topic: str, locale: str) -> bool:
        """Keep a text that is about to be used for a long mailing; whether there was one."""
        return self._store.renew(f"{topic}/{locale}")

    def reload(self, topic: str) -> int:
        """Forget the texts of a topic after an editor changed them; readers are told."""
        dropped = self._store.discard_family(f"{topic}/")
        for reader in self._readers:
            reader.texts_changed(topic)
        return dropped

    def attach(self, composer: Composer) -> None:
        """Tell the composer when texts change."""
        self._readers.append(composer)
