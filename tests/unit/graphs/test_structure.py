"""Declarations against files."""

from __future__ import annotations

import pytest
from builders import declared, inventory

from auditlib.facts.structure import read_structure
from auditlib.graphs.structure import (
    JudgementStatus,
    compliance,
    contradictions,
    judge_declarations,
)
from auditlib.model import Declaration, Document


def statuses(declarations: tuple[Declaration, ...], *paths: str) -> list[str]:
    return [judgement.status.value for judgement in judge_declarations(declarations, inventory(*paths))]


CASES = {
    "there": (["a.py", "lib/"], ["a.py", "lib/b.py"], ["matched", "matched"]),
    "missing": (["a.py"], ["b.py"], ["missing"]),
    "ignored but there": (["a.db"], ["!a.db"], ["matched"]),
    "ignored folder": (["data/", "data/a.csv"], ["data/"], ["matched", "unjudged"]),
    "file is a folder": (["a.py"], ["a.py/b.py"], ["kind_mismatch"]),
    "folder is a file": (["lib/"], ["lib"], ["kind_mismatch"]),
    "guessed kind": (["lib/", "hooks"], ["lib/a", "hooks/a"], ["matched", "matched"]),
    "elsewhere": (["lib/cart.py"], ["core/cart.py"], ["misplaced"]),
    "other case": (["Readme.md"], ["README.md"], ["misplaced"]),
    "elsewhere twice": (["lib/cart.py"], ["core/cart.py", "web/cart.py"], ["missing"]),
    "elsewhere declared": (["lib/cart.py", "core/cart.py"], ["core/cart.py"], ["missing", "matched"]),
    "folder elsewhere": (["lib/", "│   └── cart.py"], ["core/lib/cart.py"], ["misplaced", "misplaced"]),
    "folder of the name": (["lib/", "│   └── cart.py"], ["core/lib/x.py"], ["missing", "missing"]),
    "optional": (["a.py  # optional", "b.py"], ["b.py"], ["unjudged", "matched"]),
    "gitignored": (["a.py  # gitignored", "b.py"], ["b.py"], ["unjudged", "matched"]),
    "below generated": (["out/  # generated", "│   └── a.csv"], ["b.py"], ["unjudged", "unjudged"]),
    "optional and there": (["a.py  # optional", "b.py"], ["a.py", "b.py"], ["matched", "matched"]),
    "glob": (["test_*.py", "*.cfg"], ["test_a.py"], ["matched", "missing"]),
    "deep glob": (["lib/**/*.py"], ["lib/x/y/a.py"], ["matched"]),
    "placeholder": (["lib/", "│   └── ..."], ["lib/a.py"], ["matched", "unjudged"]),
    "legacy comment": (["a.py  # deprecated", "b.py  # deprecated"], ["a.py"], ["legacy_present", "legacy_gone"]),
}


@pytest.mark.parametrize(("lines", "paths", "expected"), CASES.values(), ids=CASES.keys())
def test_each_declaration_gets_one_status(lines: list[str], paths: list[str], expected: list[str]) -> None:
    assert statuses(declared(*lines), *paths) == expected


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("Target structure", ["target_met", "target_open"]),
        ("Removed code", ["legacy_present", "legacy_gone"]),
        ("Example layout", ["unjudged", "unjudged"]),
    ],
)
def test_the_role_decides_what_being_there_means(heading: str, expected: list[str]) -> None:
    assert statuses(declared("a.py", "b.py", heading=heading), "a.py") == expected


def test_a_mark_counts_wherever_the_document_sets_it() -> None:
    both = declared("work/", "│   └── a.md") + declared("work/  # gitignored", heading="Protected")

    assert statuses(both, "b.py") == ["unjudged"] * 3


def test_a_legacy_folder_that_holds_current_entries_is_not_judged() -> None:
    both = declared("lib/", "│   └── new.py") + declared("lib/", "│   └── old.py", heading="Legacy")

    assert statuses(both, "lib/new.py", "lib/old.py")[2:] == ["unjudged", "legacy_present"]


def test_what_hangs_nowhere_is_not_judged_unless_it_is_there() -> None:
    text = "```\nDONE: all of it\n├── one.py\n└── two.py\n```\n"
    found = judge_declarations(read_structure(Document("S.md", text)), inventory("one.py"))

    assert [judgement.status for judgement in found] == [JudgementStatus.MATCHED, JudgementStatus.UNJUDGED]
    assert found[1].reason


def test_unplaced_legacy_entries_are_not_judged() -> None:
    text = "## Removed\n\n```\nDONE: all of it\n├── one.py\n├── <x>.py\n└── two.py\n```\n"

    assert statuses(read_structure(Document("S.md", text)), "one.py") == ["legacy_present", "unjudged", "unjudged"]


def test_compliance_counts_each_judged_path_once() -> None:
    entries = declared("a.py", "b.py", "a.py", "c.py  # optional", "...")

    assert compliance(judge_declarations(entries, inventory("a.py"))) == (1, 2)


@pytest.mark.parametrize("lines", [[], ["..."], ["a.py  # optional", "b.py  # optional"]])
def test_compliance_over_nothing_counts_nothing(lines: list[str]) -> None:
    entries = declared(*lines) if lines else ()

    assert compliance(judge_declarations(entries, inventory("x.py"))) == (0, 0)


CONTRADICTIONS = {
    "kinds": (declared("a/", "lib/") + declared("lib.py", "a.py"), 0),
    "file and folder": (declared("conf.d/", "b.py") + declared("conf.d"), 0),
    "sure kinds": (declared("x.py/", "b.py") + declared("x.py"), 1),
    "current and legacy": (declared("a.py") + declared("a.py", heading="Removed"), 1),
    "heading folder": (declared("lib/", "│   └── a.py") + declared("lib/", "│   └── b.py", heading="Removed"), 0),
    "target": (declared("a.py") + declared("a.py", heading="Target"), 0),
    "three times": (declared("a.py") + declared("a.py", "a.py", heading="Removed"), 1),
}


@pytest.mark.parametrize(("declarations", "pairs"), CONTRADICTIONS.values(), ids=CONTRADICTIONS.keys())
def test_two_entries_for_one_path_must_agree(declarations: tuple[Declaration, ...], pairs: int) -> None:
    assert len(contradictions(declarations)) == pairs
