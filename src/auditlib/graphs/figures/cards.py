"""Verdict cards: the figure, what it was counted over, and the id that explains it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from auditlib.graphs.figures.figure import markdown_table
from auditlib.graphs.figures.svg import element, escape
from auditlib.model import Measurement, Severity
from auditlib.visible import percentage, visible

if TYPE_CHECKING:
    from auditlib.model import Finding, Run, Trial

VACUOUS = "VACUOUS"
"""Said of a rate over nothing: it is neither good nor bad, and never passes."""


@dataclass(frozen=True, slots=True)
class Cards:
    """A headline in words, and a card for each measurement."""

    headline: str
    measurements: tuple[Measurement, ...]

    def _repr_html_(self) -> str:
        head = element("p", escape(self.headline), class_="al-headline")
        return head + element("div", "".join(map(_card, self.measurements)), class_="al-cards")

    def _repr_markdown_(self) -> str:
        rows = [(one.name, figure_of(one), counted(one), one.id) for one in self.measurements]
        table = markdown_table(pd.DataFrame(rows, columns=["measurement", "figure", "counted", "id"]))
        return f"**{visible(self.headline)}**\n\n{table}" if rows else f"**{visible(self.headline)}**"

    def __repr__(self) -> str:
        figures = (f"  {one.name}: {figure_of(one)} {counted(one)}".rstrip() for one in self.measurements)
        return "\n".join([self.headline, *figures])


def verdict(run: Run, measurements: tuple[str, ...] = (), rules: str | tuple[str, ...] = "AL") -> Cards:
    """What a run says first: its findings under the rules whose ids begin so, and these measurements (none: all).

    Raises: KeyError where the run has no measurement of that id.
    """
    known = {one.id: one for one in run.measurements}
    chosen = tuple(known[name] for name in measurements) if measurements else run.measurements
    findings = [found for found in run.findings if found.rule.startswith(rules)]
    if not findings and chosen and all(one.value is None for one in chosen):
        return Cards("Nothing to judge, so nothing has passed.", chosen)
    return Cards(headline(findings), chosen)


def trial_verdict(trial: Trial) -> Cards:
    """What a trial says first: what is worse, what fails, what gave no answer; over nothing that was run, VACUOUS."""
    if trial.vacuous:
        return Cards(f"{VACUOUS}: {trial.promise}.", ())
    last = trial.states[-1].state
    rates = []
    runs = [run for run in trial.tests if run.state == last]
    imports = [one for one in trial.imports if one.state == last]
    for name, unit, judged in (
        ("critical_tests", "entries", [run.passed for run in runs]),
        ("imports", "modules", [one.imported for one in imports]),
    ):
        share = sum(judged) / len(judged) if judged else None
        title = f"{name.replace('_', ' ').capitalize()} good at the {last}"
        rates.append(Measurement(f"trial.{name}", title, share, unit, sum(judged), len(judged)))
    return Cards(f"{trial.tally[0].upper()}{trial.tally[1:]}.", tuple(rates))


def headline(findings: list[Finding]) -> str:
    """How many findings are new, by severity, and how many are accepted.

    Example:
        >>> headline([])
        'Nothing found.'
    """
    if not findings:
        return "Nothing found."
    new = Counter(found.severity for found in findings if not found.accepted)
    accepted = sum(1 for found in findings if found.accepted)
    parts = [_plural(new[severity], severity.value) for severity in Severity if new[severity]]
    counted = f"{_plural(new.total(), 'new finding')}: {', '.join(parts)}" if parts else "No new finding"
    return f"{counted}. {accepted} accepted." if accepted else f"{counted}."


def figure_of(one: Measurement) -> str:
    """The value as it is shown: a rate as a percentage, a rate over nothing as VACUOUS."""
    if one.value is None:
        return VACUOUS
    if one.denominator is not None:
        return percentage(one.value)
    return f"{one.value:,.10g}"


def counted(one: Measurement) -> str:
    """What the value was counted over, with its unit."""
    if one.value is None:
        return f"no {one.unit} to count"
    if one.denominator is None:
        return one.unit
    return f"{one.numerator:,.10g} of {one.denominator:,.10g} {one.unit}"


def _card(one: Measurement) -> str:
    vacuous = one.value is None
    lines = [
        element("p", escape(one.name), class_="al-name"),
        element("p", escape(figure_of(one)), class_="al-value"),
        element("p", escape(counted(one)), class_="al-of"),
        element("p", element("code", escape(one.id), class_="al-id")),
    ]
    return element("article", "".join(lines), class_="al-card al-vacuous" if vacuous else "al-card")


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
