"""Claims of lines: how many were eliminated, of a file, a story, a phase; by which way of counting that is so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from auditlib.facts.prose import Statement
from auditlib.model.claims import ClaimKind, ClaimStatus
from auditlib.model.comparison import LineFlow
from auditlib.verdicts.claims.ground import PHASE, STORY, Ground, Told

_AMOUNT = re.compile(r"(?P<number>\d[\d,]*)\s*(?P<plus>\+)?\s*(?:lines?|LOC|SLOC)\b(?! targets?\b)", re.I)
_GONE = re.compile(r"\b(?:eliminated|removed|deleted|saved)\b", re.I)
_MERGED = re.compile(r"\b(?:consolidated|merged)\b", re.I)
_WANTED = re.compile(r"\b(?:eliminate|remove|delete|cut)\b|\btarget\b", re.I)
_FOUND = re.compile(r"\bidentified\b|\bat stake\b|\bfound\b", re.I)
_EARLIER = re.compile(r"\bso far\b|\bcurrent total\b|\bfoundation\b|\bbuilding on\b|\bprevious", re.I)

THIS = "this phase"


class Amount(NamedTuple):
    """A number of lines that a statement says are gone, and what it is about."""

    statement: Statement
    value: int
    at_least: bool
    story: str
    scope: str  # THIS, or the phases that it names; "" where a story or files are named
    files: tuple[str, ...] = ()  # those that it names and the change touched

    @property
    def claimed(self) -> str:
        """As it is written."""
        return f"{self.value:,}{'+' if self.at_least else ''}"


def eliminated(ground: Ground) -> list[Amount]:
    """Every number of lines that is said to be gone, in the order of the document."""
    return [amount for one in ground.statements for amount in _amounts(one, ground)]


def judge_lines(ground: Ground) -> Iterator[Told]:
    """A verdict on every number of lines. A total is never confirmed of which a part fails, or that has two values."""
    amounts = eliminated(ground)
    totals = [one for one in amounts if one.scope == THIS]
    parts = [_part(one, amounts, ground) for one in amounts if one.scope != THIS]
    yield from parts
    failed = {ground.story(one.statement) for one in parts if one.status is ClaimStatus.REFUTED} - {""}
    yield from (_total(one, totals, sorted(failed), ground) for one in totals)
    yield from _several_values(amounts)
    yield from (told for one in ground.statements for told in _others(one, ground))


def _amounts(statement: Statement, ground: Ground) -> Iterator[Amount]:
    if statement.cells:
        yield from _of_row(statement)
        return
    around = [statement, *filter(None, [ground.parent(statement)])]
    if ground.is_plan(statement) or not any(_says_gone(one) for one in around):
        return
    for match in list(_AMOUNT.finditer(statement.plain))[:1]:
        story = ground.story(statement)
        value = int(match["number"].replace(",", ""))
        files = tuple(name for name in statement.files if ground.changes(name))
        scope = "" if story or files else _scope(statement, match, ground)
        yield Amount(statement, value, bool(match["plus"]), story, scope, files)


def _says_gone(statement: Statement) -> bool:
    """It speaks of lines that went; lines that were merely found did not."""
    if _FOUND.search(statement.plain):
        return bool(re.search(r"\beliminated\b|\bremoved\b|\bdeleted\b", statement.plain, re.I))
    return bool(_GONE.search(statement.plain) or _MERGED.search(statement.label))


def _of_row(statement: Statement) -> Iterator[Amount]:
    named = STORY.findall(statement.plain)
    total = statement.plain.lower().startswith(("total", "sum", "all"))
    for header, cell in statement.cells:
        number = re.fullmatch(r"~?(\d[\d,]*)\s*(\+)?(?:\s*(?:lines?|LOC))?", cell.strip())
        if number and _GONE.search(header) and (named or total):
            value = int(number[1].replace(",", ""))
            yield Amount(statement, value, bool(number[2]), named[0] if named else "", "" if named else THIS)


def _scope(statement: Statement, match: re.Match[str], ground: Ground) -> str:
    """The phase that a number is about: the one that stands last before it, else this one."""
    before = statement.plain[: match.start()]
    phases = PHASE.findall(before)
    if phases:
        first, last = phases[-1]
        return THIS if not last and first == ground.params.phase else f"phase {first}{f'–{last}' if last else ''}"
    return "so far" if _EARLIER.search(before) else THIS


def _part(amount: Amount, amounts: Sequence[Amount], ground: Ground) -> Told:
    """What is so of files, of a story, or of other phases; a number that is said of files elsewhere is one of those."""
    same = [one for one in amounts if (one.story, one.value) == (amount.story, amount.value)]
    files = next((one.files for one in [amount, *same] if one.files), ())
    if files:
        flows = [change.flow for name in files for change in ground.changes(name)]
        return _measured(amount, sum(flows, LineFlow()), ", ".join(files))
    if amount.story in ground.charged:
        return _measured(amount, ground.flow(story=amount.story), amount.story)
    if amount.story:
        reason = f"no line is charged to {amount.story}: the params give it no category, or no file of it changed"
        return _verdict(amount, ClaimStatus.UNVERIFIABLE, reason)
    reason = f"it is about {amount.scope}; base and head of these params are those of another phase"
    return _verdict(amount, ClaimStatus.UNVERIFIABLE, reason)


def _countings(flow: LineFlow) -> dict[str, int]:
    """Lines that went, by each way of counting: what is left after what came, and all that went from where it was."""
    gross = flow.deleted + flow.moved_out
    return {
        "net SLOC": -flow.net.sloc,
        "net physical": -flow.net.physical,
        "deleted SLOC": flow.deleted.sloc,
        "deleted physical": flow.deleted.physical,
        "gross SLOC (moved lines too)": gross.sloc,
        "gross physical (moved lines too)": gross.physical,
    }


def _fits(amount: Amount, counts: dict[str, int]) -> str:
    """The first way of counting that the claim fits, "" where it fits none."""
    return next((name for name, lines in counts.items() if _holds(amount, lines)), "")


def _holds(amount: Amount, lines: int) -> bool:
    return lines >= amount.value if amount.at_least else lines == amount.value


def _measured(amount: Amount, flow: LineFlow, what: str) -> Told:
    counts = _countings(flow)
    counting = _fits(amount, counts)
    told = f"{what}: {_net(counts)}"
    gross = f"{counts['gross physical (moved lines too)']:,} went from where they were"
    if flow.added.physical:
        gross += f", {flow.added.physical:,} were added"
    status = ClaimStatus.CONFIRMED if counting else ClaimStatus.REFUTED
    fits = f"true as {counting}" if counting else "no way of counting gives it"
    return _verdict(amount, status, f"{fits}; {told}; {gross}", counts=counts, counting=counting)


def _net(counts: Mapping[str, int]) -> str:
    """Lines less, or more, for a reader."""
    lines, sloc = counts["net physical"], counts["net SLOC"]
    return f"{abs(lines):,} lines {'less' if lines >= 0 else 'more'} (SLOC: {-sloc:+,})"


def _total(amount: Amount, totals: Iterable[Amount], failed: list[str], ground: Ground) -> Told:
    """The verdict on a total of this phase."""
    counts = _countings(ground.flow())
    others = sorted({(one.value, one.statement.line) for one in totals if one.value != amount.value})
    net = f"product code: {_net(counts)}"
    if others:
        said = ", ".join(f"{value:,} in line {line}" for value, line in others)
        reason = f"the document also says {said}; measured, {net}"
        return _verdict(amount, ClaimStatus.CONTRADICTED, reason, counts=counts)
    if failed:
        reason = f"a part of it is refuted ({', '.join(failed)}); {net}"
        return _verdict(amount, ClaimStatus.REFUTED, reason, counts=counts)
    return _measured(amount, ground.flow(), "product code")


def _several_values(amounts: list[Amount]) -> Iterator[Told]:
    """Other phases, of which the document says two different numbers."""
    others = sorted((one for one in amounts if one.scope not in {"", THIS, "so far"}), key=lambda one: one.scope)
    for scope, group in groupby(others, key=lambda one: one.scope):
        same = list(group)
        for one in same if len({one.value for one in same}) > 1 else ():
            rest = ", ".join(f"{other.value:,} in line {other.statement.line}" for other in same if other is not one)
            reason = f"of {scope} the document also says {rest}"
            yield _verdict(one, ClaimStatus.CONTRADICTED, reason, kind=ClaimKind.CONSISTENCY)


def _others(statement: Statement, ground: Ground) -> Iterator[Told]:
    """Numbers of lines that were found, or are wanted: nothing says that they are gone."""
    match = _AMOUNT.search(statement.plain)
    if not match or statement.cells or any(_amounts(statement, ground)):
        return
    claimed = f"{match['number']}{match['plus'] or ''}"
    if ground.is_plan(statement) or (_WANTED.search(statement.plain) and not _FOUND.search(statement.plain)):
        reason = "a target: it says what is wanted, not what is"
    elif _FOUND.search(statement.plain):
        reason = "what was identified is in no file that it names; `auditlib run` gives an estimate with its interval"
    else:
        reason = "it does not say what became of these lines"
    yield Told(statement, ClaimKind.QUANTITY, "lines", ClaimStatus.UNVERIFIABLE, reason, claimed=claimed, unit="lines")


def _verdict(  # noqa: PLR0913 (the parts of a verdict)
    amount: Amount,
    status: ClaimStatus,
    reason: str,
    *,
    counts: Mapping[str, int] | None = None,
    counting: str = "",
    kind: ClaimKind = ClaimKind.QUANTITY,
) -> Told:
    return Told(
        amount.statement,
        kind,
        f"lines eliminated: {amount.story or amount.scope or ', '.join(amount.files)}",
        status,
        reason,
        claimed=amount.claimed,
        unit="lines",
        measured=counts or {},
        counting=counting,
    )
