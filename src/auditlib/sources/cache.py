"""Facts kept between runs, in one sqlite file in the user's cache folder.

The cache is never believed: each entry carries a checksum over its key and content, and what does not fit is a miss.
It is never needed either: where it cannot be opened, read or written, the run goes on without, and `notice` says so.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from itertools import islice
from pathlib import Path

import xxhash

FILE = "facts-1.sqlite3"
"""The number is the layout's: another layout, another file."""

SIZE_LIMIT = 2 << 30
"""Bytes above which the cache is begun anew."""

_WAIT_SECONDS = 5.0
_QUESTION = 500
_LAYOUT = "CREATE TABLE IF NOT EXISTS facts (key TEXT PRIMARY KEY, checksum BLOB NOT NULL, content BLOB NOT NULL)"


class FactCache:
    """A store of bytes by key. Without a folder it knows and keeps nothing.

    The key must name all that the content depends on: content hash and versions. Nothing is kept open between calls,
    so processes may share it. `notice` is "" until something is wrong with the cache, then says what, once.
    """

    def __init__(self, folder: Path | None, *, size_limit: int = SIZE_LIMIT) -> None:
        self.notice = ""
        self._path = folder / FILE if folder else None
        self._size_limit = size_limit
        if folder:
            self._prepare(folder)

    def get_many(self, keys: Sequence[str]) -> dict[str, bytes]:
        """What is known of the keys; a key that is not known, or whose entry is damaged, is left out."""
        found: dict[str, bytes] = {}
        self._attempt(lambda connection: found.update(_known(connection, keys)))
        return found

    def put_many(self, entries: Mapping[str, bytes]) -> None:
        """Keep the entries, all or none, each in the place of one with the same key."""
        rows = [(key, _checksum(key, content), content) for key, content in sorted(entries.items())]
        if rows:
            self._attempt(lambda connection: _keep(connection, rows))

    def _prepare(self, folder: Path) -> None:
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            status = folder.stat()
            if status.st_uid != os.geteuid():
                self._give_up("its folder belongs to another user")
                return
            if status.st_mode & 0o077:
                folder.chmod(0o700)
            if self._path and self._path.exists() and self._path.stat().st_size > self._size_limit:
                self._remove()
        except OSError as error:
            self._give_up(error.strerror or str(error))

    def _attempt(self, action: Callable[[sqlite3.Connection], None]) -> None:
        """Do it if it can be done; a damaged file is begun anew, any other fault ends the cache's part in this run."""
        for _ in range(2):
            if self._path is None:
                return
            try:
                with closing(sqlite3.connect(self._path, timeout=_WAIT_SECONDS)) as connection:
                    connection.execute("PRAGMA journal_mode=WAL")
                    connection.execute("PRAGMA synchronous=OFF")  # what a power cut damages is begun anew
                    connection.execute(_LAYOUT)
                    action(connection)
                return
            except sqlite3.OperationalError as error:
                self._give_up(str(error))
            except sqlite3.DatabaseError:
                self._remove()
        if self._path is not None:
            self._give_up("its file is damaged and cannot be begun anew")

    def _remove(self) -> None:
        if self._path:
            for suffix in ("", "-wal", "-shm", "-journal"):
                with suppress(OSError):
                    self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)

    def _give_up(self, why: str) -> None:
        self.notice = f"facts are not cached in this run: {why}"
        self._path = None


def _known(connection: sqlite3.Connection, keys: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    iterator = iter(keys)
    while some := list(islice(iterator, _QUESTION)):
        marks = ",".join("?" * len(some))
        question = f"SELECT key, checksum, content FROM facts WHERE key IN ({marks})"  # noqa: S608 - only marks
        for key, checksum, content in connection.execute(question, some):
            if isinstance(content, bytes) and checksum == _checksum(key, content):
                yield key, content


def _keep(connection: sqlite3.Connection, rows: Sequence[tuple[str, bytes, bytes]]) -> None:
    with connection:
        connection.executemany("INSERT OR REPLACE INTO facts VALUES (?, ?, ?)", rows)


def _checksum(key: str, content: bytes) -> bytes:
    """A checksum that binds the content to its key, so that a swapped entry is noticed too."""
    digest = xxhash.xxh3_128(key.encode())
    digest.update(b"\0")
    digest.update(content)
    return digest.digest()
