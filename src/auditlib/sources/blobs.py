"""Contents from the object store: their ids, their sizes, and their bytes in one stream."""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

from auditlib.model import FileStatus
from auditlib.sources.command import GitFailure, GitTimeout, Limits, Repository, run_git, stream_git
from auditlib.sources.disk import Refusal, too_large

_STREAMED = Limits(output=1 << 62)
"""Contents are dealt with one by one, each under the limit of size: how much they are together does not matter."""

_RESTARTS = 50
"""Broken objects that may each end a `cat-file` before the rest is given up."""


@dataclass(frozen=True, slots=True)
class Blob:
    """What the object store says of one blob: its content, or why there is none; its size as far as known."""

    content: bytes | Refusal
    size: int


def blob_id(content: bytes, like: str = "") -> str:
    """Git's object id of a content: SHA-1, or SHA-256 where `like` is such an id.

    Example:
        >>> blob_id(b"")
        'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391'
    """
    digest = hashlib.new("sha256" if len(like) == 64 else "sha1", usedforsecurity=False)
    digest.update(b"blob %d\0" % len(content))
    digest.update(content)
    return digest.hexdigest()


def blob_sizes(repository: Repository, ids: Sequence[str]) -> dict[str, int]:
    """Size in bytes of each blob that the object store has; the others are left out."""
    try:
        output = run_git(repository, "cat-file", "--batch-check", "--buffer", requests=_requests(ids))
    except GitFailure:
        return {}
    lines = (line.split() for line in output.decode("ascii", "replace").splitlines())
    return {parts[0]: int(parts[2]) for parts in lines if len(parts) == 3 and parts[1] == "blob"}


def read_blobs(repository: Repository, ids: Sequence[str], size_limit: int) -> Generator[Blob, None, None]:
    """Yield each blob in the order asked for, by one `cat-file` process; a broken object costs no other.

    The content is checked against its id, so that a forged object cannot pass for another one. Where git fails, the
    object it failed at is asked for alone; if it fails again, that object is to blame.
    """
    done, alone = 0, False
    for _ in range(2 * _RESTARTS):
        try:
            for blob in _batch(repository, ids[done : done + 1] if alone else ids[done:], size_limit):
                done += 1
                yield blob
            alone = False
        except GitTimeout as error:
            yield from _failures(len(ids) - done, str(error))
            return
        except GitFailure as error:
            if alone:
                done += 1
                yield from _failures(1, str(error))
            alone = not alone
        if done >= len(ids):
            return
    yield from _failures(len(ids) - done, f"git cat-file failed {_RESTARTS} times")


def _requests(ids: Iterable[str]) -> bytes:
    return "".join(f"{id_}\n" for id_ in ids).encode()


def _failures(count: int, reason: str) -> Iterator[Blob]:
    return (Blob(Refusal(FileStatus.FAILED, reason), 0) for _ in range(count))


def _batch(repository: Repository, ids: Sequence[str], size_limit: int) -> Iterator[Blob]:
    arguments = ("cat-file", "--batch", "--buffer")
    with closing(stream_git(repository, arguments, requests=_requests(ids), limits=_STREAMED)) as chunks:
        stream = _Stream(chunks)
        for id_ in ids:
            header = stream.line().split()
            if len(header) == 3:
                yield _blob(stream, id_, header, size_limit)
            else:
                yield Blob(Refusal(FileStatus.FAILED, "its object is missing from the repository"), 0)


def _blob(stream: _Stream, id_: str, header: Sequence[bytes], size_limit: int) -> Blob:
    size = int(header[2])
    if size > size_limit:
        stream.skip(size + 1)
        return Blob(too_large(size_limit), size)
    content = stream.take(size + 1)[:-1]
    if header[1] != b"blob" or blob_id(content, like=id_) != id_:
        return Blob(Refusal(FileStatus.FAILED, "its object does not hold what its id says"), size)
    return Blob(content, size)


class _Stream:
    """Bytes that come in chunks, taken by line and by length."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._held = b""
        self._at = 0

    def line(self) -> bytes:
        """The next line, without its end."""
        while (end := self._held.find(b"\n", self._at)) < 0:
            self._held = self._held[self._at :] + self._more()
            self._at = 0
        line = self._held[self._at : end]
        self._at = end + 1
        return line

    def take(self, count: int) -> bytes:
        """The next bytes."""
        parts = [self._held[self._at : self._at + count]]
        self._at += len(parts[0])
        left = count - len(parts[0])
        while left:
            self._held = self._more()
            self._at = min(left, len(self._held))
            parts.append(self._held[: self._at])
            left -= self._at
        return b"".join(parts)

    def skip(self, count: int) -> None:
        """Pass over the next bytes without keeping them."""
        while (here := len(self._held) - self._at) < count:
            count -= here
            self._held = self._more()
            self._at = 0
        self._at += count

    def _more(self) -> bytes:
        chunk = next(self._chunks, b"")
        if not chunk:
            raise GitFailure("git ended before its answer was whole")
        return chunk
