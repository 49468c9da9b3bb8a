"""What a trial says: sets of tests compared, and nothing run is no pass."""

import pytest

from auditlib.model import BenchmarkTrial, Change, ImportTrial, Outcome, StateTrial, TestOutcome, TestRun, Trial

STATES = (StateTrial("base", "b" * 40, "3.11", given=True), StateTrial("head", "c" * 40, "3.11", given=True))


def runs(**outcomes):
    """A run at each state: `base={"a": "passed"}`."""
    return tuple(
        TestRun("P0", "t.py", "BLOCKING", state, tuple(TestOutcome(name, Outcome(one)) for name, one in tests.items()))
        for state, tests in outcomes.items()
    )


@pytest.mark.parametrize(
    ("base", "head", "change"),
    [
        ("passed", "passed", None),
        ("passed", "failed", Change.BROKEN),
        ("passed", "skipped", Change.SKIPPED),
        ("passed", None, Change.GONE),
        ("failed", "passed", Change.FIXED),
        ("failed", "error", Change.STILL_BAD),
        (None, "failed", Change.NEW_BAD),
        (None, "passed", None),
        ("skipped", "skipped", None),
        ("skipped", "failed", Change.STILL_BAD),
        ("xfailed", "xpassed", Change.BROKEN),
    ],
)
def test_what_became_of_a_test(base, head, change):
    tests = runs(base={"a": base, "z": "passed"} if base else {"z": "passed"}, head={"a": head} if head else {})

    found = {one.id: one.change for one in Trial(states=STATES, tests=tests).test_changes}

    assert found.get("a") is change


@pytest.mark.parametrize(("started", "changes"), [(True, [Change.GONE]), (False, [])])
def test_a_test_that_could_not_be_run_at_the_head_is_not_gone(started, changes):
    head = TestRun("P0", "t.py", "BLOCKING", "head", problem="a reason", started=started)
    trial = Trial(states=STATES, tests=(*runs(base={"a": "passed"}), head))

    assert [one.change for one in trial.test_changes] == changes
    assert trial.not_run == ("P0 (head): a reason",)


def test_a_flaky_test_is_neither_better_nor_worse():
    flaky = TestOutcome("a", Outcome.FAILED, flaky=True)
    tests = (*runs(base={"a": "passed"}), TestRun("P0", "t.py", "BLOCKING", "head", (flaky,)))

    (found,) = Trial(states=STATES, tests=tests).test_changes

    assert (found.change, found.worse) == (Change.FLAKY, False)


@pytest.mark.parametrize(
    ("outcomes", "problem", "passes"),
    [
        (["passed"], "", True),
        (["passed", "skipped", "xfailed"], "", True),
        (["skipped"], "", False),
        ([], "", False),
        (["passed", "error"], "", False),
        (["passed"], "ended by auditlib", False),
    ],
)
def test_when_an_entry_passes(outcomes, problem, passes):
    tests = tuple(TestOutcome(str(number), Outcome(one)) for number, one in enumerate(outcomes))

    assert TestRun("P0", "t.py", "HIGH", "head", tests, problem).passed is passes


def test_only_what_was_imported_before_is_a_regression():
    imports = (
        ImportTrial("lost", "base", "imported"), ImportTrial("lost", "head", "ImportError"),
        ImportTrial("never", "base", "ImportError"), ImportTrial("never", "head", "ImportError"),
        ImportTrial("new", "head", "ImportError"),
    )  # fmt: skip

    found = Trial(states=STATES, imports=imports)

    assert [one.module for one in found.import_regressions] == ["lost"]
    assert (found.worse, found.bad) == (1, 3)


def test_nothing_run_is_vacuous():
    assert Trial().tally == "VACUOUS: nothing was run"


@pytest.mark.parametrize(
    ("ratio", "noise", "slower"),
    [
        ((1.30, 1.20, 1.40), (1.0, 0.97, 1.03), ("",)),
        ((1.30, 0.90, 1.90), (1.0, 0.97, 1.03), ()),
        ((1.03, 1.02, 1.04), (1.0, 0.99, 1.01), ()),
        ((1.10, 1.05, 1.15), (1.0, 0.85, 1.20), ()),
        ((0.80, 0.70, 0.90), (1.0, 0.97, 1.03), ()),
    ],
    ids=["slower", "not sure", "too little", "within the noise", "faster"],
)
def test_when_a_benchmark_is_slower(ratio, noise, slower):
    assert BenchmarkTrial("b", ("base", "head"), {}, ratio, noise).slower == slower


def test_limits_and_promises_that_are_missed_are_told():
    found = BenchmarkTrial(
        "b", ("base", "head"), {"base": (0.1,), "head": (0.2,)}, (2.0, 1.9, 2.1), None,
        peak_rss={"head": 90_000_000}, limit_ms=100, limit_mb=80, improvement=0.2,
    )  # fmt: skip

    assert found.missed == (
        "takes 200.0 ms; at most 100 ms are allowed",
        "takes 90.0 MB of memory; at most 80 MB are allowed",
        "takes 2.00 times as long; at most 0.80 was promised",
    )
