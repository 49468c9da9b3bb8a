"""The canonical cache of the service: bounded, least recently used first out, with a time to live per entry."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

Value = TypeVar("Value")

DEFAULT_CAPACITY = 1024
DEFAULT_TTL_SECONDS = 300.0


@dataclass(frozen=True)
class CacheStats:
    """What a cache did since it was made or last cleared."""

    hits: int
    misses: int
    evictions: int
    expirations: int
    size: int

    @property
    def hit_rate(self) -> float:
        """Share of lookups that found a live entry, 0 where there were none."""
        lookups = self.hits + self.misses
        return self.hits / lookups if lookups else 0.0


@dataclass
class CacheEntry:
    """A value and the moment from which it is stale."""

    value: Any
    expires_at: float

    def expired(self, now: float) -> bool:
        """Whether the entry is stale at that moment."""
        return now >= self.expires_at


class CacheManager:
    """A thread-safe cache with a capacity and a default time to live.

    Keys are tuples or strings; a string key may carry a namespace before its first colon, so that a whole
    namespace can be invalidated at once.
    """

    def __init__(
        self,
        capacity: int = DEFAULT_CAPACITY,
        default_ttl: float = DEFAULT_TTL_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if capacity < 1:
            raise ValueError("a cache needs room for one entry at least")
        self._capacity = capacity
        self._default_ttl = default_ttl
        self._clock = clock
        self._entries: OrderedDict[Hashable, CacheEntry] = OrderedDict()
        self._lock = threading.RLock()
        self._hits = self._misses = self._evictions = self._expirations = 0

    def get(self, key: Hashable, default: Any = None) -> Any:
        """The live value under a key, or the default."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                self._misses += 1
                return default
            if entry.expired(self._clock()):
                self._expire(key)
                self._misses += 1
                return default
            self._entries.move_to_end(key)
            self._hits += 1
            return entry.value

    def set(self, key: Hashable, value: Any, ttl: float | None = None) -> None:
        """Store a value; the least recently used entry makes room where there is none."""
        lifetime = self._default_ttl if ttl is None else ttl
        with self._lock:
            self._entries[key] = CacheEntry(value, self._clock() + lifetime)
            self._entries.move_to_end(key)
            while len(self._entries) > self._capacity:
                self._entries.popitem(last=False)
                self._evictions += 1

    def get_or_compute(self, key: Hashable, compute: Callable[[], Value], ttl: float | None = None) -> Value:
        """The live value under a key, else the computed one, which is stored; None is a value like any other."""
        missing = object()
        found = self.get(key, missing)
        if found is not missing:
            return found  # type: ignore[no-any-return]
        value = compute()
        self.set(key, value, ttl)
        return value

    def delete(self, key: Hashable) -> bool:
        """Drop one entry; whether there was one."""
        with self._lock:
            return self._entries.pop(key, None) is not None

    def invalidate_prefix(self, prefix: str) -> int:
        """Drop every entry whose string key begins with the prefix; returns how many."""
        with self._lock:
            doomed = [key for key in self._entries if isinstance(key, str) and key.startswith(prefix)]
            for key in doomed:
                del self._entries[key]
            return len(doomed)

    def purge_expired(self) -> int:
        """Drop every stale entry; returns how many."""
        with self._lock:
            now = self._clock()
            stale = [key for key, entry in self._entries.items() if entry.expired(now)]
            for key in stale:
                self._expire(key)
            return len(stale)

    def clear(self) -> None:
        """Drop everything and start counting anew."""
        with self._lock:
            self._entries.clear()
            self._hits = self._misses = self._evictions = self._expirations = 0

    def stats(self) -> CacheStats:
        """What the cache did so far."""
        with self._lock:
            return CacheStats(self._hits, self._misses, self._evictions, self._expirations, len(self._entries))

    @contextmanager
    def resized(self, capacity: int) -> Iterator[CacheManager]:
        """The cache with another capacity inside a `with` block, for bulk imports."""
        before, self._capacity = self._capacity, capacity
        try:
            yield self
        finally:
            self._capacity = before
            with self._lock:
                while len(self._entries) > self._capacity:
                    self._entries.popitem(last=False)
                    self._evictions += 1

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, key: Hashable) -> bool:
        with self._lock:
            entry = self._entries.get(key)
            return entry is not None and not entry.expired(self._clock())

    def _expire(self, key: Hashable) -> None:
        del self._entries[key]
        self._expirations += 1


_shared: CacheManager | None = None


def shared_cache() -> CacheManager:
    """The cache that the whole process shares, made when first asked for."""
    global _shared
    if _shared is None:
        _shared = CacheManager()
    return _shared
