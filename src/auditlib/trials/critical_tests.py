"""Critical tests at one state: each module of the definition file in a sandbox of its own, and what every test gave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from msgspec.structs import replace as with_values

from auditlib.facts.critical_tests import Definition
from auditlib.model import Outcome, TestOutcome, TestRun
from auditlib.trials.preparing import Prepared, defined_tests
from auditlib.trials.sandbox import Limits, Sandbox
from auditlib.trials.supervision import Answer, run_job

ENDED_WELL = frozenset({0, 1})
"""Exit codes of pytest that mean that every test has an outcome; 5 means that there was none."""

NONE_COLLECTED = 5

Executed = dict[str, dict[str, tuple[int, ...]]]
"""Test → path → lines that it executed, and no import did."""


@dataclass(frozen=True, slots=True)
class Runner:
    """How tests are run: in which sandbox, under which limits, how often those that are bad, with contexts or not."""

    sandbox: Sandbox
    limits: Limits
    repeat: int = 2
    contexts: bool = False


def run_critical_tests(
    prepared: Prepared, document: str | None, marker: str | None, runner: Runner
) -> tuple[tuple[TestRun, ...], Executed]:
    """A run for each entry of the definition file, and one for the marker; and what each test executed.

    Tests that are not good are run again, `repeat` times: one whose outcomes differ is flaky.
    """
    runs: list[TestRun] = []
    executed: Executed = {}
    entries = defined_tests(prepared, document) if document else ()
    for definition, paths in entries:
        run, lines = _entry(prepared, definition, paths, runner)
        runs.append(run)
        executed.update(lines)
    if marker:
        definition = Definition(f"marker {marker}", "", "BLOCKING", None)
        run, lines = _judged(prepared, definition, "", ["-m", marker], runner)
        runs.append(run)
        executed.update(lines)
    return tuple(runs), executed


def _entry(
    prepared: Prepared, definition: Definition, paths: Sequence[str], runner: Runner
) -> tuple[TestRun, Executed]:
    if not paths:
        problem = "its test module is not there"
        return TestRun(definition.name, definition.module, definition.level, prepared.state, problem=problem), {}
    return _judged(prepared, definition, paths[0] if len(paths) == 1 else definition.module, paths, runner)


def _judged(
    prepared: Prepared, definition: Definition, path: str, arguments: Sequence[str], runner: Runner
) -> tuple[TestRun, Executed]:
    answer = _answer(prepared, definition, arguments, runner)
    tests = _outcomes(answer)
    problem = _problem(answer, tests)
    for _ in range(runner.repeat):
        if not any(test.outcome.bad for test in tests):
            break
        tests = _steady(tests, _outcomes(_answer(prepared, definition, arguments, replace(runner, contexts=False))))
    started = all(record["exit"] is not None for record in answer.of("ended"))
    run = TestRun(
        definition.name, path, definition.level, prepared.state, tests, problem, round(answer.seconds, 2), started
    )
    return run, _executed(answer)


def _answer(prepared: Prepared, definition: Definition, arguments: Sequence[str], runner: Runner) -> Answer:
    limits = replace(runner.limits, seconds=definition.seconds or runner.limits.seconds)
    job = {
        "what": "testing", "roots": prepared.roots, "arguments": ["-q", *arguments], "contexts": runner.contexts,
    }  # fmt: skip
    interpreter = prepared.environment.interpreter
    return run_job(job, prepared.tree, sandbox=runner.sandbox, interpreter=interpreter, limits=limits)


def _outcomes(answer: Answer) -> tuple[TestOutcome, ...]:
    """An outcome of every test that was collected: one that was not told was under way, or never begun, at the end."""
    told = {
        record["id"]: TestOutcome(
            record["id"], Outcome(record["outcome"]), round(record["seconds"], 4), record["message"]
        )
        for record in answer.of("test")
    }
    cut_off = Outcome.TIMEOUT if answer.stopped else Outcome.DIED
    for record in answer.of("collected"):
        for name in record["ids"]:
            told.setdefault(name, TestOutcome(name, cut_off, message=answer.stopped or f"exit code {answer.exit}"))
    for record in answer.of("collect-error"):
        name = f"{record['id']} (collection)"
        told[name] = TestOutcome(name, Outcome.ERROR, message=record["message"])
    return tuple(sorted(told.values()))


def _problem(answer: Answer, tests: Sequence[TestOutcome]) -> str:
    """What is wrong with the run as a whole; "" where nothing is."""
    if answer.forged:
        return f"{answer.forged} outcomes were forged: lines that pytest did not write came out of the sandbox"
    if answer.stopped:
        return f"ended by auditlib: {answer.stopped}"
    ended = next(answer.of("ended"), None)
    if ended is None:
        return f"the process ended with {answer.exit} before pytest did: {answer.output.strip()[-300:]}"
    if ended["exit"] is None:
        return str(ended["reason"])
    if ended["exit"] == NONE_COLLECTED or not tests:
        return "it collects no test"
    if ended["exit"] not in ENDED_WELL and not any(test.outcome.bad for test in tests):
        return f"pytest ended with {ended['exit']}: {answer.output.strip()[-300:]}"
    return ""


def _steady(first: Sequence[TestOutcome], again: Sequence[TestOutcome]) -> tuple[TestOutcome, ...]:
    """The first outcomes, with those marked flaky whose repetition says otherwise."""
    repeated = {test.id: test.outcome for test in again}
    return tuple(
        with_values(test, flaky=test.flaky or repeated.get(test.id, test.outcome) is not test.outcome) for test in first
    )


def _executed(answer: Answer) -> Executed:
    """Test → path → the lines that it executed and that no import did."""
    found: Executed = {}
    for record in answer.of("executed"):
        imported = set(record["lines"].get("", ()))
        for test, lines in record["lines"].items():
            own = tuple(sorted(set(lines) - imported))
            if test and own:
                found.setdefault(test, {})[record["path"]] = own
    return found
