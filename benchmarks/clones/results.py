"""The recorded results as frames: the tables of the notebook of the benchmark. Shares are percentages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from score import Rate, judged_rate

OURS = "auditlib"


@dataclass(frozen=True, slots=True)
class Results:
    """What the scripts recorded: tools side by side, our own steps one by one, and cost at several sizes."""

    comparison: Mapping[str, Any]
    speed: Mapping[str, Any]
    growth: pd.DataFrame

    @property
    def tools(self) -> Mapping[str, Mapping[str, Any]]:
        """The figures of each tool that ran."""
        return {name: tool for name, tool in self.comparison["tools"].items() if "recall" in tool}


def recorded(folder: str) -> Results:
    """The results in a folder, as `run.py`, `../clone_speed.py` and `growth.py` wrote them."""
    return Results(
        json.loads((Path(folder) / "clones_reporting.json").read_text("utf-8")),
        json.loads((Path(folder) / "clone_speed.json").read_text("utf-8")),
        pd.read_csv(Path(folder) / "clones_growth.csv"),
    )


def corpus_frame(found: Results) -> pd.DataFrame:
    """What the tools read: packages, seeds of the injected copies, lines; and what the judges say of random pairs."""
    facts, chance = found.comparison, found.comparison["chance"]
    return pd.DataFrame(
        [
            ("donors", ", ".join(facts["donors"])),
            ("hosts", ", ".join(facts["hosts"])),
            ("seeds", ", ".join(map(str, facts.get("seeds", [facts["seed"]])))),
            *((f"lines, {name}", f"{lines:,}") for name, lines in facts["lines"].items()),
            ("random pairs judged alike", f"{chance['true']} of {chance['judged']:,}"),
            ("random pairs whose names agree besides", f"{chance['strictly_true']} of {chance['judged']:,}"),
        ],
        columns=["fact", "value"],
    )


def recall_frame(found: Results) -> pd.DataFrame:
    """Pairs found by tool and type, and all of them with the interval, the best tool first."""
    rows = [
        {"tool": name, **{kind: percent(Rate(**rate)) for kind, rate in tool["recall"]["type"].items()}}
        | bounded("all", Rate(**tool["recall"]["total"]))
        | {"pairs": tool["recall"]["total"]["total"]}
        for name, tool in found.tools.items()
    ]
    return pd.DataFrame(rows).sort_values("all", ascending=False, kind="stable", ignore_index=True)


def operator_frame(found: Results) -> pd.DataFrame:
    """Pairs found by operator: a column for each tool."""
    rates = {name: tool["recall"]["operator"] for name, tool in found.tools.items()}
    return pd.DataFrame(
        {"operator": operator, "pairs": rate["total"]}
        | {name: percent(Rate(**one[operator])) for name, one in rates.items()}
        for operator, rate in rates[OURS].items()
    )


def precision_frame(found: Results) -> pd.DataFrame:
    """How many of the judged pairs are true by either judge, with the intervals, and how many are docstrings."""
    return pd.DataFrame(
        {"tool": name, "classes": tool["classes"]["real"], "judged": tool["precision"]["judged"]}
        | bounded("words_alike", judged_rate(tool, "true"))
        | bounded("names_agree", judged_rate(tool, "strictly_true"))
        | {"docstrings": percent(judged_rate(tool, "text"))}
        for name, tool in found.tools.items()
    )


def false_alarm_frame(found: Results) -> pd.DataFrame:
    """Pairs reported among functions that are unlike: a row for each limit of similarity, a column for each tool."""
    return pd.DataFrame(
        {"below": float(below), "functions": functions}
        | {name: tool["unlike"][f"unlike {below}"]["pairs"] for name, tool in found.tools.items()}
        for below, functions in found.comparison["unlike_functions"].items()
    )


def cost_frame(found: Results) -> pd.DataFrame:
    """What a run on the packages as they are costs, the CPU seconds also as a multiple of ours; the cheapest first."""
    cost = {name: tool["cost"]["real"] for name, tool in found.tools.items()}
    rows = [
        {"tool": name, "cpu_s": one["cpu"], "wall_s": one["wall"], "peak_mib": one["peak_mib"]}
        | {"times_ours": round(one["cpu"] / cost[OURS]["cpu"], 2)}
        for name, one in cost.items()
    ]
    return pd.DataFrame(rows).sort_values("cpu_s", kind="stable", ignore_index=True)


def speed_frame(found: Results) -> pd.DataFrame:
    """CPU seconds per million lines of reading, parsing and our steps, on larger packages."""
    return pd.DataFrame(found.speed["distributions"])


def bounded(name: str, rate: Rate) -> dict[str, float]:
    """A rate and the bounds of its interval, as columns."""
    low, high = (round(100 * bound, 1) for bound in rate.interval)
    return {name: percent(rate), f"{name}_low": low, f"{name}_high": high}


def percent(rate: Rate) -> float:
    """The share in percent, to a tenth."""
    return round(100 * rate.share, 1)
