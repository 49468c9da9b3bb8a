"""A run as JSON, format 1: one record a line, so that two audits can be compared with any diff."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from auditlib.model import CloneGroup, Competition, Finding, Part, Pattern, Run
from auditlib.records import json_object

SUFFIX = ".json"
FORMAT = 1


def render(run: Run) -> str:
    """The run as one JSON object; a part that was not asked for, or that nothing judges yet, is in `not_audited`."""
    head = {
        "format": FORMAT,
        "tool": {"name": "auditlib", "version": run.tool},
        "project": {"name": run.project.name, "revision": run.project.revision},
        "parts": run.parts,
        "silenced_clones": run.silenced_clones,
        "not_audited": [{"part": part, "reason": reason} for part, reason in sorted(run.not_audited.items())],
    }
    return json_object(head, _parts(run))


def _parts(run: Run) -> Iterator[tuple[str, Iterable[object]]]:
    """Each list of the format with its records, in the order of the contract."""
    yield "files", run.project.files
    yield "diagnostics", run.project.diagnostics
    if "modules" in run.parts:
        yield "modules", run.modules
        yield "hotspots", run.hotspots
        yield "couplings", run.couplings
    if "imports" in run.parts:
        yield "imports", run.imports
    if "clones" in run.parts:
        yield "clones", map(_clone, run.clones)
    if "structure" in run.parts:
        yield "declarations", run.declarations
    if "patterns" in run.parts:
        yield "patterns", map(_pattern, run.patterns)
        yield "competitions", map(_competition, run.competitions)
    if "findings" in run.parts:
        yield "findings", map(_finding, run.findings)
    yield "measurements", run.measurements


def _clone(group: CloneGroup) -> Mapping[str, object]:
    return {
        "id": group.id,
        "type": int(group.type),
        "similarity": group.similarity,
        "fragments": group.fragments,
    }


def _pattern(pattern: Pattern) -> Mapping[str, object]:
    removal = pattern.removal
    return {
        "id": pattern.id,
        "category": pattern.category,
        **_part(pattern.part),
        "role": pattern.role,
        "score": pattern.score,
        "evidence": pattern.evidence,
        "canonical": pattern.canonical,
        "gap": removal.gap if removal else [],
        "estimate": removal.estimate if removal else None,
        "protection": removal.protection if removal else None,
    }


def _competition(competition: Competition) -> Mapping[str, object]:
    return {
        "id": competition.id,
        "category": competition.category or None,
        "basis": competition.basis,
        "members": [_part(part) for part in competition.members],
        "canonical": competition.canonical,
    }


def _part(part: Part) -> Mapping[str, object]:
    return {"path": part.path, "qualname": part.qualname, "members": part.members, "ranges": part.ranges}


def _finding(finding: Finding) -> Mapping[str, object]:
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "status": "unchanged" if finding.accepted else "new",
        "path": finding.path,
        "line": finding.line,
        "subject": finding.subject,
        "message": finding.message,
        "fingerprint": finding.fingerprint,
    }
