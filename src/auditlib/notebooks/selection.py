"""Which notebooks a phase runs, with which parameters, and what their results depend on."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from rapidfuzz import process

from auditlib.errors import ParamsError
from auditlib.loading import tool_version

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nbformat import NotebookNode

    from auditlib.model import Run
    from auditlib.params import Params
    from auditlib.params.schema import Story

OVERVIEW = "00_overview"
"""The notebook that every run has: where a reader begins."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A notebook that the phase asks for; `path` is None where this version does not have it."""

    name: str
    path: Path | None
    stories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Job:
    """What a run is made of: the audit, the notebooks with their sources and keys, and the key of the whole.

    `asked` are the names of those that were asked for; the others are shown as an earlier run left them.
    """

    params: Params
    run: Run
    planned: tuple[Planned, ...]
    sources: Mapping[str, bytes]
    keys: Mapping[str, str]
    key: str
    asked: frozenset[str] = frozenset()


def notebook_folder() -> Path:
    """Where the notebooks lie: in an installed package beside this file, in a checkout at its top."""
    installed = Path(__file__).parent / "shipped"
    return installed if installed.is_dir() else Path(__file__).parents[3] / "notebooks"


def shipped_notebooks() -> dict[str, Path]:
    """Every notebook of this version by its name, sorted."""
    return {path.stem: path for path in sorted(notebook_folder().glob("[0-9]*.ipynb"))}


def plan(params: Params, stories: Sequence[str] = ()) -> tuple[Planned, ...]:
    """The notebooks of a phase by name: all that it asks for, or those of some stories, always with the overview.

    A phase that asks for none gets every notebook there is.

    Raises: ParamsError where a story is not one of the phase.
    """
    chosen = _chosen(params, stories)
    shipped = shipped_notebooks()
    everything = () if stories else params.planned_notebooks or shipped
    names = {OVERVIEW, *everything, *(story.notebook for story in chosen)}
    return tuple(
        Planned(name, shipped.get(name), tuple(story.id for story in chosen if story.notebook == name))
        for name in sorted(names)
    )


def check_parameters(name: str, source: bytes, parameters: Sequence[str]) -> None:
    """Refuse parameters that the notebook does not declare, before a kernel starts.

    Raises: ParamsError with each of them, and the declared name that is nearest.
    """
    from auditlib.notebooks.files import read_notebook  # noqa: PLC0415 (heavy: only where a notebook runs)

    declared = declared_parameters(read_notebook(source))
    unknown = sorted(set(parameters) - set(declared))
    if unknown:
        lines = (f"{name}: unknown parameter {one!r}; {_near(one, declared)}" for one in unknown)
        raise ParamsError("\n".join(lines))


def declared_parameters(notebook: NotebookNode) -> tuple[str, ...]:
    """Names that the cell tagged `parameters` gives a value, as papermill finds them."""
    from papermill.inspection import _infer_parameters  # noqa: PLC0415 (its public face takes only paths)

    for cell in notebook.cells:
        cell.metadata.setdefault("tags", [])
    inferred = _infer_parameters(notebook, name="python3", language="python")  # type: ignore[no-untyped-call]
    return tuple(parameter.name for parameter in inferred)


def notebook_key(source: bytes, params: str, subject: str) -> str:
    """What an executed notebook depends on: its source, the params, the state audited, and auditlib itself."""
    return digest([source.decode(), params, subject, tool_version(), template_version()])


def digest(parts: Sequence[str]) -> str:
    """Sixteen hex digits of some texts, in order."""
    return hashlib.sha256(json.dumps(list(parts)).encode()).hexdigest()[:16]


@cache
def template_version() -> str:
    """Digest of the page templates."""
    files = sorted((Path(__file__).parent / "templates").iterdir())
    return digest([path.read_text(encoding="utf-8") for path in files])


def _chosen(params: Params, wanted: Sequence[str]) -> tuple[Story, ...]:
    """The stories of these ids, or all of them."""
    known = [story.id for story in params.stories]
    for one in wanted:
        if one not in known:
            raise ParamsError(f"--story {one}: no such story; {_near(one, known)}")
    return tuple(story for story in params.stories if not wanted or story.id in wanted)


def _near(word: str, known: Sequence[str]) -> str:
    match = process.extractOne(word, known, score_cutoff=60)
    if match:
        return f"did you mean {match[0]!r}?"
    return f"there are {', '.join(known)}" if known else "there are none"
