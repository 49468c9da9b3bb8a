"""How far the naive answer, minus the lines of the set, is from what the commits of `facts.json` really won.

Two answers more know the outcome in part: they say how much is left to err in once it is estimated well.

    python benchmarks/backtest/summary.py [FACTS]

The error of an answer is its distance from the net of the product's source lines, in percent of that net; where the
net is 0 it is infinite. Told is the median, of all and of each kind, and the share that is off by 10 % or less.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

Facts = Mapping[str, Any]
Answer = Callable[[Facts], int]
KINDS = ("dead_duplicate", "consolidation", "extraction", "replacement", "move")
NEAR = 10.0


def gross(one: Facts) -> int:
    """Minus the lines of the set."""
    return -int(one["ledger"]["gross"]["sloc"])


def growth(one: Facts) -> int:
    """What the survivor won."""
    survivor = one["ledger"]["survivor"]
    return int(survivor["after"]["sloc"] - survivor["before"]["sloc"])


ANSWERS: dict[str, Answer] = {
    "set": gross,
    "set and its own imports": lambda one: gross(one) - int(one["features"]["own_imports"]["sloc"]),
    "set; the survivor's growth known": lambda one: gross(one) + growth(one),
    "set; growth and callers known": lambda one: (
        gross(one) + growth(one) + int(one["ledger"]["callers"]["net"]["sloc"])
    ),
}


def error(answer: int, net: int) -> float:
    """The distance of an answer in percent of the net.

    Example:
        >>> error(-30, -20), error(0, 0), error(-5, 0)
        (50.0, 0.0, inf)
    """
    if answer == net:
        return 0.0
    return abs(answer - net) * 100 / abs(net) if net else float("inf")


def row(facts: Sequence[Facts], answer: Answer) -> str:
    """The number of commits, the median error and the share of near answers."""
    errors = [error(answer(one), one["product"]["net"]["sloc"]) for one in facts]
    near = sum(one <= NEAR for one in errors)
    return f"{len(errors):4}  median {median(errors):6.1f} %  within {NEAR:.0f} %: {near:3}"


def main(arguments: Sequence[str]) -> int:
    """Print a row for each kind and split."""
    path = Path(arguments[0]) if arguments else Path(__file__).parent / "facts.json"
    facts = json.loads(path.read_text())
    for name, answer in ANSWERS.items():
        print(f"\n{name}")
        for kind in (*KINDS, "all"):
            for split in ("tune", "report", "both"):
                chosen = [one for one in facts if kind in ("all", one["kind"]) and split in ("both", one["split"])]
                if chosen:
                    print(f"  {kind:15} {split:7}{row(chosen, answer)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
