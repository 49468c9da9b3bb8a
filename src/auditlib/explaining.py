"""What an id means: a rule, a measurement, or a finding of an earlier audit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec
from rapidfuzz import process

from auditlib.errors import ParamsError
from auditlib.graphs.measures import METRICS
from auditlib.model import Metric, Rule
from auditlib.plugins import rules

AUDITS = "outputs/**/audit.json"
"""Where audits of the current folder lie, when none is named."""


class _Known(msgspec.Struct):
    """What is needed of a finding in an audit.json."""

    fingerprint: str
    rule: str
    path: str
    line: int
    status: str
    message: str


class _Audit(msgspec.Struct):
    """What is needed of an audit.json; one without findings was not asked for them."""

    findings: tuple[_Known, ...] = ()


_decoder = msgspec.json.Decoder(_Audit)


def explain(identifier: str, *, audit: str | Path | None = None) -> str:
    """What a rule, a measurement or a finding is: its definition, its inputs, and the command that reproduces it.

    A rule goes by its id or name (`AL301`, `import-cycle`), a measurement by its id (`clones.coverage`), a finding by
    its fingerprint in an audit.json: the one named, or the newest below `outputs/`.

    Raises: ParamsError where nothing goes by that id.
    """
    for rule in rules().values():
        if identifier.lower() in (rule.id.lower(), rule.name):
            return _rule(rule)
    for metric in METRICS:
        if identifier.lower() == metric.id:
            return _metric(metric)
    for path in [Path(audit)] if audit else _newest():
        if finding := _finding_in(path, identifier):
            return _finding(finding, path)
    known = [*rules(), *(rule.name for rule in rules().values()), *(metric.id for metric in METRICS)]
    raise ParamsError(f"nothing goes by the id {identifier!r}; {_near(identifier, known)}")


def explainable() -> tuple[str, ...]:
    """A line for each rule and each measurement: its id and its name."""
    named = [(rule.id, f"{rule.name}: {rule.because}") for rule in rules().values()]
    return tuple(f"{key:24} {text}" for key, text in [*named, *((metric.id, metric.name) for metric in METRICS)])


def _rule(rule: Rule) -> str:
    return _sections(
        f"{rule.id} {rule.name} ({rule.severity})",
        {
            "Why": rule.because,
            "Remedy": rule.remedy,
            "Bad": rule.bad,
            "Good": rule.good,
            "Reproduce": "auditlib scan REPO --only findings",
        },
    )


def _metric(metric: Metric) -> str:
    return _sections(
        f"{metric.id}: {metric.name} ({metric.unit})",
        {
            "Definition": metric.definition,
            "Inputs": metric.inputs,
            "Source": metric.source,
            "Reproduce": "auditlib scan REPO --format json",
        },
    )


def _finding(finding: _Known, path: Path) -> str:
    place = f"{finding.path}:{finding.line}" if finding.line else finding.path
    head = f"{finding.fingerprint}: {finding.rule} at {place} ({finding.status}), in {path}"
    rule = rules().get(finding.rule)
    meaning = _rule(rule) if rule else f"{finding.rule} is a rule of a detector that is not installed.\n"
    return f"{head}\n\n{finding.message}\n\n{meaning}"


def _sections(head: str, sections: Mapping[str, str]) -> str:
    paragraphs = [f"{title}:\n{_indented(text)}" for title, text in sections.items() if text]
    return "\n\n".join([head, *paragraphs]) + "\n"


def _indented(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.strip("\n").splitlines())


def _newest() -> list[Path]:
    return sorted(Path.cwd().glob(AUDITS), key=lambda path: path.stat().st_mtime, reverse=True)


def _finding_in(path: Path, fingerprint: str) -> _Known | None:
    try:
        findings = _decoder.decode(path.read_bytes()).findings
    except (OSError, msgspec.DecodeError) as error:
        raise ParamsError(f"{path}: not an audit that can be read: {error}") from error
    return next((finding for finding in findings if finding.fingerprint == fingerprint), None)


def _near(identifier: str, known: Iterable[str]) -> str:
    best = process.extractOne(identifier, list(known), score_cutoff=60)
    return f"did you mean {best[0]!r}?" if best else "`auditlib explain --list` shows all ids"
