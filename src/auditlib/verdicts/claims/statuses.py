"""Claims that something is done: of stories, of moves into a canonical, of compliance; and what nothing measures."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from math import prod

from auditlib.facts.prose import Statement
from auditlib.graphs.measures import measure
from auditlib.model import Measurement, Pattern
from auditlib.model.claims import ClaimKind, ClaimStatus
from auditlib.verdicts.claims.ground import DEFERRED, DONE, OPEN, STORY, Ground, Told

_STILL = re.compile(r"⚠|🔄|\bin progress\b", re.I)
_ALL = re.compile(r"\b(?:all|every|each)\b[^.;]*\b(?:duplicat\w*|redundant|scattered|implementations?)\b", re.I)
_MOVED = re.compile(r"\b(?:moved|migrated|consolidated|integrat\w+|replaced|merged|unified|eliminated)\b", re.I)
_ALL_USE = re.compile(r"\b100\s*%\s+(?:of\s+)?[^.;]*\b(?:uses?|using|through|via)\b", re.I)
_COMPLIANCE = re.compile(r"\b(?:100\s*%|full(?:y)?|complete)\s+(?:\w+ )?(?:compl\w+|align\w+|adher\w+)", re.I)
_RATE = re.compile(r"(\d+(?:\.\d+)?)\s*%")
_RISK = re.compile(r"\brisk(?: level)?\b", re.I)
_PRAISE = re.compile(
    r"\b(?:minimal|exceptional|outstanding|excellent|excellence|robust|clean|seamless|enterprise-grade|world-class|proven"
    r"|superior|massive|significant|future-proof|scalable|enhanced|stable|foundation|easier|faster development)\b",
    re.I,
)
SHOWN = 8


def judge_statuses(ground: Ground) -> Iterator[Told]:
    """A verdict on each claim that a story, a criterion or a move is done."""
    said = _said(ground)
    for statement in ground.statements:
        if not statement.cells and not ground.is_plan(statement):
            yield from _stories(statement, said, ground)
            yield from _criterion(statement, ground)


def _criterion(statement: Statement, ground: Ground) -> Iterator[Told]:
    text = statement.plain
    if DONE.search(text) and _STILL.search(text) and len(STORY.findall(text)) <= 1:
        reason = "it is said to be done and to be in progress in one statement"
        yield _verdict(statement, "criterion", ClaimStatus.CONTRADICTED, reason)
    elif _ALL.search(text) and _MOVED.search(text):
        yield _moved(statement, ground, ClaimKind.STATUS)
    elif _ALL_USE.search(text):
        yield _moved(statement, ground, ClaimKind.RATE)
    elif _COMPLIANCE.search(text) and statement.files:
        yield from _compliance(statement, ground)


def judge_rest(ground: Ground, judged: frozenset[int]) -> Iterator[Told]:
    """What is left of statements that claim something, and of which no line of `judged` says anything."""
    for statement in ground.statements:
        if statement.line in judged or statement.cells or ground.is_plan(statement):
            continue
        yield from _rest(statement, ground)


def _rest(statement: Statement, ground: Ground) -> Iterator[Told]:
    text = statement.plain
    rate = _RATE.search(text)
    if rate:
        reason = "nothing at hand says what was counted over what; a report with numerator and denominator would"
        yield Told(
            statement, ClaimKind.RATE, "percentage", ClaimStatus.UNVERIFIABLE, reason, claimed=f"{rate[1]} %", unit="%"
        )
    elif _RISK.search(statement.label):
        yield _judgement(statement, "risk", _risk(ground))
    elif statement.is_item and _PRAISE.search(text) and not DONE.search(text):
        yield _judgement(statement, "praise", "a judgement: no measurement stands behind it")
    elif DONE.search(text) and (statement.is_item or STORY.search(text)):
        reason = "no rule binds it to a measurement; a test, a file or a figure that it names would"
        yield _verdict(statement, "criterion", ClaimStatus.UNVERIFIABLE, reason)


def _risk(ground: Ground) -> str:
    levels: defaultdict[str, int] = defaultdict(int)
    for one in ground.comparison.tests:
        levels["tests that guard less"] += 1 if one.critical else 0
    levels["API breaks"] = len(ground.comparison.api_breaks)
    levels["broken imports"] = len(ground.comparison.broken_imports)
    told = ", ".join(f"{count} {name}" for name, count in sorted(levels.items()))
    return f"a judgement; measured beside it: {told}"


def _judgement(statement: Statement, subject: str, reason: str) -> Told:
    return Told(statement, ClaimKind.JUDGEMENT, subject, ClaimStatus.UNVERIFIABLE, reason)


# stories

_PAIR = re.compile(rf"({STORY.pattern})\s*(✅|⚠️?|🔄|⏸️?|❌)")


def _said(ground: Ground) -> dict[str, dict[str, int]]:
    """For each story the lines that say it is done, open, or deferred, each the first."""
    found: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for statement in ground.statements:
        for story, words in _about(statement):
            state = "deferred" if DEFERRED.search(words) else "open" if OPEN.search(words) else ""
            state = state or ("done" if DONE.search(words) else "")
            if state:
                found[story].setdefault(state, statement.line)
    for one in ground.params.stories:
        if one.deferred:
            found[one.id].setdefault("deferred", 0)
    return found


def _about(statement: Statement) -> Iterator[tuple[str, str]]:
    """The stories whose status a statement tells, each with the words that tell it."""
    pairs = _PAIR.findall(statement.plain)
    if len(pairs) > 1:
        yield from ((str(story), str(mark)) for story, mark in pairs)
    elif STORY.search(statement.plain):
        yield from ((str(story), statement.plain) for story in dict.fromkeys(STORY.findall(statement.plain)))


def _stories(statement: Statement, said: dict[str, dict[str, int]], ground: Ground) -> Iterator[Told]:
    done = [story for story, words in _about(statement) if DONE.search(words) and not _is_open(words)]
    known = [story for story in done if story in said]
    if known:
        status, reason = _standing(known, said, ground)
        yield _verdict(statement, f"status of {', '.join(known)}", status, reason)


def _standing(stories: list[str], said: dict[str, dict[str, int]], ground: Ground) -> tuple[ClaimStatus, str]:
    """What is so of stories that are said to be done."""
    against = [(story, state, line) for story in stories for state, line in said[story].items() if state != "done"]
    if against:
        told = ", ".join(f"{story} is {state} {_where(line)}" for story, state, line in against)
        return ClaimStatus.CONTRADICTED, told
    left = [f"{story}: {found}" for story in stories if (found := _left_of(story, ground))]
    if left:
        return ClaimStatus.REFUTED, "; ".join(left)
    return ClaimStatus.UNVERIFIABLE, "nothing found against it; that it is complete cannot be shown"


def _is_open(words: str) -> bool:
    return bool(OPEN.search(words) or DEFERRED.search(words))


def _where(line: int) -> str:
    return f"in line {line}" if line else "in the params"


def _left_of(story: str, ground: Ground) -> str:
    """What of a story's category is left at head, or that its canonical is not there; "" where nothing is known."""
    category = next((one.category for one in ground.params.stories if one.id == story), None)
    if not category:
        return ""
    place = ground.head.canonicals.get(category)
    if place and not ground.head.standing.exists(*place):
        return f"its canonical {place[0]}:{place[1]} is not there at the head"
    left = ground.left(category)
    return f"{len(left)} other implementations of {category} are left: {_places(left)}" if _is_certain(left) else ""


CERTAIN = 0.95


def _is_certain(left: list[Pattern]) -> bool:
    """At least one of them is what it seems to be: scores are the share that is right of those with such a score."""
    return 1 - prod(1 - one.score for one in left) >= CERTAIN


def _places(patterns: list[Pattern]) -> str:
    return ", ".join(one.part.id for one in patterns[:2]) + (" …" if len(patterns) > 2 else "")


# moves and compliance


def _moved(statement: Statement, ground: Ground, kind: ClaimKind) -> Told:
    category = ground.category(statement)
    subject = f"other implementations of {category}" if category else "other implementations"
    if not category:
        reason = "no category of the params is named by it, so nothing says what to look for"
        return Told(statement, kind, subject, ClaimStatus.UNVERIFIABLE, reason)
    left = ground.left(category)
    if _is_certain(left):
        reason = f"{len(left)} other implementations of {category} are left: {_places(left)}"
        evidence = [f"{one.part.path}:{one.part.ranges[0][0]} {one.part.id} (score {one.score:.2f})" for one in left]
        return Told(
            statement,
            kind,
            subject,
            ClaimStatus.REFUTED,
            reason,
            measured={"left": len(left)},
            evidence=evidence[:SHOWN],
        )
    found = f"{_places(left)} may be left" if left else f"no other sure implementation of {category} was found"
    reason = f"{found}; that there is none cannot be shown"
    return Told(statement, kind, subject, ClaimStatus.UNVERIFIABLE, reason)


def _compliance(statement: Statement, ground: Ground) -> Iterator[Told]:
    named = {path for name in statement.files for path in ground.paths(name, ground.head)}
    documents = [one.path for one in ground.head.structure_documents if one.path in named]
    for found in measure(ground.head, ("structure",)) if documents else ():
        if found.id == "structure.compliance":
            yield _compared(statement, documents[0], found)


def _compared(statement: Statement, document: str, found: Measurement) -> Told:
    if found.value is None:
        reason = "VACUOUS: the document declares nothing that could be looked for"
        return Told(statement, ClaimKind.RATE, "structure", ClaimStatus.UNVERIFIABLE, reason)
    return Told(
        statement,
        ClaimKind.RATE,
        "structure",
        ClaimStatus.CONFIRMED if found.value == 1 else ClaimStatus.REFUTED,
        f"{found.figure} of {document} are there",
        claimed="100 %",
        unit="%",
        measured={"matched": found.numerator or 0, "declared": found.denominator or 0},
    )


def _verdict(statement: Statement, subject: str, status: ClaimStatus, reason: str) -> Told:
    return Told(statement, ClaimKind.STATUS, subject, status, reason)
