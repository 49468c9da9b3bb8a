"""Records out of a sandbox: lines of JSON, each signed and numbered, so that what audited code writes is told apart."""

from __future__ import annotations

import hashlib
import hmac
import json
import os


class Channel:
    """The way out of the sandbox. Only the process that opened it speaks; a fork of it is silent."""

    def __init__(self, descriptor: int, key: bytes) -> None:
        self._descriptor = descriptor
        self._key = key
        self._sent = 0
        self._owner = os.getpid()

    def send(self, **record: object) -> None:
        """Write one record, whole."""
        if os.getpid() != self._owner:
            return
        line = json.dumps(record)
        rest = memoryview(f"{signature(self._key, self._sent, line)} {line}\n".encode())
        self._sent += 1
        while rest:
            rest = rest[os.write(self._descriptor, rest) :]

    def close(self) -> None:
        """Close the way out, as a child does that runs what must not reach it."""
        os.close(self._descriptor)


def signature(key: bytes, number: int, line: str) -> str:
    """What only who knows the key can put before the line of that number."""
    return hmac.new(key, f"{number} {line}".encode(), hashlib.sha256).hexdigest()
