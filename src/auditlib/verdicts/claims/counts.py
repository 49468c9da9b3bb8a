"""Claims of how many tests pass: against what was run, and against what else the document says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from auditlib.facts.critical_tests import critical_definitions
from auditlib.facts.prose import Statement
from auditlib.model import TestRun
from auditlib.model.claims import ClaimKind, ClaimStatus
from auditlib.verdicts.claims.ground import Ground, Told

_FRACTION = re.compile(r"(?<![\d.])(\d+)\s*(?:/|of|out of)\s*(\d+)\b(?!\s*(?:files?|lines?|%))")
_TESTS = re.compile(r"\btests?\b|\bsuite\b|\bP0\b", re.I)
_IN_CI = re.compile(r"\bCI\b")
_ALWAYS = re.compile(r"\bcontinuous(?:ly)?\b|\bthroughout\b|\balways\b", re.I)

RUN = "`auditlib try PARAMS` would settle it"
HEAD = "head"


class _Count(NamedTuple):
    """So many of so many tests pass, a statement says."""

    statement: Statement
    good: int
    whole: int

    @property
    def pair(self) -> str:
        """As it is told."""
        return f"{self.good}/{self.whole}"


def judge_counts(ground: Ground) -> Iterator[Told]:
    """What is so of each count; one that the document itself gives otherwise is told once, unless it says more."""
    counts = [count for statement in ground.statements for count in _counts(statement, ground)]
    here, there = _run(ground), _run_in_ci(ground)
    for count in counts:
        in_ci = bool(_IN_CI.search(count.statement.plain))
        run, place = (there, "by the results of CI") if in_ci else (here, "run")
        others = _others(count, counts)
        if others:
            yield _told(count, ClaimKind.CONSISTENCY, ClaimStatus.CONTRADICTED, others)
        if run:
            yield _measured(count, run, place)
        elif not others or _ALWAYS.search(count.statement.plain):
            yield _not_run(count, others)


def _others(count: _Count, counts: Sequence[_Count]) -> str:
    """What else the document says, "" where nothing."""
    others = sorted({(one.pair, one.statement.line) for one in counts if one.pair != count.pair})
    said = ", ".join(f"{pair} in line {line}" for pair, line in others)
    return f"the document also says {said}" if said else ""


def _not_run(count: _Count, others: str) -> Told:
    """What is so where no result is at hand."""
    if others:
        return _told(count, ClaimKind.QUANTITY, ClaimStatus.CONTRADICTED, others)
    needed = "the result file of that CI run would settle it" if _IN_CI.search(count.statement.plain) else RUN
    return _told(count, ClaimKind.QUANTITY, ClaimStatus.UNVERIFIABLE, f"no result is at hand; {needed}")


def _counts(statement: Statement, ground: Ground) -> Iterator[_Count]:
    if _TESTS.search(statement.plain) and not statement.cells and not ground.is_plan(statement):
        for good, whole in _FRACTION.findall(statement.plain):
            if int(whole):
                yield _Count(statement, int(good), int(whole))


def _run(ground: Ground) -> Sequence[bool]:
    """Whether each entry of the definition file passed when it was run at the head."""
    return [one.passed for one in ground.trial.tests if one.state == HEAD] if ground.trial else []


def _run_in_ci(ground: Ground) -> Sequence[bool]:
    """Whether each entry passed by the results from elsewhere at the head; one of which they have nothing did not."""
    runs = [one for one in _elsewhere(ground) if one.state.startswith(HEAD)]
    modules = _defined(ground) if runs else []
    return [any(one.passed for one in runs if _is_module(one.path, module)) for module in modules]


def _elsewhere(ground: Ground) -> Sequence[TestRun]:
    return ground.trial.elsewhere if ground.trial else ()


def _defined(ground: Ground) -> list[str]:
    """The modules that the definition file of critical tests names at the head."""
    name = ground.params.critical_tests or ""
    texts = [one.text for one in ground.head.facts.documents if one.path == name]
    return [entry.module for text in texts for entry in critical_definitions(text.encode(), name)]


def _is_module(path: str, module: str) -> bool:
    """Two names of one module, each relative to some folder."""
    one, other = f"/{path.lstrip('./')}", f"/{module.lstrip('./')}"
    return one.endswith(other) or other.endswith(one)


def _measured(count: _Count, run: Sequence[bool], place: str) -> Told:
    found = {"passed": sum(run), "defined": len(run)}
    told = f"{place} at the head, {sum(run)} of {len(run)} pass"
    if (sum(run), len(run)) != (count.good, count.whole):
        return _told(count, ClaimKind.QUANTITY, ClaimStatus.REFUTED, told, found)
    if _ALWAYS.search(count.statement.plain):
        told += "; the commits between were not run"
        return _told(count, ClaimKind.QUANTITY, ClaimStatus.UNVERIFIABLE, told, found)
    return _told(count, ClaimKind.QUANTITY, ClaimStatus.CONFIRMED, told, found)


def _told(
    count: _Count,
    kind: ClaimKind,
    status: ClaimStatus,
    reason: str,
    found: Mapping[str, int | float | str] | None = None,
) -> Told:
    subject = "critical tests that pass"
    return Told(count.statement, kind, subject, status, reason, claimed=count.pair, unit="tests", measured=found or {})
