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


class Diagnostic(Struct, frozen=True, order=True):
    """Something a reader must know about one file: what could not be read or judged. Line 0: the file as a whole."""

    path: str
    line: int
    code: str
    message: str


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
