"""The working tree as it lies on disk, dirty or not: every entry found, each accounted for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from auditlib.model import Commit, Diagnostic, FileStatus, SourceFile
from auditlib.sources.blobs import blob_id
from auditlib.sources.command import Repository
from auditlib.sources.disk import Refusal, open_folder, read_regular, refusal
from auditlib.sources.git import COMMITS, history
from auditlib.sources.paths import raw_path, shown_path
from auditlib.sources.roles import RoleRules
from auditlib.sources.tracked import Surroundings, read_surroundings
from auditlib.sources.walk import Walk

SIZE_LIMIT = 5_000_000
"""Bytes of the largest file that is read; larger ones are skipped, and said so."""


class WorkingTree:
    """A folder on disk, with or without git: what lies there now, whether committed or not.

    Nothing is kept open between calls, so a worker process may be sent one. `diagnostics` is filled by `find`.
    """

    revision: str | None = None

    def __init__(
        self, root: Path, *, rules: RoleRules, size_limit: int = SIZE_LIMIT, repository: Repository | None = None
    ) -> None:
        self.root = root.resolve()
        self.name = shown_path(self.root.name.encode("utf-8", "surrogateescape"))
        self.rules = rules
        self.size_limit = size_limit
        self.repository = repository
        self.diagnostics: tuple[Diagnostic, ...] = ()

    def find(self) -> tuple[SourceFile, ...]:
        """Every entry below the root, sorted by path; READ means to be read. A folder not looked into is one entry."""
        surroundings = read_surroundings(self.repository, self.root) if self.repository else Surroundings()
        walk = Walk(self.root, self.rules, surroundings)
        found = tuple(sorted(walk.entries(), key=lambda file: file.path))
        self.diagnostics = tuple(sorted((*surroundings.diagnostics, *walk.diagnostics)))
        return found

    def read(self, files: Sequence[SourceFile]) -> Iterator[tuple[SourceFile, bytes]]:
        """Yield each file once, in order: READ with blob and size filled, or SKIPPED or FAILED and no bytes."""
        for folder, group in groupby(files, key=lambda file: file.path.rpartition("/")[0]):
            yield from self._read_folder(folder, tuple(group))

    def history(self, limit: int = COMMITS) -> tuple[Commit, ...]:
        """The commits up to HEAD that changed this folder, newest first; empty outside git."""
        return history(self.root, None, limit)

    def _read_folder(self, folder: str, files: Sequence[SourceFile]) -> Iterator[tuple[SourceFile, bytes]]:
        try:
            with open_folder(self.root, folder) as descriptor:
                for file in files:
                    yield self._read_file(descriptor, file)
        except OSError as error:
            for file in files:
                yield _settled(file, refusal(error))

    def _read_file(self, descriptor: int, file: SourceFile) -> tuple[SourceFile, bytes]:
        if file.status is not FileStatus.READ:
            return file, b""
        name = raw_path(file.path.rpartition("/")[2])
        return _settled(file, read_regular(descriptor, name, self.size_limit))


def _settled(file: SourceFile, content: bytes | Refusal) -> tuple[SourceFile, bytes]:
    if file.status is not FileStatus.READ:
        return file, b""
    if isinstance(content, Refusal):
        return replace(file, status=content.status, reason=content.reason), b""
    return replace(file, blob=blob_id(content), size=len(content)), content
