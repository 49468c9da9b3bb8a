"""The ways out: e-mail, text message and push."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from core.errors import DeliveryFailed
from core.models import Channel, Notification
from utils.text import shorten

SMS_LENGTH = 160
PUSH_LENGTH = 110


class Sender(Protocol):
    """Sends one notification, and raises DeliveryFailed where it cannot."""

    channel: Channel

    def send(self, notification: Notification) -> str:
        """Send, and return the text as it was sent."""


class EmailSender:
    """Sends by a mail gateway."""

    channel = Channel.EMAIL

    def __init__(self, deliver: Callable[[str, str], None]) -> None:
        self._deliver = deliver

    def send(self, notification: Notification) -> str:
        """Send subject and body."""
        if "@" not in notification.address:
            raise DeliveryFailed("email", f"{notification.address!r} is no address", retryable=False)
        text = f"Subject: {notification.subject}\n\n{notification.body}"
        self._deliver(notification.address, text)
        return text


class SmsSender:
    """Sends by a text gateway, one message of 160 characters."""

    channel = Channel.SMS

    def __init__(self, deliver: Callable[[str, str], None]) -> None:
        self._deliver = deliver

    def send(self, notification: Notification) -> str:
        """Send the body, cut to one message."""
        if not notification.address.lstrip("+").isdigit():
            raise DeliveryFailed("sms", f"{notification.address!r} is no number", retryable=False)
        text = shorten(notification.body, SMS_LENGTH)
        self._deliver(notification.address, text)
        return text


class PushSender:
    """Sends to the app."""

    channel = Channel.PUSH

    def __init__(self, deliver: Callable[[str, str], None]) -> None:
        self._deliver = deliver

    def send(self, notification: Notification) -> str:
        """Send the subject, with as much of the body as a lock screen shows."""
        text = shorten(f"{notification.subject}: {notification.body}", PUSH_LENGTH)
        self._deliver(notification.address, text)
        return text
