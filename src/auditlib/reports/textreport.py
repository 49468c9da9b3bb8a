"""A run for a terminal: what was looked at, each finding on a line, and the verdict last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from auditlib.model import FileStatus, Finding, Run
from auditlib.visible import counted, one_line

SUFFIX = ".txt"


def render(run: Run) -> str:
    """The run as plain text without colour; counts stand with what they were counted over."""
    return "\n".join(_lines(run)) + "\n"


def _lines(run: Run) -> Iterator[str]:
    revision = f" at {run.project.revision[:12]}" if run.project.revision else ""
    yield f"{one_line(run.project.name)}{revision}: {_account(run)}"
    for note in run.project.diagnostics:
        yield f"{note.weight:10}  {one_line(note.place)}  {note.code}: {one_line(note.message)}"
    yield from map(_finding, run.findings)
    if run.measurements:
        yield ""
        yield from (f"{one.id:24} {one.name}: {one.figure}" for one in run.measurements)
    if run.silenced:
        yield f"repeated by nature, so no clones: {run.silenced}"
    if "findings" in run.parts:
        yield ""
        yield f"VACUOUS: no Python or Markdown file was read; {run.tally}" if run.vacuous else run.tally
    for part, reason in sorted(run.not_audited.items()):
        yield f"not audited: {part} ({reason})"


def _account(run: Run) -> str:
    counts = Counter(file.status for file in run.project.files)
    read, skipped, failed = (counts[status] for status in FileStatus)
    return f"{counted(len(run.project.files), 'file')} found = {read:,} read + {skipped:,} skipped + {failed:,} failed"


def _finding(finding: Finding) -> str:
    message = f"{finding.message} (accepted: {finding.accepted})" if finding.accepted else finding.message
    return f"{finding.severity.upper():7}  {finding.rule}  {one_line(finding.place)}  {one_line(message)}"
