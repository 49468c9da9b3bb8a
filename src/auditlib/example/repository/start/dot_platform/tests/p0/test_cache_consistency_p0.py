"""P0: what the caches hand out is what was put in, and not for too long."""

from __future__ import annotations

import time

import pytest

from core.models import Channel, Recipient
from notifications.preferences import Preferences
from notifications.templates import TemplateBook
from performance.cache_manager import CacheManager

pytestmark = pytest.mark.p0

LOOKUP_LIMIT_MS = 50.0


def test_value_is_served_until_it_expires(clock):
    cache = CacheManager(default_ttl=10, clock=clock)
    cache.set("rate:1", 12)
    clock.advance(9)
    assert cache.get("rate:1") == 12
    clock.advance(2)
    assert cache.get("rate:1") is None
    assert cache.stats().expirations == 1


def test_least_recently_used_entry_leaves_first(clock):
    cache = CacheManager(capacity=2, clock=clock)
    cache.set("a", 1)
    cache.set("b", 2)
    cache.get("a")
    cache.set("c", 3)
    assert "b" not in cache
    assert "a" in cache and "c" in cache


def test_edited_preferences_are_read_anew(recipient):
    stored = {"r-1": recipient}
    preferences = Preferences(lambda key: stored[key])
    assert Channel.SMS in preferences.channels("r-1")
    stored["r-1"] = Recipient("r-1", "Ada Berg", email="ada@example.org")
    preferences.edited("r-1")
    assert preferences.channels("r-1") == [Channel.EMAIL, Channel.PUSH]


def test_reset_drops_every_recipient(recipient):
    reads = []
    preferences = Preferences(lambda key: reads.append(key) or recipient)
    preferences.recipient("r-1")
    preferences.recipient("r-2")
    preferences.reset()
    preferences.recipient("r-1")
    assert reads == ["r-1", "r-2", "r-1"]


def test_templates_are_compiled_once():
    book = TemplateBook()
    first = book.template("parcel.moved", "de")
    assert book.template("parcel.moved", "de") is first
    assert book.keep_warm("parcel.moved", "de") is True
    assert book.reload("parcel.moved") == 1
    assert book.template("parcel.moved", "de") is not first


def test_lookups_are_fast():
    cache = CacheManager()
    started = time.perf_counter()
    for number in range(1000):
        cache.get_or_compute(f"k:{number % 100}", lambda: number)
    assert (time.perf_counter() - started) * 1000 < LOOKUP_LIMIT_MS
