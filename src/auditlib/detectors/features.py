"""Critical features below their minimum, and features whose tests are not there or stop nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec.structs import replace

from auditlib.facts.critical_tests import critical_definitions
from auditlib.graphs.enforcement import FeatureRate, feature_rates
from auditlib.model import Finding, Rule, Severity
from auditlib.visible import counted, percentage

if TYPE_CHECKING:
    from auditlib.graphs.state import State

FEATURE_MISSED = Rule(
    id="AL601",
    name="feature-below-minimum",
    severity=Severity.ERROR,
    because="The project has called this feature critical and said how much must use it; less does.",
    remedy="Use the feature where it is missing; each file is named. A word in a comment changes nothing.",
    bad="critical_features: [{name: audit, evidence: {calls: ['audit.*']}, minimum: 0.8}]  # 3 of 10 files call it",
    good="the same with 8 of 10 files, or a scope that names the files which should",
)
FEATURE_UNTESTED = Rule(
    id="AL602",
    name="feature-untested",
    severity=Severity.ERROR,
    because="A test that is not there, or that stops no merge, guards nothing.",
    remedy="Add the test to the definition file of critical tests, as BLOCKING; or take it out of the params.",
    bad="tests: [tests/p0/test_audit.py]  # defined as HIGH",
    good="- {name: Audit, test_module: tests/p0/test_audit.py, critical_level: BLOCKING}",
)
RULES = (FEATURE_MISSED, FEATURE_UNTESTED)

SEVERITIES = {"BLOCKING": Severity.ERROR, "MONITORING": Severity.WARNING, "REPORTING": Severity.NOTE}
SHOWN = 3


def detect(state: State) -> Iterator[Finding]:
    """Yield a finding for each feature below its minimum, and for each test of one that does not block.

    Over nothing there is no finding: that nothing can be told is a diagnostic of the run.
    """
    blocking = _blocking(state)
    for one in feature_rates(state):
        if not one.vacuous and not one.holds:
            yield _missed(one)
        for test in one.feature.tests:
            if not any(module == test or test.endswith(f"/{module}") for module in blocking):
                message = f"{test} of critical feature {one.feature.name} is no BLOCKING critical test"
                yield FEATURE_UNTESTED.finding(test, 0, one.feature.name, message)


def _missed(one: FeatureRate) -> Finding:
    feature = one.feature
    share = percentage(one.rate or 0.0)
    without = ", ".join(one.others[:SHOWN]) + (
        f" and {len(one.others) - SHOWN} more" if len(one.others) > SHOWN else ""
    )
    message = (
        f"{feature.name}: {len(one.users):,} of {counted(one.denominator, one.unit[:-1])} ({share}), at least "
        f"{percentage(feature.minimum)} must; without: {without}"
    )
    place = one.others[0] if one.unit == "files" else "."
    return replace(FEATURE_MISSED.finding(place, 0, feature.name, message), severity=SEVERITIES[feature.level])


def _blocking(state: State) -> frozenset[str]:
    """The modules of the critical tests that stop a merge, as the definition file names them."""
    name = state.params.critical_tests
    texts = [one.text for one in state.facts.documents if one.path == name]
    return frozenset(
        one.module
        for text in texts
        for one in critical_definitions(text.encode(), name or "")
        if one.level == "BLOCKING"
    )
