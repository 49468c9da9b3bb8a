"""A run as SARIF 2.1.0 (OASIS standard, 2020), as code scanning services read it: rules, results, what is accepted."""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import quote

from auditlib.model import FileStatus, Finding, Rule, Run, Severity
from auditlib.visible import one_line

SUFFIX = ".sarif"
SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}


def render(run: Run) -> str:
    """The run as one SARIF log. What was not judged is a notification, so that silence is not taken for a pass."""
    places = {rule.id: place for place, rule in enumerate(run.rules)}
    log = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "auditlib",
                        "semanticVersion": run.tool,
                        "rules": [_rule(rule) for rule in run.rules],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "originalUriBaseIds": {"ROOT": {"description": {"text": "The top of the audited repository."}}},
                "invocations": [_invocation(run)],
                "results": [_result(one, places) for one in run.findings],
            }
        ],
    }
    return json.dumps(log, indent=1, ensure_ascii=False) + "\n"


def _rule(rule: Rule) -> Mapping[str, object]:
    return {
        "id": rule.id,
        "name": rule.name,
        "shortDescription": {"text": rule.because},
        "help": {"text": f"{rule.remedy} Instead of: {rule.bad}. Better: {rule.good}."},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _invocation(run: Run) -> Mapping[str, object]:
    complete = not run.unjudged and any(one.status is FileStatus.READ for one in run.project.files)
    notes = [
        {
            "level": "error",
            "descriptor": {"id": one.code},
            "message": {"text": one_line(one.message)},
            "locations": [_location(one.path, one.line)],
        }
        for one in run.unjudged
    ]
    return {"executionSuccessful": complete, "toolExecutionNotifications": notes}


def _result(finding: Finding, places: Mapping[str, int]) -> Mapping[str, object]:
    found: dict[str, object] = {
        "ruleId": finding.rule,
        **({"ruleIndex": places[finding.rule]} if finding.rule in places else {}),
        "level": _LEVELS[finding.severity],
        "message": {"text": one_line(finding.message)},
        "locations": [_location(finding.path, finding.line)],
        "partialFingerprints": {"auditlib/v1": finding.fingerprint},
        "baselineState": "unchanged" if finding.accepted else "new",
    }
    if finding.accepted:
        found["suppressions"] = [{"kind": "external", "justification": one_line(finding.accepted)}]
    return found


def _location(path: str, line: int) -> Mapping[str, object]:
    place: dict[str, object] = {"artifactLocation": {"uri": quote(path), "uriBaseId": "ROOT"}}
    if line:
        place["region"] = {"startLine": line}
    return {"physicalLocation": place}
