"""Baselines on disk and in git: read with every fault named, written whole or not at all."""

from __future__ import annotations

import os
import re
import tempfile
from contextlib import suppress
from datetime import date
from pathlib import Path

import msgspec

from auditlib.errors import ParamsError, SourceError
from auditlib.model.gate import Accepted, Baseline
from auditlib.records import json_object
from auditlib.sources.command import locate
from auditlib.sources.git import file_at
from auditlib.visible import one_line

FORMAT = 1
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def read_baseline(path: Path) -> Baseline:
    """The baseline of a file; an empty one where there is no such file.

    Raises: ParamsError where it is not what `auditlib baseline` writes; SourceError where it cannot be read.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return Baseline()
    except OSError as error:
        raise SourceError(f"{one_line(str(path))} cannot be read: {error.strerror or error}") from error
    return _decoded(content, path)


def baseline_at(path: Path, revision: str) -> Baseline | None:
    """The baseline that a file held at a revision, or holds in the index for ""; None where it was not there.

    Raises: ParamsError where it is not what `auditlib baseline` writes.
    """
    repository = locate(path.parent.resolve())
    if repository is None or repository.bare:
        return None
    relative = path.resolve().relative_to(repository.top).as_posix()
    content = file_at(repository, revision, relative)
    return None if content is None else _decoded(content, path)


def write_baseline(path: Path, baseline: Baseline) -> None:
    """Write it in place of the one that is there, by one rename.

    Raises: SourceError where it cannot be written.
    """
    head = {"format": FORMAT, "revision": baseline.revision}
    text = json_object(head, [("accepted", map(_record, sorted(baseline.accepted)))])
    name = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, prefix=".", delete=False) as file:
            name = file.name
            file.write(text)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except OSError as error:
        with suppress(OSError):
            os.unlink(name)  # noqa: PTH108 (an empty name is no path)
        raise SourceError(f"{one_line(str(path))} cannot be written: {error.strerror or error}") from error


def _record(entry: Accepted) -> dict[str, object]:
    values = msgspec.structs.asdict(entry)
    return {key: value for key, value in values.items() if value != "" or key == "subject"}


def _decoded(content: bytes, path: Path) -> Baseline:
    try:
        baseline = msgspec.json.decode(content, type=Baseline)
    except msgspec.DecodeError as error:
        raise ParamsError(
            f"{one_line(path.name)} is no baseline: {one_line(str(error))}; `auditlib baseline` writes one"
        ) from error
    if baseline.format != FORMAT:
        raise ParamsError(f"{one_line(path.name)} has format {baseline.format}; this version reads format {FORMAT}")
    faults = [fault for one in baseline.accepted for fault in _faults(one)]
    if faults:
        raise ParamsError("\n".join(f"{one_line(path.name)}: {one_line(fault)}" for fault in faults))
    return baseline


def _faults(entry: Accepted) -> list[str]:
    faults = []
    where = f"the entry for {entry.rule} at {entry.path}"
    if not entry.reason.strip():
        faults.append(f"{where} has no reason: say why it is accepted")
    if entry.expires and not _is_day(entry.expires):
        faults.append(f"{where} expires on {entry.expires!r}, which is no day; write YYYY-MM-DD")
    return faults


def _is_day(text: str) -> bool:
    try:
        return bool(_DAY.fullmatch(text)) and bool(date.fromisoformat(text))
    except ValueError:
        return False
