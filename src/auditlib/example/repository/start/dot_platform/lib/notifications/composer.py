"""Makes notifications of events."""

from __future__ import annotations

from collections.abc import Mapping

from core.models import Channel, Notification, Parcel

from .buffers import TextBench
from .templates import TemplateBook


class Composer:
    """Fills the template of a topic with what is known about a parcel."""

    def __init__(self, book: TemplateBook | None = None, bench: TextBench | None = None) -> None:
        self._book = book or TemplateBook()
        self._book.attach(self)
        self._bench = bench or TextBench()
        self.changes: list[str] = []

    def compose(self, topic: str, parcel: Parcel, channel: Channel, facts: Mapping[str, str]) -> Notification | None:
        """A notification for the parcel's recipient, None where the channel does not reach them."""
        address = parcel.recipient.address(channel)
        if not address:
            return None
        subject, body = self._book.template(topic, parcel.recipient.locale)
        values = {"reference": parcel.reference, **facts}
        with self._bench.lent() as buffer:
            buffer.write(body.safe_substitute(values))
            if channel is Channel.EMAIL:
                buffer.write(f"\n\nThis message is meant for {parcel.recipient.name}.\n")
            text = buffer.getvalue()
        return Notification(parcel.id, channel, address, subject.safe_substitute(values), text)

    def texts_changed(self, topic: str) -> None:
        """Take note that an editor changed the texts of a topic."""
        self.changes.append(topic)
