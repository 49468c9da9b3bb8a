"""Writes the demo as a git repository with a working tree."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Mapping
from pathlib import Path

from auditlib.errors import SourceError
from auditlib.example.history import demo_snapshots, fast_import_stream
from auditlib.sources.command import Repository, run_git

STAMP = "auditlib-demo.json"  # in `.git`: says that the folder is ours, and what it was built from
_LEFT_BY_TESTS = ("__pycache__", ".pytest_cache")


def build(folder: Path) -> Path:
    """The folder, as a repository of the demo: branch main and working tree at `phase-end`.

    A right repository is kept as it is. One that was built here and is damaged or changed is built again, and
    what was written into it is lost; the new one takes its place by one rename.

    Raises: SourceError where git is missing or fails, or where the folder holds something else.
    """
    history = demo_snapshots()
    stream = fast_import_stream(history)
    digest = hashlib.sha256(stream).hexdigest()
    files = history[-1].files
    if folder.is_symlink() or (folder.exists() and not _ours(folder)):
        raise SourceError(f"{folder} is not a demo repository; name a folder that is new or empty")
    if _intact(folder, digest, files):
        return folder
    try:
        _replace(folder, stream, digest, files)
    except OSError as error:
        if not _intact(folder, digest, files):  # another process may have been as quick
            raise SourceError(f"{folder}: the demo could not be written: {error.strerror}") from error
    return folder


def _ours(folder: Path) -> bool:
    return folder.is_dir() and ((folder / ".git" / STAMP).is_file() or not any(folder.iterdir()))


def _intact(folder: Path, digest: str, files: Mapping[str, bytes]) -> bool:
    try:
        stamp = json.loads((folder / ".git" / STAMP).read_text(encoding="utf-8"))
        if stamp["digest"] != digest or stamp["refs"] != _refs(folder) or _working_tree(folder) != files:
            return False
        run_git(Repository(folder, bare=False), "fsck", "--full", "--no-dangling", "--no-progress")
    except (OSError, ValueError, KeyError, TypeError, SourceError):
        return False
    return True


def _working_tree(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file())
    inner = ((path, path.relative_to(folder).parts) for path in paths)
    return {
        "/".join(parts): path.read_bytes()
        for path, parts in inner
        if parts[0] != ".git" and not any(part in _LEFT_BY_TESTS for part in parts)
    }


def _replace(folder: Path, stream: bytes, digest: str, files: Mapping[str, bytes]) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as scratch:
        fresh = Path(scratch) / "new"
        _write(fresh, stream, files)
        (fresh / ".git" / STAMP).write_text(json.dumps({"digest": digest, "refs": _refs(fresh)}), encoding="utf-8")
        if folder.exists():
            folder.replace(Path(scratch) / "old")
        fresh.replace(folder)


def _write(folder: Path, stream: bytes, files: Mapping[str, bytes]) -> None:
    (folder / ".git").mkdir(parents=True)
    repository = Repository(folder, bare=False)
    run_git(repository, "init", "--quiet", "--template=", "--object-format=sha1", "--initial-branch=main")
    run_git(repository, "fast-import", "--quiet", "--done", "--date-format=raw", requests=stream)
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        target.chmod(0o755 if content.startswith(b"#!") else 0o644)
    run_git(repository, "read-tree", "main")
    run_git(repository, "update-index", "-q", "--refresh")


def _refs(folder: Path) -> str:
    return run_git(Repository(folder, bare=False), "for-each-ref", "--format=%(objectname) %(refname)").decode()
