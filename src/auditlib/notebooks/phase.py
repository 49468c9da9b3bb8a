"""A whole phase: notebooks executed where something changed, rendered, and published by one rename."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from auditlib.errors import SourceError
from auditlib.notebooks import manifest, publishing
from auditlib.notebooks.selection import Job, check_parameters, digest, notebook_key, plan
from auditlib.params import portable_json
from auditlib.places import find_place
from auditlib.sources.evidence import TRIAL, evidence_digest, file_digest
from auditlib.usecases import scan

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from auditlib.model import Run
    from auditlib.notebooks.selection import Planned
    from auditlib.params import Params

EVIDENCE = "evidence"
"""The folder, beside the runs of a phase, of what `auditlib try` wrote."""

UNCHANGED = "unchanged: same notebook, params, repository and auditlib"


@dataclass(frozen=True, slots=True)
class NotebookResult:
    """What became of one notebook: "executed", "skipped", "failed" or "missing", and why."""

    name: str
    status: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RunResult:
    """A published run: where it lies, what became of its notebooks, and what a caller's exit code depends on."""

    folder: Path
    index: Path
    notebooks: tuple[NotebookResult, ...]
    run: Run

    @property
    def new_findings(self) -> int:
        """Number of findings that ask for something: neither accepted nor mere notes."""
        return len(self.run.new_findings)

    @property
    def unread(self) -> tuple[str, ...]:
        """Paths of what should have been judged and could not be."""
        return tuple(dict.fromkeys(note.path for note in self.run.unjudged))

    @property
    def complete(self) -> bool:
        """No notebook failed, and all that should be judged could be."""
        return not self.unread and all(one.status != "failed" for one in self.notebooks)


def run_phase(  # noqa: PLR0913 (the options of the command)
    params: Params,
    *,
    stories: Sequence[str] = (),
    jobs: int = 1,
    fresh: bool = False,
    out: Path = Path("outputs"),
    say: Callable[[str], None] = lambda line: None,  # noqa: ARG005
) -> RunResult:
    """Audit, execute the notebooks of the phase, render them, and publish all of it under `out`.

    The run lies in `out/<phase>/<key>/`; `out/<phase>/index.html` always shows the latest. A notebook whose source,
    params, repository and tool are unchanged is taken from the newest run that has it, unless `fresh`; so are those
    that the stories do not ask for, which are left out otherwise. A failing notebook is published as far as it came,
    marked as failed, and stops no other.

    Raises: ParamsError for an unknown story, an undeclared parameter, or where another run holds the folder;
    SourceError where the repository cannot be read or the results cannot be written.
    """
    asked = frozenset(one.name for one in plan(params, stories))
    folder = out / phase_folder(params)
    if params.evidence is None and (folder / EVIDENCE / TRIAL).is_file():
        params = params.model_copy(update={"evidence": str((folder / EVIDENCE).resolve())})
    try:
        with publishing.locked(folder):
            job = _job(params, asked, folder, jobs=jobs, say=say)
            fixed = None if fresh else manifest.read(folder / job.key)
            return _kept(folder, job) if manifest.whole(fixed) else _made(folder, job, fresh=fresh, jobs=jobs, say=say)
    except OSError as error:
        raise SourceError(f"{error.filename or folder}: cannot be written: {error.strerror or error}") from error


def phase_folder(params: Params) -> str:
    """The folder of a phase: the repository's name and the phase's, fit for any file system.

    Two repositories may have a phase of the same name, so the phase alone would not do.

    Example:
        >>> from auditlib.params import Params
        >>> phase_folder(Params(repository="bundled:demo", phase="2.4"))
        'demo-2.4'
    """
    name = (params.bundled or Path(params.repository or "repository").name).removesuffix(".git")
    whole = f"{name}-{params.phase}" if params.phase else name
    return re.sub(r"[^A-Za-z0-9_.-]+", "-", whole).strip(".-")[:64] or "repository"


def _job(params: Params, asked: frozenset[str], folder: Path, *, jobs: int, say: Callable[[str], None]) -> Job:
    """What there is to do, with the keys that say whether it was done before; and what was, though not asked for."""
    run = scan(params, jobs=jobs, say=say)
    subject = manifest.subject_digest(run) + _beside(params)
    every = {one.name: one.path.read_bytes() if one.path else b"" for one in plan(params)}
    known = {name: notebook_key(source, portable_json(params), subject) for name, source in every.items()}
    shown = asked | manifest.unchanged(folder, known).keys()
    planned = tuple(one for one in plan(params) if one.name in shown)
    sources = {one.name: every[one.name] for one in planned if one.path}
    keys = {name: known[name] for name in sources}
    return Job(params, run, planned, sources, keys, _run_key(run, planned, keys), asked)


def _beside(params: Params) -> str:
    """Changes whenever the evidence does, or the commit that the base of two revisions names."""
    proof = evidence_digest(Path(params.evidence) if params.evidence else None)
    proof += "".join(file_digest(Path(one.path)) for one in params.results)
    before = find_place(params, "base").source.revision if params.base and params.head else ""
    return f"{proof}{before}"


def _run_key(run: Run, planned: Sequence[Planned], keys: Mapping[str, str]) -> str:
    """The name of a run's folder: the revision, and a digest of what its notebooks depend on."""
    revision = run.project.revision[:7] if run.project.revision else "tree"
    key = digest([name for one in planned for name in (one.name, keys.get(one.name, ""), *one.stories)])
    return f"{revision}-{key[:10]}"


def _kept(folder: Path, job: Job) -> RunResult:
    """The run that is there already."""
    publishing.show_latest(folder, job.key)
    return _result(folder, job, dict.fromkeys(job.keys, ("skipped", UNCHANGED)))


def _made(folder: Path, job: Job, *, fresh: bool, jobs: int, say: Callable[[str], None]) -> RunResult:
    """A new run, with what is unchanged taken from the one before."""
    from auditlib.notebooks.building import build  # noqa: PLC0415 (imports pandas, papermill and nbconvert)

    started = time.monotonic()
    for name, source in job.sources.items():
        check_parameters(name, source, ("params",))
    wanted = {name: key for name, key in job.keys.items() if not fresh or name not in job.asked}
    reused = manifest.unchanged(folder, wanted)
    with publishing.staging(folder) as staged:
        failures = build(job, staged, reused=reused, jobs=jobs, say=say)
        seconds = time.monotonic() - started
        manifest.write(staged, job, failures, volatile={"seconds": round(seconds, 3), "reused": sorted(reused)})
        publishing.publish(staged, folder, job.key)
    publishing.show_latest(folder, job.key)
    states = dict.fromkeys(reused, ("skipped", UNCHANGED))
    return _result(folder, job, states | {name: ("failed", failure) for name, failure in failures.items()})


def _result(folder: Path, job: Job, states: Mapping[str, tuple[str, str]]) -> RunResult:
    notebooks = tuple(
        NotebookResult(one.name, *states.get(one.name, ("executed", "")))
        if one.path
        else NotebookResult(one.name, "missing", "not yet available in this version")
        for one in job.planned
    )
    return RunResult(folder / job.key, folder / "index.html", notebooks, job.run)
