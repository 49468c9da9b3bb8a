from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from auditlib.model import Finding, Severity
from auditlib.model.gate import GateStatus
from auditlib.verdicts.ratchet import Tree, accept, entries, hold

DAY = date(2026, 1, 31)
TREE = Tree(paths={"a.py", "b.py"}, failed=set(), rules={"AL101", "AL302"}, renames={})
ONE = Finding("AL302", Severity.ERROR, "a.py", 3, "core x", "core has no x")
COPIES = Finding("AL101", Severity.WARNING, "a.py", 1, "c1", "10 SLOC stand again", size=2)

paths = st.sampled_from(["a.py", "b.py"])
findings = st.lists(
    st.builds(
        Finding,
        rule=st.sampled_from(["AL101", "AL302"]),
        severity=st.sampled_from(Severity),
        path=paths,
        line=st.integers(1, 99),
        subject=st.sampled_from("xyz"),
        message=st.just("m"),
    ),
    max_size=8,
)


def statuses(found, known, tree=TREE, day=DAY):
    return [one.status for one in hold(found, known, tree, day).findings]


def test_a_finding_that_nobody_accepted_is_new():
    assert statuses([ONE], []) == [GateStatus.NEW]


def test_moved_lines_and_other_words_change_nothing():
    moved = replace(ONE, line=77, message="said otherwise")

    assert statuses([moved], entries([ONE], "old")) == [GateStatus.UNCHANGED]


def test_a_note_asks_nothing():
    note = replace(ONE, severity=Severity.NOTE)

    assert statuses([note], []) == []
    assert entries([note], "old") == ()


@pytest.mark.parametrize(
    ("expires", "status"),
    [("2026-01-31", GateStatus.UNCHANGED), ("2026-01-30", GateStatus.EXPIRED), ("", GateStatus.UNCHANGED)],
)
def test_an_entry_holds_until_its_last_day(expires, status):
    assert statuses([ONE], entries([ONE], "old", expires=expires)) == [status]


def test_one_copy_more_than_was_accepted_fails():
    assert statuses([replace(COPIES, size=3)], entries([COPIES], "old")) == [GateStatus.GROWN]


CLASS = Finding("AL101", Severity.WARNING, "a.py", 1, "a.py:f b.py:g b.py:h", "stands again", size=3)


@pytest.mark.parametrize(
    ("now", "status"),
    [
        (replace(CLASS, line=9, message="fewer tokens equal"), GateStatus.UNCHANGED),
        (replace(CLASS, subject="a.py:f b.py:g", size=2), GateStatus.UNCHANGED),
        (replace(CLASS, path="b.py", subject="b.py:g b.py:h", size=2), GateStatus.UNCHANGED),
        (replace(CLASS, subject="a.py:f b.py:g b.py:h c.py", size=4), GateStatus.NEW),
        (replace(CLASS, subject="a.py:f c.py", size=2), GateStatus.NEW),
        (replace(CLASS, rule="AL302", subject="a.py:f b.py:g", size=2), GateStatus.NEW),
    ],
)
def test_what_is_left_of_a_clone_class_passes_and_another_copy_does_not(now, status):
    ratchet = hold([now], entries([CLASS], "old"), TREE, DAY)

    assert [one.status for one in ratchet.findings] == [status]
    assert bool(ratchet.fixed) == (status is GateStatus.NEW)


def test_the_same_finding_a_second_time_in_a_file_fails():
    assert statuses([ONE, replace(ONE, line=9)], entries([ONE], "old")) == [GateStatus.GROWN, GateStatus.GROWN]


def test_one_copy_less_passes():
    assert statuses([COPIES], entries([replace(COPIES, size=3)], "old")) == [GateStatus.UNCHANGED]


def test_a_renamed_file_is_followed_in_path_and_subject():
    cycle = Finding("AL302", Severity.ERROR, "old.py", 1, "other.py old.py", "cycle")
    now = replace(cycle, path="b.py", subject="other.py b.py")

    assert statuses([now], entries([cycle], "old"), TREE._replace(renames={"old.py": "b.py"})) == [GateStatus.UNCHANGED]


def test_a_clone_class_that_is_told_at_another_file_after_a_rename_is_the_same():
    before, now = replace(COPIES, path="b.py"), replace(COPIES, path="a.py")

    assert statuses([now], entries([before], "old")) == [GateStatus.NEW]
    assert statuses([now], entries([before], "old"), TREE._replace(renames={"z.py": "a.py"})) == [GateStatus.UNCHANGED]


@pytest.mark.parametrize(
    ("entry", "left"),
    [
        (ONE, "fixed"),
        (replace(ONE, path="gone.py"), "stale"),
        (replace(ONE, rule="AL999"), "stale"),
        (replace(ONE, path="b.py"), "unjudged"),
    ],
)
def test_an_entry_that_nothing_matches_is_told(entry, left):
    ratchet = hold([], entries([entry], "old"), TREE._replace(failed={"b.py"}), DAY)

    assert [one.path for one in getattr(ratchet, left)] == [entry.path]
    assert len(ratchet.fixed) + len(ratchet.stale) + len(ratchet.unjudged) == 1


@given(findings)
def test_what_is_accepted_today_passes_today(found):
    ratchet = hold(found, entries(found, "today"), TREE, DAY)

    assert not any(one.fails for one in ratchet.findings)
    assert (ratchet.fixed, ratchet.stale, ratchet.unjudged) == ((), (), ())


@given(findings, findings)
def test_each_entry_is_matched_or_left(found, known):
    accepted = entries(known, "old")
    ratchet = hold(found, accepted, TREE, DAY)
    used = {(one.known.rule, one.known.path, one.known.subject) for one in ratchet.findings if one.known}

    assert len(used) + len(ratchet.fixed) + len(ratchet.stale) + len(ratchet.unjudged) == len(accepted)


def test_accepted_findings_carry_the_reason():
    assert [one.accepted for one in accept([ONE, COPIES], entries([ONE], "until spring"))] == ["until spring", ""]
