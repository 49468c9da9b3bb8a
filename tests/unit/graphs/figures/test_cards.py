"""Verdict cards: figures with denominators, VACUOUS over nothing."""

import pytest

from auditlib.graphs.figures.cards import headline, verdict
from auditlib.model import Finding, Measurement, Project, Run, Severity

MEASUREMENTS = (
    Measurement("files.judged", "Files judged", 0.975, "files", 39, 40),
    Measurement("code.sloc", "Product code", 2108, "SLOC"),
    Measurement("structure.compliance", "Compliance", None, "entries", 0, 0),
)


def finding(severity=Severity.ERROR, accepted="", rule="AL301"):
    return Finding(rule, severity, "a.py", 1, "s", "m", accepted)


def run(*findings):
    return Run("0", Project("p", None, (), ()), (), {}, findings=findings, measurements=MEASUREMENTS)


def test_rate_stands_with_its_denominator_and_its_id():
    shown = verdict(run())._repr_html_()

    assert "97.5 %" in shown
    assert "39 of 40 files" in shown
    assert '<code class="al-id">files.judged</code>' in shown


def test_rate_over_nothing_is_vacuous():
    shown = verdict(run(), ("structure.compliance",))

    assert "VACUOUS" in shown._repr_html_()
    assert "no entries to count" in shown._repr_markdown_()


def test_nothing_to_judge_is_not_nothing_found():
    assert verdict(run(), ("structure.compliance",), "AL4").headline == "Nothing to judge, so nothing has passed."
    assert verdict(run(finding()), ("structure.compliance",)).headline == "1 new finding: 1 error."


def test_only_the_named_measurements_are_shown():
    shown = verdict(run(), ("code.sloc",))

    assert repr(shown) == "Nothing found.\n  Product code: 2,108 SLOC"


def test_unknown_measurement_is_an_error():
    with pytest.raises(KeyError):
        verdict(run(), ("no.such",))


def test_findings_of_other_rules_do_not_count():
    assert verdict(run(finding(), finding(rule="AL101")), rules="AL3").headline == "1 new finding: 1 error."


@pytest.mark.parametrize(
    ("findings", "said"),
    [
        ([finding(), finding(Severity.NOTE), finding()], "3 new findings: 2 errors, 1 note."),
        ([finding(accepted="known")], "No new finding. 1 accepted."),
        ([], "Nothing found."),
    ],
    ids=["several", "accepted", "none"],
)
def test_headline_counts_by_severity(findings, said):
    assert headline(findings) == said


def test_run_without_measurements_is_a_headline():
    bare = Run("0", Project("p", None, (), ()), (), {})

    assert verdict(bare)._repr_markdown_() == "**Nothing found.**"
