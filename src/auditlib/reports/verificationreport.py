"""What is true of the claims of a document, as text, as Markdown and as JSON of the contract's format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from auditlib.model.claims import ClaimStatus, Verdict, Verification
from auditlib.records import json_object
from auditlib.visible import counted, markdown_text, one_line

FORMAT = 1


def as_json(found: Verification) -> str:
    """The verification as one JSON object, a verdict a line."""
    head: Mapping[str, object] = {
        "format": FORMAT,
        "tool": {"name": "auditlib", "version": found.tool},
        "project": {"name": found.name},
        "document": found.document,
        "base": found.base,
        "head": found.head,
        "statements": found.statements,
        "counts": found.counts,
        "trial": found.trial,
    }
    return json_object(head, [("verdicts", map(msgspec.structs.asdict, found.verdicts)), ("notes", found.notes)])


def as_text(found: Verification) -> str:
    """The verification for a terminal: each claim with its verdict and why, in the order of the document."""
    return "\n".join(_lines(found)) + "\n"


def as_markdown(found: Verification) -> str:
    """The verification as Markdown: the counts first, then a table for each status, the false claims first."""
    lines = [f"# Claims of {markdown_text(found.document)}", "", tally(found), ""]
    lines += [f"Base `{found.base[:12]}`, head `{found.head[:12]}` of {markdown_text(found.name)}.", ""]
    for status in (ClaimStatus.REFUTED, ClaimStatus.CONTRADICTED, ClaimStatus.CONFIRMED, ClaimStatus.UNVERIFIABLE):
        verdicts = [one for one in found.verdicts if one.status is status]
        lines += [
            f"## {status} ({len(verdicts)})",
            "",
            "| line | claim | kind | what is so |",
            "| --- | --- | --- | --- |",
        ]
        lines += [f"| {one.line} | {_quote(one)} | {one.kind} | {markdown_text(one.reason)} |" for one in verdicts]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def tally(found: Verification) -> str:
    """How many claims have each status, and of how many statements they were."""
    counts = ", ".join(f"{count} {status}" for status, count in found.counts.items())
    if not found.verdicts:
        return f"VACUOUS: {counted(found.statements, 'statement')} read, and no claim among them"
    tried = "" if found.trial else "; nothing was run: `auditlib try` would settle claims of tests and speed"
    return f"{counted(len(found.verdicts), 'claim')} in {counted(found.statements, 'statement')}: {counts}{tried}"


def _lines(found: Verification) -> Iterator[str]:
    yield f"{one_line(found.name)}: {one_line(found.document)}, {found.base[:12]} → {found.head[:12]}"
    for note in found.unjudged:
        yield f"{note.weight:10}  {one_line(note.place)}  {note.code}: {one_line(note.message)}"
    for one in found.verdicts:
        yield f"{one.status:12}  {one.line:>4}  {one_line(one.quote)}"
        yield f"{'':20}{one.kind}, {one_line(one.subject)}: {one_line(one.reason)}"
    yield ""
    yield tally(found)


def _quote(one: Verdict) -> str:
    return markdown_text(one.quote.replace("**", ""))
