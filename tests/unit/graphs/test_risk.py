"""Risk and strategy are stated functions."""

from __future__ import annotations

import pytest
from builders import removal
from hypothesis import given
from hypothesis import strategies as st

from auditlib.graphs.risk import WEIGHTS, assess_risk, churn, feasibility, strategy
from auditlib.model import Commit
from auditlib.model.patterns import Gap, GapKind, Part, Place, Protection, RemovalKind, RiskLevel, Strategy

CALLERS = tuple(Place(f"{name}.py", 1) for name in "abcdefghij")
LOADED = Protection(("tests/test_a.py",), None, (), 1)
MISSING = Gap("fetch", GapKind.MISSING, CALLERS[:1])
ASYNC = Gap("load", GapKind.ASYNC, CALLERS[:1])


def test_nothing_at_stake_under_protection_is_low():
    assert assess_risk((), (), (), LOADED, commits=0, touched=1).level is RiskLevel.LOW


@given(st.integers(0, 10), st.integers(0, 4), st.integers(0, 50), st.integers(1, 50))
def test_no_protection_is_never_low(callers: int, missing: int, commits: int, touched: int):
    gap = tuple(Gap(str(one), GapKind.MISSING, ()) for one in range(missing))
    found = assess_risk(CALLERS[:callers], gap, (), Protection(), commits=commits, touched=touched)

    assert found.level is not RiskLevel.LOW
    assert found.score == pytest.approx(sum(found.factors.values()))
    assert found.score <= 1


def test_everything_at_stake_adds_up_to_one():
    gap = tuple(Gap(str(one), GapKind.MISSING, ()) for one in range(4))
    found = assess_risk(CALLERS, gap, CALLERS[:1], Protection(), commits=20, touched=10)

    assert found.factors == WEIGHTS
    assert (found.score, found.level) == (1.0, RiskLevel.HIGH)


def test_tests_that_load_it_only_lazily_protect_half():
    lazily = Protection(("t.py",), None, ("t.py",), 1)

    assert assess_risk((), (), (), lazily, commits=0, touched=0).factors["protection"] == WEIGHTS["protection"] / 2


@pytest.mark.parametrize(
    ("kind", "gap", "used", "expected"),
    [
        (RemovalKind.DEAD, (), 0, Strategy.DELETE),
        (RemovalKind.CONSOLIDATION, (), 3, Strategy.DELETE),
        (RemovalKind.CONSOLIDATION, (ASYNC,), 3, Strategy.ADAPTER),
        (RemovalKind.CONSOLIDATION, (ASYNC, MISSING), 3, Strategy.MOVE),
        (RemovalKind.CONSOLIDATION, (MISSING,), 2, Strategy.SPLIT),
        (RemovalKind.WITHDRAWAL, (), 2, None),
    ],
    ids=["dead", "no-gap", "adaptable", "one-missing", "half-missing", "nowhere-to-go"],
)
def test_the_strategy_follows_the_gap(kind: RemovalKind, gap: tuple[Gap, ...], used: int, expected: Strategy | None):
    assert strategy(kind, gap, used) is expected


def test_churn_counts_the_commits_of_the_files_of_the_parts():
    history = [Commit("c", 3, ("a.py", "b.py")), Commit("b", 2, ("b.py",)), Commit("a", 1, ("a.py",))]

    assert churn([Part("a.py", "A", ()), Part("a.py", "B", ())], history) == 2


def test_feasibility_is_the_share_whose_gap_is_empty_or_adaptable():
    app = "from old import Old\nOld().fetch(1)"
    files = {"old.py": "class Old:\n    def fetch(self, key): ...", "app.py": app}
    new = "class New:\n    def {}(self, key): ..."
    removals = [
        removal({**files, "new.py": new.format(name)}, "old.py:Old", into="new.py:New") for name in ("fetch", "load")
    ]

    assert feasibility(removals) == (1, 2)
