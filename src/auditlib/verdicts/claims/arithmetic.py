"""Claims that can be worked out again from the document alone: sums, shares, percentages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from auditlib.facts.prose import Statement
from auditlib.model.claims import ClaimKind, ClaimStatus
from auditlib.verdicts.claims.ground import Ground, Told
from auditlib.verdicts.claims.lines import Amount, eliminated

_PERCENT = re.compile(r"(?P<value>\d+(?:\.(?P<decimals>\d+))?)\s*%")
_FRACTION = re.compile(r"(?<![\d.])(?P<part>\d[\d,]*)\+?\s*(?:/|of|out of)\s*(?P<whole>\d[\d,]*)(?![\d%]|\.\d)")
_OF_TARGET = re.compile(
    r"(?P<percent>\d+(?:\.\d+)?)\s*% of (?:the |an? )?(?:original )?(?P<whole>\d[\d,]*)\+?[ -](?:lines? |LOC )?target",
    re.I,
)
_TOTAL = re.compile(r"\btotal\b|\bsum\b|\bin all\b", re.I)
_SHARE = re.compile(r"\b(?:use|usage|utili[sz]ation|rate|coverage|compliance|share|success|pass(?:ing|ed)?)\b", re.I)
_GROWTH = re.compile(r"\b(?:faster|slower|more|less|improve\w*|boost|growth|increase|target|original)\b", re.I)
_REMAINDER = re.compile(r"\bremaining\s+(\d+(?:\.\d+)?)\s*%(.*)", re.I)
_PLUS_SHARE = re.compile(r"(?<![\d.])(\d+(?:\.\d+)?)\s*%")


def judge_arithmetic(ground: Ground) -> Iterator[Told]:
    """A verdict on each sum, fraction and share of a remainder."""
    amounts = {id(one.statement): one for one in eliminated(ground)}
    for statement in ground.statements:
        if statement.cells:
            yield from _row(statement, ground)
        else:
            yield from _sum(statement, amounts, ground)
            yield from _rates(statement, amounts.get(id(statement)))
            yield from _remainder(statement)


def _sum(statement: Statement, amounts: dict[int, Amount], ground: Ground) -> Iterator[Told]:
    """A total right below its parts, or right above them."""
    total = amounts.get(id(statement))
    above = ground.siblings(statement) if _TOTAL.search(statement.label) else []
    for parts in (above, ground.children(statement)):
        known = [amounts[id(one)].value for one in parts if id(one) in amounts]
        if total and len(known) > 1:
            yield _added(statement, total.value, known)


def _row(statement: Statement, ground: Ground) -> Iterator[Told]:
    """The row of totals of a table: the first column whose sum is wrong, else the first that can be added up."""
    if not _TOTAL.match(statement.plain):
        return
    sums = list(_columns(statement, ground.siblings(statement)))
    wrong = [one for one in sums if one[1] != sum(one[2])]
    yield from (_added(statement, total, known, column=header) for header, total, known in (wrong or sums)[:1])


def _columns(total: Statement, rows: Sequence[Statement]) -> Iterator[tuple[str, int, list[int]]]:
    """The columns that hold numbers alone: the header, the total, and the numbers above it."""
    for place, (header, cell) in enumerate(total.cells):
        number = _number(cell)
        cells = [_number(row.cells[place][1]) for row in rows if len(row.cells) > place]
        known = [one for one in cells if one is not None]
        if number is not None and len(known) == len(cells) > 1:
            yield header, number, known


def _added(statement: Statement, total: int, known: list[int], *, column: str = "") -> Told:
    right = sum(known) == total
    parts = " + ".join(f"{one:,}" for one in known)
    reason = f"{f'{column}: ' if column else ''}{parts} = {sum(known):,}{'' if right else f', not {total:,}'}"
    return Told(
        statement,
        ClaimKind.ARITHMETIC,
        f"sum of {column}" if column else "sum",
        ClaimStatus.CONFIRMED if right else ClaimStatus.CONTRADICTED,
        reason,
        claimed=f"{total:,}",
        measured={"sum": sum(known)},
    )


def _number(cell: str) -> int | None:
    found = re.fullmatch(r"\**~?(\d[\d,]*)\+?\**(?:\s*(?:lines?|LOC))?", cell.strip())
    return int(found[1].replace(",", "")) if found else None


def _rates(statement: Statement, amount: Amount | None) -> Iterator[Told]:
    """Percentages with the numbers that they come from; shares that cannot be."""
    target = _OF_TARGET.search(statement.plain)
    if target and amount:
        yield _percent(statement, target["percent"], amount.value, _whole(target["whole"]))
        return
    percents = list(_PERCENT.finditer(statement.plain))
    fractions = [(_whole(one["part"]), _whole(one["whole"])) for one in _FRACTION.finditer(statement.plain)]
    if percents and len(fractions) == 1:
        yield _percent(statement, percents[0]["value"], *fractions[0], kind=ClaimKind.ARITHMETIC)
    elif percents and not fractions and _is_impossible(statement, float(percents[0]["value"])):
        reason = f"a share cannot be {percents[0]['value']} %; nothing says what was counted over what"
        yield _rate(statement, percents[0]["value"], ClaimStatus.CONTRADICTED, reason)


def _is_impossible(statement: Statement, value: float) -> bool:
    return value > WHOLE and bool(_SHARE.search(statement.plain)) and not _GROWTH.search(statement.plain)


WHOLE = 100.0


def _percent(statement: Statement, text: str, part: int, whole: int, *, kind: ClaimKind = ClaimKind.RATE) -> Told:
    """The percentage worked out again; `kind` is that of one that is right: its numbers may be wrong all the same."""
    if not whole:
        return _rate(statement, text, ClaimStatus.CONTRADICTED, "a share of nothing")
    value = WHOLE * part / whole
    decimals = len(text.partition(".")[2])
    shown = f"{part:,} / {whole:,} = {value:.{max(decimals, 1)}f} %"
    if value > WHOLE and not _GROWTH.search(statement.plain):
        return _rate(statement, text, ClaimStatus.CONTRADICTED, f"{shown}: a share above 100 %")
    if abs(value - float(text)) > 10**-decimals:
        return _rate(statement, text, ClaimStatus.CONTRADICTED, f"{shown}, not {text} %")
    return _rate(statement, text, ClaimStatus.CONFIRMED, shown, kind=kind)


def _rate(
    statement: Statement,
    text: str,
    status: ClaimStatus,
    reason: str,
    *,
    kind: ClaimKind = ClaimKind.RATE,
) -> Told:
    return Told(statement, kind, "percentage", status, reason, claimed=f"{text} %", unit="%")


def _whole(text: str) -> int:
    return int(text.replace(",", ""))


def _remainder(statement: Statement) -> Iterator[Told]:
    """Shares that are said to make up what remains."""
    match = _REMAINDER.search(statement.plain)
    shares = [float(one) for one in _PLUS_SHARE.findall(match[2])] if match else []
    if match and len(shares) > 1:
        right = abs(sum(shares) - float(match[1])) < 0.05
        status = ClaimStatus.CONFIRMED if right else ClaimStatus.CONTRADICTED
        reason = f"{' + '.join(f'{one:g}' for one in shares)} = {sum(shares):g}, and {match[1]} % remain"
        yield Told(
            statement, ClaimKind.ARITHMETIC, "shares of the remainder", status, reason,
            claimed=f"{match[1]} %", unit="%", measured={"sum": sum(shares)},
        )  # fmt: skip
