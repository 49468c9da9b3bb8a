"""The one door to git: plumbing on objects only, under flags and an environment that let the target run nothing.

A repository's own configuration can name programs (fsmonitor, filters, textconv, pagers, hooks, gpg, transports).
Nothing here asks git for work that calls one, and what a stray configuration could still switch on is switched off.
"""

from __future__ import annotations

import os
import selectors
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO

from auditlib.errors import SourceError
from auditlib.visible import one_line

SETTINGS = (
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.untrackedCache=false",
    "core.attributesFile=/dev/null",
    "diff.external=",
    "log.showSignature=false",
    "gpg.program=/bin/false",
    "protocol.allow=never",
    "submodule.recurse=false",
    "credential.helper=",
    "safe.bareRepository=explicit",
)
"""Configuration given on the command line, which outranks the repository's own."""

FLAGS = ("--no-pager", "--literal-pathspecs", *(part for setting in SETTINGS for part in ("-c", setting)))

FOREIGN = "it belongs to another user, and git could be made to run that user's programs"
FOREIGN_REMEDY = "audit it as its owner, or audit a copy of your own"

_STDERR_LIMIT = 10_000
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """What one git process may take: seconds of our waiting for it, and bytes of output."""

    seconds: float = 60.0
    output: int = 1 << 30


LIMITS = Limits()


class GitTimeout(SourceError):
    """A git process that was ended because it took too long."""


class GitFailure(SourceError):
    """A git process that ended with an error of its own."""


@dataclass(frozen=True, slots=True)
class Repository:
    """A git repository on disk: the top of its working tree, or the folder of a bare one.

    `index` is the file that stands in for its index, where git made one for a commit of some files only.
    """

    top: Path
    bare: bool
    index: Path | None = None

    @property
    def name(self) -> str:
        """The folder's name, without the `.git` of a bare repository."""
        return self.top.parent.name if self.top.name == ".git" else self.top.name.removesuffix(".git")


def locate(folder: Path) -> Repository | None:
    """The repository that a folder is, or lies in the working tree of; None where there is none."""
    if _looks_bare(folder):
        return Repository(folder, bare=True)
    for candidate in (folder, *folder.parents):
        if os.path.lexists(candidate / ".git"):
            return Repository(candidate, bare=False)
    return None


def run_git(repository: Repository, *arguments: str, requests: bytes = b"", limits: Limits = LIMITS) -> bytes:
    """All that a git command writes to its standard output.

    Raises: SourceError where git is missing, fails, takes too long or writes too much, or where the repository
    belongs to another user.
    """
    return b"".join(stream_git(repository, arguments, requests=requests, limits=limits))


def stream_git(
    repository: Repository, arguments: Sequence[str], *, requests: bytes = b"", limits: Limits = LIMITS
) -> Generator[bytes, None, None]:
    """Yield what a git command writes, as it comes; `requests` is its standard input. Raises as `run_git` does."""
    check_owner(repository)
    with tempfile.TemporaryFile() as stdin:
        stdin.write(requests)
        stdin.seek(0)
        process = subprocess.Popen(  # noqa: S603 - an argument list, git by its absolute path
            command(repository, arguments),
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(repository),
            cwd="/",
            start_new_session=True,
        )
    errors = bytearray()
    try:
        yield from _output(process, errors, limits)
    finally:
        _end(process)
    if process.returncode:
        raise _failure(repository, arguments, process.returncode, bytes(errors))


def command(repository: Repository, arguments: Sequence[str]) -> list[str]:
    """The argument list of a git process; a bare repository is named outright, never discovered."""
    place = ("--git-dir", str(repository.top)) if repository.bare else ("-C", str(repository.top))
    return [git_program(), *FLAGS, *place, *arguments]


def environment(repository: Repository) -> dict[str, str]:
    """The environment of a git process: nothing of ours but who asked for root's rights (`sudo`)."""
    known = {
        "GIT_ALLOW_PROTOCOL": "",
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_CEILING_DIRECTORIES": str(repository.top.parent),
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "HOME": "/nonexistent",
        "LC_ALL": "C",
        "PATH": os.defpath,
    }
    if repository.index:
        known["GIT_INDEX_FILE"] = str(repository.index)
    return known | ({"SUDO_UID": os.environ["SUDO_UID"]} if "SUDO_UID" in os.environ else {})


@cache
def git_program() -> str:
    """The absolute path of git; entries of PATH that are relative are passed over.

    Raises: SourceError where there is none.
    """
    folders = os.pathsep.join(folder for folder in os.get_exec_path() if Path(folder).is_absolute())
    found = shutil.which("git", path=folders)
    if found is None:
        raise SourceError("git was not found: install it, or see that it is on PATH")
    return found


def check_owner(repository: Repository, environ: Mapping[str, str] = os.environ) -> None:
    """Refuse a repository of another user: git's own check, made here too since a named one escapes it.

    Raises: SourceError with the remedy.
    """
    owners = {os.geteuid()}
    if os.geteuid() == 0 and environ.get("SUDO_UID", "").isdigit():
        owners.add(int(environ["SUDO_UID"]))
    places = (repository.top,) if repository.bare else (repository.top, repository.top / ".git")
    for place in places:
        try:
            owner = place.lstat().st_uid
        except OSError as error:
            raise SourceError(f"{repository.name}: its git folder cannot be read: {error.strerror}") from error
        if owner not in owners:
            raise SourceError(f"{repository.name}: git was not asked, as {FOREIGN}: {FOREIGN_REMEDY}")


def _looks_bare(folder: Path) -> bool:
    return (folder / "HEAD").is_file() and (folder / "objects").is_dir() and (folder / "refs").is_dir()


def _output(process: subprocess.Popen[bytes], errors: bytearray, limits: Limits) -> Iterator[bytes]:
    """Yield standard output, keep the start of standard error, and mind the limits; only our waiting is timed."""
    with selectors.DefaultSelector() as selector:
        for stream in (process.stdout, process.stderr):
            selector.register(_opened(stream), selectors.EVENT_READ)
        waited, written = 0.0, 0
        while selector.get_map():
            started = time.monotonic()
            ready = selector.select(max(limits.seconds - waited, 0))
            waited += time.monotonic() - started
            if not ready:
                raise GitTimeout(f"git was ended: it took more than {limits.seconds:g} seconds")
            for key, _ in ready:
                chunk = os.read(key.fd, _CHUNK)
                if not chunk:
                    selector.unregister(key.fileobj)
                elif key.fileobj is process.stderr:
                    errors += chunk[: _STDERR_LIMIT - len(errors)]
                else:
                    written += len(chunk)
                    if written > limits.output:
                        raise SourceError(f"git was ended: it wrote more than {limits.output:,} bytes")
                    yield chunk
    _wait(process, limits.seconds)


def _opened(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise ValueError("the process was not started with pipes")
    return stream


def _wait(process: subprocess.Popen[bytes], seconds: float) -> None:
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired as error:
        raise GitTimeout(f"git was ended: it took more than {seconds:g} seconds") from error


def _end(process: subprocess.Popen[bytes]) -> None:
    """Leave no process behind, nor a child of it, however we got here."""
    if process.poll() is None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    for stream in (process.stdout, process.stderr):
        _opened(stream).close()


def _failure(repository: Repository, arguments: Sequence[str], code: int, errors: bytes) -> SourceError:
    text = errors.decode("utf-8", "replace").strip()
    if "dubious ownership" in text or "unsafe repository" in text:
        return SourceError(f"{repository.name}: git refused, as {FOREIGN}: {FOREIGN_REMEDY}")
    why = one_line(text.splitlines()[0]) if text else f"exit code {code}"
    return GitFailure(f"{repository.name}: git {arguments[0]} failed: {why}")
