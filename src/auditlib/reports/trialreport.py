"""A trial as text, as JSON, as JUnit XML for each state, and as coverage JSON: the evidence that `run` then reads."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from xml.etree import ElementTree

import msgspec

from auditlib.model import BenchmarkTrial, Outcome, StateTrial, TestRun, Trial
from auditlib.model.trials import Interval
from auditlib.visible import counted, one_line, visible

FORMAT = 1
TRIAL = "trial.json"
COVERAGE = "coverage.json"
OURS = ("trial.", "junit-", "coverage.")
SHOWN = 40
"""Rows of one kind that a terminal is shown; the files have all."""

_JUNIT = {
    Outcome.FAILED: "failure",
    Outcome.XPASSED: "failure",
    Outcome.ERROR: "error",
    Outcome.TIMEOUT: "error",
    Outcome.DIED: "error",
    Outcome.SKIPPED: "skipped",
    Outcome.XFAILED: "skipped",
}

_encode = msgspec.json.Encoder(order="deterministic").encode


def files(trial: Trial) -> dict[str, str]:
    """The evidence of a trial, by the name of each file: `trial.json`, `junit-STATE.xml`, `coverage.json`."""
    found = {TRIAL: as_json(trial)}
    if "tests" in trial.asked:
        found |= {f"junit-{one.state}.xml": as_junit(trial, one.state) for one in trial.states}
    if trial.executed:
        found[COVERAGE] = as_coverage(trial)
    return found


def as_json(trial: Trial) -> str:
    """The trial as one JSON object; `read_trial` is the inverse."""
    plain = json.loads(_encode(trial))
    return json.dumps({"format": FORMAT, **plain}, indent=1, ensure_ascii=False) + "\n"


def as_junit(trial: Trial, state: str) -> str:
    """The critical tests of one state as JUnit XML: a suite for each entry of the definition file."""
    root = ElementTree.Element("testsuites", name=visible(trial.project))
    for run in (run for run in trial.tests if run.state == state):
        counts = Counter(_JUNIT.get(test.outcome, "passed") for test in run.tests)
        suite = ElementTree.SubElement(
            root, "testsuite", name=visible(run.name), tests=str(len(run.tests)), failures=str(counts["failure"]),
            errors=str(counts["error"]), skipped=str(counts["skipped"]), time=f"{run.seconds:.3f}",
        )  # fmt: skip
        for test in run.tests:
            path, _, name = test.id.partition("::")
            case = ElementTree.SubElement(
                suite, "testcase", classname=visible(path), name=visible(name or path), time=f"{test.seconds:.4f}"
            )
            kind = _JUNIT.get(test.outcome)
            if kind:
                said = ElementTree.SubElement(case, kind, message=one_line(test.message)[:200], type=test.outcome)
                said.text = visible(test.message)
        if run.problem:
            ElementTree.SubElement(suite, "system-err").text = visible(run.problem)
    ElementTree.indent(root, " ")
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def as_coverage(trial: Trial) -> str:
    """What each test executed and no import did, in the form of coverage.py's JSON with contexts."""
    contexts: dict[str, dict[str, list[str]]] = {}
    for test, paths in sorted(trial.executed.items()):
        for path, lines in paths.items():
            for line in lines:
                contexts.setdefault(path, {}).setdefault(str(line), []).append(test)
    found = {
        path: {"executed_lines": sorted(map(int, lines)), "contexts": dict(sorted(lines.items(), key=_number))}
        for path, lines in sorted(contexts.items())
    }
    return json.dumps({"meta": {"format": 3, "show_contexts": True}, "files": found}, indent=1) + "\n"


def as_text(trial: Trial) -> str:
    """The trial for a terminal: how it was run, what is worse at the head, what could not be run, the verdict last."""
    return "\n".join(_lines(trial)) + "\n"


def _number(item: tuple[str, object]) -> int:
    return int(item[0])


def _lines(trial: Trial) -> Iterator[str]:
    yield f"sandbox  {trial.sandbox}: {trial.promise}"
    yield from (_state(one) for one in trial.states)
    if "tests" in trial.asked:
        yield ""
        yield from _tests(trial)
    if "smoke" in trial.asked:
        yield ""
        yield from _imports(trial)
    if "benchmarks" in trial.asked:
        yield ""
        yield from (line for one in trial.benchmarks for line in _benchmark(one))
    if trial.not_run:
        yield ""
        yield from (f"not run: {one_line(problem)}" for problem in trial.not_run)
    yield ""
    yield f"verdict: {trial.tally}"


def _state(one: StateTrial) -> str:
    how = "as it is" if one.given else f"{counted(len(one.requirements), 'requirement')}"
    missing = [f"{name} ({reason})" for name, reason in one.not_installed]
    lost = f"; NOT installed: {one_line(', '.join(missing))}" if missing else ""
    left_out = f"; {counted(len(one.left_out), 'entry')} not copied (links, submodules)" if one.left_out else ""
    return f"{one.state:8} {one.revision[:12]}, Python {one.python}, {how}{lost}{left_out}"


def _tests(trial: Trial) -> Iterator[str]:
    for state in trial.states:
        runs = [run for run in trial.tests if run.state == state.state]
        good = sum(run.passed for run in runs)
        yield f"critical tests at the {state.state}: {good} of {len(runs)} pass; {_counts(runs)}"
    changes = trial.test_changes
    for change in changes[:SHOWN]:
        was, now = change.base or "not there", change.head or "not there"
        yield f"  {change.change}: {one_line(change.id)} ({was} → {now})"
    yield from _rest(len(changes))


def _counts(runs: list[TestRun]) -> str:
    counts = Counter(test.outcome for run in runs for test in run.tests)
    return ", ".join(f"{counts[outcome]} {outcome.replace('_', ' ')}" for outcome in Outcome if counts[outcome])


def _imports(trial: Trial) -> Iterator[str]:
    for state in trial.states:
        own = [one for one in trial.imports if one.state == state.state]
        good = sum(one.imported for one in own)
        yield f"imports at the {state.state}: {good} of {counted(len(own), 'module')} imported"
    failed = [one for one in trial.imports if not one.imported]
    lost = set(trial.import_regressions)
    for one in failed[:SHOWN]:
        mark = "no longer imports" if one in lost else "does not import"
        yield f"  {mark}: {one_line(one.module)} at the {one.state}: {one_line(f'{one.outcome}: {one.message}')}"
    yield from _rest(len(failed))


def _benchmark(one: BenchmarkTrial) -> Iterator[str]:
    if one.problem:
        return
    medians = ", ".join(f"{name} {_time(sorted(times)[len(times) // 2])}" for name, times in one.seconds.items())
    noise = f"; the base against itself {_interval(one.noise)}" if one.noise else ""
    yield f"benchmark {one.name}: {medians}" + (f"; {_interval(one.ratio)}{noise}" if one.ratio else "")
    for name, ratio in one.metrics.items():
        yield f"  {one_line(name)}: {_interval(ratio)}{' SLOWER' if name in one.slower else ''}"
    yield f"  memory at the peak of a call: {_by_state(one.peak)}; of the process: {_by_state(one.peak_rss)}"
    yield from (f"  MISSED: {missed}" for missed in one.missed)
    if one.leaks:
        mean, low, high = one.slope[one.states[-1]]
        yield f"  LEAK: each call leaves {mean:,.0f} bytes behind ({low:,.0f} to {high:,.0f})"


def _interval(ratio: Interval) -> str:
    return f"{ratio[0]:.2f} × (95 %: {ratio[1]:.2f} to {ratio[2]:.2f})"


def _by_state(sizes: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {size / (1 << 20):,.1f} MiB" for name, size in sizes.items())


def _time(seconds: float) -> str:
    return f"{seconds * 1000:,.1f} ms" if seconds >= 0.001 else f"{seconds * 1e6:,.1f} µs"


def _rest(count: int) -> Iterator[str]:
    if count > SHOWN:
        yield f"  and {count - SHOWN:,} more; --out keeps all"
