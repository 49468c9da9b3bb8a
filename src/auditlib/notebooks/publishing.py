"""Where a phase is published: one run at a time, built apart, and made visible whole by one rename."""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import tempfile
from contextlib import contextmanager
from typing import TYPE_CHECKING

from auditlib.errors import ParamsError, SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

STAGING = ".staging-"
REPLACED = ".replaced-"
MANIFEST = "manifest.json"
LATEST = "latest.json"
AUDIT = "audit."

_RELATIVE = re.compile(r'href="(?!#|data:|https?:|mailto:)([^"]+)"')


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the phase's folder for this process; the lock ends with the process, however that ends.

    Raises: ParamsError where another run holds it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ParamsError(f"another run is writing {folder}; wait for it, or give --out another folder") from None
        recover(folder)
        yield


def recover(folder: Path) -> None:
    """Remove what a killed run left; a published run that it was about to replace comes back."""
    for stale in sorted(folder.glob(f"{STAGING}*")):
        shutil.rmtree(stale, ignore_errors=True)
    for replaced in sorted(folder.glob(f"{REPLACED}*")):
        published = folder / replaced.name.removeprefix(REPLACED)
        if published.exists():
            shutil.rmtree(replaced, ignore_errors=True)
        else:
            replaced.rename(published)


@contextmanager
def staging(folder: Path) -> Iterator[Path]:
    """A folder to build a run in, beside the published ones; gone afterwards unless it was published."""
    path = folder / f"{STAGING}{os.getpid()}"
    path.mkdir()
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def publish(built: Path, folder: Path, key: str) -> Path:
    """Make a finished staging folder visible as `folder/key` by one rename, in place of an older one."""
    target, aside = folder / key, folder / f"{REPLACED}{key}"
    if target.exists():
        shutil.rmtree(aside, ignore_errors=True)
        target.rename(aside)
    built.rename(target)
    if aside.exists():
        shutil.rmtree(aside)
    return target


def publish_texts(folder: Path, texts: Mapping[str, str], *, ours: tuple[str, ...] = (AUDIT,)) -> None:
    """Make a folder of these files by one rename, in place of an earlier one: its files all begin with one of `ours`.

    Where the folder is a link, what it leads to is replaced, and the link stays.

    Raises: ParamsError where the folder is there and holds something else; SourceError where it cannot be
    written.
    """
    try:
        _publish_texts(folder.resolve(), texts, ours)
    except OSError as error:
        raise SourceError(f"{folder}: cannot be written: {error.strerror or error}; --out names another") from error


def _publish_texts(folder: Path, texts: Mapping[str, str], ours: tuple[str, ...]) -> None:
    if folder.exists() and not _is_ours(folder, ours):
        raise ParamsError(f"{folder} is there and holds what auditlib did not write; name another folder, or remove it")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with staging(folder.parent) as staged:
        for name, text in texts.items():
            (staged / name).write_text(text, encoding="utf-8")
        publish(staged, folder.parent, folder.name)


def _is_ours(folder: Path, ours: tuple[str, ...]) -> bool:
    """Whether a folder may be replaced: it holds such files, and nothing else that someone could miss."""
    return folder.is_dir() and all(path.name.startswith(ours) and path.is_file() for path in folder.iterdir())


def show_latest(folder: Path, key: str) -> None:
    """Make `folder/index.html`, the page to keep a bookmark of, show this run."""
    text = (folder / key / "index.html").read_text(encoding="utf-8")
    _replace_text(folder / "index.html", _RELATIVE.sub(lambda match: f'href="{key}/{match[1]}"', text))
    _replace_text(folder / LATEST, json.dumps({"run": key}) + "\n")


def _replace_text(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=STAGING)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.chmod(name, 0o644)  # noqa: PTH101 (a report is for everyone; mkstemp makes it private)
    os.replace(name, path)  # noqa: PTH105 (a name, not a Path)
