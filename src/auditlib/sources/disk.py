"""Reading a folder that may be hostile: no link is followed, nothing but a regular file is opened to its end."""

from __future__ import annotations

import errno
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from auditlib.model import FileStatus
from auditlib.sources.paths import raw_path

SYMLINK = "symbolic link, not followed"

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
_CHUNK = 1 << 20

_KINDS = {
    stat.S_IFLNK: SYMLINK,
    stat.S_IFIFO: "named pipe",
    stat.S_IFSOCK: "socket",
    stat.S_IFCHR: "device",
    stat.S_IFBLK: "device",
    stat.S_IFDIR: "folder",
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a file was not read: SKIPPED by rule, FAILED by fault."""

    status: FileStatus
    reason: str


class Descent:
    """Open folders below a root, one at a time; no link below the root is followed.

    The way down is walked name by name from the folder opened before, where that lies above, else from the root. So
    neither the length of a path nor a swapped link matters. To be closed, or used in a `with`.

    Raises: OSError where a folder on the way is missing, is none, or may not be entered.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._path = ""
        self._descriptor = os.open(root, _FOLDER)

    def __enter__(self) -> Descent:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._descriptor)

    def folder(self, path: str) -> int:
        """A descriptor of the folder at a shown path, "" or ending in `/`; it holds until the next call."""
        if not path.startswith(self._path):
            self._enter(os.open(self._root, _FOLDER), "")
        for name in path[len(self._path) : -1].split("/"):
            if name:
                below = os.open(raw_path(name), _FOLDER | os.O_NOFOLLOW, dir_fd=self._descriptor)
                self._enter(below, f"{self._path}{name}/")
        return self._descriptor

    def _enter(self, descriptor: int, path: str) -> None:
        os.close(self._descriptor)
        self._descriptor, self._path = descriptor, path


def read_regular(folder: int, name: bytes, limit: int) -> bytes | Refusal:
    """The bytes of a regular file of at most `limit` bytes in an open folder, or why there are none."""
    try:
        descriptor = os.open(name, _FILE, dir_fd=folder)
    except OSError as error:
        return refusal(error)
    try:
        return _read(descriptor, limit)
    except OSError as error:
        return refusal(error)
    finally:
        os.close(descriptor)


def refusal(error: OSError) -> Refusal:
    """What an error of the file system means for the file."""
    if error.errno == errno.ELOOP:
        return Refusal(FileStatus.SKIPPED, SYMLINK)
    if error.errno == errno.ENXIO:
        return Refusal(FileStatus.SKIPPED, _KINDS[stat.S_IFSOCK])
    if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.ESTALE):
        return Refusal(FileStatus.FAILED, "vanished before it was read")
    if error.errno in (errno.EACCES, errno.EPERM):
        return Refusal(FileStatus.FAILED, "permission denied")
    return Refusal(FileStatus.FAILED, os.strerror(error.errno or 0))


def kind(mode: int) -> str:
    """What a file that is not a regular one is, in words; "" for a regular one."""
    return "" if stat.S_ISREG(mode) else _KINDS.get(stat.S_IFMT(mode), "neither file nor folder")


OVER_LIMIT = "larger than the limit of"
"""How the reason begins of a file that was not read for its size."""


def too_large(limit: int) -> Refusal:
    """The refusal of a file above the size limit."""
    return Refusal(FileStatus.SKIPPED, f"{OVER_LIMIT} {limit:,} bytes")


def _read(descriptor: int, limit: int) -> bytes | Refusal:
    status = os.fstat(descriptor)
    if unusual := kind(status.st_mode):
        return Refusal(FileStatus.SKIPPED, unusual)
    if status.st_size > limit:
        return too_large(limit)
    chunks = []
    left = limit + 1
    while left and (chunk := os.read(descriptor, min(left, status.st_size + 1, _CHUNK))):
        chunks.append(chunk)
        left -= len(chunk)
    return b"".join(chunks) if left else too_large(limit)
