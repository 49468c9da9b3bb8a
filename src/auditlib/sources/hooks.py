"""The pre-commit hook of a repository: written where git looks for it, and never over another one."""

from __future__ import annotations

import shlex
from pathlib import Path

from auditlib.errors import SourceError
from auditlib.sources.command import GitFailure, Repository, check_owner, locate, run_git
from auditlib.visible import one_line

MARK = "# auditlib gate"
"""The second line of a hook of ours, by which it is known again."""


def install_hook(folder: Path, command: list[str]) -> Path:
    """Write a pre-commit hook that runs a command, in place of an earlier one of ours; returns its file.

    Raises: SourceError where there is no working tree, or a hook that is not ours, or where it cannot be written.
    """
    repository = locate(folder.resolve())
    if repository is None or repository.bare:
        raise SourceError(f"{one_line(str(folder))} is no working tree of a git repository: there is nothing to commit")
    check_owner(repository)
    path = _hooks(repository) / "pre-commit"
    line = shlex.join(command)
    try:
        if path.exists() and MARK not in path.read_text(encoding="utf-8", errors="replace"):
            raise SourceError(f"{one_line(str(path))} is there and not ours; add this line to it: {line}")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_script(line), encoding="utf-8")
        path.chmod(0o755)
    except OSError as error:
        raise SourceError(f"{one_line(str(path))} cannot be written: {error.strerror or error}") from error
    return path


def _script(line: str) -> str:
    return f"""#!/bin/sh
{MARK}: what is staged must hold no finding that is new. `git commit --no-verify` goes past it, and it will be seen.
cd "$(git rev-parse --show-toplevel)" || exit 3
exec {line}
"""


def _hooks(repository: Repository) -> Path:
    """The folder where git looks for hooks, by the repository's own configuration."""
    try:
        named = run_git(repository, "config", "--local", "--type=path", "--get", "core.hooksPath").decode().strip()
    except GitFailure:
        named = ""
    if named:
        return repository.top / named
    common = run_git(repository, "rev-parse", "--path-format=absolute", "--git-common-dir").decode().strip()
    return Path(common) / "hooks"
