"""How well the detector of roles does on labelled repositories, beside plainer ways.

    python benchmarks/roles/score.py --split tune|report --sources FOLDER [--peers FOLDER] [--out FILE]

Each repository of the tune split is judged by weights that were fitted without it; those of the report split by the
weights that come with auditlib.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from baselines import clones, likeness, names
from canonicals import precision_at_1
from figures import calibration, figures
from labelled import Example, Item, examples, reported, repositories
from learning import calibrate, unseen

from auditlib.graphs.roles.judging import IMPLEMENTATION, score

PEERS = ("jscpd", "pyscn")


def main() -> None:
    """Print the figures of a split, and write them to a file if one is named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--split", choices=("tune", "report"), required=True)
    parser.add_argument("--sources", type=Path, required=True)
    parser.add_argument("--peers", type=Path)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    known = repositories(given.split, given.sources)
    gathered = [examples(repository) for repository in known]
    found = [one for part, _ in gathered for one in part]
    missed = [item for _, part in gathered for item in part]
    result = judged(found, missed, shares(found, given.split))
    result |= {"split": given.split, "canonical": precision_at_1(known)}
    result["baselines"] = {"names": names(known), "tf-idf": likeness(known)}
    if given.peers:
        result["baselines"] |= {tool: clones(known, tool, given.peers) for tool in PEERS}
    text = json.dumps(result, indent=1)
    print(text)
    if given.out:
        given.out.write_text(text + "\n", encoding="utf-8")


def shares(found: Sequence[Example], split: str) -> list[float]:
    """The score of each candidate."""
    if split == "report":
        return [score(one.features, one.category) for one in found]
    logits = unseen(found)
    slope, offset = calibrate(logits, found)
    return [float(share) for share in 1 / (1 + np.exp(-(slope * logits + offset)))]


def judged(found: Sequence[Example], missed: Sequence[Item], scores: Sequence[float]) -> dict[str, Any]:
    """The figures at the threshold of the detector, for each repository besides, and the calibration."""
    told = reported(found, scores, IMPLEMENTATION)
    alone = {}
    for name in sorted({one.repository for one in found}):
        places = [place for place, one in enumerate(found) if one.repository == name]
        lost = [item for item in missed if item.repository == name]
        alone[name] = figures([found[place] for place in places], lost, [told[place] for place in places])["all"]
    return {
        "threshold": IMPLEMENTATION,
        "figures": figures(found, missed, told),
        "repositories": alone,
        "calibration": calibration(found, scores),
    }


if __name__ == "__main__":
    main()
