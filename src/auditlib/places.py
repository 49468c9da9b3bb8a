"""From what a user names to a place, its reading and its state: what every use case begins with."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec
from msgspec.structs import replace
from platformdirs import user_cache_path

from auditlib import example
from auditlib.errors import ParamsError
from auditlib.executors import executors, spreading
from auditlib.globs import matches
from auditlib.graphs.expectations import expected_diagnostics, unmet_params
from auditlib.loading import Progress, Reading, Source, decode_facts, read_project, text_reader, tool_version
from auditlib.model import Diagnostic, Facts, PythonFacts
from auditlib.params import Params, load_params, portable_json
from auditlib.parsing import cores
from auditlib.plugins import plugin_digest
from auditlib.sources.cache import FactCache
from auditlib.sources.git import history, tip
from auditlib.sources.opening import open_source
from auditlib.sources.roles import DEFAULT_TESTS, RoleRules
from auditlib.visible import one_line

if TYPE_CHECKING:
    from auditlib.graphs.state import State

T = TypeVar("T")

DOCUMENT_MISSING = "document-missing"

HISTORY = 2_000
"""Commits of the history that hotspots and change coupling look at, newest first."""

CACHE_VARIABLE = "AUDITLIB_CACHE"
"""Environment variable that names another cache folder; empty: no cache is kept."""

Target = Params | str | Path
"""Params; or the path of a repository or of params; or the name of shipped params."""


def cache_folder() -> Path | None:
    """Where facts and finished scans are kept between runs; None where the user wants no cache."""
    named = os.environ.get(CACHE_VARIABLE)
    return user_cache_path("auditlib") if named is None else Path(named).absolute() if named else None


@dataclass(frozen=True, slots=True)
class Place:
    """What is audited, by which params, and where its facts are kept."""

    params: Params
    repository: Path
    source: Source
    cache: FactCache
    executor: str | None


def find_place(
    target: Target, at: str | None, params_file: str | Path | None = None, executor: str | None = None
) -> Place:
    """The place that a user names, at a revision, at the "base" or "head" of its params, or as it lies on disk.

    Raises: ParamsError where the params are wrong; SourceError where the repository or revision is not there.
    """
    params = params_of(target, params_file)
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
    return Place(params, repository, source, FactCache(cache_folder()), executor)


def _revision(params: Params, at: str | None) -> str | None:
    """What `at` stands for: the words "base" and "head" are those of the params, where these name one."""
    latest = params.head or params.base
    named = {"base": params.base, "head": latest, None: latest}
    return named.get(at) or at


def params_of(target: Target, params_file: str | Path | None = None) -> Params:
    """Params as they are, from a file or shipped name, or the defaults for the path of a repository."""
    if isinstance(target, Params):
        return target
    if params_file is None and not Path(target).is_dir():
        if Path(target).exists() and not Path(target).is_file():
            raise ParamsError(f"{one_line(str(target))} is neither a folder with a repository nor a file of params")
        return load_params(target)
    return load_params(params_file).model_copy(update={"repository": str(Path(target).resolve())})


def read_place(place: Place, jobs: int | None, progress: Progress | None, *, syntax: bool = True) -> Reading:
    """The reading of a place.

    Raises: ParamsError where the params name what is not there; SourceError where it cannot be read.
    """
    reading = read_side(place, jobs, progress, syntax=syntax)
    check_fit(place, [reading])
    return reading


def read_side(
    place: Place,
    jobs: int | None,
    progress: Progress | None,
    *,
    syntax: bool = True,
    known: Mapping[str, bytes] | None = None,
) -> Reading:
    """The reading of a place that need not have all that its params name; `known` are encoded facts by blob."""
    return read_project(
        place.source,
        place.cache,
        jobs=jobs or cores(),
        syntax=syntax,
        executor=executors(place.executor),
        progress=progress,
        known=known,
    )


def check_fit(place: Place, readings: Sequence[Reading]) -> None:
    """Raise ParamsError where the params of a place name what none of the readings has."""
    paths = sorted({file.path for reading in readings for file in reading.project.files})
    unmet = unmet_params(place.params, paths, matches=matches)
    if unmet:
        raise ParamsError("\n".join([f"the params do not fit {one_line(place.source.name)}:", *map(one_line, unmet)]))


class Kept:
    """What was derived from a state, kept in the cache under all that it depends on."""

    def __init__(self, place: Place, reading: Reading, *, syntax: bool = True) -> None:
        depends = (tool_version(), plugin_digest(), reading.digest, portable_json(place.params), tip_of(place))
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

    def each(self, name: str, kind: type[T], makes: Mapping[str, Callable[[], T]]) -> dict[str, T]:
        """What is known of each key, by the key; else what its `make` gives, which is kept for any state."""
        stored = {key: f"{name}:{tool_version()}:{key}" for key in makes}
        known = self._cache.get_many(list(stored.values()))
        found = {key: msgspec.msgpack.decode(known[at], type=kind) for key, at in stored.items() if at in known}
        made = {key: make() for key, make in makes.items() if key not in found}
        self._cache.put_many({stored[key]: msgspec.msgpack.encode(value) for key, value in made.items()})
        return found | made

    def get(self, name: str, kind: type[T]) -> T | None:
        """What is known of that name, None where nothing is."""
        key = f"{name}:{self._key}"
        known = self._cache.get_many([key])
        return msgspec.msgpack.decode(known[key], type=kind) if key in known else None


def state_of(
    place: Place, reading: Reading, *, shared: dict[str, PythonFacts] | None = None, keep: Kept | None = None
) -> State:
    """The state that was read; `shared` as for `decode_facts`. What is derived from it is kept in the cache."""
    from auditlib.graphs.state import State  # noqa: PLC0415 - networkx: a warm scan needs none

    facts = decode_facts(reading, definitions=place.params.critical_tests, shared=shared)
    commits = history(place.repository, place.source.revision, HISTORY)
    lost = [*_lost_documents(place.params, facts), *expected_diagnostics(place.params, facts)]
    project = replace(facts.project, diagnostics=tuple(sorted((*facts.project.diagnostics, *lost))))
    complete = replace(facts, project=project, history=commits)
    read = text_reader(place.source, reading)
    kept = keep or Kept(place, reading)
    return State(complete, place.params, read, spread=spreading(place.executor), keep=kept)


def _lost_documents(params: Params, facts: Facts) -> list[Diagnostic]:
    """A diagnostic where the params name a structure document that this state does not have, or not to be read."""
    path = params.structure.document
    if path is None or any(document.path == path for document in facts.documents):
        return []
    return [Diagnostic(path, 0, DOCUMENT_MISSING, "the structure document is not there, or could not be read")]


def tip_of(place: Place) -> str:
    """The commit that the history of this state begins with: it may move while every file stays as it is."""
    return place.source.revision or tip(place.repository)


def demo_repository() -> Path:
    """The bundled repository, written to the cache folder at first use and whenever it is not as it should be."""
    return example.build((cache_folder() or Path(tempfile.gettempdir()) / f"auditlib-{os.getuid()}") / "demo")
