"""A run as Markdown: the account first, then measurements, findings and what was not judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from auditlib.model import FileStatus, Finding, Run, Weight
from auditlib.visible import counted, markdown_text

SUFFIX = ".md"


def render(run: Run) -> str:
    """The run as a Markdown document; every table has its header even when it has no row."""
    return "\n".join(_lines(run)) + "\n"


def _lines(run: Run) -> Iterator[str]:
    yield f"# Audit of {markdown_text(run.project.name)}"
    yield ""
    yield f"Revision: {run.project.revision or 'working tree'}. Tool: auditlib {run.tool}."
    yield ""
    counts = [sum(1 for file in run.project.files if file.status is status) for status in FileStatus]
    found = counted(len(run.project.files), "file")
    yield f"{found} found = {counts[0]:,} read + {counts[1]:,} skipped + {counts[2]:,} failed."
    measured = [(one.id, one.name, one.figure) for one in run.measurements]
    yield from _table("Measurements", ("id", "name", "value"), measured)
    if run.silenced:
        yield f"Repeated by nature, so no clones: {run.silenced}."
    if "findings" in run.parts:
        headers = ("rule", "severity", "place", "message", "status")
        yield from _table("Findings", headers, map(_finding, run.findings))
    yield from _diagnostics(run)
    for part, reason in sorted(run.not_audited.items()):
        yield f"- Not audited: {part} ({reason})."


def _diagnostics(run: Run) -> Iterator[str]:
    for weight, title in _DIAGNOSTICS.items():
        notes = [note for note in run.project.diagnostics if note.weight is weight]
        rows = [(one.path, str(one.line), one.code, one.message) for one in notes]
        if rows or weight is Weight.UNJUDGED:
            yield from _table(title, ("path", "line", "code", "message"), rows)


_DIAGNOSTICS = {Weight.UNJUDGED: "Not judged", Weight.MISSING: "Missing", Weight.NOTE: "Notes"}


def _finding(finding: Finding) -> Sequence[str]:
    status = f"accepted: {finding.accepted}" if finding.accepted else "new"
    return finding.rule, finding.severity, finding.place, finding.message, status


def _table(title: str, headers: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield from ("", f"## {title}", "")
    yield f"| {' | '.join(headers)} |"
    yield f"|{' --- |' * len(headers)}"
    for row in rows:
        yield f"| {' | '.join(map(markdown_text, row))} |"
    yield ""
