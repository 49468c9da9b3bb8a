"""What was asked of our detector, against what was measured."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise
from operator import getitem

import pandas as pd
from results import OURS, Results, bounded
from score import Rate, judged_rate


@dataclass(frozen=True, slots=True)
class Target:
    """A rate to be reached, in percent, or another number not to be exceeded; None where it was not measured."""

    name: str
    bound: float
    measured: Callable[[Results], Rate | float | None]


def target_frame(found: Results) -> pd.DataFrame:
    """Each target with our figure; "within chance" where the interval of a rate holds the target."""
    return pd.DataFrame(_row(target, target.measured(found)) for target in TARGETS)


def recall_of(*place: str) -> Callable[[Results], Rate]:
    """Our recall at a place of the record."""
    return lambda found: Rate(**reduce(getitem, place, found.tools[OURS]["recall"]))


def precision_by(judge: str) -> Callable[[Results], Rate]:
    """Our precision by one of the judges."""
    return lambda found: judged_rate(found.tools[OURS], judge)


def false_alarms(found: Results) -> float:
    """The pairs that we report among functions that are unlike, whatever the limit."""
    return float(sum(one["pairs"] for one in found.tools[OURS]["unlike"].values()))


def cpu_over(*peers: str) -> Callable[[Results], float | None]:
    """Our CPU seconds on real code over those of the cheapest of these tools that ran."""

    def measured(found: Results) -> float | None:
        cpu = {name: tool["cost"]["real"]["cpu"] for name, tool in found.tools.items()}
        theirs = [cpu[peer] for peer in peers if peer in cpu]
        return round(cpu[OURS] / min(theirs), 2) if theirs else None

    return measured


def steepest_growth(found: Results) -> float:
    """The most that CPU seconds grow from one size to the next, over what n · log n grows."""
    rates = found.growth.loc[found.growth["tool"] == OURS, "ns_per_n_log2_n"]
    return round(max(after / before for before, after in pairwise(rates)), 2)


def _row(target: Target, figure: Rate | float | None) -> dict[str, object]:
    if isinstance(figure, Rate):
        return {
            "target": target.name,
            "asked": f"≥ {target.bound:g} %",
            **bounded("ours", figure),
            "of": figure.total,
            "verdict": _verdict(figure, target.bound / 100),
        }
    verdict = "not measured" if figure is None else "met" if figure <= target.bound else "missed"
    return {"target": target.name, "asked": f"≤ {target.bound:g}", "ours": figure, "verdict": verdict}


def _verdict(rate: Rate, bound: float) -> str:
    low, high = rate.interval
    return ("met" if rate.share >= bound else "missed") + (", within chance" if low < bound <= high else "")


TARGETS = (
    Target("recall, Type-1", 99, recall_of("type", "Type-1")),
    Target("recall, Type-2", 98, recall_of("type", "Type-2")),
    Target("recall, Type-3", 90, recall_of("type", "Type-3")),
    Target("recall, Type-4-like", 85, recall_of("type", "Type-4")),
    Target("recall, all", 93, recall_of("total")),
    Target("recall, fragments of functions", 95, recall_of("operator", "Type-1 fragment")),
    Target("recall, 25 % of the statements changed", 60, recall_of("operator", "Type-3 change 25%")),
    Target("recall, renamed and edited", 75, recall_of("operator", "Type-3 rename+edit 15%")),
    Target("precision, words alike", 97, precision_by("true")),
    Target("precision, names agree besides", 93, precision_by("strictly_true")),
    Target("pairs reported among unlike functions", 0, false_alarms),
    Target("CPU, times jscpd at its most tolerant", 1.5, cpu_over("jscpd-tolerant")),
    Target("CPU, times pyscn", 0.1, cpu_over("pyscn", "pyscn-all")),
    Target("CPU growth, times n log n, the steepest step", 1, steepest_growth),
)
