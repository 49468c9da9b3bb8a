"""What a structure document declares."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class EntryKind(StrEnum):
    """What a structure document declares."""

    FILE = "file"
    DIR = "dir"
    GLOB = "glob"
    PLACEHOLDER = "placeholder"


class EntryRole(StrEnum):
    """What the document says of an entry's standing."""

    CURRENT = "current"
    TARGET = "target"
    LEGACY = "legacy"
    EXAMPLE = "example"


class EntryCount(Struct, frozen=True):
    """How many entries a document says a folder holds: "[42 modules]", "[35+ modules]", "[8 additional hooks]"."""

    number: int
    at_least: bool = False
    additional: bool = False  # besides those it names


class Declaration(Struct, frozen=True):
    """One entry of a structure document; `path` is relative to the repository, folders without a final slash."""

    document: str
    line: int
    path: str
    kind: EntryKind
    optional: bool
    role: EntryRole
    comment: str = ""
    marks: tuple[str, ...] = ()  # why it may be absent: external, generated, gitignored, optional; sorted
    count: EntryCount | None = None
    unplaced: str = ""  # why its folder is not known, "" where it is
    confidence: float = 1.0  # below 1 where the kind is a guess: no slash, no extension
