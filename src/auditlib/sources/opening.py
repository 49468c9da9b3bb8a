"""From what a user names to a source: a working tree, a part of one, a plain folder, or any revision."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from auditlib.errors import SourceError
from auditlib.sources.command import Repository, locate
from auditlib.sources.files import SIZE_LIMIT, WorkingTree
from auditlib.sources.revision import Revision
from auditlib.sources.roles import RoleRules
from auditlib.visible import one_line

STAGED = ":staged"
"""In place of a revision: what the index holds. No revision can be called so."""

INDEX_VARIABLE = "GIT_INDEX_FILE"


def open_source(
    path: str | Path, at: str | None = None, *, rules: RoleRules | None = None, size_limit: int = SIZE_LIMIT
) -> WorkingTree | Revision:
    """The state of a repository that a path and a revision name.

    Without `at`: what lies on disk, with or without git; for a bare repository, its HEAD. With `at`: that revision,
    from the object store. A path within a working tree is that part of it, and no more.

    With `at` the word STAGED: what the index holds, that of `git commit FILE` too, which git makes for that commit.

    Raises: SourceError where there is no such folder or revision, or where the repository belongs to another user.
    """
    root = _folder(Path(path))
    repository = locate(root)
    wanted = rules or RoleRules()
    if at is None and not (repository and repository.bare):
        return WorkingTree(root, rules=wanted, size_limit=size_limit, repository=repository)
    if repository is None:
        shown = one_line(str(path))
        raise SourceError(f"{shown} is in no git repository, so it has no revision {at!r}: audit it without a revision")
    if at == STAGED:
        return _staged(root, repository, wanted, size_limit)
    return Revision(root, "HEAD" if at is None else at, rules=wanted, size_limit=size_limit, repository=repository)


def _staged(root: Path, repository: Repository, rules: RoleRules, size_limit: int) -> Revision:
    if repository.bare:
        raise SourceError(f"{one_line(repository.name)} is a bare repository: nothing can be staged in it")
    named = os.environ.get(INDEX_VARIABLE)
    held = replace(repository, index=(repository.top / named).absolute()) if named else repository
    return Revision(root, None, rules=rules, size_limit=size_limit, repository=held)


def _folder(path: Path) -> Path:
    shown = one_line(str(path))
    try:
        root = path.expanduser().resolve(strict=True)
    except (OSError, RuntimeError, ValueError) as error:
        raise SourceError(f"{shown} cannot be opened: {getattr(error, 'strerror', None) or error}") from error
    if not root.is_dir():
        raise SourceError(f"{shown} is no folder: give a repository, or a folder of one")
    return root
