"""A revision written into a scratch folder from the object store: no checkout, no filter, no hook, no link."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from auditlib.errors import SourceError
from auditlib.sources.blobs import read_blobs
from auditlib.sources.command import Repository
from auditlib.sources.disk import Refusal
from auditlib.sources.git import Entry, tree_entries
from auditlib.sources.paths import raw_path

FILES = 200_000
"""Files that one revision may have."""

BYTES = 1 << 30
"""Bytes that they may have together."""

_PLAIN = {"100644": 0o644, "100755": 0o755}
_REASONS = {"120000": "a link", "160000": "a submodule"}


def write_revision(repository: Repository, tree: str, folder: Path, *, size_limit: int) -> tuple[tuple[str, str], ...]:
    """Write the plain files of a tree below `folder`, which is empty; return what was left out: (path, reason).

    Left out are links, submodules, files over the size limit or that cannot be read, and names that lead elsewhere.

    Raises: SourceError where there are too many files or bytes, or where the folder cannot be written.
    """
    left_out, wanted = [], []
    for entry in tree_entries(repository, tree):
        reason = _reason(entry)
        if reason:
            left_out.append((entry.path, reason))
        else:
            wanted.append(entry)
    if len(wanted) > FILES:
        raise SourceError(
            f"{repository.name}: a revision of {len(wanted):,} files is too large to run (most: {FILES:,})"
        )
    try:
        left_out += _written(repository, wanted, folder, size_limit)
    except OSError as error:
        raise SourceError(f"{folder}: the scratch copy cannot be written: {error.strerror or error}") from error
    return tuple(sorted(left_out))


def _written(repository: Repository, wanted: list[Entry], folder: Path, size_limit: int) -> list[tuple[str, str]]:
    """Write the files, and return those that could not be read."""
    left_out, total = [], 0
    with closing(read_blobs(repository, [entry.id for entry in wanted], size_limit)) as blobs:
        for entry, blob in zip(wanted, blobs, strict=True):
            if isinstance(blob.content, Refusal):
                left_out.append((entry.path, blob.content.reason))
                continue
            total += blob.size
            if total > BYTES:
                raise SourceError(f"{repository.name}: a revision of over {BYTES >> 20:,} MiB is too large to run")
            path = folder / raw_path(entry.path).decode("utf-8", "surrogateescape")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(blob.content)
            path.chmod(_PLAIN[entry.mode])
    return left_out


def _reason(entry: Entry) -> str:
    """Why an entry is not written; "" where it is."""
    if entry.mode not in _PLAIN:
        return _REASONS.get(entry.mode, "of no kind that can be written")
    parts = entry.path.split("/")
    if {"", ".", ".."} & set(parts) or any(part.lower() == ".git" for part in parts):
        return "a path that no checkout could hold"
    return ""
