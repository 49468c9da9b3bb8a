"""The tables of a run, as text. Beside each rate stand its 95 % interval and the numbers that it is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from operator import getitem
from typing import Any

from score import Rate, judged_rate

WIDTH, FIRST = 30, 32


def text(record: Mapping[str, Any]) -> str:
    """All tables: recall by type for each tool, by operator for each tool, precision, false positives and cost."""
    ran = {name: tool for name, tool in record["tools"].items() if "recall" in tool}
    skipped = [f"skipped: {tool['skipped']}" for tool in record["tools"].values() if "skipped" in tool]
    if not ran:
        return "\n".join(skipped)
    parts = [
        _table("recall by type", ran, [*_part(ran, "type"), ("all", _rate("total"))]),
        _table("recall by type, Jaccard 0.7", ran, [*_part(ran, "type_jaccard"), ("all", _rate("total_jaccard"))]),
        _table("recall by operator", ran, _part(ran, "operator")),
        _table("recall by similarity of words", ran, _part(ran, "similarity")),
        _table(f"precision on real code, {record['lines']['real']:,} lines", ran, _precision(record["chance"])),
        _table("function pairs reported among unlike functions", ran, _unlike(record["unlike_functions"])),
        _table("cost", ran, _cost()),
    ]
    return "\n\n".join(["\n".join(part) for part in parts] + skipped)


Cell = Callable[[Mapping[str, Any]], object]
Rows = Sequence[tuple[str, Cell]]


def _table(title: str, ran: Mapping[str, Mapping[str, Any]], rows: Rows) -> list[str]:
    """A line for each row, a column for each tool."""
    head = f"{title:{FIRST}}\n{'':{FIRST}}" + "".join(f"{name:>{WIDTH}}" for name in ran)
    return [
        head,
        *(f"{name:{FIRST}}" + "".join(f"{cell(tool)!s:>{WIDTH}}" for tool in ran.values()) for name, cell in rows),
    ]


def _at(*place: str) -> Cell:
    """What stands at a place of a tool's figures."""
    return lambda tool: reduce(getitem, place, tool)


def _rate(*place: str) -> Cell:
    """The rate at a place of a tool's recall."""
    return lambda tool: Rate(**reduce(getitem, place, tool["recall"]))


def _part(ran: Mapping[str, Mapping[str, Any]], part: str) -> Rows:
    return [(name, _rate(part, name)) for name in next(iter(ran.values()))["recall"][part]]


def _precision(chance: Mapping[str, int]) -> Rows:
    """The rates; `chance` is what the judges say of functions that have nothing to do with one another."""
    of = chance["judged"]
    return [
        (f"words alike (chance {chance['true']}/{of})", lambda tool: judged_rate(tool, "true")),
        (f"names agree (chance {chance['strictly_true']}/{of})", lambda tool: judged_rate(tool, "strictly_true")),
        ("  docstrings alone, not true", lambda tool: judged_rate(tool, "text")),
        ("classes reported", _at("classes", "real")),
    ]


def _unlike(functions: Mapping[float, int]) -> Rows:
    return [
        (label, _at("unlike", f"unlike {below}", key))
        for below, number in functions.items()
        for label, key in ((f"{number} functions below {below}", "pairs"), ("  the judge agrees", "judged_true"))
    ]


def _cost() -> Rows:
    return [
        (f"{label}, {corpus}", _at("cost", corpus, key))
        for corpus in ("injected", "real")
        for label, key in (("CPU s", "cpu"), ("wall s", "wall"), ("peak MiB", "peak_mib"))
    ]
