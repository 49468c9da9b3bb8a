"""Files of a repository: what was found, and what became of each."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class Role(StrEnum):
    """What a file is for."""

    PRODUCT = "product"
    TEST = "test"
    CRITICAL_TEST = "critical_test"
    DOCUMENT = "document"
    OTHER = "other"


class FileStatus(StrEnum):
    """What became of a file: every file found has exactly one of these."""

    READ = "read"
    SKIPPED = "skipped"
    FAILED = "failed"


class SourceFile(Struct, frozen=True):
    """One entry of a repository. `reason` says why it was not read; an ignored folder is one entry that ends in `/`."""

    path: str
    role: Role
    status: FileStatus
    reason: str = ""
    blob: str = ""  # git's object id of the content, also outside git: the key of the fact cache
    size: int = 0


class Weight(StrEnum):
    """What a diagnostic asks of a reader, and of the exit code: 3, 1 or nothing. Its text is the label in reports."""

    UNJUDGED = "not judged"
    MISSING = "missing"
    NOTE = "note"


WEIGHTS = {
    "canonical-missing": Weight.MISSING,
    "critical-test-missing": Weight.MISSING,
    "ignore-file": Weight.NOTE,
    "ignore-pattern": Weight.NOTE,
    "not-an-ancestor": Weight.NOTE,
    "not-counted": Weight.NOTE,
    "one-commit": Weight.NOTE,
    "renames-not-followed": Weight.NOTE,
    "same-revision": Weight.NOTE,
    "settings-unreadable": Weight.NOTE,
    "shallow-clone": Weight.NOTE,
    "star-import": Weight.NOTE,
}
"""The codes of diagnostics that do not say that something was not judged; every other code does."""


class Diagnostic(Struct, frozen=True, order=True):
    """Something a reader must know about one file. Line 0: the file as a whole.

    It says that something was not judged (exit 3), that something is missing which the params or a definition file
    name (exit 1), or how the rest was judged (no exit code of its own): see `weight`.
    """

    path: str
    line: int
    code: str
    message: str

    @property
    def weight(self) -> Weight:
        """What it asks of a reader; a code that is not known says that something was not judged.

        Example:
            >>> Diagnostic("a.py", 1, "syntax", "invalid").weight, Diagnostic(".", 0, "shallow-clone", "").weight
            (<Weight.UNJUDGED: 'not judged'>, <Weight.NOTE: 'note'>)
        """
        return WEIGHTS.get(self.code, Weight.UNJUDGED)

    @property
    def place(self) -> str:
        """Path and line; the path alone where the file as a whole is meant."""
        return f"{self.path}:{self.line}" if self.line else self.path


class Project(Struct, frozen=True):
    """One state of one repository. `revision` is a full commit id, or None for a working tree."""

    name: str
    revision: str | None
    files: tuple[SourceFile, ...]
    diagnostics: tuple[Diagnostic, ...]


class Document(Struct, frozen=True):
    """A Markdown document, decoded."""

    path: str
    text: str


class Commit(Struct, frozen=True):
    """One commit of the history: its id, its time (seconds since the epoch) and the paths it changed."""

    id: str
    time: int
    paths: tuple[str, ...]
