"""From what a user names to a source: a working tree, a part of one, a plain folder, or any revision."""

from __future__ import annotations

from pathlib import Path

from auditlib.errors import SourceError
from auditlib.sources.command import locate
from auditlib.sources.files import SIZE_LIMIT, WorkingTree
from auditlib.sources.revision import Revision
from auditlib.sources.roles import RoleRules
from auditlib.visible import one_line


def open_source(
    path: str | Path, at: str | None = None, *, rules: RoleRules | None = None, size_limit: int = SIZE_LIMIT
) -> WorkingTree | Revision:
    """The state of a repository that a path and a revision name.

    Without `at`: what lies on disk, with or without git; for a bare repository, its HEAD. With `at`: that revision,
    from the object store. A path within a working tree is that part of it, and no more.

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
    return Revision(root, "HEAD" if at is None else at, rules=wanted, size_limit=size_limit, repository=repository)


def _folder(path: Path) -> Path:
    shown = one_line(str(path))
    try:
        root = path.expanduser().resolve(strict=True)
    except (OSError, RuntimeError, ValueError) as error:
        raise SourceError(f"{shown} cannot be opened: {getattr(error, 'strerror', None) or error}") from error
    if not root.is_dir():
        raise SourceError(f"{shown} is no folder: give a repository, or a folder of one")
    return root
