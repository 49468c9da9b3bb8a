"""From the records of a sandbox to outcomes: what was not told counts as ended, never as good."""

from types import SimpleNamespace

import pytest

from auditlib.model import Outcome, TestOutcome
from auditlib.trials import critical_tests
from auditlib.trials.critical_tests import _executed, _judged, _outcomes, _problem, _steady
from auditlib.trials.supervision import Answer


def answer(*records, exit_code=0, stopped="", forged=0, output=""):
    return Answer(records, exit_code, stopped, output, forged, 1.0)


def told(name, outcome="passed"):
    return {"kind": "test", "id": name, "outcome": outcome, "seconds": 0.1, "message": ""}


def ended(code=0):
    return {"kind": "ended", "exit": code, "tests": 1}


def collected(*names):
    return {"kind": "collected", "ids": list(names)}


@pytest.mark.parametrize(("stopped", "outcome"), [("", Outcome.DIED), ("not done after 3 s", Outcome.TIMEOUT)])
def test_a_test_without_an_outcome_has_ended_with_its_run(stopped, outcome):
    found = _outcomes(answer(collected("t::a", "t::b"), told("t::a"), stopped=stopped))

    assert {test.id: test.outcome for test in found} == {"t::a": Outcome.PASSED, "t::b": outcome}


def test_a_module_that_cannot_be_collected_is_an_error():
    (found,) = _outcomes(answer({"kind": "collect-error", "id": "t.py", "message": "no module"}, ended(2)))

    assert (found.id, found.outcome) == ("t.py (collection)", Outcome.ERROR)


@pytest.mark.parametrize(
    ("records", "options", "problem"),
    [
        ([told("a"), ended()], {}, ""),
        ([told("a", "failed"), ended(1)], {}, ""),
        ([ended(5)], {}, "it collects no test"),
        ([ended(0)], {}, "it collects no test"),
        ([told("a"), ended(3)], {"output": "INTERNALERROR"}, "pytest ended with 3: INTERNALERROR"),
        ([told("a")], {"exit_code": 9}, "the process ended with 9 before pytest did: "),
        ([told("a"), ended()], {"forged": 2}, "2 outcomes were forged"),
        ([told("a")], {"stopped": "not done after 3 s"}, "ended by auditlib: not done after 3 s"),
        ([{"kind": "ended", "exit": None, "reason": "no pytest"}], {}, "no pytest"),
    ],
    ids=["passes", "fails", "empty", "nothing told", "internal", "leaves", "forges", "too long", "no pytest"],
)
def test_problems_of_a_whole_run(records, options, problem):
    found = answer(*records, **options)

    assert _problem(found, _outcomes(found)).startswith(problem)
    assert bool(_problem(found, _outcomes(found))) is bool(problem)


@pytest.mark.parametrize(("code", "started"), [(0, True), (1, True), (None, False)])
def test_run_that_pytest_did_not_begin_is_marked(monkeypatch, code, started):
    given = answer({"kind": "ended", "exit": code, "reason": "pytest cannot be imported: TypeError: x"})
    monkeypatch.setattr(critical_tests, "_answer", lambda *_: given)
    prepared = SimpleNamespace(state="head")
    definition = SimpleNamespace(name="t", level="BLOCKING")
    run, _ = _judged(prepared, definition, "t.py", [], SimpleNamespace(repeat=0))

    assert run.started is started
    assert run.problem


def test_outcomes_that_differ_are_flaky():
    first = (TestOutcome("a", Outcome.FAILED), TestOutcome("b", Outcome.FAILED))

    found = _steady(first, (TestOutcome("a", Outcome.PASSED), TestOutcome("b", Outcome.FAILED)))

    assert [(test.id, test.outcome, test.flaky) for test in found] == [
        ("a", Outcome.FAILED, True), ("b", Outcome.FAILED, False)
    ]  # fmt: skip


def test_lines_that_an_import_executes_are_no_tests():
    record = {"kind": "executed", "path": "m.py", "lines": {"": [1, 2], "t::a": [2, 5, 4], "t::b": [1]}}

    assert _executed(answer(record)) == {"t::a": {"m.py": (4, 5)}}
