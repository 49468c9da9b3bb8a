"""Findings of clone classes."""

from types import SimpleNamespace

import pytest
from msgspec.structs import replace

from auditlib.detectors import clones
from auditlib.model import CloneGroup, CloneType, Fragment, Role, Severity

GROUP = CloneGroup(
    "00ff",
    CloneType.TYPE_2,
    0.925,
    (
        Fragment("a.py", 3, 9, "load", 60, 7),
        Fragment("b.py", 1, 8, "", 60, 8),
        Fragment("b.py", 20, 26, "Store.read", 60, 7),
    ),
)


def findings(*groups, product=("a.py",)):
    audited = [SimpleNamespace(path=path, role=Role.PRODUCT) for path in product]
    return list(clones.detect(SimpleNamespace(clones=groups, audited=audited)))


def test_finding_is_at_the_first_fragment_and_names_all_others():
    (finding,) = findings(GROUP)

    assert (finding.rule, finding.path, finding.line, finding.subject) == (
        "AL101",
        "a.py",
        3,
        "a.py:load b.py b.py:Store.read",
    )
    assert finding.message == (
        "7 SLOC in load (lines 3–9, Type-2, 92% of the tokens equal) stand again at b.py:1–8, b.py:20–26 (Store.read)"
    )


def test_finding_of_equal_copies_says_nothing_of_similarity():
    group = CloneGroup(
        "0", CloneType.TYPE_1, 1.0, (Fragment("a.py", 1, 5, "", 50, 5), Fragment("b.py", 1, 5, "", 50, 5))
    )

    assert findings(group)[0].message == "5 SLOC (lines 1–5, Type-1) stand again at b.py:1–5"


def test_finding_of_edited_copies_counts_no_equal_tokens():
    assert "(lines 3–9, Type-3, 92% alike)" in findings(replace(GROUP, type=CloneType.TYPE_3))[0].message


def test_fingerprint_survives_moved_lines():
    moved = CloneGroup("00ff", GROUP.type, 0.925, (Fragment("a.py", 30, 36, "load", 60, 7), *GROUP.fragments[1:]))

    assert findings(GROUP)[0].fingerprint == findings(moved)[0].fingerprint


@pytest.mark.parametrize(
    ("type", "similarity", "sloc", "severity"),
    [
        (CloneType.TYPE_3, 0.9, 11, Severity.WARNING),
        (CloneType.TYPE_3, 0.8, 11, Severity.NOTE),
        (CloneType.TYPE_3, 0.9, 10, Severity.NOTE),
        (CloneType.TYPE_2, 0.8, 5, Severity.WARNING),
    ],
    ids=["edited", "less alike", "few lines", "renamed"],
)
def test_slight_edited_copies_are_a_note(type, similarity, sloc, severity):
    parts = tuple(Fragment(path, 1, sloc, "", 60, sloc) for path in ("a.py", "b.py"))

    assert findings(CloneGroup("0", type, similarity, parts))[0].severity is severity


def test_copies_among_tests_alone_are_a_note():
    assert findings(GROUP)[0].severity is Severity.WARNING
    assert findings(GROUP, product=("c.py",))[0].severity is Severity.NOTE
