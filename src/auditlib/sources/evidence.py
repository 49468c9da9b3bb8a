"""Evidence that `auditlib try` wrote, and results of tests that were run elsewhere: read, not believed blindly."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from pathlib import Path
from xml.etree import ElementTree

import msgspec

from auditlib.errors import SourceError
from auditlib.model import Outcome, TestOutcome, TestRun, Trial
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


def file_digest(path: Path) -> str:
    """Changes whenever a file does; "" where it cannot be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


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


def read_results(path: Path, state: str) -> tuple[TestRun, ...]:
    """The tests of a JUnit XML file, a run for each module, sorted by its path; `state` is what the runs are called.

    A module is the file that a case names, else its class name as a path. Raises: SourceError where the file cannot be
    read, or is no JUnit XML. One that declares entities is refused: none needs them, and they can fill the memory.
    """
    shown = one_line(str(path))
    try:
        if path.stat().st_size > SIZE_LIMIT:
            raise SourceError(f"{shown}: larger than {SIZE_LIMIT >> 20} MiB")
        content = path.read_bytes()
        if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
            raise SourceError(f"{shown}: it declares a document type or entities; write it without")
        root = ElementTree.fromstring(content)  # noqa: S314 (no entities: looked for above)
    except OSError as error:
        raise SourceError(f"{shown} cannot be read: {error.strerror or error}") from error
    except ElementTree.ParseError as error:
        raise SourceError(f"{shown} is no JUnit XML: {error}") from error
    found: defaultdict[str, list[TestOutcome]] = defaultdict(list)
    for case in root.iter("testcase"):
        found[_module(case)].append(_outcome(case))
    if not found:
        raise SourceError(f"{shown} holds no test case")
    return tuple(TestRun(module, module, "", state, tuple(sorted(tests))) for module, tests in sorted(found.items()))


def _module(case: ElementTree.Element) -> str:
    """The path of a case's module; the names of classes at its end are none of it."""
    file = case.get("file")
    parts = [part for part in case.get("classname", "").split(".") if not part[:1].isupper()]
    return file or ("/".join(parts) + ".py" if parts else "unknown")


def _outcome(case: ElementTree.Element) -> TestOutcome:
    kinds = {"failure": Outcome.FAILED, "error": Outcome.ERROR, "skipped": Outcome.SKIPPED}
    said = next((child for child in case if child.tag in kinds), None)
    outcome = kinds[said.tag] if said is not None else Outcome.PASSED
    name = f"{_module(case)}::{case.get('name', '')}"
    return TestOutcome(
        name, outcome, _seconds(case.get("time", "")), said.get("message", "") if said is not None else ""
    )


def _seconds(text: str) -> float:
    try:
        return max(float(text), 0.0)
    except ValueError:
        return 0.0
