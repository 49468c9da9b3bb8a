"""Documentation drift: links and paths in Markdown that lead to nothing in this state."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING

from auditlib.facts.references import Reference, read_references
from auditlib.model import Document, Finding, Rule, Severity

if TYPE_CHECKING:
    from auditlib.graphs.state import State

BROKEN_LINK = Rule(
    id="AL421",
    name="broken-link",
    severity=Severity.WARNING,
    because="Who follows it learns nothing, and trusts the rest of the page less.",
    remedy="Point it to where the file is now, or take it out.",
    bad="See [the guide](docs/intro.md).  # docs/intro.md was moved to docs/guides/start.md",
    good="See [the guide](docs/guides/start.md).",
)
STALE_PATH = Rule(
    id="AL422",
    name="stale-path",
    severity=Severity.WARNING,
    because="The file was there once, or is elsewhere now: the page describes a repository that is gone.",
    remedy="Name the file by the path that it has now, or say that it is gone.",
    bad="Use `utils/cache.py`.  # deleted two releases ago",
    good="Use `core/cache.py`.",
)
UNKNOWN_PATH = Rule(
    id="AL423",
    name="unknown-path",
    severity=Severity.NOTE,
    because="No commit that was read has such a file: it may be planned, generated, or of another repository.",
    remedy="Name it by the path that it has, or say what it is.",
    bad="The report lies in `reports/final.md`.  # no commit has it",
    good="The report lies in `docs/reports/final.md`.",
)
_HISTORY = re.compile(r"(?:change|release|history|news)", re.IGNORECASE)
"""Pages that tell what was: a path in them need not be there any more."""

RULES = (BROKEN_LINK, STALE_PATH, UNKNOWN_PATH)


def detect(state: State) -> Iterator[Finding]:
    """Yield a finding for each file that a document names and this state does not have, once a document.

    A link is looked up from the document's folder, as it is followed; a path in a code span also from the root, and as
    the end of any path. What
    the structure documents declare is judged by the rules of the structure, and not here.
    """
    places = _Places(state)
    declaring = {document.path for document in state.structure_documents}
    for document in state.facts.documents:
        if document.path.lower().endswith((".md", ".markdown")) and document.path not in declaring:
            yield from _of_document(document, places)


def _of_document(document: Document, places: _Places) -> Iterator[Finding]:
    seen: set[str] = set()
    tells_history = bool(_HISTORY.match(posixpath.basename(document.path)))
    for reference in read_references(document.text):
        told = reference.target in seen or (tells_history and not reference.link)
        if not told and not places.has(document.path, reference):
            seen.add(reference.target)
            yield _judged(document.path, reference, places)


def _judged(path: str, reference: Reference, places: _Places) -> Finding:
    place = partial(_at, path, reference)
    moved = places.elsewhere(reference.target)
    gone = places.last_commit(reference.target)
    told = f"{reference.target} is not there"
    if moved:
        told += f"; {moved} is"
    if gone:
        told += f"; commit {gone[:12]} was the last that touched it"
    if reference.link:
        return place(BROKEN_LINK, told)
    return place(STALE_PATH if moved or gone else UNKNOWN_PATH, told)


def _at(path: str, reference: Reference, rule: Rule, told: str) -> Finding:
    return rule.finding(path, reference.line, reference.target, told)


class _Places:
    """The files and folders of a state, as documents may name them, and those that commits touched."""

    def __init__(self, state: State) -> None:
        paths = [file.path.rstrip("/") for file in state.facts.project.files]
        self._paths: set[str] = set(paths)
        self._ends: set[str] = set()
        self._names: dict[str, str] = {}
        for path in sorted(paths, key=lambda one: (one.count("/"), one)):
            parts = path.split("/")
            self._paths.update("/".join(parts[:end]) for end in range(1, len(parts)))
            self._ends.update("/".join(parts[begin:]) for begin in range(len(parts)))
            self._ends.update("/".join(parts[begin:end]) for end in range(1, len(parts)) for begin in range(end))
            self._names.setdefault(parts[-1], path)
        self._commits = _last_commits(state)

    def has(self, document: str, reference: Reference) -> bool:
        """The target is a file or folder, or lies outside of the repository."""
        target = reference.target
        folder = "" if target.startswith("/") else posixpath.dirname(document)
        beside = posixpath.normpath(posixpath.join(folder, target.strip("/")))
        known = beside.startswith("..") or beside in {".", ""} or beside in self._paths
        return known or (not reference.link and target.strip("/") in self._ends)

    def elsewhere(self, target: str) -> str:
        """A file of that name in another folder, "" where there is none, or where many have such a name."""
        name = posixpath.basename(target)
        return "" if name in COMMON else self._names.get(name, "")

    def last_commit(self, target: str) -> str:
        """The newest commit that touched a file of that path; "" where none did."""
        return self._commits.get(target.strip("/"), "")


COMMON = frozenset({"__init__.py", "README.md", "index.md", "main.py", "config.yaml", "conftest.py", "index.html"})
"""Names that say nothing of which file is meant."""


def _last_commits(state: State) -> Mapping[str, str]:
    """For every end of every path that a commit touched, the newest of these commits."""
    found: dict[str, str] = {}
    for commit in state.facts.history:
        for path in commit.paths:
            parts = path.split("/")
            for begin in range(len(parts) - 1):
                found.setdefault("/".join(parts[begin:]), commit.id)
    return found
