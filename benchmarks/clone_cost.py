"""CPU and memory of clone detection from the command line: against jscpd in the same run, and after small changes.

    python benchmarks/clone_cost.py FOLDER… --jscpd BINARY [--rounds 3] [--no-changes]

One row a folder, also appended to results/clone_cost.jsonl. Cold scans (each with a cache of its own) and jscpd take
turns; medians are kept. jscpd (recorded: 5.3.2, its native binary without node) is set as tolerantly as it can be, at
the same minimum size. Then a copy of the folder is scanned, a function is appended to every hundredth of its files, and
it is scanned again: clones alone, and everything. CPU ratios are of this run; other work on the machine moves both.
"""

from __future__ import annotations

import argparse
import json
import platform
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from measuring import Cost, measure

RESULTS = Path(__file__).parent / "results" / "clone_cost.jsonl"
ONLY_CLONES = ("--only", "clones")
JSCPD = (
    *("--format", "python", "--reporters", "json", "--absolute", "--silent", "--mode", "weak"),
    *("--min-lines", "5", "--min-tokens", "50", "--max-gap-lines", "5"),
    *("--ignore-identifiers", "--ignore-literals", "--ignore-annotations"),
)
CHANGED = 100
"""One file in so many is changed."""

ADDED = "\n\ndef added_{0}(value):\n    total = value + {0}\n    return total\n"


def main() -> None:
    """Measure each folder, print its row and append it to the results."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--jscpd", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--no-changes", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as cache:  # a first scan, not measured, compiles what is not compiled yet
        _scan(Path(__file__).parent, Path(cache), ONLY_CLONES)
    for folder in arguments.folders:
        row = _against_jscpd(folder, arguments.jscpd, arguments.rounds)
        if not arguments.no_changes:
            row |= {"clones": _after_changes(folder, ONLY_CLONES), "everything": _after_changes(folder, ())}
        print(json.dumps(row, indent=2))
        with RESULTS.open("a") as results:
            results.write(json.dumps(row) + "\n")


def _against_jscpd(folder: Path, jscpd: Path, rounds: int) -> dict[str, object]:
    """The medians of some rounds in which both take their turn."""
    ours, theirs = [], []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as scratch:
            ours.append(_scan(folder, Path(scratch), ONLY_CLONES))
            theirs.append(measure([str(jscpd), str(folder), *JSCPD, "--output", scratch]))
    cpu, peer = (median(cost.cpu for cost in costs) for costs in (ours, theirs))
    return {
        "name": folder.name,
        "python": platform.python_version(),
        "lines": sum(path.read_bytes().count(b"\n") for path in folder.rglob("*.py") if path.is_file()),
        "cpu": cpu,
        "cpu_each": [cost.cpu for cost in ours],
        "jscpd_cpu": peer,
        "jscpd_cpu_each": [cost.cpu for cost in theirs],
        "ratio": round(cpu / peer, 2),
        "peak_mib": median(cost.peak_mib for cost in ours),
        "jscpd_peak_mib": median(cost.peak_mib for cost in theirs),
    }


def _after_changes(folder: Path, options: Sequence[str]) -> dict[str, float]:
    """CPU of a cold scan, of another one, and of one more after one file in `CHANGED` has got a function."""
    with tempfile.TemporaryDirectory() as scratch:
        cache, tree = Path(scratch) / "cache", Path(scratch) / folder.name
        shutil.copytree(folder, tree, symlinks=True)
        cold, warm = (_scan(tree, cache, options).cpu for _ in range(2))
        for number, path in enumerate(sorted(tree.rglob("*.py"))[::CHANGED]):
            with path.open("a") as file:
                file.write(ADDED.format(number))
        changed = _scan(tree, cache, options).cpu
    shares = {"warm_ratio": round(warm / cold, 3), "changed_ratio": round(changed / cold, 3)}
    return {"cold_cpu": cold, "warm_cpu": warm, "changed_cpu": changed, **shares}


def _scan(folder: Path, cache: Path, options: Sequence[str]) -> Cost:
    command = [sys.executable, "-m", "auditlib", "scan", str(folder), *options, "--format", "json", "--quiet"]
    cost = measure(command, environment={"AUDITLIB_CACHE": str(cache)})
    if cost.code not in (0, 1, 3):
        raise SystemExit(f"the scan of {folder.name} did not end as it should: exit code {cost.code}")
    return cost


if __name__ == "__main__":
    main()
