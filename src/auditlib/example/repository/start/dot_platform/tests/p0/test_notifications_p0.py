"""P0: recipients are told, in their language, on the channels they want."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.errors import DeliveryFailed
from core.models import Channel, Notification
from notifications.buffers import TextBench
from notifications.channels import EmailSender, SmsSender
from notifications.composer import Composer
from notifications.dispatcher import Dispatcher
from utils.retry import Retry

pytestmark = pytest.mark.p0


def test_message_is_filled_in(parcel):
    message = Composer().compose("parcel.moved", parcel, Channel.SMS, {"summary": "out for delivery"})
    assert message.body == "Your parcel is out for delivery."
    assert message.subject == "Your parcel NW-00000042"


def test_muted_channel_gives_no_message(parcel, recipient):
    quiet = replace(parcel, recipient=replace(recipient, muted=frozenset({Channel.SMS})))
    assert Composer().compose("parcel.moved", quiet, Channel.SMS, {}) is None


def test_failed_delivery_is_tried_again():
    tries = []

    def deliver(address, text):
        tries.append(address)
        if len(tries) < 3:
            raise DeliveryFailed("email", "busy")

    dispatcher = Dispatcher([EmailSender(deliver)], Retry(attempts=3, sleep=lambda seconds: None))
    response = dispatcher.dispatch(Notification("p", Channel.EMAIL, "ada@example.org", "s", "b"))
    assert response.success
    assert len(tries) == 3
    assert dispatcher.delivery_report()["email"]["sent"] == 1.0


def test_wrong_address_is_not_tried_again():
    dispatcher = Dispatcher([SmsSender(lambda address, text: None)], Retry(sleep=lambda seconds: None))
    response = dispatcher.dispatch(Notification("p", Channel.SMS, "nobody", "s", "b"))
    assert not response.success
    assert "no number" in response.error


def test_urgent_notifications_are_sent_first():
    sent = []
    dispatcher = Dispatcher([EmailSender(lambda address, text: sent.append(address))])
    calm = Notification("p", Channel.EMAIL, "calm@example.org", "s", "b")
    urgent = Notification("p", Channel.EMAIL, "urgent@example.org", "s", "b", urgent=True)
    dispatcher.dispatch_all([calm, urgent])
    assert sent == ["urgent@example.org", "calm@example.org"]


def test_buffers_are_used_again():
    bench = TextBench()
    for _ in range(5):
        with bench.lent() as buffer:
            buffer.write("x")
    assert bench.made == 1
