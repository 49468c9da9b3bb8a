"""How many of the labelled API breaks are found, and how many of those found are labelled; beside griffe alone.

python benchmarks/compare/score.py --repositories FOLDER [--part tune|report] [--out FILE]

FOLDER holds bare git directories (`OWNER+NAME/repo`). With `--out` the result is written; else it is printed, each
miss and each false alarm named.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path

import griffe_peer
from labels import REPORT, TUNE, Change, Label, changes

import auditlib

FAMILIES = dict.fromkeys(("removed", "moved", "renamed", "export_lost"), "gone") | {
    "parameter_renamed": "parameter_removed"
}
"""Kinds that a tool may call by another name of the family and still have found the break."""

Found = set[Label]


def family(label: Label) -> Label:
    """The label with its kind's family."""
    return label._replace(kind=FAMILIES.get(label.kind, label.kind))


def ours(folder: Path, change: Change) -> Found:
    """What auditlib finds; a package that passes on what is gone is not counted beside it, as in the labels."""
    breaks = auditlib.compare(folder, f"{change.sha}~1", change.sha).api_breaks
    told = {f"{one.path}:{one.qualname}" for one in breaks}
    return {Label(one.path, one.qualname, str(one.kind)) for one in breaks if one.before not in told}


def griffes(folder: Path, change: Change) -> Found:
    """What griffe finds, as far as it has a kind for it that is one of ours."""
    return {Label(*one) for one in griffe_peer.breaks(folder, change.sha, change.package)}


def score(found: Found, labels: Iterable[Label]) -> dict[str, int]:
    """True and false alarms and misses, by families of kinds; how many have the very kind."""
    wanted = set(labels)
    right = {family(one) for one in found} & {family(one) for one in wanted}
    return {
        "labels": len({family(one) for one in wanted}),
        "found": len({family(one) for one in found}),
        "right": len(right),
        "very_kind": len(found & wanted),
    }


def rates(counts: dict[str, int]) -> dict[str, object]:
    """Recall and precision with what they were counted over; None over nothing."""
    shares = {
        "recall": counts["right"] / counts["labels"] if counts["labels"] else None,
        "precision": counts["right"] / counts["found"] if counts["found"] else None,
    }
    return counts | {name: None if share is None else round(share, 3) for name, share in shares.items()}


def main() -> None:
    """Score one part, or both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repositories", type=Path, required=True)
    parser.add_argument("--part", choices=("tune", "report"))
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    result: dict[str, object] = {}
    for part, repositories in (("tune", TUNE), ("report", REPORT)):
        if options.part in (None, part):
            chosen = [one for one in changes() if one.repository in repositories]
            result[part] = {
                "commits": len(chosen),
                "auditlib": _total(options.repositories, chosen, ours, tell=options.out is None),
                "griffe": _total(options.repositories, chosen, griffes, tell=False),
            }
    text = json.dumps(result, indent=1) + "\n"
    if options.out:
        options.out.write_text(text)
    else:
        print(text)


def _total(
    repositories: Path, chosen: Iterable[Change], tool: Callable[[Path, Change], Found], *, tell: bool
) -> dict[str, object]:
    total = {"labels": 0, "found": 0, "right": 0, "very_kind": 0}
    begin = sum(os.times()[:4])
    for change in chosen:
        found = tool(repositories / change.repository.replace("/", "+") / "repo", change)
        for name, count in score(found, change.labels).items():
            total[name] += count
        if tell:
            _tell(change, found)
    return rates(total) | {"cpu_seconds": round(sum(os.times()[:4]) - begin, 1)}


def _tell(change: Change, found: Found) -> None:
    wanted, got = {family(one) for one in change.labels}, {family(one) for one in found}
    for title, ones in (("missed", wanted - got), ("false alarm", got - wanted)):
        for one in sorted(ones):
            print(f"{change.repository} {change.sha}: {title}: {one.path}:{one.qualname} {one.kind}")


if __name__ == "__main__":
    main()
