"""Questions to a repository's object store and index: revisions, trees, blobs, tracked files, history."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from auditlib.errors import SourceError
from auditlib.model import Commit, FileStatus
from auditlib.sources.command import LIMITS, GitFailure, GitTimeout, Limits, Repository, locate, run_git, stream_git
from auditlib.sources.disk import Refusal, too_large
from auditlib.sources.paths import raw_path, shown_path
from auditlib.visible import one_line

COMMITS = 5_000
"""How far back history is read unless told otherwise."""

_ID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_REFUSED = re.compile(r"\.\.|[:\x00-\x20\x7f]|^[-^]")
_RESTARTS = 50


class RevisionError(SourceError):
    """A revision that names no commit of the repository."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a tree or of the index: its mode in git's octal digits, its object, its shown path."""

    mode: str
    id: str
    path: str


@dataclass(frozen=True, slots=True)
class Blob:
    """What the object store says of one blob: its content, or why there is none; its size as far as known."""

    content: bytes | Refusal
    size: int


def is_repository(path: Path) -> bool:
    """Whether the path is a bare repository, or lies in the working tree of one."""
    return locate(path.resolve()) is not None


def toplevel(path: Path) -> Path | None:
    """The top of the working tree, or the bare repository, that the path belongs to."""
    repository = locate(path.resolve())
    return repository.top if repository else None


def resolve(repository: Repository, revision: str) -> str:
    """The full commit id of a revision; ranges, paths and options are no revisions.

    Raises: RevisionError where it names no commit; SourceError where git cannot be asked.
    """
    wrong = f"{repository.name}: {one_line(revision)!r} names no commit; give a branch, a tag or a commit id"
    if _REFUSED.search(revision):
        raise RevisionError(wrong)
    try:
        output = run_git(repository, "rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}")
    except GitFailure as error:
        raise RevisionError(f"{wrong} ({error})") from error
    return _object_id(output, RevisionError(wrong))


def subtree(repository: Repository, commit: str, folder: str) -> str:
    """The tree id of a folder at a commit; of the whole commit where the folder is "".

    Raises: SourceError where the folder is not there.
    """
    missing = SourceError(f"{repository.name}: there is no folder {folder!r} at {commit[:12]}")
    tree = commit + "^{tree}"
    if not folder:
        return _object_id(run_git(repository, "rev-parse", "--verify", tree), missing)
    listed = run_git(repository, "ls-tree", "-z", "-d", "--full-tree", commit, "--", *_scope(folder))
    entries = [entry for entry in _entries(listed) if entry.path == folder and entry.mode == "040000"]
    if not entries:
        raise missing
    return entries[0].id


def tree_entries(repository: Repository, tree: str) -> tuple[Entry, ...]:
    """Every entry below a tree that is no folder, in git's order."""
    return tuple(_entries(run_git(repository, "ls-tree", "-rz", "--full-tree", tree)))


def index_entries(repository: Repository) -> tuple[Entry, ...]:
    """Every entry of the index of a working tree, in git's order; one of each that is in conflict."""
    listed = run_git(repository, "ls-files", "-z", "--stage")
    return tuple({entry.path: entry for entry in _entries(listed)}.values())


def is_shallow(repository: Repository) -> bool:
    """Whether history was cut off when the repository was cloned."""
    return run_git(repository, "rev-parse", "--is-shallow-repository").strip() == b"true"


def blob_id(content: bytes, like: str = "") -> str:
    """Git's object id of a content: SHA-1, or SHA-256 where `like` is such an id.

    Example:
        >>> blob_id(b"")
        'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391'
    """
    digest = hashlib.new("sha256" if len(like) == 64 else "sha1", usedforsecurity=False)
    digest.update(b"blob %d\0" % len(content))
    digest.update(content)
    return digest.hexdigest()


def blob_sizes(repository: Repository, ids: Sequence[str], *, limits: Limits = LIMITS) -> dict[str, int]:
    """Size in bytes of each blob that the object store has; the others are left out."""
    arguments = ("cat-file", "--batch-check", "--buffer")
    try:
        output = run_git(repository, *arguments, requests=_requests(ids), limits=limits)
    except GitFailure:
        return {}
    lines = (line.split() for line in output.decode("ascii", "replace").splitlines())
    return {parts[0]: int(parts[2]) for parts in lines if len(parts) == 3 and parts[1] == "blob"}


def read_blobs(repository: Repository, ids: Sequence[str], size_limit: int) -> Iterator[Blob]:
    """Yield each blob in the order asked for, by one `cat-file` process; a broken object costs no other.

    The content is checked against its id, so that a forged object cannot pass for another one.
    """
    done = 0
    for _ in range(_RESTARTS):
        try:
            for blob in _batch(repository, ids[done:], size_limit):
                done += 1
                yield blob
        except GitTimeout as error:
            yield from _failures(len(ids) - done, str(error))
            return
        except SourceError as error:
            yield from _failures(min(1, len(ids) - done), str(error))
            done += 1
        if done >= len(ids):
            return
    yield from _failures(len(ids) - done, f"git cat-file failed {_RESTARTS} times")


def history(path: Path, revision: str = "HEAD", limit: int = COMMITS) -> tuple[Commit, ...]:
    """The commits that changed the folder, newest first, merges left out, with the paths changed below it.

    Empty where there is no repository or no commit yet. Renames are a deletion and an addition. Where the clone
    is shallow, its oldest commits are left out, as they would seem to add every file.

    Raises: SourceError where git fails.
    """
    folder = path.resolve()
    repository = locate(folder)
    if repository is None:
        return ()
    try:
        commit = resolve(repository, revision)
    except RevisionError:
        if revision == "HEAD":
            return ()
        raise
    prefix = prefix_of(repository, folder)
    options = ["--no-merges", "--full-history", "--timestamp", f"--max-count={limit}"]
    if is_shallow(repository):
        options.append("--min-parents=1")
    listed = run_git(repository, "rev-list", *options, commit, "--", *_scope(prefix))
    times = {id_: int(time) for time, id_ in (line.split() for line in listed.decode().splitlines())}
    changes = _changes(repository, tuple(times), prefix)
    return tuple(Commit(id_, time, changes.get(id_, ())) for id_, time in times.items())


def prefix_of(repository: Repository, folder: Path) -> str:
    """The shown path of a folder below the top of its repository, with a final `/`; "" for the top itself."""
    relative = folder.relative_to(repository.top).as_posix() if not repository.bare else "."
    return "" if relative == "." else shown_path(relative.encode("utf-8", "surrogateescape")) + "/"


def _changes(repository: Repository, commits: Sequence[str], prefix: str) -> dict[str, tuple[str, ...]]:
    """The changed paths of each commit, sorted, relative to the prefix."""
    options = ("--stdin", "-z", "-r", "--root", "--raw", "--no-renames", "--no-ext-diff", "--no-textconv")
    requests = "".join(f"{commit}\n" for commit in commits).encode()
    output = run_git(repository, "diff-tree", *options, "--", *_scope(prefix), requests=requests)
    changed: dict[str, list[str]] = {}
    paths: list[str] = []
    tokens = iter(output.split(b"\0"))
    for token in tokens:
        if token.startswith(b":"):
            paths.append(shown_path(next(tokens)).removeprefix(prefix))
        elif token:
            paths = changed.setdefault(token.decode().strip(), [])
    return {commit: tuple(sorted(names)) for commit, names in changed.items()}


def _scope(prefix: str) -> tuple[str, ...]:
    return (raw_path(prefix).decode("utf-8", "surrogateescape"),) if prefix else ()


def _entries(listed: bytes) -> Iterator[Entry]:
    """Read `ls-tree -z` and `ls-files -z --stage` alike: words, a tab, the path."""
    for record in listed.split(b"\0"):
        if record:
            words, _, path = record.partition(b"\t")
            mode, *others = words.decode("ascii").split()
            yield Entry(mode, next(word for word in others if _ID.fullmatch(word)), shown_path(path))


def _object_id(output: bytes, otherwise: SourceError) -> str:
    text = output.decode("ascii", "replace").strip()
    if not _ID.fullmatch(text):
        raise otherwise
    return text


def _requests(ids: Iterable[str]) -> bytes:
    return "".join(f"{id_}\n" for id_ in ids).encode()


def _failures(count: int, reason: str) -> Iterator[Blob]:
    return (Blob(Refusal(FileStatus.FAILED, reason), 0) for _ in range(count))


def _batch(repository: Repository, ids: Sequence[str], size_limit: int) -> Iterator[Blob]:
    chunks = stream_git(repository, ("cat-file", "--batch", "--buffer"), requests=_requests(ids))
    stream = _Stream(chunks)
    for id_ in ids:
        header = stream.line().split()
        if len(header) != 3:
            yield Blob(Refusal(FileStatus.FAILED, "its object is missing from the repository"), 0)
        else:
            yield _blob(stream, id_, header, size_limit)
    stream.end()


def _blob(stream: _Stream, id_: str, header: Sequence[bytes], size_limit: int) -> Blob:
    size = int(header[2])
    if size > size_limit:
        stream.skip(size + 1)
        return Blob(too_large(size_limit), size)
    content = stream.take(size + 1)[:-1]
    if header[1] != b"blob" or blob_id(content, like=id_) != id_:
        return Blob(Refusal(FileStatus.FAILED, "its object does not hold what its id says"), size)
    return Blob(content, size)


class _Stream:
    """Bytes that come in chunks, taken by line and by length."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._held = b""
        self._at = 0

    def line(self) -> bytes:
        """The next line, without its end."""
        while (end := self._held.find(b"\n", self._at)) < 0:
            self._held = self._held[self._at :] + self._more()
            self._at = 0
        line = self._held[self._at : end]
        self._at = end + 1
        return line

    def take(self, count: int) -> bytes:
        """The next bytes."""
        parts = [self._held[self._at : self._at + count]]
        self._at += len(parts[0])
        left = count - len(parts[0])
        while left:
            self._held = self._more()
            self._at = min(left, len(self._held))
            parts.append(self._held[: self._at])
            left -= self._at
        return b"".join(parts)

    def skip(self, count: int) -> None:
        """Pass over the next bytes without keeping them."""
        while (here := len(self._held) - self._at) < count:
            count -= here
            self._held = self._more()
            self._at = 0
        self._at += count

    def end(self) -> None:
        """Wait for the end of the stream, where a failure shows."""
        for _ in self._chunks:
            pass

    def _more(self) -> bytes:
        chunk = next(self._chunks, b"")
        if not chunk:
            raise GitFailure("git ended before its answer was whole")
        return chunk
