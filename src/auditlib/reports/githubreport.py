"""A run as annotations of GitHub Actions: a workflow command for each new finding, shown at its line of the change."""

from __future__ import annotations

from collections.abc import Iterator

from auditlib.model import Finding, Run, Severity
from auditlib.visible import one_line

SUFFIX = ".txt"
_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def render(run: Run) -> str:
    """The run as lines for a log that GitHub reads; the verdict is the last. Accepted findings are not annotated."""
    return "\n".join(_lines(run)) + "\n"


def _lines(run: Run) -> Iterator[str]:
    for note in run.unjudged:
        yield _command("error", note.path, note.line, f"not judged: {note.code}", note.message)
    for finding in run.findings:
        if not finding.accepted:
            yield _annotation(finding, run)
    verdict = "VACUOUS: no Python or Markdown file was read" if run.vacuous else run.tally
    yield f"::notice title=auditlib::{_escaped(verdict)}"


def _annotation(finding: Finding, run: Run) -> str:
    name = next((f" {rule.name}" for rule in run.rules if rule.id == finding.rule), "")
    command = _COMMANDS[finding.severity]
    return _command(command, finding.path, finding.line, f"{finding.rule}{name}", finding.message)


def _command(command: str, path: str, line: int, title: str, message: str) -> str:
    place = f",line={line}" if line else ""
    return f"::{command} file={_escaped_property(path)}{place},title={_escaped_property(title)}::{_escaped(message)}"


def _escaped(text: str) -> str:
    return one_line(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escaped_property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
