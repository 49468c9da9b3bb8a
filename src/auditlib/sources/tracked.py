"""What git knows around a folder of a working tree: tracked files, submodules, and the ignore rules from above."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from auditlib.errors import SourceError
from auditlib.model import Diagnostic
from auditlib.sources.command import Repository, run_git
from auditlib.sources.disk import Descent, Refusal, read_regular
from auditlib.sources.git import index_entries, prefix_of
from auditlib.sources.ignores import IgnoreFile, ignored_by, parse_ignore_file
from auditlib.sources.paths import raw_path

IGNORE_FILE = ".gitignore"
IGNORE_LIMIT = 1_000_000
"""Bytes of the largest ignore file that is obeyed."""

BAD_IGNORE_FILE = "ignore-file"
GIT_UNREADABLE = "git-unreadable"
SHALLOW = "shallow-clone"
WHOLE = "."
"""The path of a diagnostic that speaks of the repository as a whole."""

SUBMODULE_MODE = "160000"

_EXCLUDE = ".git/info/exclude"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What git and the folders above say of a folder. Paths are relative to that folder; folders end in `/`.

    `prefix` is the folder's own path below the top of its repository; the bases of the ignore files start there.
    """

    prefix: str = ""
    files: frozenset[str] = frozenset()
    folders: frozenset[str] = frozenset()
    submodules: frozenset[str] = frozenset()
    ignores: tuple[IgnoreFile, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


def read_surroundings(repository: Repository, root: Path) -> Surroundings:
    """What git knows around the root. Where git cannot be asked, a diagnostic says so, and the rest still holds."""
    prefix = prefix_of(repository, root)
    above = [_above(repository, folder, prefix) for folder in _ancestors(prefix)]
    try:
        shallow, exclude = _layout(repository)
        tracked = _tracked(repository, prefix)
    except SourceError as error:
        lost = Diagnostic(WHOLE, 0, GIT_UNREADABLE, f"read without git: {error}")
        return _with_ignores(Surroundings(prefix, diagnostics=(lost,)), above)
    if shallow:
        tracked = replace(tracked, diagnostics=(shallow_diagnostic(),))
    return _with_ignores(tracked, [load_ignores(exclude.parent, "", exclude.name, _EXCLUDE, ""), *above])


def load_ignores(
    root: Path, folder: str, name: str, shown: str, base: str
) -> tuple[IgnoreFile | None, tuple[Diagnostic, ...]]:
    """An ignore file below a root, None where there is none to obey, and what is wrong with it."""
    try:
        with Descent(root) as descent:
            return ignores_in(descent.folder(folder), name, shown, base)
    except OSError:
        return None, ()


def ignores_in(descriptor: int, name: str, shown: str, base: str) -> tuple[IgnoreFile | None, tuple[Diagnostic, ...]]:
    """An ignore file of an open folder, None where there is none to obey, and what is wrong with it."""
    content = read_regular(descriptor, name.encode(), IGNORE_LIMIT)
    if isinstance(content, Refusal):
        known = "vanished" not in content.reason
        return None, (Diagnostic(shown, 0, BAD_IGNORE_FILE, f"not obeyed: {content.reason}"),) if known else ()
    return parse_ignore_file(content, shown, base)


def shallow_diagnostic() -> Diagnostic:
    """What a reader must know where history was cut off."""
    message = "the clone is shallow, so its history is not whole; `git fetch --unshallow` completes it"
    return Diagnostic(WHOLE, 0, SHALLOW, message)


def raw_text(path: str) -> str:
    """The path as patterns see it: what is on disk, escapes undone."""
    return raw_path(path).decode("utf-8", "surrogateescape") if "\\" in path else path


def _with_ignores(
    known: Surroundings, loaded: Iterable[tuple[IgnoreFile | None, tuple[Diagnostic, ...]]]
) -> Surroundings:
    """Add the ignore rules from above, unless they ignore the folder itself: it was asked for by name."""
    pairs = tuple(loaded)
    ignores = tuple(file for file, _ in pairs if file)
    faults = tuple(fault for _, faults in pairs for fault in faults)
    parts = [*_ancestors(known.prefix), known.prefix]
    if any(ignored_by(ignores, raw_text(folder)) for folder in parts if folder):
        ignores = ()
    return replace(known, ignores=ignores, diagnostics=(*known.diagnostics, *faults))


def _above(repository: Repository, folder: str, prefix: str) -> tuple[IgnoreFile | None, tuple[Diagnostic, ...]]:
    """The ignore file of a folder above the root, named by the way up from there."""
    shown = "../" * (prefix.count("/") - folder.count("/")) + IGNORE_FILE
    return load_ignores(repository.top, folder, IGNORE_FILE, shown, raw_text(folder))


def _layout(repository: Repository) -> tuple[bool, Path]:
    """Whether the clone is shallow, and where its own exclude file lies."""
    output = run_git(repository, "rev-parse", "--is-shallow-repository", "--git-path", "info/exclude")
    shallow, _, path = output.removesuffix(b"\n").partition(b"\n")
    return shallow == b"true", repository.top / os.fsdecode(path)


def _tracked(repository: Repository, prefix: str) -> Surroundings:
    entries = [entry for entry in index_entries(repository) if entry.path.startswith(prefix)]
    files = frozenset(entry.path[len(prefix) :] for entry in entries if entry.mode != SUBMODULE_MODE)
    submodules = frozenset(entry.path[len(prefix) :] + "/" for entry in entries if entry.mode == SUBMODULE_MODE)
    return Surroundings(prefix, files, _folders(files), submodules)


def _folders(files: Iterable[str]) -> frozenset[str]:
    """Every folder above one of the files."""
    parents = {path[: path.rfind("/") + 1] for path in files}
    return frozenset(folder for parent in parents for folder in (*_ancestors(parent), parent) if folder)


def _ancestors(path: str) -> Iterator[str]:
    """The folders above a path, from the top "" down, each ending in `/`."""
    parts = path.rstrip("/").split("/")[:-1]
    if path:
        yield ""
    for depth in range(1, len(parts) + 1):
        yield "/".join(parts[:depth]) + "/"
