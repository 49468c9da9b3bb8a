"""Repositories that tests make on disk, with plain git in an environment of its own."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

ENVIRONMENT = {
    "PATH": os.environ["PATH"],
    "HOME": "/nonexistent",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_AUTHOR_NAME": "A",
    "GIT_AUTHOR_EMAIL": "a@example.org",
    "GIT_COMMITTER_NAME": "A",
    "GIT_COMMITTER_EMAIL": "a@example.org",
    "GIT_AUTHOR_DATE": "2024-01-01T00:00:00Z",
    "GIT_COMMITTER_DATE": "2024-01-01T00:00:00Z",
}


def git(folder: Path, *arguments: str, check: bool = True, stdin: bytes = b"", **environ: str) -> str:
    """Plain git, as a user would run it; its output."""
    done = subprocess.run(
        ["git", *arguments], cwd=folder, env=ENVIRONMENT | environ, input=stdin, capture_output=True, check=False
    )
    if check and done.returncode:
        raise AssertionError(done.stderr.decode())
    return done.stdout.decode(errors="surrogateescape").strip()


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write the files below the folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def commit(folder: Path, files: Mapping[str, str | bytes], message: str = "change", time: int = 1_700_000_000) -> str:
    """Write the files and commit them, ignored ones too; the commit's id. The repository is made if need be."""
    write(folder, files)
    if not (folder / ".git").exists():
        git(folder, "init", "-q", "-b", "main")
    if files:
        git(folder, "add", "-f", "--", *files)
    date = {"GIT_AUTHOR_DATE": f"@{time} +0000", "GIT_COMMITTER_DATE": f"@{time} +0000"}
    git(folder, "commit", "-q", "--allow-empty", "-m", message, **date)
    return git(folder, "rev-parse", "HEAD")
