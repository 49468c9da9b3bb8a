"""Everything side by side: recall on injected clones, precision on real code, a corpus without clones, and the cost.

    python benchmarks/clones/run.py --donors FOLDER... --hosts FOLDER... --seed 1 --out FOLDER [--peers FOLDER]

A FOLDER is a package as it is imported (`django`, not its source distribution). Peers are looked for in the folder that
`peers.py --install` made; one that is not there is skipped, and the table says so.
"""

from __future__ import annotations

import argparse
import json
import platform
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import tables
from clonefree import write_unlike
from donors import copy_product, donor_functions
from inject import inject
from judge import chance, judged, precision, sampled
from peers import TOOLS, Run, Tool, report
from score import Classes, recall

UNLIKE = (0.5, 0.6, 0.65)  # few real functions are all below 0.5; from 0.7 on the judge calls a pair a clone
PAIRS, SAMPLE = 370, 150


@dataclass(frozen=True, slots=True)
class Corpora:
    """The folders that each tool reads, and what is known of them."""

    injected: Path
    real: Path
    unlike: Mapping[float, Path]
    truth: Sequence[Mapping[str, Any]]
    lines: Mapping[str, int]
    unlike_functions: Mapping[float, int]


def main() -> None:
    """Make the corpora, run the tools one after the other, print the tables, and write results.json."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--donors", type=Path, nargs="+", required=True)
    parser.add_argument("--hosts", type=Path, nargs="+", required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pairs", type=int, default=PAIRS)
    parser.add_argument("--sample", type=int, default=SAMPLE)
    parser.add_argument("--peers", type=Path, default=Path("peers"))
    parser.add_argument("--tools", nargs="+", choices=[tool.name for tool in TOOLS], default=[t.name for t in TOOLS])
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    corpora = written(given)
    tools = {tool.name: result_of(tool, corpora, given) for tool in TOOLS if tool.name in given.tools}
    record = {
        "python": platform.python_version(),
        "seed": given.seed,
        "donors": [folder.resolve().name for folder in given.donors],
        "hosts": [folder.resolve().name for folder in given.hosts],
        "lines": corpora.lines,
        "unlike_functions": corpora.unlike_functions,
        "chance": chance(donor_functions([*given.donors, *given.hosts]), given.seed),
        "tools": tools,
    }
    (given.out / "results.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    print(tables.text(record))


def written(given: argparse.Namespace) -> Corpora:
    """The corpora of a seed: injected, the packages as they are, and functions that are all unlike."""
    packages = [*given.donors, *given.hosts]
    pairs = inject(given.donors, given.hosts, given.out / "injected", seed=given.seed, pairs=given.pairs)
    injected, real = given.out / "injected" / "corpus", given.out / "real"
    shutil.rmtree(real, ignore_errors=True)
    copy_product(packages, real)
    unlike = {below: given.out / f"unlike-{below}" for below in UNLIKE}
    chosen = {below: len(write_unlike(packages, out, seed=given.seed, below=below)) for below, out in unlike.items()}
    lines = {"injected": _lines(injected), "real": _lines(real)}
    return Corpora(injected, real, unlike, [asdict(pair) for pair in pairs], lines, chosen)


def result_of(tool: Tool, corpora: Corpora, given: argparse.Namespace) -> dict[str, Any]:
    """A tool's figures on every corpus, or the reason why there are none; its classes are written beside them."""
    runs: dict[str, Run] = {}
    for name, folder in {"injected": corpora.injected, "real": corpora.real, **_named(corpora)}.items():
        run = report(tool, folder, given.peers)
        if run.cost is None:
            return {"skipped": run.skipped}
        out = given.out / "classes" / name / f"{tool.name}.json"
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(json.dumps(run.classes), encoding="utf-8")
        runs[name] = run
    print(f"{tool.name} has run", flush=True)
    return {
        "recall": recall(corpora.truth, runs["injected"].classes),
        "precision": precision(sampled(runs["real"].classes, given.sample, given.seed), corpora.real),
        "classes": {name: len(run.classes) for name, run in runs.items()},
        "unlike": {name: false_pairs(runs[name].classes, folder) for name, folder in _named(corpora).items()},
        "cost": {name: asdict(runs[name].cost) for name in ("injected", "real") if runs[name].cost},
    }


def false_pairs(classes: Classes, corpus: Path) -> dict[str, int]:
    """The pairs of files reported as clones of one another, and how many the judge of precision would call true.

    A file holds one function, so that a class within one file (a function that repeats itself) is not counted.
    """
    best: dict[tuple[str, str], bool] = {}
    for group in classes:
        for one, other in combinations(sorted(map(tuple, group)), 2):
            if one[0] != other[0]:
                key = one[0], other[0]
                best[key] = best.get(key, False) or judged(one, other, corpus).true
    return {"pairs": len(best), "judged_true": sum(best.values())}


def _named(corpora: Corpora) -> dict[str, Path]:
    return {f"unlike {below}": folder for below, folder in corpora.unlike.items()}


def _lines(folder: Path) -> int:
    return sum(path.read_bytes().count(b"\n") for path in folder.rglob("*.py"))


if __name__ == "__main__":
    main()
