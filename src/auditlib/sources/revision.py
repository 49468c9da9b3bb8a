"""One revision of a repository, read from the object store: no checkout, no working tree needed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace as replace_entry
from pathlib import Path

from msgspec.structs import replace

from auditlib.model import Commit, Diagnostic, FileStatus, Role, SourceFile
from auditlib.sources.blobs import Blob, blob_sizes, read_blobs
from auditlib.sources.command import Repository
from auditlib.sources.disk import SYMLINK, Refusal, too_large
from auditlib.sources.files import SIZE_LIMIT
from auditlib.sources.git import (
    COMMITS,
    Entry,
    history,
    index_entries,
    is_shallow,
    prefix_of,
    resolve,
    subtree,
    tree_entries,
)
from auditlib.sources.roles import ENVIRONMENT_MARK, ENVIRONMENT_REASON, NOT_WANTED, RoleRules, folder_reason
from auditlib.sources.tracked import SUBMODULE_MODE, shallow_diagnostic
from auditlib.sources.walk import SUBMODULE

_SYMLINK_MODE = "120000"
_UNSAFE_NAMES = frozenset({"", ".", "..", ".git"})


class Revision:
    """A folder of a repository as it was at a revision; for None, as it is in the index.

    It knows the commit's id, so it stays what it is. Nothing is kept open between calls, so a worker process may be
    sent one.

    Raises: SourceError where the revision or the folder is not there, or where git cannot be asked.
    """

    def __init__(
        self, root: Path, at: str | None, *, rules: RoleRules, repository: Repository, size_limit: int = SIZE_LIMIT
    ) -> None:
        self.root = root.resolve()
        self.rules = rules
        self.repository = repository
        self.size_limit = size_limit
        self.revision: str = "" if at is None else resolve(repository, at)
        self.prefix = prefix_of(repository, self.root)
        self.name = self.prefix.rstrip("/").rpartition("/")[2] or repository.name
        self.tree = subtree(repository, self.revision, self.prefix.rstrip("/")) if self.revision else ""
        self.diagnostics: tuple[Diagnostic, ...] = (shallow_diagnostic(),) if is_shallow(repository) else ()

    def find(self) -> tuple[SourceFile, ...]:
        """Every entry, sorted by path; READ means to be read. A folder not looked into is one entry."""
        entries = self._entries()
        above = _FoldersAbove(self.rules, entries)
        found: dict[str, SourceFile] = {}
        for entry in entries:
            file = above.refused(entry.path) or self._file(entry)
            found[file.path] = _doubtful(file) if file.path in found and not file.path.endswith("/") else file
        return tuple(sorted(self._measured(found).values(), key=lambda file: file.path))

    def read(self, files: Sequence[SourceFile]) -> Iterator[tuple[SourceFile, bytes]]:
        """Yield each file once, in order: READ with blob and size filled, or SKIPPED or FAILED and no bytes."""
        ids = [file.blob for file in files if file.status is FileStatus.READ]
        with closing(read_blobs(self.repository, ids, self.size_limit)) as blobs:
            for file in files:
                yield _settled(file, next(blobs)) if file.status is FileStatus.READ else (file, b"")

    def history(self, limit: int = COMMITS) -> tuple[Commit, ...]:
        """The commits up to this revision that changed this folder, newest first."""
        return history(self.root, self.revision or None, limit)

    def _entries(self) -> Sequence[Entry]:
        if self.revision:
            return tree_entries(self.repository, self.tree)
        staged = (entry for entry in index_entries(self.repository) if entry.path.startswith(self.prefix))
        return [replace_entry(entry, path=entry.path.removeprefix(self.prefix)) for entry in staged]

    def _file(self, entry: Entry) -> SourceFile:
        if entry.mode == SUBMODULE_MODE:
            return SourceFile(entry.path + "/", Role.OTHER, FileStatus.SKIPPED, SUBMODULE)
        reason = SYMLINK if entry.mode == _SYMLINK_MODE else ""
        if not reason and not self.rules.wanted(entry.path):
            reason = NOT_WANTED
        reason = reason or self.rules.exclusion(entry.path)
        status = FileStatus.SKIPPED if reason else FileStatus.READ
        file = SourceFile(entry.path, self.rules.role(entry.path), status, reason, entry.id)
        return _doubtful(file) if _UNSAFE_NAMES & set(entry.path.split("/")) else file

    def _measured(self, found: dict[str, SourceFile]) -> dict[str, SourceFile]:
        """Fill in the sizes of the files to be read; the larger ones are skipped."""
        wanted = [file for file in found.values() if file.status is FileStatus.READ]
        sizes = blob_sizes(self.repository, [file.blob for file in wanted])
        for file in wanted:
            size = sizes.get(file.blob, 0)
            refused = too_large(self.size_limit) if size > self.size_limit else None
            status, reason = (refused.status, refused.reason) if refused else (file.status, file.reason)
            found[file.path] = replace(file, size=size, status=status, reason=reason)
        return found


class _FoldersAbove:
    """Which folders of a tree are not looked into, and why; each folder is judged once."""

    def __init__(self, rules: RoleRules, entries: Sequence[Entry]) -> None:
        marks = (entry.path for entry in entries if entry.path.endswith("/" + ENVIRONMENT_MARK))
        self._environments = frozenset(path.removesuffix(ENVIRONMENT_MARK) for path in marks)
        self._rules = rules
        self._known: dict[str, SourceFile | None] = {"": None}

    def refused(self, path: str) -> SourceFile | None:
        """The entry of the topmost folder above the path that is not looked into; None where all are."""
        parent = path[: path.rfind("/") + 1]
        if parent not in self._known:
            ends = (end for end, character in enumerate(parent, start=1) if character == "/")
            folders = (self._judged(parent[:end]) for end in ends)
            self._known[parent] = next((folder for folder in folders if folder), None)
        return self._known[parent]

    def _judged(self, folder: str) -> SourceFile | None:
        reason = folder_reason(folder[:-1].rpartition("/")[2]) or self._rules.exclusion(folder)
        if folder in self._environments:
            reason = ENVIRONMENT_REASON
        return SourceFile(folder, Role.OTHER, FileStatus.SKIPPED, reason) if reason else None


def _settled(file: SourceFile, blob: Blob) -> tuple[SourceFile, bytes]:
    if isinstance(blob.content, Refusal):
        return replace(file, status=blob.content.status, reason=blob.content.reason, size=blob.size), b""
    return replace(file, size=blob.size), blob.content


def _doubtful(file: SourceFile) -> SourceFile:
    """An entry that no working tree can hold: git lets a forged tree have it, a checkout would not."""
    return replace(file, status=FileStatus.FAILED, reason="a path that no checkout could hold")
