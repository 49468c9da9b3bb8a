"""Critical features as pandas frames: the daily report, what is missing, the evidence, and the protocol."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from auditlib.graphs.enforcement import FeatureRate, feature_rates
from auditlib.graphs.frames import frame_of
from auditlib.model import Run
from auditlib.visible import percentage

if TYPE_CHECKING:
    from auditlib.graphs.state import State
    from auditlib.params.schema import CriticalFeature, Evidence

FEATURE = {
    "feature": str, "level": str, "status": str, "rate": str, "users": int, "of": int, "unit": str, "minimum": str,
    "before": str, "evidence": str, "next_review": str, "impact": str,
}  # fmt: skip
FEATURE_GAP = {"feature": str, "without": str}
PROOF = {"feature": str, "where": str, "line": int, "what": str}
GUARD = {"rule": str, "path": str, "line": int, "message": str}
PROTOCOL = {
    "feature": str, "counted": str, "evidence": str, "minimum": str, "consequence": str, "tests": str,
    "next_review": str, "impact": str,
}  # fmt: skip

CONSEQUENCES = {
    "BLOCKING": "below the minimum the gate fails, exit 1",
    "MONITORING": "below the minimum the gate fails, exit 1; a warning",
    "REPORTING": "shown, stops nothing",
}
GUARDS = ("AL602", "AL61")
"""Rules of what should guard, and does not."""


def feature_frame(state: State, before: State | None = None) -> pd.DataFrame:
    """The rate of each critical feature with what it was counted over, and the rate in an earlier state.

    `status` is "holds", "below minimum", or "cannot tell" over nothing; `evidence` a digest of all that was counted.
    """
    earlier = {one.feature.name: one for one in feature_rates(before)} if before else {}
    rows = (_feature(one, earlier.get(one.feature.name)) for one in feature_rates(state))
    return frame_of(rows, FEATURE)


def feature_gap_frame(state: State) -> pd.DataFrame:
    """What should use a feature and does not: files, or commits without a record."""
    rows = ((one.feature.name, other) for one in feature_rates(state) for other in one.others)
    return frame_of(rows, FEATURE_GAP)


def proof_frame(state: State) -> pd.DataFrame:
    """The evidence of each feature: where it stands, and what it is."""
    rows = ((one.feature.name, *proof) for one in feature_rates(state) for proof in one.proofs)
    return frame_of(rows, PROOF)


def guard_frame(run: Run) -> pd.DataFrame:
    """Tests that guard nothing: they look into their own source, cannot fail, or block nothing."""
    found = (one for one in run.findings if one.rule.startswith(GUARDS))
    return frame_of(((one.rule, one.path, one.line, one.message) for one in found), GUARD)


def protocol_frame(state: State) -> pd.DataFrame:
    """The protocol of enforcement: what is counted for each feature, what counts as evidence, and what follows."""
    return frame_of(map(_protocol, state.params.critical_features), PROTOCOL)


def _feature(one: FeatureRate, before: FeatureRate | None) -> tuple[object, ...]:
    feature = one.feature
    status = "cannot tell" if one.vacuous else "holds" if one.holds else "below minimum"
    return (
        feature.name, feature.level, status, _share(one), len(one.users), one.denominator, one.unit,
        percentage(feature.minimum), _share(before) if before else "", one.digest,
        feature.review.isoformat() if feature.review else "", feature.impact,
    )  # fmt: skip


def _share(one: FeatureRate) -> str:
    return "VACUOUS" if one.rate is None else percentage(one.rate)


def _protocol(feature: CriticalFeature) -> tuple[object, ...]:
    scope = ", ".join(feature.scope) or "all product code"
    counted = f"commits that touch {scope}" if feature.records else f"files in {scope}"
    if feature.eligible:
        counted += f" with {', '.join(_told(feature.eligible))}"
    evidence = f"a file of {', '.join(feature.records)}" if feature.records else ", ".join(_told(feature.evidence))
    return (
        feature.name, counted, evidence, percentage(feature.minimum), CONSEQUENCES[feature.level],
        ", ".join(feature.tests), feature.review.isoformat() if feature.review else "", feature.impact,
    )  # fmt: skip


def _told(evidence: Evidence) -> Iterator[str]:
    for kind in ("imports", "calls", "decorators", "bases"):
        for glob in getattr(evidence, kind):
            yield f"{kind.removesuffix('s')} {glob}"
