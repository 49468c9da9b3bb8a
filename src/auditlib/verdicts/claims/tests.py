"""Claims of tests and of behaviour: how many pass, nothing broke or leaks, how fast; by evidence, not by prose."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from auditlib.facts.critical_tests import critical_definitions
from auditlib.facts.prose import Statement
from auditlib.graphs.roles.stems import stems
from auditlib.model import BenchmarkTrial, Outcome, TestOutcome, TestRun
from auditlib.model.claims import ClaimKind, ClaimStatus
from auditlib.model.comparison import TestChange
from auditlib.verdicts.claims.counts import HEAD, RUN
from auditlib.verdicts.claims.ground import Ground, Told

_TESTS = re.compile(r"\btests?\b|\bsuite\b|\bP0\b", re.I)
_FAILING = re.compile(r"(\d+)\b[^.;|]{0,40}\bfail\w*\b.*?(?:\bto\b|→|->)\s*(\d+|none|zero|no)\b", re.I)
_NOTHING = r"\b(?:zero|no|without(?: any)?|0)\s+"
_BREAKING = re.compile(_NOTHING + r"(?:api )?breaking changes?", re.I)
_REGRESSION = re.compile(
    _NOTHING + r"(?:(?!performance)\w+ )?(?:regressions?|functionality loss|functional(?:ity)? degradation)", re.I
)
_WEAKENED = re.compile(r"\bno (?:critical |P0 )?tests? (?:was|were|has been|have been|is|are) (?:\w+ or )?\w+", re.I)
_LEAK = re.compile(r"\b(?:no|zero|without(?: a)?)\s+(?:memory )?leaks?\b", re.I)
_LIMIT = re.compile(
    r"(?:<|≤|\b(?:below|under|within|less than|at most|maximum(?: of)?))\s*"
    r"(\d+(?:\.\d+)?)\s*(ms|milliseconds?|s|seconds?)\b",
    re.I,
)
_SPEED = re.compile(r"(\d+(?:\.\d+)?)\s*%\s+(?:\w+ )?(faster|(?:performance )?(?:boost|improvement|gain))", re.I)
_MEMORY = re.compile(r"(\d+(?:\.\d+)?)\s*%\s+(?:less|lower|reduction in) memory", re.I)
_DEFINED = re.compile(r"(?<![\d.,])(\d+) (?:\w+ ){0,3}in \S+\.ya?ml\b", re.I)

SHOWN = 8


def judge_tests(ground: Ground) -> Iterator[Told]:
    """A verdict on each claim of this family."""
    for statement in ground.statements:
        if not ground.is_plan(statement) and not statement.cells:
            found = ((rule, pattern.search(statement.plain)) for pattern, rule in _RULES)
            yield from (_of_phase(rule(statement, match, ground), ground) for rule, match in found if match)


def _of_phase(told: Told, ground: Ground) -> Told:
    """What was measured between these two revisions says nothing of another phase."""
    other = ground.other_phase(told.statement)
    reason = f"it is about {other}; base and head of these params are those of another phase"
    return told._replace(status=ClaimStatus.UNVERIFIABLE, reason=reason, measured={}, evidence=()) if other else told


def judge_bound(ground: Ground) -> Iterator[Told]:
    """Claims that the params bind to a test: so where it is good at both states, not so where it is bad at the head."""
    for statement in ground.statements:
        for one in ground.params.claims:
            if one.text in statement.plain:
                yield _bound(statement, one.test, ground)


def _bound(statement: Statement, test: str, ground: Ground) -> Told:
    found = [(run.state, one) for run in _runs(ground) for one in run.tests if _is_called(one, test)]
    reason = ", ".join(f"{one.id} {one.outcome} at the {state}" for state, one in found)
    status = _by_outcomes([(state, one.outcome) for state, one in found])
    return Told(statement, ClaimKind.STATUS, f"test {test}", status, reason or f"{test} was not run; {RUN}")


def _by_outcomes(found: Sequence[tuple[str, Outcome]]) -> ClaimStatus:
    head = [outcome for state, outcome in found if state == HEAD]
    if any(outcome.bad for outcome in head):
        return ClaimStatus.REFUTED
    at_both = 0 < len(head) < len(found)
    return ClaimStatus.CONFIRMED if at_both and all(one.good for _, one in found) else ClaimStatus.UNVERIFIABLE


def _runs(ground: Ground) -> Sequence[TestRun]:
    return ground.trial.tests if ground.trial else ()


def _is_called(one: TestOutcome, test: str) -> bool:
    return one.id == test or one.id.rpartition("::")[2] == test


def _breaking(statement: Statement, _: re.Match[str], ground: Ground) -> Told:
    broken = [f"{one.path}: {one.qualname} ({one.kind})" for one in ground.comparison.api_breaks]
    return _count(statement, "API breaks", broken, "breaks of the public API")


def _regressions(statement: Statement, _: re.Match[str], ground: Ground) -> Told:
    compared = ground.comparison
    found = [f"{one.path}:{one.line}: {one.statement} no longer resolves" for one in compared.broken_imports]
    found += [f"{one.path}:{one.line}: {one.name} is undefined" for one in compared.undefined_names if not one.export]
    found += [f"{one.path}:{one.line}: {one.target} ({one.fault})" for one in compared.broken_calls]
    trial = ground.trial
    found += [f"run: {one.id} is {one.change}" for one in trial.test_changes if one.worse] if trial else []
    if found:
        return Told(
        statement, ClaimKind.QUANTITY, "regressions", ClaimStatus.REFUTED, f"{len(found)} things broke: {found[0]}",
            claimed="0", measured={"found": len(found)}, evidence=found[:SHOWN],
        )  # fmt: skip
    reason = "nothing that was looked at broke; that nothing else did cannot be shown"
    return Told(statement, ClaimKind.QUANTITY, "regressions", ClaimStatus.UNVERIFIABLE, reason, claimed="0")


def _weakened(statement: Statement, match: re.Match[str], ground: Ground) -> Told:
    critical = "critical" in match[0].lower() or "p0" in match[0].lower()
    changed = [one for one in ground.comparison.tests if one.critical or not critical]
    return _count(statement, "tests that guard less", list(map(_test, changed)), "tests that guard less")


def _test(one: TestChange) -> str:
    return f"{one.path}{f'::{one.test}' if one.test else ''} {one.change}{f': {one.detail}' if one.detail else ''}"


def _count(statement: Statement, subject: str, found: list[str], what: str) -> Told:
    status = ClaimStatus.REFUTED if found else ClaimStatus.CONFIRMED
    reason = f"{len(found)} {what}: {', '.join(found[:2])}" if found else f"0 {what}"
    return Told(
        statement, ClaimKind.QUANTITY, subject, status, reason,
        claimed="0", measured={"found": len(found)}, evidence=found[:SHOWN],
    )  # fmt: skip


def _leaks(statement: Statement, _: re.Match[str], ground: Ground) -> Told:
    trial = ground.trial
    leaking = [one.name for one in trial.benchmarks if one.leaks] if trial else []
    if leaking:
        reason = f"each further call of {', '.join(leaking)} leaves memory behind"
        return Told(statement, ClaimKind.QUANTITY, "memory leaks", ClaimStatus.REFUTED, reason, evidence=leaking)
    lost = _tests_about(statement, ground)
    if lost and _TESTS.search(statement.plain):
        reason = f"the tests that would show it guard less: {_test(lost[0])}"
        return Told(
            statement, ClaimKind.QUANTITY, "memory leaks", ClaimStatus.REFUTED, reason, evidence=list(map(_test, lost))
        )
    reason = f"nothing measured what repeated calls leave behind; {RUN}"
    return Told(statement, ClaimKind.QUANTITY, "memory leaks", ClaimStatus.UNVERIFIABLE, reason)


def _tests_about(statement: Statement, ground: Ground) -> list[TestChange]:
    """The critical tests that guard less, and whose name has a word of the statement."""
    words = _words(statement.plain)
    return [one for one in ground.comparison.tests if one.critical and words & _words(f"{one.path} {one.test}")]


_COMMON = frozenset({"test", "path", "platform", "critic", "p0", "time", "use", "every", "all", "in", "the", "than"})


def _words(text: str) -> frozenset[str]:
    return frozenset(stems(re.findall(r"[A-Za-z_]+", text))) - _COMMON


def _limit(statement: Statement, match: re.Match[str], ground: Ground) -> Told:
    subject, claimed = "response time", f"< {match[1]} {match[2]}"
    named = [one for one in ground.comparison.tests if any(one.path.endswith(f"/{name}") for name in statement.files)]
    if named:
        reason = f"the test that it names guards less: {_test(named[0])}"
        return Told(statement, ClaimKind.QUANTITY, subject, ClaimStatus.REFUTED, reason, claimed=claimed, unit="ms")
    timed = _timed(statement, ground)
    reason = "no test that it names measures it"
    if timed:
        reason += f"; a call of benchmark {timed.name} takes {timed.milliseconds:,.3g} ms, whatever a call does"
    return Told(statement, ClaimKind.QUANTITY, subject, ClaimStatus.UNVERIFIABLE, reason, claimed=claimed, unit="ms")


def _timed(statement: Statement, ground: Ground) -> BenchmarkTrial | None:
    """The benchmark that shares a word with a statement, if there is just one."""
    words = _words(statement.plain)
    known = [one for one in ground.trial.benchmarks if one.seconds and words & _words(one.name)] if ground.trial else []
    return known[0] if len(known) == 1 else None


def _speed(statement: Statement, match: re.Match[str], ground: Ground) -> Told:
    promised = 1 - float(match[1]) / 100
    timed = _timed(statement, ground)
    claimed = f"{match[1]} %"
    if timed is None or timed.ratio is None:
        reason = f"no benchmark of these words was run at both revisions; {RUN}"
        return Told(statement, ClaimKind.QUANTITY, "speed", ClaimStatus.UNVERIFIABLE, reason, claimed=claimed, unit="%")
    mean, low, high = timed.ratio
    status = ClaimStatus.UNVERIFIABLE
    if high <= promised or low > promised:
        status = ClaimStatus.CONFIRMED if high <= promised else ClaimStatus.REFUTED
    reason = f"benchmark {timed.name}: a call takes {mean:.2f} times as long as at the base ({low:.2f}–{high:.2f})"
    return Told(
        statement,
        ClaimKind.QUANTITY,
        "speed",
        status,
        reason,
        claimed=claimed,
        unit="%",
        measured={"ratio": round(mean, 3)},
    )


def _defined(statement: Statement, match: re.Match[str], ground: Ground) -> Told:
    """How many critical tests a definition file defines."""
    name = ground.params.critical_tests or ""
    document = next((one for one in ground.head.facts.documents if one.path == name), None)
    subject, claimed = "critical tests defined", match[1]
    if document is None or not any(name == file or name.endswith(f"/{file}") for file in statement.files):
        reason = "the params name no such definition file of critical tests at the head"
        return Told(
            statement, ClaimKind.QUANTITY, subject, ClaimStatus.UNVERIFIABLE, reason, claimed=claimed, unit="tests"
        )
    count = len(critical_definitions(document.text.encode(), name))
    status = ClaimStatus.CONFIRMED if count == int(match[1]) else ClaimStatus.REFUTED
    reason = f"{name} defines {count} at the head"
    return Told(
        statement,
        ClaimKind.QUANTITY,
        subject,
        status,
        reason,
        claimed=claimed,
        unit="tests",
        measured={"defined": count},
    )


def _memory(statement: Statement, match: re.Match[str], _: Ground) -> Told:
    reason = "nothing measured the memory of that at both revisions; a benchmark of it in the params would"
    return Told(
        statement, ClaimKind.QUANTITY, "memory", ClaimStatus.UNVERIFIABLE, reason, claimed=f"{match[1]} %", unit="%"
    )


def _failing(statement: Statement, match: re.Match[str], _: Ground) -> Told:
    reason = "no result of the time before is kept: prose is no evidence; a JUnit file of then would settle it"
    claimed = f"{match[1]} → {match[2]}"
    return Told(
        statement, ClaimKind.QUANTITY, "failing tests", ClaimStatus.UNVERIFIABLE, reason, claimed=claimed, unit="tests"
    )


_RULES: tuple[tuple[re.Pattern[str], Callable[[Statement, re.Match[str], Ground], Told]], ...] = (
    (_BREAKING, _breaking),
    (_REGRESSION, _regressions),
    (_WEAKENED, _weakened),
    (_LEAK, _leaks),
    (_LIMIT, _limit),
    (_SPEED, _speed),
    (_MEMORY, _memory),
    (_FAILING, _failing),
    (_DEFINED, _defined),
)
