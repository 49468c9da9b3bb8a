"""A run as Code Climate issues in JSON, as GitLab's code quality widget reads them."""

from __future__ import annotations

import json
from collections.abc import Mapping

from auditlib.model import Finding, Run, Severity
from auditlib.visible import one_line

SUFFIX = ".codeclimate.json"
_SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "major", Severity.NOTE: "info"}


def render(run: Run) -> str:
    """The new findings as one JSON array; accepted ones are left out. What was not judged is an issue of its own."""
    issues = [_issue(one) for one in run.findings if not one.accepted]
    issues += [
        {
            "description": f"not judged: {one_line(one.message)}",
            "check_name": one.code,
            "fingerprint": Finding(one.code, Severity.ERROR, one.path, one.line, one.code, "").fingerprint,
            "severity": "blocker",
            "location": {"path": one.path, "lines": {"begin": max(one.line, 1)}},
        }
        for one in run.unjudged
    ]
    return json.dumps(issues, indent=1, ensure_ascii=False) + "\n"


def _issue(finding: Finding) -> Mapping[str, object]:
    return {
        "description": one_line(finding.message),
        "check_name": finding.rule,
        "fingerprint": finding.fingerprint,
        "severity": _SEVERITIES[finding.severity],
        "location": {"path": finding.path, "lines": {"begin": max(finding.line, 1)}},
    }
