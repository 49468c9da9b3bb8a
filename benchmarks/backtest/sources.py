"""What a bare git repository holds before and after a commit, as texts by path."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from counting import Size, part, size, sizes

from auditlib.facts.decoding import decode
from auditlib.model import Role
from auditlib.sources.roles import DEFAULT_TESTS, RoleRules

APART = ("docs/**", "doc/**", "examples/**", "**/docs/**", "**/examples/**")
RULES = RoleRules(tests=(*DEFAULT_TESTS, "**/unittests/**", "**/*_tests.py", "**/*tests.py"))
REGULAR = ("100644", "100755")


@dataclass(frozen=True, slots=True)
class Change:
    """One Python file of a commit; a text is "" on the side where the file is not."""

    path: str
    role: str
    before: str
    after: str
    added: tuple[int, ...]  # lines of `after`
    deleted: tuple[int, ...]  # lines of `before`

    @property
    def size_of_added(self) -> Size:
        """The size of the lines that the diff adds."""
        return part(sizes(self.after), self.added)

    @property
    def size_of_deleted(self) -> Size:
        """The size of the lines that the diff deletes."""
        return part(sizes(self.before), self.deleted)

    @property
    def net(self) -> Size:
        """What the file wins: its size after the commit less that before it."""
        return size(self.after) - size(self.before)


@dataclass(frozen=True)
class Commit:
    """A commit and its first parent."""

    repository: Path
    sha: str

    def git(self, *arguments: str, allowed: tuple[int, ...] = (0,)) -> bytes:
        """What a git command prints; raises where its exit code is not allowed."""
        done = subprocess.run(["git", "-C", self.repository, *arguments], check=False, capture_output=True)
        if done.returncode not in allowed:
            raise OSError(f"git {arguments[0]} in {self.repository}: {done.stderr.decode(errors='replace')}")
        return done.stdout

    def holds(self, path: str) -> bool:
        """Whether a path is in the parent."""
        return bool(self.git("ls-tree", self.parent, "--", path))

    @cached_property
    def parent(self) -> str:
        """The id of the first parent."""
        return self.git("rev-parse", f"{self.sha}^1").decode().strip()

    @cached_property
    def date(self) -> str:
        """The day of the commit."""
        return self.git("show", "-s", "--format=%cs", self.sha).decode().strip()

    @cached_property
    def changes(self) -> list[Change]:
        """Every changed Python file, by path; a rename is two. Links are left out."""
        raw = self.git("diff-tree", "-r", "-z", "--no-renames", self.parent, self.sha).decode(errors="replace")
        fields = raw.split("\0")
        found = []
        for entry, path in zip(fields[::2], fields[1::2], strict=False):
            old_mode, new_mode, *_ = entry.lstrip(":").split()
            if not path.endswith(".py") or not {old_mode, new_mode} & set(REGULAR):
                continue
            before = self.text(self.parent, path) if old_mode in REGULAR else ""
            after = self.text(self.sha, path) if new_mode in REGULAR else ""
            found.append(Change(path, role(path), before, after, *self._edited(path, before, after)))
        return sorted(found, key=lambda change: change.path)

    def text(self, revision: str, path: str) -> str:
        """The text of a file at a revision, with plain line ends; raises where there is none."""
        return decode(self.git("show", f"{revision}:{path}"))[0].replace("\r\n", "\n").replace("\r", "\n")

    def _edited(self, path: str, before: str, after: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The lines that git's diff adds and deletes."""
        if not before or not after:
            return tuple(range(1, _lines(after) + 1)), tuple(range(1, _lines(before) + 1))
        diff = self.git("diff", "--no-renames", "--no-ext-diff", "--no-color", "-U0", self.parent, self.sha, "--", path)
        added: list[int] = []
        deleted: list[int] = []
        for line in diff.decode(errors="replace").split("\n"):
            if line.startswith("@@ "):
                old, new = line.split()[1:3]
                deleted += _span(old)
                added += _span(new)
        return tuple(added), tuple(deleted)


def role(path: str) -> str:
    """What a Python file counts as: "product", "test" or "apart" (documents and examples)."""
    if RULES.role(path) is not Role.PRODUCT:
        return "test"
    return "apart" if RoleRules(exclude=APART).exclusion(path) else "product"


def _lines(text: str) -> int:
    return text.count("\n") + (not text.endswith("\n") if text else 0)


def _span(hunk: str) -> range:
    start, _, count = hunk[1:].partition(",")
    return range(int(start), int(start) + int(count or 1))
