"""Questions to a repository's objects and index: revisions, trees, tracked files, history."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from auditlib.errors import SourceError
from auditlib.model import Commit
from auditlib.sources.command import GitFailure, Repository, locate, run_git
from auditlib.sources.paths import raw_path, shown_path
from auditlib.visible import one_line

COMMITS = 5_000
"""How far back history is read unless told otherwise."""

_ID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_REFUSED = re.compile(r"\.\.|[:\x00-\x20\x7f]|^[-^]")


class RevisionError(SourceError):
    """A revision that names no commit of the repository."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a tree or of the index: its mode in git's octal digits, its object, its shown path."""

    mode: str
    id: str
    path: str


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
    if is_shallow(repository):
        wrong += ". The clone is shallow: what lies beyond it is there after `git fetch --unshallow`"
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


def file_at(repository: Repository, revision: str, path: str) -> bytes | None:
    """The content of a file at a revision, or in the index for ""; None where it is not there."""
    try:
        return run_git(repository, "cat-file", "blob", f"{revision}:{path}")
    except GitFailure:
        return None


def is_shallow(repository: Repository) -> bool:
    """Whether history was cut off when the repository was cloned."""
    return run_git(repository, "rev-parse", "--is-shallow-repository").strip() == b"true"


def history(path: Path, revision: str | None = None, limit: int = COMMITS) -> tuple[Commit, ...]:
    """The commits that changed the folder, newest first, merges left out, with the paths changed below it.

    Without a revision: up to HEAD, and empty where there is no repository, no commit yet, or a git that cannot be
    asked. Renames are a deletion and an addition. Where the clone is shallow, its oldest commits are left out, as
    they would seem to add every file.

    Raises: SourceError where a revision is given and git fails.
    """
    folder = path.resolve()
    repository = locate(folder)
    if repository is None:
        return ()
    try:
        return _history(repository, folder, resolve(repository, revision or "HEAD"), limit)
    except SourceError:
        if revision is None:
            return ()
        raise


def tip(path: Path) -> str:
    """The commit at HEAD, where the history of a working tree begins; "" where `history` would find none."""
    repository = locate(path.resolve())
    if repository is None:
        return ""
    try:
        return resolve(repository, "HEAD")
    except SourceError:
        return ""


def commits_between(path: Path, base: str, head: str) -> int | None:
    """How many commits lead from one to the other, merges included; None where base is no ancestor of head.

    In a shallow clone an ancestor may not be known as one.
    """
    repository = locate(path.resolve())
    if repository is None:
        return None
    try:
        run_git(repository, "merge-base", "--is-ancestor", base, head)
    except GitFailure:
        return None
    return int(run_git(repository, "rev-list", "--count", head, f"^{base}"))


def prefix_of(repository: Repository, folder: Path) -> str:
    """The shown path of a folder below the top of its repository, with a final `/`; "" for the top itself."""
    relative = folder.relative_to(repository.top).as_posix() if not repository.bare else "."
    return "" if relative == "." else shown_path(relative.encode("utf-8", "surrogateescape")) + "/"


def _history(repository: Repository, folder: Path, commit: str, limit: int) -> tuple[Commit, ...]:
    prefix = prefix_of(repository, folder)
    options = ["--no-merges", "--full-history", "--timestamp", f"--max-count={limit}"]
    if is_shallow(repository):
        options.append("--min-parents=1")
    listed = run_git(repository, "rev-list", *options, commit, "--", *_scope(prefix))
    times = {id_: int(time) for time, id_ in (line.split() for line in listed.decode().splitlines())}
    changes = _changes(repository, tuple(times), prefix)
    return tuple(Commit(id_, time, changes.get(id_, ())) for id_, time in times.items())


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
    """Read `ls-tree -z` and `ls-files -z --stage` alike: words, the longest of them the id; a tab; the path."""
    for record in listed.split(b"\0"):
        if record:
            words, _, path = record.partition(b"\t")
            mode, *others = words.decode("ascii").split()
            yield Entry(mode, max(others, key=len), shown_path(path))


def _object_id(output: bytes, otherwise: SourceError) -> str:
    text = output.decode("ascii", "replace").strip()
    if not _ID.fullmatch(text):
        raise otherwise
    return text
