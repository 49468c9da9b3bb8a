"""Everything side by side: recall on injected clones, precision on real code, a corpus without clones, and the cost.

    python benchmarks/clones/run.py --donors FOLDER... --hosts FOLDER... --seeds 1 2 3 --out FOLDER [--peers FOLDER]

A FOLDER is a package as it is imported (`django`, not its source distribution). Peers are looked for in the folder that
`peers.py --install` made; one that is not there is skipped, and the table says so. Each seed injects other copies, and
recall is counted over all of them; what else needs a seed takes the first, and cost is that of the first corpus.
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
from score import Classes, pooled, recall

UNLIKE = (0.5, 0.6, 0.65)  # few real functions are all below 0.5; from 0.7 on the judge calls a pair a clone
PAIRS, SAMPLE = 370, 150
INJECTED, REAL = "injected", "real"


@dataclass(frozen=True, slots=True)
class Corpora:
    """The folders that each tool reads, the pairs put into some of them, and how many functions are unlike."""

    folders: Mapping[str, Path]
    truth: Mapping[str, Sequence[Mapping[str, Any]]]
    unlike: Mapping[float, int]


def main() -> None:
    """Make the corpora, run the tools one after the other, print the tables, and write results.json."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--donors", type=Path, nargs="+", required=True)
    parser.add_argument("--hosts", type=Path, nargs="+", required=True)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1])
    parser.add_argument("--pairs", type=int, default=PAIRS)
    parser.add_argument("--sample", type=int, default=SAMPLE)
    parser.add_argument("--peers", type=Path, default=Path("peers"))
    parser.add_argument("--tools", nargs="+", choices=[tool.name for tool in TOOLS], default=[t.name for t in TOOLS])
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    if len(set(given.seeds)) < len(given.seeds):
        parser.error("a seed that is given twice would count its pairs twice")
    corpora = written(given)
    tools = {tool.name: result_of(tool, corpora, given) for tool in TOOLS if tool.name in given.tools}
    record = {
        "python": platform.python_version(),
        "seed": given.seeds[0],
        "seeds": given.seeds,
        "donors": [folder.resolve().name for folder in given.donors],
        "hosts": [folder.resolve().name for folder in given.hosts],
        "lines": {name: _lines(corpora.folders[name]) for name in (INJECTED, REAL)},
        "unlike_functions": corpora.unlike,
        "chance": chance(donor_functions([*given.donors, *given.hosts]), given.seeds[0]),
        "tools": tools,
    }
    (given.out / "results.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    print(tables.text(record))


def written(given: argparse.Namespace) -> Corpora:
    """The corpora: injected copies for each seed, the packages as they are, and functions that are all unlike."""
    packages = [*given.donors, *given.hosts]
    folders: dict[str, Path] = {}
    truth: dict[str, list[dict[str, Any]]] = {}
    for seed in given.seeds:
        name = f"{INJECTED}-{seed}" if folders else INJECTED
        folders[name] = given.out / name / "corpus"
        pairs = inject(given.donors, given.hosts, given.out / name, seed=seed, pairs=given.pairs)
        truth[name] = [asdict(pair) | {"id": f"{name}/{pair.id}"} for pair in pairs]
    folders[REAL] = given.out / REAL
    shutil.rmtree(folders[REAL], ignore_errors=True)
    copy_product(packages, folders[REAL])
    folders |= {unlike(below): given.out / f"unlike-{below}" for below in UNLIKE}
    functions = {
        below: len(write_unlike(packages, folders[unlike(below)], seed=given.seeds[0], below=below)) for below in UNLIKE
    }
    return Corpora(folders, truth, functions)


def result_of(tool: Tool, corpora: Corpora, given: argparse.Namespace) -> dict[str, Any]:
    """A tool's figures on every corpus, or the reason why there are none; its classes are written beside them."""
    runs: dict[str, Run] = {}
    for name, folder in corpora.folders.items():
        run = report(tool, folder, given.peers)
        if run.cost is None:
            return {"skipped": run.skipped}
        out = given.out / "classes" / name / f"{tool.name}.json"
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(json.dumps(run.classes), encoding="utf-8")
        runs[name] = run
    print(f"{tool.name} has run", flush=True)
    unlikes = [unlike(below) for below in UNLIKE]
    return {
        "recall": pooled([recall(truth, runs[name].classes) for name, truth in corpora.truth.items()]),
        "precision": precision(sampled(runs[REAL].classes, given.sample, given.seeds[0]), corpora.folders[REAL]),
        "classes": {name: len(run.classes) for name, run in runs.items()},
        "unlike": {name: false_pairs(runs[name].classes, corpora.folders[name]) for name in unlikes},
        "cost": {name: asdict(run.cost) for name in (INJECTED, REAL) if (run := runs[name]).cost},
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


def unlike(below: float) -> str:
    """The name of the corpus of functions of which no two are as similar as this."""
    return f"unlike {below}"


def _lines(folder: Path) -> int:
    return sum(path.read_bytes().count(b"\n") for path in folder.rglob("*.py"))


if __name__ == "__main__":
    main()
