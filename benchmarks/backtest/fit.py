"""Fits the coefficients of `auditlib whatif` to real removals, and says how well they do on others.

    python benchmarks/backtest/fit.py --repositories FOLDER [--facts FILE] [--write]

FOLDER holds bare git directories, as for `collect.py`. Each removal of `facts.json` is counted on the parent of its
commit, in the Python files that the commit changes, those that import the modules of the set, the part that stays and
the packages around them: to read whole repositories would take hours.

The coefficients are fitted on the repositories marked `tune`, the intervals calibrated on them with each repository
left out in turn, and everything is reported on those marked `report`. `--write` puts the coefficients into the package.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from statistics import median
from typing import Any

from auditlib.facts.decoding import decode
from auditlib.facts.source import read_python
from auditlib.graphs.estimate import Coefficients, Experience, Extent, estimate
from auditlib.graphs.linesets import SourceLines, ranges
from auditlib.graphs.state import State
from auditlib.graphs.whatif import Removals
from auditlib.model import Facts, FileStatus, Module, Project, Role, SourceFile
from auditlib.model.patterns import Part, RemovalKind
from auditlib.params import Params
from auditlib.sources.roles import DEFAULT_TESTS, RoleRules

HERE = Path(__file__).parent
ESTIMATES = HERE.parents[1] / "src" / "auditlib" / "graphs" / "estimates.json"
RULES = RoleRules(tests=(*DEFAULT_TESTS, "**/unittests/**", "**/*_tests.py", "**/*tests.py"))
COVERAGE = 0.8
GRID = {
    "missing": (0.0, 0.5, 1.0),
    "short": (0.0, 0.5, 1.0),
    "adapted": (0.0, 1.0, 2.0),
}
MOST_ERROR = 0.3
"""An error counts up to this share of gross: a commit that did something else as well decides nothing. This and the
coefficients are those with the least median error on the `tune` repositories, each left out in turn."""
MOST_FILES = 80
"""Importing files that are read, beside those that the commit changes."""
GROWTH = [step / 20 for step in range(21)]


@dataclass(frozen=True, slots=True)
class Case:
    """One removal: what is counted of it, what its lines alone come to, and what became of the product code."""

    repository: str
    sha: str
    split: str
    label: str  # the kind that a reader of the commit gave it
    extent: Extent
    set_sloc: int  # SLOC of the set by our count
    known_sloc: int  # and by that of collect.py
    real: int  # SLOC of product code that the commit eliminated

    def error(self, known: Coefficients) -> float:
        """(Estimated - real net), as a share of gross."""
        return (estimate(self.extent, known).net.sloc - self.real) / max(1, self.extent.gross.sloc)

    @property
    def naive(self) -> float:
        """The error of the naive answer: the SLOC of the set are eliminated, and nothing else happens."""
        return (self.known_sloc - self.real) / max(1, self.extent.gross.sloc)


def case(entry: Mapping[str, Any], git: Path) -> Case:
    """A removal of `facts.json`, counted on the parent of its commit."""
    state = _state(git, entry)
    modules = {module.path: module for module in state.modules}
    parts = [_part(modules[text.partition(":")[0]], text, state) for text in entry["deleted"]]
    into = _stays(modules, entry["into"])
    removals = Removals(state)
    sources = {part.path: SourceLines(modules[part.path], state.read(part.path)) for part in parts}
    lines = {(part.path, line) for part in parts for start, end in part.ranges for line in range(start, end + 1)}
    sizes = [source.size({line for place, line in lines if place == path}).sloc for path, source in sources.items()]
    return Case(
        repository=entry["repository"],
        sha=entry["sha"],
        split=entry["split"],
        label=entry["kind"],
        extent=removals.extent(parts, into),
        set_sloc=sum(sizes),
        known_sloc=entry["gross"]["sloc"],
        real=-entry["product"]["net"]["sloc"],
    )


def fit(cases: Sequence[Case]) -> Coefficients:
    """The coefficients with the least sum of |error| on some removals, each error counted up to MOST_ERROR."""
    best: tuple[float, Coefficients] | None = None
    for values in product(*GRID.values()):
        shared = dict(zip(GRID, values, strict=True))
        kinds: dict[str, Experience] = {}
        total = 0.0
        for kind in RemovalKind:
            inside = [one for one in cases if one.extent.kind is kind]
            losses = [(_loss(inside, kind, growth, shared), growth) for growth in GROWTH]
            loss, growth = min(losses) if inside else (0.0, 0.0)
            kinds[kind.value] = Experience(growth, 0.0, 0.0)
            total += loss
        if best is None or total < best[0] - 1e-9:
            best = total, Coefficients("fitting", kinds, **shared)
    assert best is not None
    return best[1]


def calibrated(cases: Sequence[Case]) -> Coefficients:
    """The coefficients with intervals: quantiles of the errors on repositories that were left out of the fit."""
    errors: defaultdict[str, list[tuple[str, float]]] = defaultdict(list)
    for repository in sorted({one.repository for one in cases}):
        known = fit([one for one in cases if one.repository != repository])
        for one in cases:
            if one.repository == repository:
                errors[one.extent.kind.value].append((repository, one.error(known)))
    final = fit(cases)
    kinds = {}
    for kind, experience in final.kinds.items():
        low, high = _interval(errors[kind])
        kinds[kind] = Experience(experience.growth, low, high, len(errors[kind]))
    return Coefficients("", kinds, final.missing, final.short, final.adapted)


def report(cases: Sequence[Case], known: Coefficients) -> list[str]:
    """How well the coefficients do, by kind: the exactness of gross, errors beside the naive ones, coverage."""
    lines = [
        f"{'kind':16} {'n':>3} {'gross<1%':>9} {'naive':>7} {'ours':>7} {'naive/net':>9} {'ours/net':>9} {'covered':>8}"
    ]
    groups = {kind.value: [one for one in cases if one.extent.kind is kind] for kind in RemovalKind}
    groups |= {f"({label})": [one for one in cases if one.label == label] for label in sorted({c.label for c in cases})}
    for name, inside in {**groups, "all": list(cases)}.items():
        if inside:
            exact = sum(abs(one.set_sloc - one.known_sloc) <= 0.01 * one.known_sloc for one in inside)
            naive = median(abs(one.naive) for one in inside)
            ours = median(abs(one.error(known)) for one in inside)
            nets = [(abs(one.naive), abs(one.error(known)), _net_share(one)) for one in inside]
            by_net = [median(one[place] * one[2] for one in nets) for place in (0, 1)]
            covered = sum(_covers(one, known) for one in inside) / len(inside)
            lines.append(
                f"{name:16} {len(inside):3} {exact:4}/{len(inside):<4} {naive:7.1%} {ours:7.1%} "
                f"{by_net[0]:9.1%} {by_net[1]:9.1%} {covered:8.0%}"
            )
    return lines


def _net_share(one: Case) -> float:
    return max(1, one.extent.gross.sloc) / max(1, abs(one.real))


def _covers(one: Case, known: Coefficients) -> bool:
    found = estimate(one.extent, known)
    return found.low.sloc <= one.real <= found.high.sloc


def _loss(cases: Iterable[Case], kind: RemovalKind, growth: float, shared: Mapping[str, float]) -> float:
    known = Coefficients("", {kind.value: Experience(growth, 0.0, 0.0)}, **shared)
    return sum(min(MOST_ERROR, abs(one.error(known))) for one in cases)


def _interval(errors: Sequence[tuple[str, float]]) -> tuple[float, float]:
    """The quantiles between which lie 80 % of the errors, each repository of equal weight; split-conformal: the next
    larger error of n + 1."""
    counts: defaultdict[str, int] = defaultdict(int)
    for repository, _ in errors:
        counts[repository] += 1
    if not errors:
        return -1.0, 1.0
    weighted = sorted((error, 1 / counts[repository]) for repository, error in errors)
    total = len(counts) + 1
    tail = (1 - COVERAGE) / 2 * total
    return _quantile(weighted, tail), -_quantile([(-error, weight) for error, weight in reversed(weighted)], tail)


def _quantile(weighted: Sequence[tuple[float, float]], tail: float) -> float:
    """The largest error below which less than `tail` lies; the least of all where that is none."""
    below = 0.0
    found = weighted[0][0]
    for error, weight in weighted:
        if below + weight > tail:
            break
        below += weight
        found = error
    return round(found, 3)


def _state(git: Path, entry: Mapping[str, Any]) -> State:
    """What is read of the parent: changed Python files, the part that stays, and the packages around them."""
    parent = entry["parent"]
    paths = [path for path in _git(git, "ls-tree", "-r", "-z", "--name-only", parent).split("\0") if path]
    changed = _git(git, "diff", "--no-renames", "--name-only", "-z", parent, entry["sha"]).split("\0")
    stays = [(entry["into"] or "").partition(":")[0]]
    wanted = {path for path in (*changed, *stays, *_importers(git, entry)) if path.endswith(".py")}
    folders = {"/".join(path.split("/")[:depth]) for path in wanted for depth in range(1, path.count("/") + 1)}
    wanted |= {f"{folder}/__init__.py" for folder in folders}
    texts = {path: _text(git, parent, path) for path in sorted(wanted.intersection(paths))}
    modules = tuple(
        Module(path, "", RULES.role(path) or Role.PRODUCT, read_python(text.encode())) for path, text in texts.items()
    )
    files = tuple(SourceFile(path, Role.OTHER, FileStatus.SKIPPED) for path in sorted(paths))
    return State(Facts(Project("backtest", parent, files, ()), modules, ()), Params(), texts.get)


def _importers(git: Path, entry: Mapping[str, Any]) -> list[str]:
    """Files with an import that names a module of the set, or what goes from it: the first of them."""
    names = set()
    for text in entry["deleted"]:
        path, _, qualname = text.partition(":")
        stem = path.removesuffix("/__init__.py").removesuffix(".py").rpartition("/")[2]
        names |= {stem, qualname.partition("#")[0].partition(".")[0]} - {""}
    pattern = f"(import|from) .*\\b({'|'.join(map(re.escape, sorted(names)))})\\b"
    command = ["git", "-C", git, "grep", "-lzE", pattern, entry["parent"], "--", "*.py"]
    found = subprocess.run(command, check=False, capture_output=True).stdout.decode(errors="replace").split("\0")
    return [path.partition(":")[2] for path in found if path][:MOST_FILES]


def _part(module: Module, text: str, state: State) -> Part:
    """`path:qualname`, or `path:qualname#n` for the n-th definition of a name."""
    qualname, _, number = text.partition(":")[2].partition("#")
    source = SourceLines(module, state.read(module.path))
    if not qualname:
        return Part(module.path, "", ranges(source.all()))
    found = [one for one in module.facts.definitions if one.qualname == qualname]
    found = [found[int(number) - 1]] if number else found[:1]
    lines = {line for one in found for line in source.block(one.start, one.end)}
    return Part(module.path, qualname, ranges(lines), (qualname.rpartition(".")[2],))


def _stays(modules: Mapping[str, Module], text: str | None) -> Part | None:
    """The part that stays; None where there is none yet at the parent."""
    path, _, qualname = (text or "").partition(":")
    if path not in modules or (qualname and all(one.qualname != qualname for one in modules[path].facts.definitions)):
        return None
    return Part(path, qualname, ())


def _text(git: Path, revision: str, path: str) -> str:
    content = subprocess.run(["git", "-C", git, "show", f"{revision}:{path}"], check=True, capture_output=True).stdout
    return decode(content)[0].replace("\r\n", "\n").replace("\r", "\n")


def _git(git: Path, *arguments: str) -> str:
    run = subprocess.run(["git", "-C", git, *arguments], check=True, capture_output=True)
    return run.stdout.decode(errors="replace")


def main() -> int:
    """Count, fit, calibrate and report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repositories", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--facts", type=Path, default=HERE / "facts.json", metavar="FILE")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    cases = []
    for entry in json.loads(arguments.facts.read_text()):
        folder = arguments.repositories / entry["repository"].replace("/", "+")
        cases.append(case(entry, folder / "repo" if (folder / "repo").is_dir() else folder))
        print(entry["repository"], entry["sha"][:10], file=sys.stderr)
    return conclude(cases, write=arguments.write)


def conclude(cases: Sequence[Case], *, write: bool) -> int:
    """Fit and report; the coefficients are written into the package where asked for."""
    tune, others = ([one for one in cases if one.split == split] for split in ("tune", "report"))
    known = calibrated(tune)
    print({name: getattr(known, name) for name in GRID})
    print(*(f"{kind}: {experience}" for kind, experience in known.kinds.items()), sep="\n")
    print("tune", *report(tune, known), "report", *report(others, known), sep="\n")
    if write:
        ESTIMATES.write_text(_written(known, others))
    return 0


def _written(known: Coefficients, others: Sequence[Case]) -> str:
    kinds = {}
    for kind, experience in known.kinds.items():
        errors = [abs(one.error(known)) for one in others if one.extent.kind.value == kind]
        kinds[kind] = {
            "growth": experience.growth,
            "low": experience.low,
            "high": experience.high,
            "measured": experience.measured,
            "error": round(median(errors), 3) if errors else None,
        }
    repositories = len({one.repository for one in others})
    origin = f"benchmarks/backtest: fitted on commits of repositories other than the {repositories} it is measured on"
    values = {"origin": origin, "kinds": kinds, **{name: getattr(known, name) for name in GRID}}
    return json.dumps(values, indent=2) + "\n"


if __name__ == "__main__":
    sys.exit(main())
