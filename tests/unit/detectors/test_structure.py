"""Findings of the structure document."""

from __future__ import annotations

import pytest

from auditlib.detectors import structure
from auditlib.graphs.state import State
from auditlib.model import Document, Facts, FileStatus, Finding, Project, Role, SourceFile
from auditlib.params import Params


def findings(tree: str, *paths: str, strict_under: tuple[str, ...] = ()) -> list[Finding]:
    text = tree if tree.startswith("#") else f"```\n{tree}\n```\n"
    files = tuple(SourceFile(path, Role.OTHER, FileStatus.READ) for path in paths)
    settings, documents = (Document(".gitignore", "*.db\n"),), (Document("S.md", text),)
    facts = Facts(Project("shop", None, files, ()), (), documents, settings=settings)
    params = Params.model_validate({"structure": {"document": "S.md", "strict_under": strict_under}})
    return list(structure.detect(State(facts, params)))


def brief(found: list[Finding]) -> list[tuple[str, int, str]]:
    return [(finding.rule, finding.line, finding.subject) for finding in found]


@pytest.mark.parametrize(
    ("tree", "paths", "expected"),
    [
        ("├── a.py\n└── b.py", ["a.py", "b.py"], []),
        ("├── a.py\n└── b.py", ["a.py"], [("AL401", 3, "b.py")]),
        ("├── a.py\n└── b.db", ["a.py"], []),
        ("├── a.py/\n└── b.py", ["a.py", "b.py"], [("AL403", 2, "a.py")]),
        ("├── a.py  # removed\n└── b.py", ["a.py", "b.py"], [("AL404", 2, "a.py")]),
        ("├── old/  # removed\n│   └── a.py\n└── b.py", ["old/a.py", "b.py"], [("AL404", 2, "old")]),
        ("├── lib/a.py\n└── b.py", ["a.py", "b.py"], [("AL405", 2, "lib/a.py")]),
        ("├── lib/\n│   └── [4 modules]", ["lib/a.py"], [("AL406", 3, "lib/[4 modules]")]),
        ("├── a.py\n└── a.py  # removed", ["b.py"], [("AL401", 2, "a.py"), ("AL407", 3, "a.py")]),
    ],
    ids=["clean", "missing", "ignored", "kind", "legacy", "legacy folder", "misplaced", "count", "contradiction"],
)
def test_each_fault_is_found_at_its_line(tree: str, paths: list[str], expected: list[tuple[str, int, str]]) -> None:
    assert brief(findings(tree, *paths)) == expected


def test_a_missing_folder_is_said_once_for_all_it_should_hold() -> None:
    (finding,) = findings("├── lib/\n│   ├── a.py\n│   └── b.py\n└── c.py", "c.py")

    assert finding.message == "lib is declared, and is not there, nor are 2 entries below it"


def test_a_misplaced_folder_is_said_once_for_all_that_moved_with_it() -> None:
    found = findings("├── lib/\n│   ├── a.py\n│   └── b.py\n└── c.py", "core/lib/a.py", "web/b.py", "c.py")

    assert [finding.message for finding in found] == [
        "lib: declared at lib, found at core/lib",
        "lib/b.py: declared at lib/b.py, found at web/b.py",
    ]


def test_undeclared_files_are_findings_only_where_asked() -> None:
    tree, paths = "├── lib/\n│   └── a.py", ["lib/a.py", "lib/b.py", "web/c.py"]

    assert findings(tree, *paths) == []
    assert brief(findings(tree, *paths, strict_under=("lib",))) == [("AL402", 1, "lib/b.py")]


def test_without_a_document_nothing_is_undeclared() -> None:
    assert findings("# Nothing here", "lib/a.py", strict_under=("lib",)) == []


def test_one_path_declared_twice_gives_one_finding() -> None:
    assert brief(findings("├── a.py\n├── b.py\n└── a.py", "b.py")) == [("AL401", 2, "a.py")]


def test_fingerprint_survives_moved_lines() -> None:
    (before,) = findings("├── a.py\n└── b.py", "b.py")
    (after,) = findings("\n├── b.py\n└── a.py", "b.py")

    assert before.line != after.line
    assert before.fingerprint == after.fingerprint


@pytest.mark.parametrize("rule", structure.RULES, ids=lambda rule: rule.id)
def test_a_rule_says_why_and_what_to_do(rule) -> None:
    assert all((rule.because, rule.remedy, rule.bad, rule.good))
    assert rule.bad != rule.good
