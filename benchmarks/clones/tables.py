"""The tables of a run, as text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from score import Rate

WIDTH, FIRST = 16, 32


def text(record: Mapping[str, Any]) -> str:
    """All tables: recall by type for each tool, by operator for each tool, precision, false positives and cost."""
    ran = {name: tool for name, tool in record["tools"].items() if "recall" in tool}
    skipped = [f"skipped: {tool['skipped']}" for tool in record["tools"].values() if "skipped" in tool]
    if not ran:
        return "\n".join(skipped)
    parts = [
        _table("recall by type", ran, _types(ran)),
        _table("recall by type, Jaccard 0.7", ran, _part(ran, "type_jaccard", "total_jaccard")),
        _table("recall by operator", ran, _part(ran, "operator", None)),
        _table("recall by similarity of words", ran, _part(ran, "similarity", None)),
        _table(f"precision on real code, {record['lines']['real']:,} lines", ran, _precision(record["chance"])),
        _table("function pairs reported among unlike functions", ran, _unlike(record["unlike_functions"])),
        _table("cost", ran, _cost()),
    ]
    return "\n\n".join(["\n".join(part) for part in parts] + skipped)


Rows = Sequence[tuple[str, Callable[[Mapping[str, Any]], object]]]


def _table(title: str, ran: Mapping[str, Mapping[str, Any]], rows: Rows) -> list[str]:
    """A line for each row, a column for each tool."""
    head = f"{title:{FIRST}}\n{'':{FIRST}}" + "".join(f"{name:>{WIDTH}}" for name in ran)
    return [
        head,
        *(f"{name:{FIRST}}" + "".join(f"{value(tool)!s:>{WIDTH}}" for tool in ran.values()) for name, value in rows),
    ]


def _types(ran: Mapping[str, Mapping[str, Any]]) -> Rows:
    return _part(ran, "type", "total")


def _part(ran: Mapping[str, Mapping[str, Any]], part: str, total: str | None) -> Rows:
    names = list(next(iter(ran.values()))["recall"][part])
    rows: list[tuple[str, Callable[[Mapping[str, Any]], object]]] = [
        (name, lambda tool, name=name: Rate(**tool["recall"][part][name])) for name in names
    ]
    return [*rows, ("all", lambda tool: Rate(**tool["recall"][total]))] if total else rows


def _precision(chance: Mapping[str, int]) -> Rows:
    """The rates; `chance` is what the judges say of functions that have nothing to do with one another."""
    of = chance["judged"]
    return [
        (
            f"words alike (chance {chance['true']}/{of})",
            lambda tool: Rate(tool["precision"]["true"], tool["precision"]["judged"]),
        ),
        (
            f"names agree (chance {chance['strictly_true']}/{of})",
            lambda tool: Rate(tool["precision"]["strictly_true"], tool["precision"]["judged"]),
        ),
        ("  docstrings alone, not true", lambda tool: Rate(tool["precision"]["text"], tool["precision"]["judged"])),
        ("classes reported", lambda tool: tool["classes"]["real"]),
    ]


def _unlike(functions: Mapping[float, int]) -> Rows:
    return [
        (f"{label} below {below}", lambda tool, below=below, key=key: tool["unlike"][f"unlike {below}"][key])
        for below, number in functions.items()
        for label, key in ((f"{number} functions", "pairs"), ("  the judge agrees", "judged_true"))
    ]


def _cost() -> Rows:
    return [
        (f"{label}, {corpus}", lambda tool, corpus=corpus, key=key: tool["cost"][corpus][key])
        for corpus in ("injected", "real")
        for label, key in (("CPU s", "cpu"), ("wall s", "wall"), ("peak MiB", "peak_mib"))
    ]
