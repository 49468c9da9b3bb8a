"""Evidence that `auditlib try` wrote, read back: what was run, where and how, and what came of it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import msgspec

from auditlib.errors import SourceError
from auditlib.model import Trial
from auditlib.visible import one_line

TRIAL = "trial.json"
FORMAT = 1
SIZE_LIMIT = 256 << 20


def read_trial(folder: Path | None) -> Trial | None:
    """The trial that a folder of evidence holds; None where there is no folder or no trial in it.

    Raises: SourceError where the file is there and is not what `auditlib try` writes.
    """
    content = _content(folder)
    if content is None:
        return None
    try:
        values = json.loads(content)
        if values.pop("format") != FORMAT:
            raise ValueError("another format")
        return msgspec.convert(values, Trial)
    except (ValueError, KeyError, AttributeError, msgspec.ValidationError) as error:
        raise SourceError(
            f"{folder}: {TRIAL} is no evidence that this version reads ({one_line(str(error))}); run auditlib try again"
        ) from error


def evidence_digest(folder: Path | None) -> str:
    """Changes whenever the trial in a folder does; "" where there is none."""
    content = _content(folder)
    return "" if content is None else hashlib.sha256(content).hexdigest()


def _content(folder: Path | None) -> bytes | None:
    """Raises: SourceError where it is there and cannot be read."""
    path = folder / TRIAL if folder else None
    if path is None or not path.is_file():
        return None
    try:
        if path.stat().st_size > SIZE_LIMIT:
            raise SourceError(f"{path}: larger than {SIZE_LIMIT >> 20} MiB; run auditlib try again")
        return path.read_bytes()
    except OSError as error:
        raise SourceError(f"{path}: cannot be read: {error.strerror or error}") from error
