"""AL601 feature-below-minimum, AL602 feature-untested."""

from __future__ import annotations

import pytest
from builders import state

from auditlib.detectors import features
from auditlib.model import Severity
from auditlib.params.schema import Params

FILES = {"lib/a.py": "audit.record()\n", "lib/b.py": "x = 1\n", "lib/c.py": "x = 1\n"}


def found(**feature):
    made = state(FILES)
    feature = {"name": "audit", "minimum": 0.5, "evidence": {"calls": ["audit.*"]}, **feature}
    made.params = Params.model_validate({"critical_features": [feature]}, strict=False)
    return list(features.detect(made))


def test_a_feature_below_its_minimum_is_told_with_numerator_and_denominator():
    (finding,) = found()

    assert (finding.rule, finding.path) == ("AL601", "lib/b.py")
    assert "1 of 3 files (33.3 %), at least 50.0 % must; without: lib/b.py, lib/c.py" in finding.message


@pytest.mark.parametrize(
    ("level", "severity"),
    [("BLOCKING", Severity.ERROR), ("MONITORING", Severity.WARNING), ("REPORTING", Severity.NOTE)],
)
def test_level_decides_the_severity(level, severity):
    assert found(level=level)[0].severity is severity


@pytest.mark.parametrize("feature", [{"minimum": 0.3}, {"scope": ["nowhere"]}])
def test_what_holds_or_cannot_be_told_is_no_finding(feature):
    assert found(**feature) == []


def test_a_test_that_blocks_nothing_is_told():
    assert [one.rule for one in found(minimum=0.1, tests=["tests/p0/test_audit.py"])] == ["AL602"]


def test_the_examples_of_the_rules_show_them():
    assert "minimum: 0.8" in features.FEATURE_MISSED.bad
    assert "BLOCKING" in features.FEATURE_UNTESTED.good
