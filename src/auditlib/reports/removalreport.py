"""A removal as text for a terminal, and as JSON: what would go, what stays of it, who would break, how risky it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from auditlib.model.patterns import Estimate, Gap, Gone, Part, Place, Protection, Removal, Size
from auditlib.records import json_object
from auditlib.visible import counted, one_line

FORMAT = 1
SHOWN = 12
"""Files with callers that a terminal is shown; JSON has all."""


def as_json(removal: Removal) -> str:
    """The removal as one JSON object, a key a line."""
    estimate, protection = removal.estimate, removal.protection
    sizes = ("gross", "kept", "glue", "net", "low", "high", "method")
    values: dict[str, object] = {
        "format": FORMAT,
        "parts": [one.id for one in removal.parts],
        "into": removal.into.id if removal.into else None,
        **{name: getattr(estimate, name) for name in sizes},
        "kind": removal.kind,
        "goes": removal.goes,
        "callers": removal.callers,
        "gap": removal.gap,
        "unknown": removal.unknown,
        "protection": {
            "loaded": protection.loaded,
            "executed": protection.executed,
            "lazy": protection.lazy,
            "tests": protection.tests,
            "unprotected": protection.unprotected,
        },
        "risk": removal.risk,
        "strategy": removal.strategy,
        "feasible": removal.feasible,
        "not_judged": removal.not_judged,
    }
    return json_object(values)


def as_text(removal: Removal) -> str:
    """The removal as plain text, the numbers first."""
    return "\n".join(_lines(removal)) + "\n"


def _lines(removal: Removal) -> Iterator[str]:
    yield from (f"remove  {_part(one)}" for one in removal.parts)
    yield f"into    {_part(removal.into)}" if removal.into else "into    nothing: callers would have to do without"
    yield ""
    yield from _estimate(removal.estimate)
    yield ""
    yield f"kind      {removal.kind}; strategy: {removal.strategy or 'none'}; {_feasible(removal)}"
    added = ", ".join(f"{name.replace('_', '-')} {value:.2f}" for name, value in removal.risk.factors.items())
    yield f"risk      {removal.risk.level} ({removal.risk.score:.2f} = {added})"
    yield f"protected {_protection(removal.protection)}"
    yield ""
    yield from _goes(removal.goes)
    yield from _gap(removal)
    yield from _places("callers", removal.callers)
    yield from _places("unknown: may or may not be uses", removal.unknown)
    yield from (f"not judged: {one_line(path)}" for path in removal.not_judged)


def _estimate(estimate: Estimate) -> Iterator[str]:
    yield f"{'':8}{'SLOC':>9}{'physical':>10}{'logical':>9}"
    rows = (("gross", ""), ("kept", "must move to the part that stays"), ("glue", "must be written anew"), ("net", ""))
    for name, meaning in rows:
        yield f"{name:8}{_size(getattr(estimate, name))}  {meaning}".rstrip()
    yield f"{'80 %':8}{estimate.low.sloc:,} to {estimate.high.sloc:,} SLOC  {estimate.method}"


def _size(size: Size) -> str:
    return f"{size.sloc:>9,}{size.physical:>10,}{size.logical:>9,}"


def _part(part: Part) -> str:
    lines = ", ".join(_range(*one) for one in part.ranges)
    return f"{one_line(part.id)} (lines {lines})"


def _range(start: int, end: int) -> str:
    return f"{start}-{end}" if end > start else f"{start}"


def _feasible(removal: Removal) -> str:
    if removal.feasible:
        return "feasible: the API gap is empty" if not removal.gap else "feasible: an adapter closes the API gap"
    return "not feasible as it is: members are missing" if removal.into else "not feasible: callers have nowhere to go"


def _protection(protection: Protection) -> str:
    if protection.unprotected:
        if not protection.tests:
            return "UNPROTECTED: no critical test is known; params name them: critical_tests"
        return f"UNPROTECTED: none of {counted(protection.tests, 'critical test')} loads it"
    lazily = f", {len(protection.lazy)} of them lazily" if protection.lazy else ""
    executed = protection.executed
    ran = "no evidence of what they execute" if executed is None else f"{len(executed)} execute it"
    return f"loaded by {len(protection.loaded)} of {counted(protection.tests, 'critical test')}{lazily}; {ran}"


def _goes(goes: Iterable[Gone]) -> Iterator[str]:
    yield "goes"
    for one in goes:
        lines = ", ".join(_range(*found) for found in one.ranges)
        yield f"  {one_line(one.path)}: {lines} ({one.why}; {one.size.sloc:,} SLOC)"


def _gap(removal: Removal) -> Iterator[str]:
    if not removal.into:
        return
    yield "API gap" if removal.gap else "API gap: none that callers would notice"
    yield from (f"  {one_line(gap.member)}: {_difference(gap)}; {_where(gap.callers)}" for gap in removal.gap)


def _difference(gap: Gap) -> str:
    return f"{gap.kind}, {one_line(gap.detail)}" if gap.detail else str(gap.kind)


def _where(places: Iterable[Place]) -> str:
    first, *others = (f"{one_line(one.path)}:{one.line}" for one in places)
    return f"{first} and {len(others)} more" if others else first


def _places(title: str, places: Iterable[Place]) -> Iterator[str]:
    by_path: defaultdict[str, list[int]] = defaultdict(list)
    for one in places:
        by_path[one.path].append(one.line)
    if not by_path:
        yield f"{title}: none"
        return
    yield title
    for path in sorted(by_path)[:SHOWN]:
        yield f"  {one_line(path)}: {', '.join(map(str, sorted(set(by_path[path]))))}"
    if len(by_path) > SHOWN:
        yield f"  and {len(by_path) - SHOWN} files more; --format json has all"
