"""The reports of one run and of one gate, byte for byte against tests/gold; run.sarif holds to the published schema."""

import json
from pathlib import Path

import pytest
from msgspec.structs import replace

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
    Rule,
    Run,
    Severity,
    SourceFile,
)
from auditlib.model.gate import Accepted, Gate, GateFinding, GateStatus, Growth
from auditlib.reports import (
    climatereport,
    gatereport,
    githubreport,
    jsonreport,
    junitreport,
    mdreport,
    sarifreport,
    textreport,
)

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
        Finding("AL406", Severity.NOTE, "docs/S.md", 4, "src", "100 % of it, said\nto hold 3"),
    ),
    measurements=(
        Measurement("files.judged", "Files judged", 0.5, "files", 1, 2),
        Measurement("structure.compliance", "Structure compliance", None, "entries", 0, 0),
        Measurement("code.sloc", "Product code", 1234, "SLOC"),
    ),
    rules=(
        Rule("AL101", "clone-class", Severity.WARNING, "Copies drift.", "Merge them.", "two", "one"),
        Rule("AL302", "broken-import", Severity.ERROR, "It fails.", "Mend it.", "from a import <x>", "from a import b"),
        Rule("AL406", "wrong-count", Severity.NOTE, "It misleads.", "Count again.", "3 files", "4 files"),
        Rule("AL999", "unbroken", Severity.ERROR, "It fails.", "Mend it.", "bad", "good"),
    ),
)
ENTRY = Accepted(path="a.py", rule="AL302", subject="core:x", reason="for now", owner="platform", expires="2026-01-31")
GATE = Gate(
    tool="1.2.3",
    run=RUN,
    looked_at="staged",
    against="relay.baseline.json (3 accepted)",
    files_read=1,
    findings=(
        GateFinding(RUN.findings[0], GateStatus.EXPIRED, ENTRY),
        GateFinding(RUN.findings[1], GateStatus.UNCHANGED, replace(ENTRY, rule="AL101", subject="c1")),
        GateFinding(replace(RUN.findings[0], subject="core:y"), GateStatus.NEW),
    ),
    notes=1,
    fixed=(replace(ENTRY, subject="core:z", message="`core` has no z"),),
    stale=(replace(ENTRY, path="gone.py"),),
    size=3,
    growth=Growth("HEAD", 2, 1),
    broken_policies=("the baseline accepts 2 findings more than at HEAD",),
    diagnostics=RUN.project.diagnostics,
)


@pytest.mark.parametrize(
    ("report", "gold"),
    [
        (textreport, "run.txt"),
        (mdreport, "run.md"),
        (jsonreport, "run.json"),
        (sarifreport, "run.sarif"),
        (junitreport, "run.xml"),
        (githubreport, "run.github.txt"),
        (climatereport, "run.codeclimate.json"),
    ],
)
def test_report_is_as_it_should_be(report, gold):
    assert report.render(RUN) == (GOLD / gold).read_text()


@pytest.mark.parametrize(
    ("render", "gold"),
    [(gatereport.as_text, "gate.txt"), (gatereport.as_markdown, "gate.md"), (gatereport.as_json, "gate.json")],
)
def test_report_of_a_gate_is_as_it_should_be(render, gold):
    assert render(GATE) == (GOLD / gold).read_text()


def test_json_holds_the_parts_that_were_asked_for():
    only = Run("1", Project("r", None, (), ()), ("imports",), {})

    assert set(json.loads(jsonreport.render(only))) == {
        *("format", "tool", "project", "parts", "silenced_clones", "not_audited", "files", "diagnostics"),
        *("imports", "measurements"),
    }
