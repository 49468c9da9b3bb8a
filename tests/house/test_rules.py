"""Every rule and every metric says what it is, why, and what to do."""

import pytest

from auditlib.explaining import explain, explainable
from auditlib.graphs.measures import METRICS
from auditlib.plugins import rules


@pytest.mark.parametrize("rule", rules().values(), ids=lambda rule: rule.id)
def test_rule_says_why_and_what_to_do(rule):
    text = explain(rule.name)

    assert rule.bad != rule.good
    assert all(part.strip() for part in (rule.because, rule.remedy, rule.bad, rule.good))
    assert text == explain(rule.id.lower())
    assert rule.because in text


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.id)
def test_metric_says_what_goes_in(metric):
    text = explain(metric.id)

    assert metric.definition in text.replace("\n    ", " ")
    assert metric.inputs in text


def test_list_has_every_id():
    listed = " ".join(explainable())

    assert all(key in listed for key in [*rules(), *(metric.id for metric in METRICS)])
