"""How risky a removal is, and how to go about it: stated functions of what was found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from auditlib.model import Commit
from auditlib.model.patterns import (
    Gap,
    GapKind,
    Part,
    Place,
    Protection,
    Removal,
    RemovalKind,
    Risk,
    RiskLevel,
    Strategy,
)

WEIGHTS = {"gap": 0.35, "fan_in": 0.2, "protection": 0.2, "churn": 0.1, "reversibility": 0.15}
"""What each factor, 0 to 1, adds to the score. They add up to 1."""

MEDIUM, HIGH = 0.25, 0.5
"""Scores from which a risk is medium, and high."""

GAP_WEIGHTS = {GapKind.MISSING: 0.25, GapKind.ASYNC: 0.15, GapKind.ARGUMENTS: 0.1}
"""What one member of the gap adds to its factor: a missing one must be written, the others adapted."""

MANY_CALLERS, MANY_COMMITS, MANY_FILES = 10, 20, 10
"""Files with callers, commits and files touched at which a factor is 1."""


def assess_risk(  # noqa: PLR0913 (a factor each)
    callers: Sequence[Place],
    gap: Sequence[Gap],
    unknown: Sequence[Place],
    protection: Protection,
    *,
    commits: int,
    touched: int,
) -> Risk:
    """The risk: the weighted sum of five factors, each 0 to 1.

    - gap: 0.25 for each missing member, 0.15 for each that changes between sync and async, 0.1 for each whose
      arguments differ;
    - fan-in: files with callers / 10;
    - protection: 1 without a critical test that loads the parts, 0.5 where all load them only lazily, else 0;
    - churn: commits of the history that changed the files of the parts / 20;
    - reversibility: files that the change touches / 10, and 0.2 for each use that may or may not be of the parts.

    Low below 0.25, high from 0.5. Without protection it is never low.

    Example:
        >>> assess_risk((), (), (), Protection(), commits=0, touched=1).level
        <RiskLevel.MEDIUM: 'medium'>
    """
    members = {(one.member, one.kind) for one in gap}
    factors = {
        "gap": sum(GAP_WEIGHTS[kind] for _, kind in members),
        "fan_in": len({one.path for one in callers}) / MANY_CALLERS,
        "protection": _exposure(protection),
        "churn": commits / MANY_COMMITS,
        "reversibility": touched / MANY_FILES + 0.2 * len(unknown),
    }
    added = {name: round(WEIGHTS[name] * min(1.0, value), 4) for name, value in factors.items()}
    score = round(sum(added.values()), 4)
    return Risk(_level(score, protection), score, added)


def _exposure(protection: Protection) -> float:
    if protection.unprotected:
        return 1.0
    return 0.5 if len(protection.lazy) == len(protection.loaded) and not protection.executed else 0.0


def _level(score: float, protection: Protection) -> RiskLevel:
    if score >= HIGH:
        return RiskLevel.HIGH
    return RiskLevel.MEDIUM if score >= MEDIUM or protection.unprotected else RiskLevel.LOW


def churn(parts: Iterable[Part], history: Iterable[Commit]) -> int:
    """How many commits of a history changed a file of some parts."""
    paths = {part.path for part in parts}
    return sum(1 for commit in history if not paths.isdisjoint(commit.paths))


def strategy(kind: RemovalKind, gap: Sequence[Gap], used: int) -> Strategy | None:
    """How to go about it; `used` is how many different members callers use.

    Delete where nothing uses the parts or the gap is empty: callers only name another part. Adapter where arguments or
    `await` differ. Move where members are missing; split where at least half of what callers use is. None where
    callers have no other part to go to.
    """
    missing = {one.member for one in gap if one.kind is GapKind.MISSING}
    if kind is RemovalKind.WITHDRAWAL:
        return None
    if kind is RemovalKind.DEAD or not gap:
        return Strategy.DELETE
    if not missing:
        return Strategy.ADAPTER
    return Strategy.SPLIT if 2 * len(missing) >= used else Strategy.MOVE


def adaptable(gap: Iterable[Gap]) -> bool:
    """The gap is empty, or an adapter closes it: no member is missing."""
    return all(one.kind is not GapKind.MISSING for one in gap)


def feasibility(removals: Sequence[Removal]) -> tuple[int, int]:
    """How many removals are feasible (the gap is empty or adaptable), and of how many."""
    return sum(1 for one in removals if one.feasible), len(removals)
