"""Fits the weights that come with auditlib to the labels of the tune split.

    python benchmarks/roles/fit.py --sources FOLDER [--out FILE]

Prints what the same fit says of each repository when it is left out.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from figures import figures
from labelled import Example, Item, examples, reported, repositories
from learning import calibrate, fit, unseen

WEIGHTS = Path(__file__).parents[2] / "src" / "auditlib" / "graphs" / "roles" / "weights.json"
LEAST = 0.005
"""A weight below it is left out of the file."""


def main() -> None:
    """Write the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sources", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    given = parser.parse_args()
    known, missed = gathered("tune", given.sources)
    logits = unseen(known)
    slope, offset = calibrate(logits, known)
    given.out.write_text(json.dumps(weights(known, slope, offset), indent=1, sort_keys=True) + "\n", encoding="utf-8")
    shares = 1 / (1 + np.exp(-(slope * logits + offset)))
    for threshold in (0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6):
        told = figures(known, missed, reported(known, shares.tolist(), threshold))
        print(threshold, {name: told["all"][name]["share"] for name in told["all"]}, told["macro_f1"])


def gathered(split: str, sources: Path) -> tuple[list[Example], list[Item]]:
    """The examples of a split, and the implementations that no candidate stands for."""
    known: list[Example] = []
    missed: list[Item] = []
    for repository in repositories(split, sources):
        found, lost = examples(repository)
        known += found
        missed += lost
    return known, missed


def weights(known: Sequence[Example], slope: float, offset: float) -> dict[str, Any]:
    """The file that comes with auditlib."""
    model = fit(known)
    return {
        "origin": "set by hand, then moved by labelled code: benchmarks/roles",
        "features": _rounded(model.features),
        "own": {category: _rounded(own) for category, own in model.own.items()},
        "categories": {category: round(value, 3) for category, value in model.categories.items()},
        "other_category": round(sum(model.categories.values()) / len(model.categories), 3),
        "slope": round(slope, 3),
        "offset": round(offset, 3),
    }


def _rounded(weights: Mapping[str, float]) -> dict[str, float]:
    return {name: round(value, 3) for name, value in weights.items() if abs(value) >= LEAST}


if __name__ == "__main__":
    main()
