"""The use case `try`: run what the params name at the states of a phase, in a sandbox, and keep what came of it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from auditlib.errors import ParamsError
from auditlib.model import BenchmarkTrial, ImportTrial, Role, TestRun, Trial
from auditlib.params import Params
from auditlib.places import cache_folder, demo_repository
from auditlib.sources.opening import open_source
from auditlib.sources.revision import Revision
from auditlib.trials.benchmarks import ROUNDS, Bench, run_benchmark
from auditlib.trials.critical_tests import Executed, Runner, run_critical_tests
from auditlib.trials.preparing import Prepared, Pythons, prepare
from auditlib.trials.sandbox import Limits, Sandbox, choose_sandbox
from auditlib.trials.smoke import import_modules
from auditlib.usecases import load

if TYPE_CHECKING:
    from auditlib.graphs.state import State

KINDS = ("tests", "smoke", "benchmarks")
"""What can be tried."""

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Wishes:
    """How to try: with which Python (None: one is made for each state), how often, for how long, and how much of it."""

    python: str | None = None
    repeat: int = 2
    rounds: int = ROUNDS
    seconds: float = 300.0
    everything: bool = False
    without_sandbox: bool = False


def run_trial(
    params: Params,
    *,
    kinds: Sequence[str] = KINDS,
    wishes: Wishes | None = None,
    say: Say = lambda line: None,  # noqa: ARG005
) -> Trial:
    """Run critical tests, imports and benchmarks at the base and the head of a phase: the only use of audited code.

    Each job has a scratch copy and a sandbox of its own, and nothing of it is left behind. Of `kinds` those are tried
    for which the params name something.

    Raises: ParamsError where the params name nothing to run; SourceError where nothing holds the code, where no
    environment can be made, or where a state cannot be read.
    """
    asked = _asked(params, kinds)
    how = wishes or Wishes()
    sandbox = choose_sandbox(without=how.without_sandbox)
    say(f"sandbox: {sandbox.name}: {sandbox.promise}")
    states = {name: load(params, at=name) for name in _names(params)}
    with _prepared(params, states, how, say) as prepared:
        tests, executed = _tests(params, prepared, how, sandbox, say) if "tests" in asked else ((), {})
        imports = _imports(states, prepared, how, sandbox, say) if "smoke" in asked else ()
        benchmarks = _benchmarks(params, prepared, how, sandbox, say) if "benchmarks" in asked else ()
        return Trial(
            next(iter(states.values())).facts.project.name,
            sandbox.name,
            sandbox.promise,
            tuple(one.record for one in prepared),
            asked,
            tests,
            imports,
            benchmarks,
            executed,
        )


def importable(states: Mapping[str, State], name: str, *, everything: bool = False) -> tuple[str, ...]:
    """The names of the product modules of one of the states that are worth importing, sorted.

    Unless `everything`, or where there is one state only: those whose file differs between the states, and those that
    reach one of them by their imports at either state.
    """
    modules = {one.path: one.name for one in states[name].modules if one.role is Role.PRODUCT and _importable(one.path)}
    near = set(modules) if everything or len(states) < 2 else _near_changes(states)
    return tuple(sorted({dotted for path, dotted in modules.items() if dotted and path in near}))


def _near_changes(states: Mapping[str, State]) -> set[str]:
    """The paths of modules that differ between two states, or reach one that does by their imports at either."""
    from auditlib.graphs.imports import importers  # noqa: PLC0415 - networkx

    first, last = ({file.path: file.blob for file in one.facts.project.files} for one in states.values())
    changed = {path for path in {*first, *last} if first.get(path) != last.get(path)}
    return {path for one in states.values() for path in importers(one.graph, changed & set(one.graph))}


def _importable(path: str) -> bool:
    """Not a stub, and not what runs when it is imported by design."""
    return path.endswith(".py") and not path.endswith("/__main__.py")


def _asked(params: Params, kinds: Sequence[str]) -> tuple[str, ...]:
    """The kinds that are asked for and for which there is something.

    Raises: ParamsError where that is none, or where a kind is not known.
    """
    named = {
        "tests": bool(params.critical_tests or params.critical_marker),
        "smoke": True,
        "benchmarks": bool(params.benchmarks),
    }
    unknown = ", ".join(kind for kind in kinds if kind not in named)
    if unknown:
        raise ParamsError(f"{unknown}: nothing of that kind can be tried; there are {', '.join(KINDS)}")
    asked = tuple(kind for kind in KINDS if kind in kinds and named[kind])
    if not asked:
        raise ParamsError(
            f"the params name nothing to try ({', '.join(kinds)}); "
            "`critical_tests` or `critical_marker` names tests, `benchmarks` functions to time"
        )
    return asked


def _names(params: Params) -> tuple[str, ...]:
    """The states to run: base and head; the head alone where there is no base."""
    return ("base", "head") if params.base and params.head else ("head",)


@contextmanager
def _prepared(params: Params, states: Mapping[str, State], wishes: Wishes, say: Say) -> Iterator[tuple[Prepared, ...]]:
    """The states on disk, each with its Python; gone afterwards."""
    repository = demo_repository() if params.bundled else Path(params.repository or ".")
    kept = cache_folder()
    with tempfile.TemporaryDirectory(prefix="auditlib-try-") as folder:
        pythons = Pythons(wishes.python, (kept or Path(folder)) / "environments")
        prepared = []
        for name, state in states.items():
            source = open_source(repository, state.facts.project.revision or "HEAD", size_limit=params.size_limit)
            if not isinstance(source, Revision):  # with a revision it is one
                raise TypeError(repository)
            roots = [root.folder for root in state.roots]
            say(f"{name}: {source.revision[:12]}")
            prepared.append(prepare(name, source, Path(folder), roots=roots, pythons=pythons))
        yield tuple(prepared)


def _tests(
    params: Params, prepared: Sequence[Prepared], wishes: Wishes, sandbox: Sandbox, say: Say
) -> tuple[tuple[TestRun, ...], Executed]:
    """The runs at every state, and what each test executes at the last."""
    runs: list[TestRun] = []
    executed: Executed = {}
    for one in prepared:
        say(f"critical tests at the {one.state}")
        runner = Runner(sandbox, Limits(seconds=wishes.seconds), wishes.repeat, contexts=one is prepared[-1])
        found, executed = run_critical_tests(one, params.critical_tests, params.critical_marker, runner)
        runs += found
    return tuple(runs), executed


def _imports(
    states: Mapping[str, State], prepared: Sequence[Prepared], wishes: Wishes, sandbox: Sandbox, say: Say
) -> tuple[ImportTrial, ...]:
    found: list[ImportTrial] = []
    for one in prepared:
        modules = importable(states, one.state, everything=wishes.everything)
        say(f"imports at the {one.state}: {len(modules):,} modules")
        found += import_modules(one, modules, sandbox=sandbox, limits=Limits(seconds=wishes.seconds))
    return tuple(found)


def _benchmarks(
    params: Params, prepared: Sequence[Prepared], wishes: Wishes, sandbox: Sandbox, say: Say
) -> tuple[BenchmarkTrial, ...]:
    place = "ci" if os.environ.get("CI") else "local"
    limit_mb = params.limits.memory_mb.get(place)
    bench = Bench(sandbox, Limits(seconds=wishes.seconds), wishes.rounds, place, limit_mb)
    found = []
    for benchmark in params.benchmarks:
        say(f"benchmark {benchmark.name}: {wishes.rounds} rounds")
        found.append(run_benchmark(benchmark, prepared, bench))
    return tuple(found)
