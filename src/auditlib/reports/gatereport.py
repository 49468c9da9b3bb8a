"""What a gate lets pass and what not, as text, as Markdown and as JSON; with what was compared always stands by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from auditlib.model.gate import Accepted, Baseline, Gate, GateFinding, GateStatus
from auditlib.records import json_object
from auditlib.visible import counted, markdown_text, one_line

FORMAT = 1


def as_json(gate: Gate) -> str:
    """The gate as one JSON object, a record a line."""
    head: Mapping[str, object] = {
        "format": FORMAT,
        "tool": {"name": "auditlib", "version": gate.tool},
        "project": {"name": gate.run.project.name},
        "looked_at": gate.looked_at,
        "against": gate.against,
        "files_read": gate.files_read,
        "verdict": verdict(gate),
        "baseline": {"size": gate.size, "growth": gate.growth},
        "notes": gate.notes,
        "broken_policies": gate.broken_policies,
    }
    lists = {
        "findings": map(_finding, gate.findings),
        "fixed": gate.fixed,
        "stale": gate.stale,
        "not_judged": gate.unjudged,
        "diagnostics": gate.diagnostics,
    }
    return json_object(head, lists.items())


def as_text(gate: Gate) -> str:
    """The gate for a terminal: each finding that fails, what has gone, the size of the baseline, the verdict last."""
    return "\n".join(_lines(gate)) + "\n"


def as_markdown(gate: Gate) -> str:
    """The gate for a comment on a change: the verdict first."""
    lines = [
        f"**auditlib gate: {markdown_text(verdict(gate))}**",
        "",
        f"Looked at: {markdown_text(gate.looked_at)}. {_size(gate)}.",
    ]
    if gate.failing:
        lines += ["", "| status | rule | place | message |", "| --- | --- | --- | --- |"]
        shown = ((one.status, one.finding.rule, one.finding.place, one.finding.message) for one in gate.failing)
        lines += [f"| {' | '.join(map(markdown_text, row))} |" for row in shown]
    for title, entries in _left(gate):
        lines += [
            "",
            f"{title}:",
            "",
            *(f"- {one.rule} {markdown_text(one.path)} ({markdown_text(one.reason)})" for one in entries),
        ]
    lines += ["", *(f"- {markdown_text(one)}" for one in gate.broken_policies)]
    lines += [f"- {one.code} at {markdown_text(one.place)}: {markdown_text(one.message)}" for one in gate.diagnostics]
    return "\n".join(lines).rstrip() + "\n"


def change(before: Baseline, after: Baseline) -> str:
    """What writing a baseline changed, in one sentence.

    Example:
        >>> change(Baseline(), Baseline())
        '0 findings accepted (+0 -0)'
    """
    old, new = ({(one.rule, one.path, one.subject) for one in of.accepted} for of in (before, after))
    return f"{counted(len(new), 'finding')} accepted (+{len(new - old)} -{len(old - new)})"


def verdict(gate: Gate) -> str:
    """Pass or fail in one line, and over how much."""
    if gate.vacuous:
        return "VACUOUS: no Python or Markdown file was read, so nothing has passed"
    over = f"{counted(gate.files_read, 'file')} read"
    if gate.failing or gate.broken_policies:
        counts = [f"{len(_of(gate, status))} {status}" for status in GateStatus if _of(gate, status)]
        return f"FAIL: {', '.join([*counts, *gate.broken_policies])}; {over}"
    lost = f", {counted(len(gate.diagnostics), 'thing')} not judged" if gate.diagnostics else ""
    return f"PASS: no new finding, {len(gate.findings):,} unchanged; {over}{lost}"


def _lines(gate: Gate) -> Iterator[str]:
    for note in gate.diagnostics:
        yield f"{note.weight:10}  {one_line(note.place)}  {note.code}: {one_line(note.message)}"
    for one in gate.failing:
        yield _failing(one)
    for title, entries in _left(gate):
        yield f"{title}:"
        yield from (f"  {one.rule}  {one_line(one.path)}  {one_line(one.message or one.subject)}" for one in entries)
    yield f"{one_line(gate.run.project.name)}, {one_line(gate.looked_at)}, against {one_line(gate.against)}"
    yield f"{_size(gate)}; notes, which ask nothing: {gate.notes:,}"
    yield verdict(gate)


def _failing(one: GateFinding) -> str:
    finding = one.finding
    told = f"{finding.severity.upper():7}  {finding.rule}  {one_line(finding.place)}  {one_line(finding.message)}"
    if one.known and one.status is GateStatus.EXPIRED:
        owner = f" by {one_line(one.known.owner)}" if one.known.owner else ""
        told += f" (accepted{owner} until {one.known.expires}: {one_line(one.known.reason)})"
    if one.known and one.status is GateStatus.GROWN:
        told += f" (accepted in {counted(one.known.size, 'place')}; it stands in more now)"
    return told


def _left(gate: Gate) -> Iterator[tuple[str, tuple[Accepted, ...]]]:
    titles = (
        ("fixed, and still accepted; `auditlib baseline --prune` takes them out", gate.fixed),
        ("stale: the file or the rule is gone", gate.stale),
        ("accepted, in files that could not be judged", gate.unjudged),
    )
    return (one for one in titles if one[1])


def _size(gate: Gate) -> str:
    grown = f" (+{gate.growth.added} -{gate.growth.removed} since {gate.growth.since})" if gate.growth else ""
    return f"baseline: {gate.size:,} accepted{grown}"


def _of(gate: Gate, status: GateStatus) -> list[GateFinding]:
    return [one for one in gate.failing if one.status is status]


def _finding(one: GateFinding) -> Mapping[str, object]:
    values = msgspec.structs.asdict(one.finding)
    known = one.known
    return {
        **values,
        "fingerprint": one.finding.fingerprint,
        "status": one.status,
        "owner": known.owner if known else "",
        "expires": known.expires if known else "",
    }
