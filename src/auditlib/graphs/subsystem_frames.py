"""Duplicate subsystems as pandas frames: categories, the parts that do their jobs, which should stay, the roadmap."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from auditlib.graphs.frames import frame_of
from auditlib.graphs.roadmap import sure_duplicates, sure_implementations
from auditlib.model import Canonical, Pattern, PatternRole, Removal, Step

if TYPE_CHECKING:
    from auditlib.graphs.state import State

CATEGORY = {
    "category": str, "sure": int, "duplicates": int, "lines": int, "possible": int, "others": int, "canonical": str,
    "declared": bool, "exists": bool,
}  # fmt: skip
PATTERN = {
    "category": str, "role": str, "score": float, "path": str, "qualname": str, "members": str, "line": int,
    "lines": int, "evidence": str, "canonical": str,
}  # fmt: skip
COMPETITION = {"category": str, "basis": str, "parts": int, "canonical": str, "reasons": str, "members": str}
STEP = {
    "order": int, "category": str, "part": str, "gross": int, "kept": int, "glue": int, "net": int, "low": int,
    "high": int, "risk": str, "strategy": str, "feasible": bool, "callers": int, "gap": int, "unknown": int,
    "protected_by": int, "after": str, "gate": str, "rollback": str,
}  # fmt: skip
GAP = {"part": str, "member": str, "kind": str, "detail": str, "callers": int, "path": str, "line": int}

_ROLES = tuple(PatternRole)


def category_frame(state: State) -> pd.DataFrame:
    """Each category of the params with what was found: the canonical is that of its largest competition.

    `sure` are implementations from a score of 0.7 on, `duplicates` those of them that should go, with their physical
    `lines`; `possible` implementations have a lower score; `others` are no implementations.
    """
    rows = (
        _category(category, [one for one in state.patterns if one.category == category])
        for category in sorted(state.params.categories)
    )
    return frame_of(rows, CATEGORY)


def pattern_frame(state: State) -> pd.DataFrame:
    """Every part that has to do with a category: implementations first, surest first.

    `lines` are physical; `evidence` names each signal with the line where it was found first.
    """
    rows = (
        (
            one.category, one.role.value, one.score, one.part.path, one.part.qualname, ", ".join(one.part.members),
            one.part.ranges[0][0], one.part.lines, ", ".join(f"{why.signal} {why.line}" for why in one.evidence),
            _name(one.canonical),
        )
        for one in sorted(state.patterns, key=lambda one: (one.category, _ROLES.index(one.role), -one.score, one.part))
    )  # fmt: skip
    return frame_of(rows, PATTERN)


def competition_frame(state: State) -> pd.DataFrame:
    """The groups of parts that do one job, each with the part that should stay, and why."""
    rows = (
        (
            one.category, one.basis, len(one.members), _name(one.canonical),
            "; ".join((*one.canonical.reasons, *one.canonical.vetoes)), ", ".join(part.id for part in one.members),
        )
        for one in state.competitions
    )  # fmt: skip
    return frame_of(rows, COMPETITION)


def step_frame(state: State) -> pd.DataFrame:
    """The roadmap, a row a step, in order; gross to high in SLOC, low and high an 80 % interval of net."""
    return frame_of(map(_step, state.steps), STEP)


def gap_frame(state: State) -> pd.DataFrame:
    """What callers use of the parts that go and the part that stays does not offer in the same way, by step."""
    return frame_of((row for step in state.steps for row in _gaps(step.removal)), GAP)


def _category(category: str, found: Sequence[Pattern]) -> tuple[object, ...]:
    parts = [one for one in found if one.role is PatternRole.IMPLEMENTATION]
    counts = Counter(one.canonical for one in parts if one.canonical)
    kept = counts.most_common(1)[0][0] if counts else Canonical("", "", exists=False, declared=False)
    sure, duplicates = sure_implementations(found), sure_duplicates(found)
    lines = sum(one.part.lines for one in duplicates)
    name = _name(kept if counts else None)
    return (
        category, len(sure), len(duplicates), lines, len(parts) - len(sure), len(found) - len(parts), name,
        kept.declared, kept.exists,
    )  # fmt: skip


def _step(step: Step) -> tuple[object, ...]:
    removal, estimate = step.removal, step.removal.estimate
    sizes = (estimate.gross, estimate.kept, estimate.glue, estimate.net, estimate.low, estimate.high)
    return (
        step.order, step.category, removal.parts[0].id, *(size.sloc for size in sizes), removal.risk.level.value,
        removal.strategy.value if removal.strategy else "", removal.feasible, len(removal.callers), len(removal.gap),
        len(removal.unknown), len(removal.protection.loaded), ", ".join(map(str, step.after)), step.gate, step.rollback,
    )  # fmt: skip


def _gaps(removal: Removal) -> Iterator[tuple[object, ...]]:
    for gap in removal.gap:
        first = gap.callers[0]
        yield removal.parts[0].id, gap.member, gap.kind.value, gap.detail, len(gap.callers), first.path, first.line


def _name(canonical: Canonical | None) -> str:
    return f"{canonical.path}:{canonical.qualname}" if canonical else ""
