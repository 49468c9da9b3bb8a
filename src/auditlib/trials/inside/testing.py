"""Run tests with pytest, and tell the outcome of each; which lines each executed, where coverage is installed."""

from __future__ import annotations

import os
import time
from typing import Any

MESSAGE = 2_000
"""Characters of a failure that are told."""


def work(job: dict[str, Any], channel: Any) -> None:
    """Run pytest on `job["arguments"]`; records `collected`, `collect-error`, `test`, `executed` and, last, `ended`."""
    try:
        import pytest  # noqa: PLC0415 (of the audited code's environment)
    except Exception as error:  # noqa: BLE001 - an old pytest fails on a new Python in ways of its own
        missing = isinstance(error, ImportError) and error.name == "pytest"
        said = f"pytest cannot be imported: {type(error).__name__}: {error}"
        reason = "pytest is not installed in that environment" if missing else said
        channel.send(kind="ended", exit=None, reason=reason)
        return
    coverage = _coverage(job)
    recorder, began = _Recorder(channel, coverage), time.perf_counter()
    if coverage:
        coverage.start()
    exit_code = int(pytest.main(["-p", "no:cacheprovider", *job["arguments"]], plugins=[recorder]))
    if coverage:
        coverage.stop()
        _tell_lines(coverage, job["work"], channel)
    channel.send(
        kind="ended", exit=exit_code, tests=recorder.told, seconds=time.perf_counter() - began,
        contexts=coverage is not None,
    )  # fmt: skip


class _Recorder:
    """A plugin of pytest that hears of every test's setup, call and teardown, and tells one outcome of it."""

    def __init__(self, channel: Any, coverage: Any) -> None:
        self._channel = channel
        self._coverage = coverage
        self._phases: dict[str, list[Any]] = {}
        self.told = 0

    def pytest_collection_finish(self, session: Any) -> None:
        """Tell what will be run."""
        self._channel.send(kind="collected", ids=[item.nodeid for item in session.items])

    def pytest_collectreport(self, report: Any) -> None:
        """Tell what could not be collected."""
        if report.failed:
            self._channel.send(kind="collect-error", id=report.nodeid, message=_text(report))

    def pytest_runtest_logstart(self, nodeid: str, location: Any) -> None:  # noqa: ARG002 (pytest names them)
        """From here on lines are executed by this test."""
        if self._coverage:
            self._coverage.switch_context(nodeid)

    def pytest_runtest_logfinish(self, nodeid: str, location: Any) -> None:  # noqa: ARG002
        """Tell the outcome of the test, all phases together."""
        if self._coverage:
            self._coverage.switch_context("")
        phases = self._phases.pop(nodeid, [])
        self.told += 1
        outcome, report = _outcome(phases)
        self._channel.send(
            kind="test", id=nodeid, outcome=outcome, seconds=sum(one.duration for one in phases),
            message=_text(report) if report else "",
        )  # fmt: skip

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Keep one phase of a test."""
        self._phases.setdefault(report.nodeid, []).append(report)


def _outcome(phases: list[Any]) -> tuple[str, Any]:
    """The outcome of a test in pytest's words, and the report that decided it."""
    for wanted in (_failed, _skipped, _unexpected):
        for report in phases:
            if outcome := wanted(report):
                return outcome, report
    ran = any(report.when == "call" for report in phases)
    return ("passed" if ran else "error"), None


def _failed(report: Any) -> str:
    return ("failed" if report.when == "call" else "error") if report.failed else ""


def _skipped(report: Any) -> str:
    return ("xfailed" if hasattr(report, "wasxfail") else "skipped") if report.skipped else ""


def _unexpected(report: Any) -> str:
    return "xpassed" if report.when == "call" and hasattr(report, "wasxfail") else ""


def _text(report: Any) -> str:
    longrepr = report.longrepr
    text = longrepr[2] if isinstance(longrepr, tuple) else str(longrepr or getattr(report, "wasxfail", ""))
    return text[-MESSAGE:]


def _coverage(job: dict[str, Any]) -> Any:
    if not job["contexts"]:
        return None
    try:
        import coverage  # noqa: PLC0415
    except ImportError:
        return None
    return coverage.Coverage(data_file=None, config_file=False, source=[job["work"]], messages=False)


def _tell_lines(coverage: Any, top: str, channel: Any) -> None:
    """For each file the lines that each test executed, and those that were executed outside any ("": imports)."""
    data = coverage.get_data()
    for path in sorted(data.measured_files()):
        lines: dict[str, list[int]] = {}
        for line, contexts in data.contexts_by_lineno(path).items():
            for context in contexts:
                lines.setdefault(context, []).append(line)
        channel.send(kind="executed", path=os.path.relpath(path, top), lines=lines)
