"""The manifest of a run: what went in, what came out, and what the next run may take from it."""

from __future__ import annotations

import hashlib
import json
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from auditlib.model import Run
from auditlib.notebooks.publishing import LATEST, MANIFEST
from auditlib.params import portable_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from auditlib.notebooks.selection import Job

FORMAT = 1


def write(folder: Path, job: Job, failures: Mapping[str, str], *, volatile: Mapping[str, object]) -> None:
    """Write the manifest as the last file of a run; what differs from run to run stands in its block `volatile`."""
    content = {
        "format": FORMAT,
        "tool": {"name": "auditlib", "version": job.run.tool},
        "project": {"name": job.run.project.name, "revision": job.run.project.revision},
        "key": job.key,
        "params": json.loads(portable_json(job.params)),
        "origins": dict(sorted(job.params.origins.items())),
        "notebooks": [
            {
                "name": one.name,
                "key": job.keys.get(one.name, ""),
                "stories": list(one.stories),
                "status": "missing" if not one.path else "failed" if one.name in failures else "complete",
                "failure": failures.get(one.name, ""),
            }
            for one in job.planned
        ],
        "files": _digests(folder),
        "volatile": {
            "finished": datetime.now(UTC).isoformat(timespec="seconds"),
            "platform": platform.platform(),
            "python": sys.version.split()[0],
            **volatile,
        },
    }
    text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
    (folder / MANIFEST).write_text(text, encoding="utf-8")


def read(folder: Path) -> dict[str, Any] | None:
    """The manifest of a published run; None where there is none that can be read."""
    try:
        content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return content if isinstance(content, dict) and content.get("format") == FORMAT else None


def whole(manifest: Mapping[str, Any] | None) -> bool:
    """Whether it tells of a run in which no notebook failed."""
    return manifest is not None and all(one["status"] != "failed" for one in manifest["notebooks"])


def unchanged(folder: Path, keys: Mapping[str, str]) -> dict[str, Path]:
    """Executed notebooks of the latest run, by name, that have these keys and did not fail."""
    latest = _latest(folder)
    manifest = read(latest) if latest else None
    if latest is None or manifest is None:
        return {}
    complete = {one["name"]: one["key"] for one in manifest["notebooks"] if one["status"] == "complete"}
    kept = {name: latest / f"{name}.ipynb" for name, key in keys.items() if complete.get(name) == key}
    return {name: path for name, path in kept.items() if path.is_file()}


def subject_digest(run: Run) -> str:
    """Changes whenever a file of the audited state or anything found in it changes."""
    return hashlib.sha256(msgspec.msgpack.encode(run)).hexdigest()


def _latest(folder: Path) -> Path | None:
    try:
        name = json.loads((folder / LATEST).read_text(encoding="utf-8"))["run"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return folder / Path(str(name)).name


def _digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
