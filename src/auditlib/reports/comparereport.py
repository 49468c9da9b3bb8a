"""A comparison of two revisions as text for a terminal, as Markdown, and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from auditlib.model import Place, Size
from auditlib.model.comparison import (
    ApiBreak,
    BrokenCall,
    BrokenImport,
    Comparison,
    FileChange,
    Fix,
    LedgerRow,
    LineFlow,
    TestChange,
    UndefinedName,
)
from auditlib.visible import counted, one_line

FORMAT = 1
OURS = "comparison."
"""What the names of its files begin with."""

SHOWN = 30
"""Entries of one kind that a terminal is shown; JSON has all."""

PLACES = 3
"""Consumers of one break that a reader is shown."""

_encode = msgspec.json.Encoder(order="deterministic").encode


def as_json(comparison: Comparison) -> str:
    """The comparison as one JSON object, a record a line; `net` = added + moved_in - deleted - moved_out."""
    head: dict[str, object] = {
        "format": FORMAT,
        "tool": {"name": "auditlib", "version": comparison.tool},
        "project": comparison.name,
        "base": comparison.base,
        "head": comparison.head,
        "files_compared": comparison.files_compared,
    }
    lists: Mapping[str, Iterable[object]] = {
        "ledger": map(_ledger_row, comparison.ledger),
        "files": map(_file_row, comparison.files),
        "api_breaks": comparison.api_breaks,
        "broken_imports": comparison.broken_imports,
        "undefined_names": comparison.undefined_names,
        "broken_calls": comparison.broken_calls,
        "tests": comparison.tests,
        "fixes": ({"risk": one.risk} | msgspec.to_builtins(one) for one in comparison.fixes),
        "notes": ({"weight": one.weight} | msgspec.to_builtins(one) for one in comparison.notes),
    }
    fields = [f"{_text(key)}: {_text(value)}" for key, value in head.items()]
    fields += [f"{_text(key)}: {_records(records)}" for key, records in lists.items()]
    return "{" + ",\n".join(fields) + "}\n"


def as_text(comparison: Comparison) -> str:
    """The comparison as plain text: the ledger first, then what broke, then notes, and the verdict last."""
    lines = [f"{one_line(comparison.name)}: {comparison.base[:12]} to {comparison.head[:12]}", ""]
    lines += _table(comparison)
    for title, entries in _sections(comparison):
        lines += ["", f"{title}: {len(entries):,}", *(f"  {entry}" for entry in entries[:SHOWN])]
        if len(entries) > SHOWN:
            lines.append(f"  and {len(entries) - SHOWN:,} more; --format json has all")
    return "\n".join([*lines, "", verdict(comparison)]) + "\n"


def as_markdown(comparison: Comparison) -> str:
    """The comparison as Markdown, with all entries."""
    lines = [f"# {_cell(comparison.name)}: `{comparison.base[:12]}` to `{comparison.head[:12]}`", ""]
    lines += [verdict(comparison), "", "## Ledger", ""]
    lines += _row(("area", "prefix", "story", *_COLUMNS))
    lines += _row(["---"] * 3 + ["---:"] * len(_COLUMNS))
    for row in comparison.ledger:
        lines += _row((row.area, row.prefix or ".", row.story, *_cells(row.flow)))
    lines += _row(("all", "", "", *_cells(comparison.total())))
    for title, entries in _sections(comparison):
        lines += ["", f"## {title}: {len(entries):,}", "", *(f"- {_cell(entry)}" for entry in entries)]
    return "\n".join(lines) + "\n"


def verdict(comparison: Comparison) -> str:
    """What a reader must know first, on one line."""
    if not comparison.files_compared:
        return "verdict: VACUOUS: no file was read at either revision"
    total = comparison.total()
    counts = [
        counted(len(comparison.api_breaks), "API break"),
        counted(len(comparison.broken_imports), "broken import"),
        counted(len(comparison.undefined_names), "undefined name"),
        counted(len(comparison.broken_calls), "broken call"),
        f"{counted(len(comparison.tests), 'test')} guarding less",
    ]
    net = f"net {total.net.physical:+,} lines, {total.net.sloc:+,} SLOC"
    return f"verdict: {net} in {counted(len(comparison.files), 'changed file')}; {', '.join(counts)}"


_COLUMNS = ("added", "deleted", "moved", "net", "net SLOC")


def _cells(flow: LineFlow) -> tuple[str, ...]:
    sizes = (flow.added, flow.deleted, flow.moved_in)
    net = f"{flow.net.physical:+,}", f"{flow.net.sloc:+,}"
    return (*(f"{size.physical:,}" for size in sizes), *net)


def _table(comparison: Comparison) -> Iterator[str]:
    rows = [(f"{row.area}", row.prefix or ".", row.story, *_cells(row.flow)) for row in comparison.ledger]
    rows.append(("all", "", "", *_cells(comparison.total())))
    table = [("area", "prefix", "story", *_COLUMNS), *([one_line(cell) for cell in row] for row in rows)]
    widths = [max(len(row[place]) for row in table) for place in range(len(table[0]))]
    for row in table:
        cells = [cell.ljust(width) for cell, width in zip(row[:3], widths, strict=False)]
        cells += [cell.rjust(width) for cell, width in zip(row[3:], widths[3:], strict=True)]
        yield "  ".join(cells).rstrip()


def _sections(comparison: Comparison) -> list[tuple[str, list[str]]]:
    """Each kind of entry with its title, those that are empty too: nothing found is said."""
    notes = [f"{one.weight}: {one.place}: {one.message}" for one in comparison.notes]
    return [
        ("files", list(map(_file, comparison.files))),
        ("API breaks", list(map(_break, comparison.api_breaks))),
        ("broken imports", list(map(_import, comparison.broken_imports))),
        ("undefined names", list(map(_name, comparison.undefined_names))),
        ("broken calls", list(map(_call, comparison.broken_calls))),
        ("tests that guard less", list(map(_test, comparison.tests))),
        ("fix classes", list(map(_fix, comparison.fixes))),
        ("notes", list(map(one_line, notes))),
    ]


def _file(one: FileChange) -> str:
    story = f" ({one.story})" if one.story else ""
    source = f" from {one_line(one.source)}" if one.source else ""
    flow = one.flow
    counts = f"+{flow.added.physical:,} -{flow.deleted.physical:,} moved {flow.moved_in.physical:,}"
    return f"{one_line(one.path)}: {one.change}{source}, {counts}, net {flow.net.physical:+,}{story}"


def _break(one: ApiBreak) -> str:
    after = f" → {one_line(one.after)}" if one.after else ""
    users = f"; used at {_places(one.consumers)}" if one.consumers else ""
    return f"{one_line(one.path)}: {one_line(one.qualname)}: {one.kind}: {one_line(one.before)}{after}{users}"


def _places(places: Sequence[Place]) -> str:
    shown = ", ".join(f"{one_line(one.path)}:{one.line}" for one in places[:PLACES])
    return f"{shown} and {len(places) - PLACES} more" if len(places) > PLACES else shown


def _import(one: BrokenImport) -> str:
    silent = " SILENTLY DISABLED: its fallback is always taken." if one.silently_disabled else ""
    return f"{one_line(one.path)}:{one.line}: {one_line(one.statement)} ({one.context}):{silent} {one_line(one.reason)}"


def _name(one: UndefinedName) -> str:
    return f"{one_line(one.path)}:{one.line}: {one_line(one.name)}{' in __all__' if one.export else ''}"


def _call(one: BrokenCall) -> str:
    detail = f": {one_line(one.detail)}" if one.detail else ""
    where = f" in {one_line(one.definition)}" if one.definition else ""
    return f"{one_line(one.path)}:{one.line}{where}: {one.fault.replace('_', ' ')}: {one_line(one.target)}{detail}"


def _test(one: TestChange) -> str:
    critical = "CRITICAL " if one.critical else ""
    test = f": {one_line(one.test)}" if one.test else ""
    detail = f": {one_line(one.detail)}" if one.detail else ""
    return f"{critical}{one_line(one.path)}{test}: {one.change}{detail}"


def _fix(one: Fix) -> str:
    risk = "RISK " if one.risk else ""
    return f"{risk}{one_line(one.path)}:{one.line}: {one.kind.replace('_', ' ')}: {one_line(one.detail)}"


def _ledger_row(row: LedgerRow) -> dict[str, object]:
    return {"area": row.area, "prefix": row.prefix, "story": row.story, **_flow(row.flow)}


def _file_row(one: FileChange) -> dict[str, object]:
    return {
        "path": one.path,
        "from": one.source or None,
        "change": one.change,
        "area": one.area,
        "story": one.story,
        **_flow(one.flow),
    }


def _flow(flow: LineFlow) -> dict[str, Size]:
    """`moved` are the lines that came from elsewhere, as they are counted at head."""
    sizes = {"added": flow.added, "deleted": flow.deleted, "moved": flow.moved_in, "moved_out": flow.moved_out}
    return sizes | {"net": flow.net}


def _records(records: Iterable[object]) -> str:
    lines = ",\n".join(map(_text, records))
    return f"[\n{lines}\n]" if lines else "[]"


def _text(value: object) -> str:
    return _encode(value).decode()


def _cell(text: str) -> str:
    """Text of the audited repository that Markdown reads as text."""
    return "".join(f"\\{char}" if char in "\\`*_{}[]<>#|!" else char for char in one_line(text))


def _row(cells: Iterable[str]) -> list[str]:
    return [f"| {' | '.join(cell if set(cell) <= set('-: ') else _cell(cell) for cell in cells)} |"]
