"""griffe's `find_breaking_changes` on a commit and its parent, in kinds that ours can be held against."""

from __future__ import annotations

import logging
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import griffe

KINDS = {
    griffe.BreakageKind.OBJECT_REMOVED: "removed",
    griffe.BreakageKind.OBJECT_CHANGED_KIND: "kind_changed",
    griffe.BreakageKind.PARAMETER_REMOVED: "parameter_removed",
    griffe.BreakageKind.PARAMETER_MOVED: "parameter_moved",
    griffe.BreakageKind.PARAMETER_ADDED_REQUIRED: "parameter_required",
    griffe.BreakageKind.PARAMETER_CHANGED_REQUIRED: "parameter_required",
    griffe.BreakageKind.PARAMETER_CHANGED_KIND: "parameter_kind",
}
"""Its kinds but those that are no break of a call: another default, value, type or base."""


def breaks(repository: Path, sha: str, package: str) -> Iterator[tuple[str, str, str]]:
    """Path at the parent, qualified name and kind of each break; nothing of the repository is imported."""
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as folder:
        states = [_loaded(repository, revision, package, Path(folder)) for revision in (f"{sha}~1", sha)]
        yield from {_break(one, Path(folder)) for one in griffe.find_breaking_changes(*states) if one.kind in KINDS}


def _loaded(repository: Path, revision: str, package: str, folder: Path) -> griffe.Object:
    where = folder / revision.replace("~", "-")
    where.mkdir()
    archive = subprocess.run(
        ["git", "-C", repository, "archive", revision, "--", package], check=True, capture_output=True
    )
    subprocess.run(["tar", "-x", "-C", where], input=archive.stdout, check=True)
    search = (where / package).parent
    return griffe.load(
        Path(package).name, search_paths=[search], allow_inspection=False, resolve_aliases=True, resolve_external=False
    )


def _break(one: griffe.Breakage, folder: Path) -> tuple[str, str, str]:
    target = one.obj.final_target if one.obj.is_alias else one.obj
    path = Path(str(target.filepath)).relative_to(folder)
    module = target.module.path
    return "/".join(path.parts[1:]), target.path.removeprefix(f"{module}."), KINDS[one.kind]
