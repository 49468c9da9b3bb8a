"""The use cases, one screen each: load a state, audit it, scan a repository, explain an id."""

from __future__ import annotations

import gc
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from msgspec.structs import replace
from platformdirs import user_cache_path

from auditlib import example
from auditlib.errors import ParamsError
from auditlib.executors import executors, spreading
from auditlib.graphs.expectations import expected_diagnostics, unmet_params
from auditlib.loading import Progress, Reading, Source, decode_facts, read_project, text_reader, tool_version
from auditlib.model import Diagnostic, Facts, Finding, Run, Trial, Weight
from auditlib.params import Params, load_params, portable_json
from auditlib.parsing import cores
from auditlib.plugins import detectors, plugin_digest, rules
from auditlib.sources.cache import FactCache
from auditlib.sources.evidence import read_trial
from auditlib.sources.git import history, tip
from auditlib.sources.opening import open_source
from auditlib.sources.roles import DEFAULT_TESTS, RoleRules, matches
from auditlib.visible import one_line

if TYPE_CHECKING:
    from auditlib.graphs.state import State
    from auditlib.model.patterns import Removal

T = TypeVar("T")

PARTS = ("files", "modules", "imports", "clones", "structure", "patterns", "findings")
"""What `--only` may name; each brings what it needs."""

TOKENS_ENOUGH = frozenset({"clones"})
"""Parts that need no syntax tree: where no others are asked for, nothing is parsed."""

KEYS_NOT_YET = ("rules", "critical_features", "benchmarks", "limits", "baseline", "document")
"""Keys of params that nothing judges yet: named in a run whose params have one, so that none is dropped in silence."""

DOCUMENT_MISSING = "document-missing"

HISTORY = 2_000
"""Commits of the history that hotspots and change coupling look at, newest first."""

CACHE_VARIABLE = "AUDITLIB_CACHE"
"""Environment variable that names another cache folder; empty: no cache is kept."""

Target = Params | str | Path
"""Params; or the path of a repository or of params; or the name of shipped params."""


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
    place = _place(target, at)
    return _state(place, _read(place, jobs, progress))


def audit(state: State, only: Sequence[str] = PARTS) -> Run:
    """All that can be said of a state: metrics, imports, clones, declarations, findings and measurements."""
    parts = _checked(only)
    return state.keep(_run_name(parts), Run, partial(_audited, state, parts))


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
        project=state.facts.project,
        parts=parts,
        not_audited={**_not_audited(state.params), **(_not_estimated(state) if "patterns" in parts else {})},
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
    parts = _checked(only)
    place = _place(repository, at, params, executor)
    syntax = not TOKENS_ENOUGH.issuperset(parts)
    reading = _read(place, jobs, progress, syntax=syntax)
    kept = _Kept(place, reading, syntax=syntax)
    known = kept.get(_run_name(parts), Run)
    if known is not None:
        return known
    with _collection_put_off():
        state = _state(place, reading, kept)
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

    place = _place(repository, at, params)
    reading = _read(place, jobs, progress)
    with _collection_put_off():
        state = _state(place, reading)
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
    """The findings of every detector, sorted by path, line, rule and subject."""
    findings = {finding for detector in detectors().values() for finding in detector.detect(state)}
    return tuple(sorted(findings, key=lambda one: (one.path, one.line, one.rule, one.subject)))


def evidence(target: Target) -> Trial:
    """What `auditlib try` found for these params; of nothing that was run, where there is no evidence.

    Raises: ParamsError where the params are wrong; SourceError where the evidence cannot be read.
    """
    folder = _params(target, None).evidence
    return read_trial(Path(folder) if folder else None) or Trial()


def demo_repository() -> Path:
    """The bundled repository, written to the cache folder at first use and whenever it is not as it should be."""
    return example.build((cache_folder() or Path(tempfile.gettempdir()) / f"auditlib-{os.getuid()}") / "demo")


def init(repository: str | Path, *, at: str | None = None, out: str | Path | None = None, force: bool = False) -> str:
    """Write a params file for a repository; what was found, the reason of each value, and what was left blank.

    `out` defaults to `params/<repository>.yaml` in the current folder.

    Raises: ParamsError where the file exists, unless `force`; SourceError where the repository cannot be read.
    """
    from auditlib.drafting import draft_params, write_draft  # noqa: PLC0415 - heavy, and for this command alone

    place = _place(repository, at)
    state = _state(place, _read(place, None, None))
    path = Path(out) if out else Path("params") / f"{place.source.name}.yaml"
    draft = draft_params(state, place.source, repository=place.repository, folder=path.parent)
    write_draft(draft, path, force=force)
    notes = [note for note in state.facts.project.diagnostics if note.weight is Weight.UNJUDGED]
    lost = "".join(f"not looked into: {one_line(f'{note.place}: {note.message}')}\n" for note in notes)
    return f"{draft.summary}\n{lost}written to {path}; check it, then: auditlib run {path}\n"


def cache_folder() -> Path | None:
    """Where facts and finished scans are kept between runs; None where the user wants no cache."""
    named = os.environ.get(CACHE_VARIABLE)
    return user_cache_path("auditlib") if named is None else Path(named).absolute() if named else None


@dataclass(frozen=True, slots=True)
class _Place:
    """What is audited, by which params, and where its facts are kept."""

    params: Params
    repository: Path
    source: Source
    cache: FactCache
    executor: str | None


def _not_estimated(state: State) -> dict[str, str]:
    """Which duplicates have no estimate, where there are too many for each to have one."""
    from auditlib.graphs.roadmap import sure_duplicates  # noqa: PLC0415 - networkx: a warm scan needs none

    found = [one for one in sure_duplicates(state.patterns) if one.canonical and one.canonical.exists]
    if len(found) == len(state.removals):
        return {}
    told = f"{len(state.removals):,} of {len(found):,} sure duplicates have an estimate, the surest"
    return {"estimates": f"{told}; `auditlib whatif` gives any other"}


def _not_audited(params: Params) -> dict[str, str]:
    """What this version does not judge: always, and of these params."""
    unset = Params()
    keys = [key for key in KEYS_NOT_YET if getattr(params, key) != getattr(unset, key)]
    return {key: f"the params' `{key}` is not judged by this version" for key in keys}


def _place(
    target: Target, at: str | None, params_file: str | Path | None = None, executor: str | None = None
) -> _Place:
    params = _params(target, params_file)
    if params.repository is None:
        named = "" if isinstance(target, Params) else f"{one_line(str(target))}: "
        raise ParamsError(f"{named}the params name no repository; add `repository: PATH`, or --set repository=PATH")
    repository = demo_repository() if params.bundled else Path(params.repository)
    if not repository.exists():
        raise ParamsError(f"{one_line(str(repository))} is not there; name the repository, or --set repository=PATH")
    revision = _revision(params, at)
    documents = (params.structure.document, params.document, params.critical_tests)
    rules = RoleRules(
        tests=params.tests or DEFAULT_TESTS,
        exclude=params.exclude,
        scope=params.scope,
        documents=tuple(document for document in documents if document),
    )
    source = open_source(repository, revision, rules=rules, size_limit=params.size_limit)
    return _Place(params, repository, source, FactCache(cache_folder()), executor)


def _revision(params: Params, at: str | None) -> str | None:
    """What `at` stands for: the words "base" and "head" are those of the params, where these name one."""
    latest = params.head or params.base
    named = {"base": params.base, "head": latest, None: latest}
    return named.get(at) or at


def _params(target: Target, params_file: str | Path | None) -> Params:
    """Params as they are, from a file or shipped name, or the defaults for the path of a repository."""
    if isinstance(target, Params):
        return target
    if params_file is None and not Path(target).is_dir():
        if Path(target).exists() and not Path(target).is_file():
            raise ParamsError(f"{one_line(str(target))} is neither a folder with a repository nor a file of params")
        return load_params(target)
    return load_params(params_file).model_copy(update={"repository": str(Path(target).resolve())})


def _read(place: _Place, jobs: int | None, progress: Progress | None, *, syntax: bool = True) -> Reading:
    reading = read_project(
        place.source,
        place.cache,
        jobs=jobs or cores(),
        syntax=syntax,
        executor=executors(place.executor),
        progress=progress,
    )
    unmet = unmet_params(place.params, [file.path for file in reading.project.files], matches=matches)
    if unmet:
        raise ParamsError("\n".join([f"the params do not fit {one_line(place.source.name)}:", *map(one_line, unmet)]))
    return reading


def _run_name(parts: Sequence[str]) -> str:
    return ":".join(("run", *parts))


class _Kept:
    """What was derived from a state, kept in the cache under all that it depends on."""

    def __init__(self, place: _Place, reading: Reading, *, syntax: bool = True) -> None:
        depends = (tool_version(), plugin_digest(), reading.digest, portable_json(place.params), _tip(place))
        self._key = ":".join(("syntax" if syntax else "tokens", *depends))
        self._cache = place.cache

    def __call__(self, name: str, kind: type[T], make: Callable[[], T]) -> T:
        """What is known of that name; else what `make` gives, which is kept."""
        known = self.get(name, kind)
        if known is not None:
            return known
        made = make()
        self._cache.put_many({f"{name}:{self._key}": msgspec.msgpack.encode(made)})
        return made

    def get(self, name: str, kind: type[T]) -> T | None:
        """What is known of that name, None where nothing is."""
        key = f"{name}:{self._key}"
        known = self._cache.get_many([key])
        return msgspec.msgpack.decode(known[key], type=kind) if key in known else None


def _state(place: _Place, reading: Reading, kept: _Kept | None = None) -> State:
    from auditlib.graphs.state import State  # noqa: PLC0415 - networkx: a warm scan needs none

    facts = decode_facts(reading, definitions=place.params.critical_tests)
    commits = history(place.repository, place.source.revision, HISTORY)
    lost = [*_lost_documents(place.params, facts), *expected_diagnostics(place.params, facts)]
    project = replace(facts.project, diagnostics=tuple(sorted((*facts.project.diagnostics, *lost))))
    complete = replace(facts, project=project, history=commits)
    keep = kept or _Kept(place, reading)
    read = text_reader(place.source, reading)
    return State(complete, place.params, read, spread=spreading(place.executor), keep=keep)


def _lost_documents(params: Params, facts: Facts) -> list[Diagnostic]:
    """A diagnostic where the params name a structure document that this state does not have, or not to be read."""
    path = params.structure.document
    if path is None or any(document.path == path for document in facts.documents):
        return []
    return [Diagnostic(path, 0, DOCUMENT_MISSING, "the structure document is not there, or could not be read")]


def _tip(place: _Place) -> str:
    """The commit that the history of this state begins with: it may move while every file stays as it is."""
    return place.source.revision or tip(place.repository)


def _checked(only: Sequence[str]) -> tuple[str, ...]:
    for name in only:
        if name not in PARTS:
            raise ParamsError(f"--only {name}: no such part; there are {', '.join(PARTS)}")
    return tuple(part for part in PARTS if part in only)
