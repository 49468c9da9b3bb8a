"""The index of a run: the verdict of every notebook, every number by its id, and what was not judged."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from auditlib.graphs.change_metrics import CHANGE_METRICS
from auditlib.graphs.figures.cards import counted as counted_over
from auditlib.graphs.figures.cards import figure_of, headline
from auditlib.graphs.figures.figure import Table, cell_of
from auditlib.graphs.figures.svg import element, escape
from auditlib.graphs.measures import METRICS
from auditlib.model import FileStatus, Weight
from auditlib.notebooks.pages import Index, Section, StoryLine
from auditlib.visible import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from auditlib.model import Run
    from auditlib.params import Params

MISSING = "not yet available in this version"
"""Said of a notebook that the phase asks for and this version does not have."""

VACUOUS = "VACUOUS: no Python or Markdown file was read, so nothing has passed."

REASONS_SHOWN = 20
"""Reasons of skipped files that the index lists."""

_WEIGHTS = tuple(Weight)


@dataclass(frozen=True, slots=True)
class Chapter:
    """One notebook of a run as the index shows it; `available` is False where this version does not have it."""

    name: str
    title: str
    verdict: str = ""
    failure: str = ""
    available: bool = True

    @property
    def state(self) -> str:
        """ "failed", "missing" or "executed"."""
        if not self.available:
            return "missing"
        return "failed" if self.failure else "executed"


def index_of(params: Params, run: Run, chapters: Sequence[Chapter]) -> Index:
    """All that the index of a run says."""
    problems = [f"{chapter.title} failed: {chapter.failure}" for chapter in chapters if chapter.failure]
    if run.vacuous:
        problems.append(VACUOUS)
    if places := [note.place for note in run.unjudged]:
        told = f"{', '.join(places[:5])}{', …' if places[5:] else ''}"
        problems.append(f"{len(places):,} could not be judged: {told}")
    return Index(
        title=params.title or run.project.name,
        lead=_account(run) if run.vacuous else f"{headline(list(run.findings))} {_account(run)}",
        problems=tuple(problems),
        sections=tuple(map(_section, chapters)),
        stories=_stories(params, chapters),
        measurements=_measurements(run, chapters),
        unjudged=_unjudged(run, chapters),
    )


def _section(chapter: Chapter) -> Section:
    label = {"executed": "complete", "failed": "failed", "missing": MISSING}[chapter.state]
    href = f"{chapter.name}.html" if chapter.available else ""
    return Section(chapter.name, chapter.title, href, chapter.state, label, chapter.failure, chapter.verdict)


def _account(run: Run) -> str:
    counts = {status: sum(1 for file in run.project.files if file.status is status) for status in FileStatus}
    told = " + ".join(f"{count:,} {status.value}" for status, count in counts.items())
    return f"{len(run.project.files):,} files found = {told}."


def _stories(params: Params, chapters: Sequence[Chapter]) -> tuple[StoryLine, ...]:
    known = {chapter.name: chapter for chapter in chapters}
    lines = []
    for story in params.stories:
        chapter = known.get(story.notebook)
        ready = chapter is not None and chapter.available
        state = "not part of this run" if chapter is None else "failed" if chapter.failure else "answered"
        deferred = f"; deferred to {story.deferred.to}" if story.deferred else ""
        said = (state if ready or chapter is None else MISSING) + deferred
        lines.append(StoryLine(story.id, story.title, story.notebook, f"{story.notebook}.html" if ready else "", said))
    return tuple(lines)


def _measurements(run: Run, chapters: Sequence[Chapter]) -> str:
    """A table whose rows are the anchors of every number's id; those of two states stand on their own pages."""
    meaning = {metric.id: metric.definition for metric in METRICS}
    head = "".join(element("th", title, scope="col") for title in ("id", "measurement", "figure", "counted", "meaning"))
    rows = (
        _row(one.id, (one.name, figure_of(one), counted_over(one), meaning.get(one.id, ""))) for one in run.measurements
    )
    shown = "".join(chapter.verdict for chapter in chapters)
    others = [one for one in CHANGE_METRICS if f'#m-{one.id}"' in shown]
    beside = (_row(one.id, (one.name, "on its page", one.unit, one.definition)) for one in others)
    body = element("thead", element("tr", head)) + element("tbody", "".join([*rows, *beside]))
    return element("div", element("table", body, class_="al-table"), class_="al-scroll")


def _row(identifier: str, texts: Sequence[str]) -> str:
    first = element("td", element("code", escape(identifier)))
    return element("tr", first + "".join(map(cell_of, texts)), id=f"m-{identifier}")


def _unjudged(run: Run, chapters: Sequence[Chapter]) -> str:
    """What this run says nothing of, each with the reason: gaps first; files that were skipped by kind, counted."""
    notes = sorted(run.project.diagnostics, key=lambda note: _WEIGHTS.index(note.weight))
    rows = [(note.place, f"{note.weight}: {note.message}") for note in notes]
    rows += [(f"part: {part}", reason) for part, reason in sorted(run.not_audited.items())]
    rows += [(f"notebook: {chapter.name}", MISSING) for chapter in chapters if not chapter.available]
    rows += _skipped(run)
    frame = pd.DataFrame(rows, columns=["what", "why"])
    return Table(frame, "Not judged", rows=len(rows))._repr_html_()


def _skipped(run: Run) -> list[tuple[str, str]]:
    """A row for each reason why files were skipped, most frequent first; the data file has a row for each file."""
    reasons: defaultdict[str, list[str]] = defaultdict(list)
    for file in run.project.files:
        if file.status is FileStatus.SKIPPED:
            reasons[file.reason].append(file.path)
    ranked = sorted(reasons.items(), key=lambda one: (-len(one[1]), one[0]))
    rows = [(_first_few(paths), f"skipped: {reason}") for reason, paths in ranked[:REASONS_SHOWN]]
    rest = sum(len(paths) for _, paths in ranked[REASONS_SHOWN:])
    return rows + ([(counted(rest, "file"), "skipped for other reasons: data/files.csv")] if rest else [])


def _first_few(paths: Sequence[str]) -> str:
    if len(paths) == 1:
        return paths[0]
    return f"{len(paths):,} files: {', '.join(paths[:3])}{', …' if paths[3:] else ''}"
