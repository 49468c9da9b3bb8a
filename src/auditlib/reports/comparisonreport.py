"""A comparison of two revisions as text, as Markdown, and as JSON of the contract's format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from auditlib.model import Place, Size
from auditlib.model.comparison import Area, Comparison, Fix, LineFlow, TestChange
from auditlib.records import json_object
from auditlib.visible import counted, markdown_text, one_line

FORMAT = 1
SHOWN = 25
"""Rows of one kind that a terminal is shown; JSON has all."""

Row = tuple[str, ...]


def as_json(comparison: Comparison) -> str:
    """The comparison as one JSON object, a record a line. `moved` is what came from elsewhere, `net` head less base."""
    lists: dict[str, Iterable[object]] = {
        "ledger": (
            {"area": row.area, "prefix": row.prefix, "story": row.story, **_flow(row.flow)} for row in comparison.ledger
        ),
        "files": (
            {
                "path": one.path, "from": one.source, "change": one.change, "area": one.area, "story": one.story,
                **_flow(one.flow),
            }
            for one in comparison.files
        ),
        "api_breaks": comparison.api_breaks,
        "broken_imports": comparison.broken_imports,
        "undefined_names": comparison.undefined_names,
        "broken_calls": comparison.broken_calls,
        "tests": comparison.tests,
        "fixes": comparison.fixes,
        "notes": comparison.notes,
    }  # fmt: skip
    head: Mapping[str, object] = {
        "format": FORMAT,
        "tool": {"name": "auditlib", "version": comparison.tool},
        "project": {"name": comparison.name},
        "base": comparison.base,
        "head": comparison.head,
        "files_compared": comparison.files_compared,
    }
    return json_object(head, lists.items())


def as_text(comparison: Comparison) -> str:
    """The comparison for a terminal: the ledger, then what broke, kind by kind, and the verdict last."""
    lines = [f"{one_line(comparison.name)}: {comparison.base[:12]} → {comparison.head[:12]}", ""]
    lines += _aligned((LEDGER, *ledger_rows(comparison)))
    for title, rows in _sections(comparison):
        lines += ["", f"{title}: {len(rows)}"]
        lines += [f"  {'  '.join(filter(None, row))}" for row in rows[:SHOWN]]
        if len(rows) > SHOWN:
            lines.append(f"  and {len(rows) - SHOWN:,} more; --format json has all")
    lines += ["", *(f"note: {one_line(f'{one.place}: {one.message}')}" for one in comparison.notes)]
    lines.append(f"verdict: {verdict(comparison)}")
    return "\n".join(lines) + "\n"


def as_markdown(comparison: Comparison) -> str:
    """The comparison as Markdown: the verdict first, the ledger, and a table of each kind of break."""
    lines = [f"# {one_line(comparison.name)}: {comparison.base[:12]} → {comparison.head[:12]}", ""]
    lines += [f"**{verdict(comparison)}**", "", "## Ledger", "", *_table(LEDGER, ledger_rows(comparison))]
    for title, rows in _sections(comparison):
        if rows:
            lines += ["", f"## {title}", "", *_table(("where", "what", "how"), rows)]
    if comparison.notes:
        lines += [
            "",
            "## Notes",
            "",
            *(f"- {markdown_text(f'{one.place}: {one.message}')}" for one in comparison.notes),
        ]
    return "\n".join(lines) + "\n"


LEDGER = ("area", "prefix", "story", "added", "deleted", "moved", "net SLOC", "net physical")
"""Columns of the ledger: SLOC, but for the last; of documents only physical lines are counted."""


def ledger_rows(comparison: Comparison) -> list[Row]:
    """The rows of the ledger as text, and a total of product code."""
    rows = [(row.area.value, row.prefix, row.story, row.flow) for row in comparison.ledger]
    rows.append(("total", "product", "", comparison.total(Area.PRODUCT)))
    return [(area, one_line(prefix), one_line(story), *_numbers(flow)) for area, prefix, story, flow in rows]


def verdict(comparison: Comparison) -> str:
    """What was found, as a reader is told of it."""
    if not comparison.files_compared:
        return "VACUOUS: no file was read at either revision"
    net = comparison.total(Area.PRODUCT).net
    kinds = (
        (len(comparison.api_breaks), "API break"),
        (len(comparison.broken_imports), "broken import"),
        (len(comparison.undefined_names), "undefined name"),
        (len(comparison.broken_calls), "broken call"),
        (len(comparison.tests), "weaker test"),
    )
    broken = ", ".join(counted(count, noun) for count, noun in kinds if count) or "nothing broken"
    return f"product code {net.sloc:+,} SLOC ({net.physical:+,} physical); {broken}"


def _sections(comparison: Comparison) -> Iterator[tuple[str, Sequence[Row]]]:
    """Each kind of break with its rows: where, what, how."""
    yield (
        "API breaks",
        [
            (_place(one.path, 0), f"{one.qualname}: {one.kind.replace('_', ' ')}", _consumers(one.consumers))
            for one in comparison.api_breaks
        ],
    )
    yield (
        "broken imports",
        [
            (_place(one.path, one.line), one.statement, one.reason + _mark(one.silently_disabled, "SILENTLY DISABLED"))
            for one in comparison.broken_imports
        ],
    )
    yield (
        "undefined names",
        [
            (_place(one.path, one.line), one.name, _mark(one.export, "in __all__").strip())
            for one in comparison.undefined_names
        ],
    )
    yield (
        "broken calls",
        [
            (_place(one.path, one.line), one.target, f"{one.fault.replace('_', ' ')} {one.detail}".rstrip())
            for one in comparison.broken_calls
        ],
    )
    yield "tests that guard less", list(map(_test, comparison.tests))
    yield "repairs", list(map(_fix, comparison.fixes))


def _test(one: TestChange) -> Row:
    what = f"{one.test or 'whole file'}: {one.change}"
    return _place(one.path, one.line), what, one.detail + _mark(one.critical, "critical")


def _fix(one: Fix) -> Row:
    return _place(one.path, one.line), one.kind.replace("_", " ") + _mark(one.risk, "risk"), one.detail


def _mark(holds: bool, text: str) -> str:
    return f" ({text})" if holds else ""


def _place(path: str, line: int) -> str:
    return one_line(f"{path}:{line}" if line else path)


def _consumers(places: Sequence[Place]) -> str:
    if not places:
        return "no consumer found"
    return f"used by {_place(places[0].path, places[0].line)}" + (f" and {len(places) - 1} more" if places[1:] else "")


def _numbers(flow: LineFlow) -> Row:
    net = flow.net
    moved = min(flow.moved_in.sloc, flow.moved_out.sloc)
    shown = (flow.added.sloc, flow.deleted.sloc, moved)
    return (*(f"{one:,}" for one in shown), f"{net.sloc:+,}", f"{net.physical:+,}")


def _flow(flow: LineFlow) -> Mapping[str, Mapping[str, int]]:
    sizes = {
        "added": flow.added, "deleted": flow.deleted, "moved": flow.moved_in, "moved_out": flow.moved_out,
        "net": flow.net,
    }  # fmt: skip
    return {name: _size(size) for name, size in sizes.items()}


def _size(size: Size) -> Mapping[str, int]:
    return {"physical": size.physical, "sloc": size.sloc, "logical": size.logical}


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    sides: list[Callable[[str, int], str]] = [str.ljust, str.ljust, str.ljust]
    sides += [str.rjust] * (len(widths) - 3)
    return [
        "  ".join(side(cell, width) for side, cell, width in zip(sides, row, widths, strict=True)).rstrip()
        for row in rows
    ]


def _table(head: Row, rows: Iterable[Row]) -> list[str]:
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    return lines + ["| " + " | ".join(map(markdown_text, row)) + " |" for row in rows]
