"""The working tree as it lies on disk, dirty or not: every entry found, each accounted for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from msgspec.structs import replace

from auditlib.errors import SourceError
from auditlib.model import Commit, Diagnostic, FileStatus, SourceFile
from auditlib.sources.blobs import blob_id
from auditlib.sources.command import Repository
from auditlib.sources.disk import Descent, Refusal, read_regular, refusal
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
        """Every entry below the root, sorted by path; READ means to be read. A folder not looked into is one entry.

        Raises: SourceError where the root itself cannot be opened.
        """
        surroundings = read_surroundings(self.repository, self.root) if self.repository else Surroundings()
        walk = Walk(self.root, self.rules, surroundings)
        try:
            found = tuple(sorted(walk.entries(), key=lambda file: file.path))
        except OSError as error:
            raise self._unopened(error) from error
        self.diagnostics = tuple(sorted((*surroundings.diagnostics, *walk.diagnostics)))
        return found

    def read(self, files: Sequence[SourceFile]) -> Iterator[tuple[SourceFile, bytes]]:
        """Yield each file once, in order: READ with blob and size filled, or SKIPPED or FAILED and no bytes."""
        try:
            with Descent(self.root) as descent:
                for folder, group in groupby(files, key=_folder_of):
                    yield from self._read_folder(descent, folder, tuple(group))
        except OSError as error:
            raise self._unopened(error) from error

    def history(self, limit: int = COMMITS) -> tuple[Commit, ...]:
        """The commits up to HEAD that changed this folder, newest first; empty outside git."""
        return history(self.root, None, limit)

    def _unopened(self, error: OSError) -> SourceError:
        return SourceError(f"{self.name}: its folder cannot be opened: {error.strerror}")

    def _read_folder(
        self, descent: Descent, folder: str, files: Sequence[SourceFile]
    ) -> Iterator[tuple[SourceFile, bytes]]:
        try:
            descriptor = descent.folder(folder)
        except OSError as error:
            yield from (_settled(file, refusal(error)) for file in files)
        else:
            yield from (self._read_file(descriptor, file) for file in files)

    def _read_file(self, descriptor: int, file: SourceFile) -> tuple[SourceFile, bytes]:
        if file.status is not FileStatus.READ:
            return file, b""
        name = raw_path(file.path[len(_folder_of(file)) :])
        return _settled(file, read_regular(descriptor, name, self.size_limit))


def _folder_of(file: SourceFile) -> str:
    return file.path[: file.path.rfind("/", 0, -1) + 1]


def _settled(file: SourceFile, content: bytes | Refusal) -> tuple[SourceFile, bytes]:
    if file.status is not FileStatus.READ:
        return file, b""
    if isinstance(content, Refusal):
        return replace(file, status=content.status, reason=content.reason), b""
    return replace(file, blob=blob_id(content), size=len(content)), content
