"""The three reports of one run, byte for byte against tests/gold."""

import json
from pathlib import Path

import pytest

from auditlib.model import (
    CloneGroup,
    CloneType,
    Declaration,
    Diagnostic,
    EntryKind,
    EntryRole,
    FileStatus,
    Finding,
    Fragment,
    ImportContext,
    ImportEdge,
    ImportStatus,
    Measurement,
    ModuleMetrics,
    Project,
    Role,
    Run,
    Severity,
    SourceFile,
)
from auditlib.reports import jsonreport, mdreport, textreport

GOLD = Path(__file__).parents[2] / "gold"
RUN = Run(
    tool="1.2.3",
    project=Project(
        "relay",
        "a" * 40,
        (
            SourceFile("a.py", Role.PRODUCT, FileStatus.READ, blob="b" * 40, size=7),
            SourceFile("b\x1b.py", Role.TEST, FileStatus.FAILED, "line 1: invalid syntax"),
            SourceFile("c.png", Role.OTHER, FileStatus.SKIPPED, "not Python or Markdown"),
        ),
        (Diagnostic("b\x1b.py", 1, "syntax", "invalid syntax"),),
    ),
    parts=("files", "modules", "imports", "clones", "structure", "findings"),
    not_audited={"patterns": "not in this version"},
    modules=(ModuleMetrics("a.py", "a", Role.PRODUCT, 3, 3, 1, 2.5, 98.0, 0, 1, 1.0, None, None, 0, 1),),
    imports=(ImportEdge("a.py", 1, "core", "x", None, ImportStatus.BROKEN, ImportContext.TOP, "core has no module x"),),
    clones=(CloneGroup("c1", CloneType.TYPE_2, 0.9, (Fragment("a.py", 1, 9, "f", 60, 8), Fragment("a.py", 20, 28))),),
    declarations=(Declaration("S.md", 4, "src", EntryKind.DIR, optional=False, role=EntryRole.CURRENT),),
    findings=(
        Finding("AL302", Severity.ERROR, "a.py", 1, "core:x", "`core` has | no module <x>"),
        Finding("AL101", Severity.WARNING, "a.py", 0, "c1", "copied", accepted="generated"),
    ),
    measurements=(
        Measurement("files.judged", "Files judged", 0.5, "files", 1, 2),
        Measurement("structure.compliance", "Structure compliance", None, "entries", 0, 0),
        Measurement("code.sloc", "Product code", 1234, "SLOC"),
    ),
)


@pytest.mark.parametrize("report", [textreport, mdreport, jsonreport], ids=["text", "markdown", "json"])
def test_report_is_as_it_should_be(report):
    expected = (GOLD / f"run{report.SUFFIX}").read_text()

    assert report.render(RUN) == expected


def test_json_holds_the_parts_that_were_asked_for():
    only = Run("1", Project("r", None, (), ()), ("imports",), {})

    assert set(json.loads(jsonreport.render(only))) == {
        *("format", "tool", "project", "parts", "silenced_clones", "not_audited", "files", "diagnostics"),
        *("imports", "measurements"),
    }
