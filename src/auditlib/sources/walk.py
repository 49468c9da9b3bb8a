"""The walk over a folder on disk: every entry found once, with what is to become of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from auditlib.model import Diagnostic, FileStatus, Role, SourceFile
from auditlib.sources.disk import Descent, kind, refusal
from auditlib.sources.ignores import IgnoreFile, ignored_by
from auditlib.sources.paths import shown_path
from auditlib.sources.roles import ENVIRONMENT_MARK, ENVIRONMENT_REASON, NOT_WANTED, RoleRules, folder_reason
from auditlib.sources.tracked import IGNORE_FILE, Surroundings, ignores_in, raw_text

MAX_DEPTH = 2_000
"""Folders below one another that are descended; a deeper one is a failed entry."""

OWN_REPOSITORY = "a git repository of its own"
SUBMODULE = "submodule"

_GIT = ".git"
_BARE_MARKS = frozenset({"HEAD", "config", "objects", "refs"})


@dataclass(frozen=True, slots=True)
class _Folder:
    """A folder to look into: its path, "" or ending in `/`; what ignores it, though it holds tracked files."""

    path: str
    depth: int
    ignored: str
    ignores: tuple[IgnoreFile, ...]


class Walk:
    """One walk, without recursion and without following a link. `diagnostics` is filled on the way."""

    def __init__(self, root: Path, rules: RoleRules, surroundings: Surroundings) -> None:
        self.diagnostics: list[Diagnostic] = []
        self._root = root
        self._rules = rules
        self._known = surroundings
        self._prefix = raw_text(surroundings.prefix)

    def entries(self) -> Iterator[SourceFile]:
        """Yield every entry below the root, in no order; a folder that is not looked into is one entry."""
        waiting = [_Folder("", 0, "", self._known.ignores)]
        with Descent(self._root) as descent:
            while waiting:
                for entry in self._look_into(descent, waiting.pop()):
                    if isinstance(entry, _Folder):
                        waiting.append(entry)
                    else:
                        yield entry

    def _look_into(self, descent: Descent, folder: _Folder) -> list[SourceFile | _Folder]:
        if folder.depth > MAX_DEPTH:
            return [_folder_entry(folder.path, f"more than {MAX_DEPTH:,} folders deep", FileStatus.FAILED)]
        try:
            descriptor = descent.folder(folder.path)
            with os.scandir(descriptor) as scan:
                found = {_name(entry): entry for entry in scan}
            if reason := self._refused(folder, found):
                return [_folder_entry(folder.path, reason)]
            ignores = self._ignores(folder, descriptor) if IGNORE_FILE in found else folder.ignores
            return self._entries(folder, ignores, found)
        except OSError as error:
            return [_folder_entry(folder.path, refusal(error).reason, FileStatus.FAILED)]

    def _refused(self, folder: _Folder, found: dict[str, os.DirEntry[str]]) -> str:
        """Why a folder is not looked into for what it holds, "" where it is; the root always is."""
        if not folder.path:
            return ""
        if ENVIRONMENT_MARK in found:
            return ENVIRONMENT_REASON
        if folder.path not in self._known.folders and (_GIT in found or found.keys() >= _BARE_MARKS):
            return OWN_REPOSITORY
        return ""

    def _ignores(self, folder: _Folder, descriptor: int) -> tuple[IgnoreFile, ...]:
        base = self._prefix + raw_text(folder.path)
        file, faults = ignores_in(descriptor, IGNORE_FILE, folder.path + IGNORE_FILE, base)
        self.diagnostics.extend(faults)
        return (*folder.ignores, file) if file else folder.ignores

    def _entries(
        self, folder: _Folder, ignores: tuple[IgnoreFile, ...], found: dict[str, os.DirEntry[str]]
    ) -> list[SourceFile | _Folder]:
        entries: list[SourceFile | _Folder] = []
        for name, entry in found.items():
            if name == _GIT:
                continue
            try:
                if entry.is_dir(follow_symlinks=False):
                    below = _Folder(f"{folder.path}{name}/", folder.depth + 1, folder.ignored, ignores)
                    entries.append(self._folder(below, name))
                else:
                    entries.append(self._file(folder.path + name, entry, folder.ignored, ignores))
            except OSError as error:
                refused = refusal(error)
                path = folder.path + name
                entries.append(SourceFile(path, self._rules.role(path), refused.status, refused.reason))
        return entries

    def _folder(self, folder: _Folder, name: str) -> SourceFile | _Folder:
        reason = folder_reason(name) or self._rules.exclusion(folder.path)
        if folder.path in self._known.submodules:
            reason = SUBMODULE
        if reason:
            return _folder_entry(folder.path, reason)
        ignored = folder.ignored or self._ignored(folder.path, folder.ignores)
        if ignored and folder.path not in self._known.folders:
            return _folder_entry(folder.path, ignored)
        return _Folder(folder.path, folder.depth, ignored, folder.ignores)

    def _file(self, path: str, entry: os.DirEntry[str], ignored: str, ignores: tuple[IgnoreFile, ...]) -> SourceFile:
        role = self._rules.role(path)
        reason = "" if entry.is_file(follow_symlinks=False) else kind(entry.stat(follow_symlinks=False).st_mode)
        if not reason and not self._rules.wanted(path):
            reason = NOT_WANTED
        if not reason:
            reason = self._rules.exclusion(path)
        if not reason and path not in self._known.files:
            reason = ignored or self._ignored(path, ignores)
        return SourceFile(path, role, FileStatus.SKIPPED if reason else FileStatus.READ, reason)

    def _ignored(self, path: str, ignores: tuple[IgnoreFile, ...]) -> str:
        return ignored_by(ignores, self._prefix + raw_text(path)) if ignores else ""


def _folder_entry(path: str, reason: str, status: FileStatus = FileStatus.SKIPPED) -> SourceFile:
    return SourceFile(path or ".", Role.OTHER, status, reason)


def _name(entry: os.DirEntry[str]) -> str:
    return shown_path(os.fsencode(entry.name))
