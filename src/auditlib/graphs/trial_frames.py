"""What `auditlib try` found as pandas frames: how it was run, tests, what changed, imports, benchmarks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from statistics import median

import pandas as pd

from auditlib.graphs.frames import frame_of
from auditlib.model import BenchmarkTrial, Outcome, TestRun, Trial
from auditlib.model.trials import Interval
from auditlib.visible import one_line

ELSEWHERE = {
    "module": str, "state": str, "tests": int, "good": int, "bad": int, "skipped": int, "here": str, "differs": str,
}  # fmt: skip
STATE_TRIAL = {
    "state": str, "revision": str, "python": str, "requirements": int, "not_installed": str, "not_copied": int,
}  # fmt: skip
TEST_RUN = {
    "state": str, "name": str, "level": str, "passes": bool, "passed": int, "failed": int, "skipped": int,
    "seconds": float, "path": str, "problem": str,
}  # fmt: skip
TEST_CHANGE = {"change": str, "test": str, "base": str, "head": str, "message": str}
IMPORT_TRIAL = {"module": str, "state": str, "outcome": str, "regression": bool, "message": str}
BENCHMARK = {
    "benchmark": str, "metric": str, "base_ms": float, "head_ms": float, "ratio": float, "low": float, "high": float,
    "noise": str, "verdict": str,
}  # fmt: skip
MEMORY = {
    "benchmark": str, "state": str, "peak_of_a_call_mb": float, "process_mb": float, "left_by_a_call": float,
    "verdict": str,
}  # fmt: skip

ABSENT = "not there"
MESSAGE = 200
"""Characters of a failure that a table shows: the last, where pytest says what went wrong."""


def state_trial_frame(trial: Trial) -> pd.DataFrame:
    """How each state was run: its commit, the Python, what was installed for it and what could not be."""
    rows = (
        (
            one.state, one.revision[:12], one.python, len(one.requirements),
            ", ".join(f"{name} ({reason})" for name, reason in one.not_installed), len(one.left_out),
        )
        for one in trial.states
    )  # fmt: skip
    return frame_of(rows, STATE_TRIAL)


def test_run_frame(trial: Trial) -> pd.DataFrame:
    """Each entry of the definition file at each state: whether it passes, and how many of its tests do what."""
    return frame_of((_test_run(run) for run in trial.tests), TEST_RUN)


def elsewhere_frame(trial: Trial) -> pd.DataFrame:
    """The tests that were run elsewhere, by module, beside the same tests here: which have another outcome.

    Tests are known by the names of their file and of themselves, as folders differ from place to place. `here` is ""
    where none of them was run here.
    """
    return frame_of((_elsewhere(run, trial) for run in trial.elsewhere), ELSEWHERE)


def test_change_frame(trial: Trial) -> pd.DataFrame:
    """The tests that are not simply good at both states; what is worse comes first."""
    rows = (
        (
            one.change.value,
            one.id,
            one.base or "not there",
            one.head or "not there",
            one_line(one.message.strip()[-200:]),
        )
        for one in sorted(trial.test_changes, key=lambda one: (not one.worse, one))
    )
    return frame_of(rows, TEST_CHANGE)


def import_trial_frame(trial: Trial) -> pd.DataFrame:
    """The modules that could not be imported; those that could be at the base come first."""
    lost = set(trial.import_regressions)
    failed = (one for one in trial.imports if not one.imported)
    rows = (
        (one.module, one.state, one.outcome, one in lost, one.message)
        for one in sorted(failed, key=lambda one: (one not in lost, one))
    )
    return frame_of(rows, IMPORT_TRIAL)


def benchmark_frame(trial: Trial) -> pd.DataFrame:
    """Each benchmark, and each metric that it tells of itself: the ratio head / base with its 95 % interval.

    `noise` is the interval of the base against itself; `metric` is "" for the time of the whole call.
    """
    return frame_of((row for one in trial.benchmarks for row in _benchmark(one)), BENCHMARK)


def memory_frame(trial: Trial) -> pd.DataFrame:
    """Memory of each benchmark at each state in MB; `left_by_a_call` in bytes, by the slope over repeated calls."""
    rows = (
        (
            one.name, state, one.peak.get(state, 0) / 1e6, one.peak_rss.get(state, 0) / 1e6,
            one.slope[state][0] if state in one.slope else 0.0,
            "leaks" if one.leaks and state == one.states[-1] else "",
        )
        for one in trial.benchmarks
        if not one.problem
        for state in one.states
    )  # fmt: skip
    return frame_of(rows, MEMORY)


def _test_run(run: TestRun) -> tuple[object, ...]:
    return (
        run.state, run.name, run.level, run.passed, *_sorts(run), run.seconds, run.path, one_line(run.problem),
    )  # fmt: skip


def _elsewhere(run: TestRun, trial: Trial) -> tuple[object, ...]:
    local = {_known_by(name): test for name, test in trial.outcomes(run.state.partition(" ")[0]).items()}
    pairs = [(test, local[_known_by(test.id)]) for test in run.tests if _known_by(test.id) in local]
    differ = [there.id.rpartition("::")[2] for there, here in pairs if there.outcome.bad != here.outcome.bad]
    here = f"{sum(one.outcome.good for _, one in pairs)} of {len(pairs)} good" if pairs else ""
    return run.path, run.state, len(run.tests), *_sorts(run), here, ", ".join(differ)


def _sorts(run: TestRun) -> tuple[int, int, int]:
    """How many tests are good, bad, and skipped."""
    counts = Counter(test.outcome for test in run.tests)
    good = sum(count for outcome, count in counts.items() if outcome.good)
    bad = sum(count for outcome, count in counts.items() if outcome.bad)
    return good, bad, counts[Outcome.SKIPPED]


def _known_by(test: str) -> tuple[str, str]:
    path, _, name = test.partition("::")
    return path.rpartition("/")[2], name.rpartition("::")[2]


def _benchmark(one: BenchmarkTrial) -> Iterator[tuple[object, ...]]:
    if one.problem:
        yield (one.name, "", None, None, None, None, None, "", f"not run: {one_line(one.problem)}")
        return
    noise = f"{one.noise[1]:.2f} to {one.noise[2]:.2f}" if one.noise else ""
    times = [median(one.seconds[state]) * 1000 for state in one.states]
    base, head = times[0] if len(times) > 1 else None, times[-1]
    yield (one.name, "", base, head, *(one.ratio or (None, None, None)), noise, _speed(one, "", one.ratio))
    for name, ratio in sorted(one.metrics.items()):
        yield (one.name, name, None, None, *ratio, noise, _speed(one, name, ratio))


def _speed(one: BenchmarkTrial, metric: str, ratio: Interval | None) -> str:
    missed = [] if metric else list(one.missed)
    if metric in one.slower:
        missed.insert(0, "slower")
    if not missed and ratio and ratio[2] < 1:
        return "faster"
    return "; ".join(missed) or "no sure difference"
