"""What running audited code gave: outcomes of tests, imports and benchmarks, and how they were run."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from statistics import median

from msgspec import Struct

IMPORTED = "imported"
"""The outcome of an import that succeeded."""


SLOWER = 1.05
"""A ratio that a call must exceed to be called slower, however sure: below, a reader has nothing to do."""

LEAK = 32.0
"""Bytes a call: the smallest object that can be left behind takes about as much."""


class Outcome(StrEnum):
    """What became of one test, in pytest's words; TIMEOUT and DIED where its run was ended."""

    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"
    SKIPPED = "skipped"
    XFAILED = "xfailed"
    XPASSED = "xpassed"
    TIMEOUT = "timed_out"
    DIED = "died"

    @property
    def good(self) -> bool:
        """Whether the test ran and said that all is as it should be."""
        return self in {Outcome.PASSED, Outcome.XFAILED}

    @property
    def bad(self) -> bool:
        """Whether something is wrong; a skipped test is neither good nor bad."""
        return self not in {Outcome.PASSED, Outcome.XFAILED, Outcome.SKIPPED}


class TestOutcome(Struct, frozen=True, order=True):
    """One test of one run; `flaky` where repetitions disagreed."""

    __test__ = False  # pytest collects what is called Test

    id: str
    outcome: Outcome
    seconds: float = 0.0
    message: str = ""
    flaky: bool = False


class TestRun(Struct, frozen=True):
    """One module of critical tests at one state: what it was asked for, its outcomes, and why there are none.

    `problem` is "" where the run came to its own end and collected something. `started` is False where pytest could
    not be imported: nothing is known of the tests then, so none of them is gone.
    """

    __test__ = False

    name: str
    path: str
    level: str
    state: str
    tests: tuple[TestOutcome, ...] = ()
    problem: str = ""
    seconds: float = 0.0
    started: bool = True

    @property
    def passed(self) -> bool:
        """At least one test ran and was good, none was bad, and nothing went wrong. All skipped is no pass."""
        return (
            not self.problem
            and any(test.outcome.good for test in self.tests)
            and not any(test.outcome.bad for test in self.tests)
        )


class Change(StrEnum):
    """What became of a test between two states."""

    BROKEN = "broken"  # good at the base, bad at the head
    SKIPPED = "no longer run"  # good at the base, skipped at the head
    GONE = "gone"  # good at the base, not there at the head
    NEW_BAD = "new and bad"
    STILL_BAD = "still bad"
    FIXED = "fixed"
    FLAKY = "flaky"  # repetitions at one state disagreed: nothing can be said


class TestChange(Struct, frozen=True, order=True):
    """One critical test whose outcome is not simply good at both states; an outcome is None where it is not there."""

    __test__ = False

    change: Change
    id: str
    base: Outcome | None
    head: Outcome | None
    message: str = ""

    @property
    def worse(self) -> bool:
        """Whether the head has lost something that the base had, or brings something bad."""
        return self.change in {Change.BROKEN, Change.SKIPPED, Change.GONE, Change.NEW_BAD}


class ImportTrial(Struct, frozen=True, order=True):
    """One module that was imported at one state: `outcome` is "imported", the name of the exception, or how it died."""

    module: str
    state: str
    outcome: str
    message: str = ""
    seconds: float = 0.0

    @property
    def imported(self) -> bool:
        """Whether it was imported."""
        return self.outcome == IMPORTED


Interval = tuple[float, float, float]
"""A mean and the two ends of its 95 % interval."""


class BenchmarkTrial(Struct, frozen=True):
    """One benchmark at one state or at two: the median seconds of a call in each round, and the ratio head / base.

    `noise` is the same ratio of the base to itself, measured first: what lies within it is no difference. `metrics`
    are the ratios of what the benchmark says of itself. `peak` is the bytes allocated at the peak of a call,
    `peak_rss` those of the process, `slope` what stays after each further call.
    """

    name: str
    states: tuple[str, ...]
    seconds: Mapping[str, tuple[float, ...]]
    ratio: Interval | None = None
    noise: Interval | None = None
    metrics: Mapping[str, Interval] = {}
    peak: Mapping[str, int] = {}
    peak_rss: Mapping[str, int] = {}
    slope: Mapping[str, Interval] = {}
    limit_ms: float | None = None
    limit_mb: float | None = None
    improvement: float | None = None  # the share of the time that the params promise to save
    problem: str = ""

    @property
    def slower(self) -> tuple[str, ...]:
        """What is slower at the head, surely and by more than the noise: "" for the whole call, else the metric."""
        ratios = {**({"": self.ratio} if self.ratio else {}), **self.metrics}
        floor = max(SLOWER, self.noise[2] if self.noise else SLOWER)
        return tuple(sorted(name for name, (mean, low, _) in ratios.items() if low > 1 and mean > floor))

    @property
    def missed(self) -> tuple[str, ...]:
        """The limits and promises of the params that are not kept at the last state, as a reader is told."""
        found = []
        last = self.states[-1]
        if self.seconds and self.limit_ms is not None and self.milliseconds > self.limit_ms:
            found.append(f"takes {self.milliseconds:,.1f} ms; at most {self.limit_ms:g} ms are allowed")
        megabytes = self.peak_rss.get(last, 0) / 1e6
        if self.limit_mb is not None and megabytes > self.limit_mb:
            found.append(f"takes {megabytes:,.1f} MB of memory; at most {self.limit_mb:g} MB are allowed")
        if self.ratio and self.improvement is not None and self.ratio[1] > 1 - self.improvement:
            found.append(f"takes {self.ratio[0]:.2f} times as long; at most {1 - self.improvement:.2f} was promised")
        return tuple(found)

    @property
    def milliseconds(self) -> float:
        """The median of a call at the last state."""
        return median(self.seconds[self.states[-1]]) * 1000

    @property
    def leaks(self) -> bool:
        """Each further call at the last state surely leaves more than a few bytes behind."""
        slopes = [self.slope[name] for name in self.states if name in self.slope]
        return bool(slopes) and slopes[-1][1] > LEAK


class StateTrial(Struct, frozen=True):
    """How one state was run: its commit, the Python, what was installed for it, and what of it was left out."""

    state: str
    revision: str
    python: str
    given: bool
    requirements: tuple[str, ...] = ()
    not_installed: tuple[tuple[str, str], ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()


NOTHING_RUN = "nothing has been run: `auditlib try` runs what the params name, and keeps the evidence"


class Trial(Struct, frozen=True):
    """All that `auditlib try` found. `executed`: test → path → lines that it executed and no import did."""

    project: str = ""
    sandbox: str = ""
    promise: str = NOTHING_RUN
    states: tuple[StateTrial, ...] = ()
    asked: tuple[str, ...] = ()
    tests: tuple[TestRun, ...] = ()
    imports: tuple[ImportTrial, ...] = ()
    benchmarks: tuple[BenchmarkTrial, ...] = ()
    executed: Mapping[str, Mapping[str, tuple[int, ...]]] = {}
    elsewhere: tuple[TestRun, ...] = ()  # what was run in another place: its state says where, as "head (ci)"

    def outcomes(self, state: str) -> dict[str, TestOutcome]:
        """The outcome of each critical test at a state, by its id."""
        return {test.id: test for run in self.tests if run.state == state for test in run.tests}

    @property
    def test_changes(self) -> tuple[TestChange, ...]:
        """The tests that are not simply good at base and head: sets, not counts; sorted by change and id.

        A test of the base that could not be run at the head is not among them: `not_run` names its module.
        """
        base, head = self.outcomes("base"), self.outcomes("head")
        names = {*head, *base.keys() - self._unstarted()}
        pairs = ((name, base.get(name), head.get(name)) for name in names)
        found = (_changed(name, before, after, bool(base)) for name, before, after in pairs)
        return tuple(sorted(change for change in found if change))

    def _unstarted(self) -> set[str]:
        """The tests of modules for which pytest could not be imported at the head."""
        modules = {run.name for run in self.tests if run.state == "head" and not run.started}
        return {test.id for run in self.tests if run.name in modules for test in run.tests}

    @property
    def import_regressions(self) -> tuple[ImportTrial, ...]:
        """The modules that were imported at the base and cannot be at the head, as they are at the head; sorted."""
        imported = {trial.module for trial in self.imports if trial.state == "base" and trial.imported}
        lost = (trial for trial in self.imports if trial.state == "head" and not trial.imported)
        return tuple(sorted(trial for trial in lost if trial.module in imported))

    @property
    def vacuous(self) -> bool:
        """Nothing was run, so nothing has passed."""
        return not (self.tests or self.imports or self.benchmarks)

    @property
    def worse(self) -> int:
        """How many things are worse: tests, imports, benchmarks that are slower, that leak, or that miss a limit."""
        benchmarks = sum(bool(one.slower) + one.leaks + len(one.missed) for one in self.benchmarks)
        return sum(change.worse for change in self.test_changes) + len(self.import_regressions) + benchmarks

    @property
    def bad(self) -> int:
        """How many tests and imports are bad at the last state, whatever they were before."""
        last = self.states[-1].state if self.states else ""
        imports = sum(one.state == last and not one.imported for one in self.imports)
        return sum(test.outcome.bad for test in self.outcomes(last).values()) + imports

    @property
    def tally(self) -> str:
        """What was found, as a reader is told of it."""
        if self.vacuous:
            return "VACUOUS: nothing was run"
        compared = f"{self.worse} worse at the {self.states[-1].state}, " if len(self.states) > 1 else ""
        return f"{compared}{self.bad} failing, {len(self.not_run)} not run"

    @property
    def not_run(self) -> tuple[str, ...]:
        """What was asked for and gave no answer, each with the reason; sorted."""
        runs = (f"{run.name} ({run.state}): {run.problem}" for run in self.tests if run.problem)
        benchmarks = (f"{one.name}: {one.problem}" for one in self.benchmarks if one.problem)
        return tuple(sorted((*runs, *benchmarks)))


def _changed(name: str, base: TestOutcome | None, head: TestOutcome | None, compared: bool) -> TestChange | None:
    """What to tell of one test; None where it is good at both states, or skipped at both, or good and new."""
    before, after = base.outcome if base else None, head.outcome if head else None
    change = _change(before, after, compared)
    if change is None:
        return None
    if (base and base.flaky) or (head and head.flaky):
        change = Change.FLAKY
    told = head or base
    return TestChange(change, name, before, after, told.message if told else "")


def _change(base: Outcome | None, head: Outcome | None, compared: bool) -> Change | None:
    if base and base.good:
        return _lost(head)
    if head is None:
        return None
    if head.bad:
        return Change.STILL_BAD if base or not compared else Change.NEW_BAD
    return Change.FIXED if head.good and base and base.bad else None


def _lost(head: Outcome | None) -> Change | None:
    """What became of a test that was good."""
    if head is None:
        return Change.GONE
    if head.bad:
        return Change.BROKEN
    return None if head.good else Change.SKIPPED
