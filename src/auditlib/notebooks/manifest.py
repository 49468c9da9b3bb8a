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
from auditlib.notebooks.publishing import MANIFEST
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
    """Executed notebooks by name that have these keys and did not fail, each of the newest published run with it."""
    kept: dict[str, Path] = {}
    for run, manifest in _published(folder):
        complete = {one["name"]: one["key"] for one in manifest["notebooks"] if one["status"] == "complete"}
        for name, key in keys.items():
            path = run / f"{name}.ipynb"
            if name not in kept and complete.get(name) == key and path.is_file():
                kept[name] = path
    return kept


def subject_digest(run: Run) -> str:
    """Changes whenever a file of the audited state or anything found in it changes."""
    return hashlib.sha256(msgspec.msgpack.encode(run)).hexdigest()


def _published(folder: Path) -> list[tuple[Path, dict[str, Any]]]:
    """The published runs with their manifests, newest first."""
    runs = [path.parent for path in folder.glob(f"[!.]*/{MANIFEST}")]
    known = [(run, manifest) for run in runs if (manifest := read(run))]
    return sorted(known, key=lambda one: (str(one[1]["volatile"]["finished"]), one[0].name), reverse=True)


def _digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
