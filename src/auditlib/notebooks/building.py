"""Everything that a run consists of, written into its staging folder."""

from __future__ import annotations

import os
import platform
from contextlib import suppress
from typing import TYPE_CHECKING

from auditlib.comparing import compare
from auditlib.errors import ParamsError, SourceError
from auditlib.notebooks.artefacts import Change, write_artefacts
from auditlib.notebooks.batch import execute_all
from auditlib.notebooks.execution import inject
from auditlib.notebooks.files import notebook_text, read_notebook, title_of
from auditlib.notebooks.index import Chapter, index_of
from auditlib.notebooks.pages import Frame, Link, index_page, notebook_page
from auditlib.notebooks.render import render_html, render_markdown, render_verdict
from auditlib.params import resolved_json
from auditlib.usecases import evidence, load
from auditlib.verifying import verify

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from nbformat import NotebookNode

    from auditlib.notebooks.selection import Job
    from auditlib.params import Params

PARAMS = "params.json"
"""The resolved params in the folder of a run: the one parameter that its notebooks get."""


def build(
    job: Job, folder: Path, *, reused: Mapping[str, Path], jobs: int, say: Callable[[str], None]
) -> dict[str, str]:
    """Write the whole run but its manifest into a folder; return the failures of notebooks by name.

    `reused` are executed notebooks of an earlier run that are still true.
    """
    write_params(job.params, folder)
    wanted = {name: read_notebook(source) for name, source in job.sources.items() if name not in reused}
    given = {name: inject(notebook, {"params": PARAMS}) for name, notebook in wanted.items()}
    executions = execute_all(given, folder=folder, jobs=jobs, say=say)
    executed = {name: read_notebook(path.read_bytes()) for name, path in reused.items()}
    executed |= {name: execution.notebook for name, execution in executions.items()}
    failures = {name: execution.failure for name, execution in executions.items() if execution.failure}
    state, trial = load(job.params, jobs=jobs), evidence(job.params)
    files = write_artefacts(folder, state, job.run, trial, _change(job.params, jobs))
    _write_pages(job, folder, {name: executed[name] for name in sorted(executed)}, failures=failures, files=files)
    return failures


def _change(params: Params, jobs: int) -> Change | None:
    """What became of the repository, where the params name two revisions; claims where a document can be read."""
    if not (params.base and params.head):
        return None
    verification = None
    with suppress(SourceError, ParamsError):  # the notebook of claims says why, and fails
        verification = verify(params, jobs=jobs)
    return Change(compare(params, jobs=jobs), load(params, at="base", jobs=jobs), verification)


def write_params(params: Params, folder: Path) -> None:
    """The resolved params as a file in `folder`, the path of the repository relative to it."""
    moved = params
    if params.repository and not params.bundled:
        moved = params.model_copy(update={"repository": os.path.relpath(params.repository, folder)})
    (folder / PARAMS).write_text(resolved_json(moved), encoding="utf-8")


def _write_pages(
    job: Job,
    folder: Path,
    notebooks: Mapping[str, NotebookNode],
    *,
    failures: Mapping[str, str],
    files: tuple[str, ...],
) -> None:
    titles = {name: title_of(notebook, name) for name, notebook in notebooks.items()}
    frame = _frame(job, titles, files)
    for name, notebook in notebooks.items():
        body, failure = render_html(notebook), failures.get(name, "")
        page = notebook_page(frame, name=name, title=titles[name], body=body, failure=failure)
        (folder / f"{name}.html").write_text(page, encoding="utf-8")
        (folder / f"{name}.md").write_text(render_markdown(notebook), encoding="utf-8")
        (folder / f"{name}.ipynb").write_text(notebook_text(notebook), encoding="utf-8")
    chapters = [
        Chapter(one.name, titles[one.name], render_verdict(notebooks[one.name]), failures.get(one.name, ""))
        if one.name in notebooks
        else Chapter(one.name, title_of(None, one.name), available=False)
        for one in job.planned
    ]
    (folder / "index.html").write_text(index_page(frame, index_of(job.params, job.run, chapters)), encoding="utf-8")


def _frame(job: Job, titles: Mapping[str, str], files: tuple[str, ...]) -> Frame:
    project = job.run.project
    revision = f"at {project.revision[:12]}" if project.revision else "as it lies in the working tree"
    links = tuple(Link(f"{name}.html", title) for name, title in titles.items())
    made = f"auditlib {job.run.tool}, Python {platform.python_version()}"
    return Frame(
        phase=job.params.title or project.name,
        subject=f"{project.name} {revision}",
        provenance=f"Made by {made}; run {job.key}; offline.",
        links=links,
        files=files,
    )
