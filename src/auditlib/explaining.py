"""What an id means: a rule, a measurement, or a finding, clone class or verdict of an earlier audit."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec
from rapidfuzz import process

from auditlib.errors import ParamsError
from auditlib.graphs.change_metrics import CHANGE_METRICS
from auditlib.graphs.columns import COLUMNS
from auditlib.graphs.measures import METRICS
from auditlib.model import Metric, Rule
from auditlib.plugins import rules

_ALL = (*METRICS, *COLUMNS, *CHANGE_METRICS)

AUDITS = ("outputs/**/audit.json", "outputs/**/claims.json")
"""Where audits, and verdicts on claims, of the current folder lie, when none is named."""


class _Known(msgspec.Struct):
    """What is needed of a finding in an audit.json."""

    fingerprint: str
    rule: str
    path: str
    line: int
    status: str
    message: str


class _Copy(msgspec.Struct):
    """What is needed of a fragment in an audit.json."""

    path: str
    start: int
    end: int
    definition: str = ""


class _Clone(msgspec.Struct):
    """What is needed of a clone class in an audit.json."""

    id: str
    type: int
    similarity: float
    fragments: tuple[_Copy, ...]


class _Audited(msgspec.Struct, frozen=True):
    """The repository of an audit.json, and its state."""

    name: str = "REPO"
    revision: str | None = None


class _Claim(msgspec.Struct):
    """What is needed of a verdict in a claims.json."""

    id: str
    line: int
    quote: str
    kind: str
    subject: str
    status: str
    reason: str
    measured: dict[str, int | float | str] = {}
    evidence: tuple[str, ...] = ()


class _Audit(msgspec.Struct):
    """What is needed of an audit.json, or of a claims.json; one without findings was not asked for them."""

    project: _Audited = _Audited()
    findings: tuple[_Known, ...] = ()
    clones: tuple[_Clone, ...] = ()
    verdicts: tuple[_Claim, ...] = ()
    document: str = ""
    base: str = ""
    head: str = ""


_decoder = msgspec.json.Decoder(_Audit)


def explain(identifier: str, *, audit: str | Path | None = None) -> str:
    """What a rule, a measurement, a finding, a clone class or a verdict is, its inputs, and what reproduces it.

    A rule goes by its id or name (`AL301`, `import-cycle`), a measurement or a column of modules by its id
    (`clones.coverage`, `modules.ca`), a finding by its fingerprint and a clone class by its id in an audit.json, a
    verdict by its id in a claims.json: the one named, or the newest below `outputs/` that has it.

    Raises: ParamsError where nothing goes by that id.
    """
    for rule in rules().values():
        if identifier.lower() in (rule.id.lower(), rule.name):
            return _rule(rule)
    for metric in _ALL:
        if identifier.lower() == metric.id:
            return _metric(metric)
    for path in [Path(audit)] if audit else _newest():
        if found := _found_in(path, identifier):
            return found
    known = [*rules(), *(rule.name for rule in rules().values()), *(metric.id for metric in _ALL)]
    raise ParamsError(f"nothing goes by the id {identifier!r}; {_near(identifier, known)}")


def explainable() -> tuple[str, ...]:
    """A line for each rule, each measurement and each column that is a metric: its id and its name."""
    named = [(rule.id, f"{rule.name}: {rule.because}") for rule in rules().values()]
    return tuple(f"{key:24} {text}" for key, text in [*named, *((one.id, one.name) for one in _ALL)])


def _rule(rule: Rule, command: str = "auditlib scan REPO --only findings") -> str:
    return _sections(
        f"{rule.id} {rule.name} ({rule.severity})",
        {
            "Why": rule.because,
            "Remedy": rule.remedy,
            "Bad": rule.bad,
            "Good": rule.good,
            "Reproduce": command,
        },
    )


def _metric(metric: Metric) -> str:
    return _sections(
        f"{metric.id}: {metric.name} ({metric.unit})",
        {
            "Definition": metric.definition,
            "Inputs": metric.inputs,
            "Source": metric.source,
            "Reproduce": _COMMANDS.get(metric.id.partition(".")[0], "auditlib scan REPO --format json"),
        },
    )


_COMMANDS = {
    "compare": "auditlib compare REPO BASE HEAD --format json",
    "claims": "auditlib verify PARAMS --format json",
    "trial": "auditlib try PARAMS --format json",
}
"""How to come by the figures of two states again, by the first part of their ids."""


def _finding(finding: _Known, audit: _Audit, path: Path) -> str:
    place = f"{finding.path}:{finding.line}" if finding.line else finding.path
    head = f"{finding.fingerprint}: {finding.rule} at {place} ({finding.status}), in {path}"
    rule = rules().get(finding.rule)
    command = _reproduce(audit, path, "findings")
    unknown = f"{finding.rule} is a rule of a detector that is not installed."
    meaning = _rule(rule, command) if rule else _sections(unknown, {"Reproduce": command})
    return f"{head}\n\n{finding.message}\n\n{meaning}"


def _clone(clone: _Clone, audit: _Audit, path: Path) -> str:
    lines = [f"{one.path}:{one.start}-{one.end}  {one.definition}".rstrip() for one in clone.fragments]
    return _sections(
        f"{clone.id}: clone class of Type-{clone.type}, {len(lines)} fragments, in {path}",
        {
            "Definition": "Fragments that are copies of one another. Type-1: the same but for layout and comments; "
            "Type-2: renamed identifiers or literals; Type-3: statements added, removed or changed.",
            "Similarity": f"{clone.similarity:.2f}, the least of any pair",
            "Fragments": "\n".join(lines),
            "Source": "Roy, Cordy, Koschke, Comparison and evaluation of code clone detection techniques (2009)",
            "Reproduce": _reproduce(audit, path, "clones"),
        },
    )


def _claim(claim: _Claim, audit: _Audit, path: Path) -> str:
    revisions = f"--base {audit.base} --head {audit.head}"
    return _sections(
        f"{claim.id}: {claim.status}, a claim of {audit.document}, line {claim.line}, in {path}",
        {
            "Claim": claim.quote,
            "Kind": f"{claim.kind}: {claim.subject}",
            "Why": claim.reason,
            "Measured": "\n".join(f"{name}: {value}" for name, value in claim.measured.items()),
            "Evidence": "\n".join(claim.evidence),
            "Reproduce": f"auditlib verify DOC --repo REPO {revisions}\n"
            f"DOC: a copy of {audit.document}; REPO: the path of {audit.project.name}",
        },
    )


def _reproduce(audit: _Audit, path: Path, part: str) -> str:
    """The command that finds it again, and what the reader fills in: an audit names no path of its repository."""
    params = path.with_name("params.json")
    options = [f"--at {audit.project.revision}"] if audit.project.revision else []
    options += [f"--params {shlex.quote(str(params))}"] if params.is_file() else []
    state = "" if audit.project.revision else ", as its files were then"
    command = " ".join(["auditlib scan REPO", *options, f"--only {part}"])
    return f"{command}\nREPO: the path of {audit.project.name}{state}"


def _sections(head: str, sections: Mapping[str, str]) -> str:
    paragraphs = [f"{title}:\n{_indented(text)}" for title, text in sections.items() if text]
    return "\n\n".join([head, *paragraphs]) + "\n"


def _indented(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.strip("\n").splitlines())


def _newest() -> list[Path]:
    return sorted(
        (path for glob in AUDITS for path in Path.cwd().glob(glob)), key=lambda path: path.stat().st_mtime, reverse=True
    )


def _found_in(path: Path, identifier: str) -> str:
    """What the audit says of the finding or clone class; "" where it has none of that id."""
    try:
        audit = _decoder.decode(path.read_bytes())
    except (OSError, msgspec.DecodeError) as error:
        raise ParamsError(f"{path}: not an audit that can be read: {error}") from error
    findings = (_finding(one, audit, path) for one in audit.findings if one.fingerprint == identifier)
    clones = (_clone(one, audit, path) for one in audit.clones if one.id == identifier)
    claims = (_claim(one, audit, path) for one in audit.verdicts if one.id == identifier)
    return next(findings, None) or next(clones, None) or next(claims, "")


def _near(identifier: str, known: Iterable[str]) -> str:
    best = process.extractOne(identifier, list(known), score_cutoff=60)
    return f"did you mean {best[0]!r}?" if best else "`auditlib explain --list` shows all ids"
