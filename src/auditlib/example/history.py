"""The commits of the demo, read from package data: pure, and the same on every machine."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import msgspec

DATA = Path(__file__).parent
BASE = "phase-start"  # the tag before the phase; `start` is the tree it names
HEAD = "phase-end"  # the tag after the phase; what the working tree holds


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of a text: before its commit the file says `before`, from its commit on `after`."""

    path: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Step:
    """One commit as `history.toml` lists it. `add` and `remove` name files, or folders for all they hold."""

    at: datetime
    by: str
    message: str
    tag: str = ""
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """The whole of `history.toml`: commits, oldest first, and who `by` stands for."""

    authors: dict[str, str]
    commit: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The whole tree after one commit: path to content."""

    step: Step
    files: Mapping[str, bytes]


def read_tree(folder: Path) -> dict[str, bytes]:
    """Path to content of all files of a stored tree, sorted by path, with `dot_` read as a leading dot."""
    found = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return dict(sorted((_real_name(path.relative_to(folder)), path.read_bytes()) for path in found))


def read_listing(text: str) -> Listing:
    """The commits of a `history.toml`; a name of `by` becomes the author's name and address.

    Raises: ValueError where it is not TOML, or a key is unknown, missing or of a wrong type.
    """
    listing = msgspec.convert(tomllib.loads(text), Listing)
    return Listing(listing.authors, tuple(replace(step, by=listing.authors[step.by]) for step in listing.commit))


def snapshots(steps: Sequence[Step], start: Mapping[str, bytes], end: Mapping[str, bytes]) -> Iterator[Snapshot]:
    """Yield the tree after each commit.

    Up to the tag `phase-start` contents come from `start`, afterwards from `end`. Both say how a file ends up;
    what it said earlier follows by undoing the edits of the commits still to come.

    Raises: ValueError where a step names what is not there, or an edit does not fit its file exactly once.
    """
    turn = [step.tag for step in steps].index(BASE) + 1
    tree: dict[str, bytes] = {}
    for half, source in ((steps[:turn], start), (steps[turn:], end)):
        for number, step in enumerate(half):
            later = tuple(edit for following in half[number + 1 :] for edit in following.edits)
            tree = _changed(tree, step, source, later)
            yield Snapshot(step, tree)


def demo_snapshots() -> tuple[Snapshot, ...]:
    """The tree after each commit of the bundled demo, oldest first."""
    listing = read_listing((DATA / "history.toml").read_text(encoding="utf-8"))
    repository = DATA / "repository"
    return tuple(snapshots(listing.commit, read_tree(repository / "start"), read_tree(repository / "end")))


def fast_import_stream(history: Sequence[Snapshot]) -> bytes:
    """The input of `git fast-import` that writes this history on the branch main, with its tags."""
    parts: list[bytes] = []
    before: Mapping[str, bytes] = {}
    for mark, snapshot in enumerate(history, start=1):
        parts.append(_commit_header(snapshot.step, mark))
        parts.extend(b"D %s\n" % path.encode() for path in before if path not in snapshot.files)
        for path, content in snapshot.files.items():
            if before.get(path) != content:
                parts.append(b"M %s inline %s\n%s" % (_mode(content), path.encode(), _block(content)))
        if snapshot.step.tag:
            parts.append(b"reset refs/tags/%s\nfrom :%d\n\n" % (snapshot.step.tag.encode(), mark))
        before = snapshot.files
    return b"".join(parts) + b"done\n"


def _real_name(path: Path) -> str:
    return "/".join("." + part[4:] if part.startswith("dot_") else part for part in path.parts)


def _named(names: Sequence[str], tree: Mapping[str, bytes]) -> list[str]:
    found: list[str] = []
    for name in names:
        inside = [path for path in tree if path == name or path.startswith(name + "/")]
        if not inside:
            raise ValueError(f"history.toml: there is no {name}")
        found.extend(inside)
    return found


def _changed(
    tree: Mapping[str, bytes], step: Step, source: Mapping[str, bytes], later: Sequence[Edit]
) -> dict[str, bytes]:
    removed = set(_named(step.remove, tree))
    kept = {path: content for path, content in tree.items() if path not in removed}
    touched = (*_named(step.add, source), *(edit.path for edit in step.edits))
    changed = {path: _undo(source[path], [edit for edit in later if edit.path == path]) for path in touched}
    return dict(sorted((kept | changed).items()))


def _undo(content: bytes, edits: Sequence[Edit]) -> bytes:
    for edit in reversed(edits):
        after = edit.after.encode()
        if content.count(after) != 1:
            raise ValueError(f"history.toml: {edit.path} must hold {edit.after!r} exactly once")
        content = content.replace(after, edit.before.encode())
    return content


def _commit_header(step: Step, mark: int) -> bytes:
    person = f"{step.by} {int(step.at.timestamp())} +0000".encode()
    origin = b"from :%d\n" % (mark - 1) if mark > 1 else b""
    message = _block(f"{step.message.strip()}\n".encode())
    return b"commit refs/heads/main\nmark :%d\nauthor %s\ncommitter %s\n%s%s" % (mark, person, person, message, origin)


def _block(content: bytes) -> bytes:
    return b"data %d\n%s\n" % (len(content), content)


def _mode(content: bytes) -> bytes:
    return b"100755" if content.startswith(b"#!") else b"100644"
