"""The use cases, one screen each: load a state, audit it, scan a repository, explain an id."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from importlib.metadata import version
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec.structs import replace

from auditlib.errors import ParamsError
from auditlib.loading import Progress
from auditlib.model import Diagnostic, Finding, Project, Run, Trial, Weight
from auditlib.params import Params
from auditlib.places import Kept, Place, Target, find_place, params_of, read_place, state_of
from auditlib.plugins import detectors, rules
from auditlib.sources.baselines import read_baseline
from auditlib.sources.evidence import read_results, read_trial
from auditlib.verdicts.ratchet import accept
from auditlib.visible import one_line

if TYPE_CHECKING:
    from auditlib.graphs.state import State
    from auditlib.model.patterns import Removal

T = TypeVar("T")

PARTS = ("files", "modules", "imports", "clones", "structure", "patterns", "findings")
"""What `--only` may name; each brings what it needs."""

TOKENS_ENOUGH = frozenset({"clones"})
"""Parts that need no syntax tree: where no others are asked for, nothing is parsed."""


def load(
    target: Target,
    *,
    at: str | None = None,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> State:
    """One state of a repository: its facts, and graphs computed when asked for.

    `at` is a revision, or the word "base" or "head" for those of the params. Without it: the head of the params, else
    their base, else the working tree (HEAD of a bare repository).

    Raises: ParamsError where the params are wrong; SourceError where the repository or revision cannot be read.
    """
    place = find_place(target, at)
    return state_of(place, read_place(place, jobs, progress))


def load_base(target: Target, *, jobs: int | None = None) -> State | None:
    """The state at the base of a phase of two revisions; None where the params name one state only.

    Raises: ParamsError where the params are wrong; SourceError where it cannot be read.
    """
    params = params_of(target)
    return load(params, at="base", jobs=jobs) if params.base and params.head else None


def audit(state: State, only: Sequence[str] = PARTS) -> Run:
    """All that can be said of a state: metrics, imports, clones, declarations, findings and measurements."""
    parts = _checked(only)
    return _accepting(state.keep(_run_name(parts), Run, partial(_audited, state, parts)), state.params)


def _accepting(run: Run, params: Params) -> Run:
    """The run, with the findings that the baseline of the params accepts marked; of no day but the one it was read."""
    if params.baseline is None:
        return run
    return replace(run, findings=accept(run.findings, read_baseline(Path(params.baseline)).accepted))


def _audited(state: State, parts: tuple[str, ...]) -> Run:
    from auditlib.graphs.measures import measure, module_metrics  # noqa: PLC0415 - networkx: a warm scan needs none

    asked: Mapping[str, Callable[[], dict[str, Any]]] = {
        "modules": lambda: {
            "modules": module_metrics(state.graph), "hotspots": state.hotspots, "couplings": state.couplings,
        },
        "imports": lambda: {"imports": state.edges},
        "clones": lambda: {"clones": state.clones, "silenced_clones": dict(state.silenced_clones)},
        "structure": lambda: {"declarations": state.declarations},
        "patterns": lambda: {"patterns": state.patterns, "competitions": state.competitions},
        "findings": lambda: {"findings": find(state), "rules": tuple(rules().values())},
    }  # fmt: skip
    found = {name: value for part in parts if part in asked for name, value in asked[part]().items()}
    return Run(
        tool=version("auditlib"),
        project=_with_vacuous(state),
        parts=parts,
        not_audited=_not_estimated(state) if "patterns" in parts else {},
        measurements=measure(state, parts),
        **found,
    )


def scan(  # noqa: PLR0913 (the options of the command)
    repository: Target,
    *,
    at: str | None = None,
    params: str | Path | None = None,
    only: Sequence[str] = PARTS,
    jobs: int | None = None,
    executor: str | None = None,
    progress: Progress | None = None,
    say: Callable[[str], None] = lambda line: None,  # noqa: ARG005
) -> Run:
    """The audit of one state; taken from the cache where nothing it depends on has changed.

    It depends on every file's content and role, the params, the history, auditlib's own code and foreign detectors.
    `executor` is where the work is done: this machine, or "dask:ADDRESS". `say` hears of a cache that cannot be used.
    """
    place = find_place(repository, at, params, executor)
    return scan_place(place, only, jobs=jobs, progress=progress, say=say)


def scan_place(
    place: Place,
    only: Sequence[str],
    *,
    jobs: int | None = None,
    progress: Progress | None = None,
    say: Callable[[str], None] = lambda line: None,  # noqa: ARG005
) -> Run:
    """What `scan` gives of a place that was found already."""
    parts = _checked(only)
    syntax = not TOKENS_ENOUGH.issuperset(parts)
    reading = read_place(place, jobs, progress, syntax=syntax)
    kept = Kept(place, reading, syntax=syntax)
    known = kept.get(_run_name(parts), Run)
    if known is not None:
        return _accepting(known, place.params)
    with _collection_put_off():
        state = state_of(place, reading, keep=kept)
        del reading  # the encoded facts of a million lines are 60 MB
        run = audit(state, parts)
    if place.cache.notice:
        say(place.cache.notice)
    return run


def whatif(  # noqa: PLR0913 (the options of the command)
    repository: Target,
    *,
    remove: Sequence[str],
    into: str | None = None,
    at: str | None = None,
    params: str | Path | None = None,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> Removal:
    """What removing parts of one state would eliminate, who would break, and which critical tests protect them.

    A part is named as `PATH` (a whole module) or `PATH:QUALNAME`; `into` is the part that callers would use instead.

    Raises: ParamsError where a part is not there, or is not to be removed in favour of `into`; SourceError where it
    cannot be read.
    """
    from auditlib.graphs.naming import check_removal, named_part  # noqa: PLC0415 - for this command alone
    from auditlib.graphs.whatif import Removals  # noqa: PLC0415 - networkx: a warm scan needs none

    place = find_place(repository, at, params)
    reading = read_place(place, jobs, progress)
    with _collection_put_off():
        state = state_of(place, reading)
        parts = [named_part(text, state) for text in dict.fromkeys(remove)]
        stays = named_part(into, state) if into else None
        check_removal(parts, stays)
        return Removals(state).answer(parts, stays)


@contextmanager
def _collection_put_off() -> Iterator[None]:
    """No garbage is collected meanwhile: a million records without cycles are made, and looked through each time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def find(state: State) -> tuple[Finding, ...]:
    """The findings of every detector, in their order."""
    findings = {finding for detector in detectors().values() for finding in detector.detect(state)}
    return tuple(sorted(findings, key=attrgetter("order")))


def evidence(target: Target) -> Trial:
    """What `auditlib try` found for these params, with the results from elsewhere; of nothing where there is neither.

    Raises: ParamsError where the params are wrong; SourceError where the evidence cannot be read.
    """
    params = params_of(target)
    trial = read_trial(Path(params.evidence) if params.evidence else None) or Trial()
    elsewhere = [run for one in params.results for run in read_results(Path(one.path), f"{one.state} ({one.place})")]
    return replace(trial, elsewhere=tuple(elsewhere))


def init(repository: str | Path, *, at: str | None = None, out: str | Path | None = None, force: bool = False) -> str:
    """Write a params file for a repository; what was found, the reason of each value, and what was left blank.

    `out` defaults to `params/<repository>.yaml` in the current folder.

    Raises: ParamsError where the file exists, unless `force`; SourceError where the repository cannot be read.
    """
    from auditlib.drafting import draft_params, write_draft  # noqa: PLC0415 - heavy, and for this command alone

    place = find_place(repository, at)
    state = state_of(place, read_place(place, None, None))
    path = Path(out) if out else Path("params") / f"{place.source.name}.yaml"
    draft = draft_params(state, place.source, repository=place.repository, folder=path.parent)
    write_draft(draft, path, force=force)
    notes = [note for note in state.facts.project.diagnostics if note.weight is Weight.UNJUDGED]
    lost = "".join(f"not looked into: {one_line(f'{note.place}: {note.message}')}\n" for note in notes)
    return f"{draft.summary}\n{lost}written to {path}; check it, then: auditlib run {path}\n"


def _not_estimated(state: State) -> dict[str, str]:
    """Which duplicates have no estimate, where there are too many for each to have one."""
    from auditlib.graphs.roadmap import sure_duplicates  # noqa: PLC0415 - networkx: a warm scan needs none

    found = [one for one in sure_duplicates(state.roles) if one.canonical and one.canonical.exists]
    if len(found) == len(state.removals):
        return {}
    told = f"{len(state.removals):,} of {len(found):,} sure duplicates have an estimate, the surest"
    return {"estimates": f"{told}; `auditlib whatif` gives any other"}


def _with_vacuous(state: State) -> Project:
    """The project, with a diagnostic for each critical feature of which nothing can be told."""
    from auditlib.graphs.enforcement import feature_rates  # noqa: PLC0415 - the same

    project = state.facts.project
    vacuous = [one.feature.name for one in feature_rates(state) if one.vacuous]
    notes = [Diagnostic(".", 0, "feature-vacuous", VACUOUS.format(name)) for name in vacuous]
    return replace(project, diagnostics=tuple(sorted((*project.diagnostics, *notes))))


VACUOUS = "nothing in scope of critical feature {} could use it, so that it holds cannot be told"


def _run_name(parts: Sequence[str]) -> str:
    return ":".join(("run", *parts))


def _checked(only: Sequence[str]) -> tuple[str, ...]:
    for name in only:
        if name not in PARTS:
            raise ParamsError(f"--only {name}: no such part; there are {', '.join(PARTS)}")
    return tuple(part for part in PARTS if part in only)
