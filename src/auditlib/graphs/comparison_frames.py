"""Two states and the claims about them as pandas frames: the ledger, stories, what is left, what broke, what is so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from auditlib.graphs.frames import frame_of
from auditlib.graphs.roadmap import sure_implementations
from auditlib.model.claims import ClaimKind, ClaimStatus, Verification
from auditlib.model.comparison import Area, Comparison, LineFlow
from auditlib.model.patterns import Size
from auditlib.visible import one_line

if TYPE_CHECKING:
    from auditlib.graphs.state import State
    from auditlib.params.schema import Story, Target

LEDGER = {
    "area": str, "prefix": str, "story": str, "added": int, "deleted": int, "moved_in": int, "moved_out": int,
    "net": int, "net_sloc": int,
}  # fmt: skip
STORY = {
    "story": str, "title": str, "category": str, "target": str, "net": int, "net_sloc": int, "gross": int, "added": int,
    "reached": str, "left": int, "at_base": bool, "at_head": bool, "canonical": str, "status": str,
}  # fmt: skip
LEFT = {"story": str, "category": str, "at_head": str, "score": float, "lines": int, "part": str}
CHANGED_FILE = {
    "path": str, "from": str, "change": str, "area": str, "story": str, "added": int, "deleted": int, "net": int,
    "net_sloc": int,
}  # fmt: skip
API_BREAK = {"kind": str, "path": str, "name": str, "before": str, "after": str, "consumers": int, "first": str}
BROKEN = {"what": str, "path": str, "line": int, "name": str, "why": str}
WEAKER_TEST = {"change": str, "path": str, "line": int, "test": str, "critical": bool, "detail": str}
REPAIR = {"kind": str, "risk": bool, "path": str, "line": int, "detail": str}
CLAIM = {
    "line": int, "status": str, "kind": str, "claim": str, "what_is_so": str, "counting": str, "story": str, "id": str,
}  # fmt: skip
CLAIM_COUNT = {"kind": str, "claims": int, **{status.value: int for status in ClaimStatus}}

_ORDER = (ClaimStatus.REFUTED, ClaimStatus.CONTRADICTED, ClaimStatus.CONFIRMED, ClaimStatus.UNVERIFIABLE)


def ledger_frame(comparison: Comparison) -> pd.DataFrame:
    """Where lines went, by area, folder and story, in physical lines; `net` is the size at head less that at base."""
    rows = (
        (
            row.area.value, row.prefix, row.story, row.flow.added.physical, row.flow.deleted.physical,
            row.flow.moved_in.physical, row.flow.moved_out.physical, row.flow.net.physical, row.flow.net.sloc,
        )
        for row in comparison.ledger
    )  # fmt: skip
    return frame_of(rows, LEDGER)


def story_frame(comparison: Comparison, base: State, head: State, story: str = "") -> pd.DataFrame:
    """Each story that has a category, or the one that is named: its lines, its canonical, what is left of its category.

    Lines are those of product code charged to it, physical but for `net_sloc`; `gross` are all that went from where
    they stood, moved ones too. `reached` says by which way of counting the target is reached, "" by none. `left` are
    the sure implementations at head in other modules than the canonical's.
    """
    rows = (_story(one, comparison, base, head) for one in _asked(head, story))
    return frame_of(rows, STORY)


def left_frame(base: State, head: State, story: str = "") -> pd.DataFrame:
    """The sure implementations at base of each story's category, and what became of them: gone, or still there."""
    rows = [row for one in _asked(head, story) for row in _catalogue(one, base, head)]
    return frame_of(rows, LEFT)


def changed_file_frame(comparison: Comparison, story: str = "") -> pd.DataFrame:
    """The files that differ, those of one story where it is named; most lines gone first."""
    files = [one for one in comparison.files if story in {"", one.story}]
    rows = (
        (
            one.path, one.source, one.change.value, one.area.value, one.story, one.flow.added.physical,
            one.flow.deleted.physical, one.flow.net.physical, one.flow.net.sloc,
        )
        for one in sorted(files, key=lambda one: (one.flow.net.physical, one.path))
    )  # fmt: skip
    return frame_of(rows, CHANGED_FILE)


def api_break_frame(comparison: Comparison) -> pd.DataFrame:
    """Public names that no longer serve their users; those with the most consumers first."""
    rows = (
        (
            one.kind.value, one.path, one.qualname, one.before, one.after, len(one.consumers),
            f"{one.consumers[0].path}:{one.consumers[0].line}" if one.consumers else "",
        )
        for one in sorted(comparison.api_breaks, key=lambda one: (-len(one.consumers), one.path, one.qualname))
    )  # fmt: skip
    return frame_of(rows, API_BREAK)


def broken_frame(comparison: Comparison) -> pd.DataFrame:
    """Imports that lead nowhere, names that nothing binds, and calls that no longer fit, each where it stands."""
    return frame_of(sorted(_broken(comparison)), BROKEN)


def weaker_test_frame(comparison: Comparison) -> pd.DataFrame:
    """Tests that guard less at head than at base; critical ones first."""
    rows = (
        (one.change.value, one.path, one.line, one.test, one.critical, one.detail)
        for one in sorted(comparison.tests, key=lambda one: (not one.critical, one.path, one.line))
    )
    return frame_of(rows, WEAKER_TEST)


def repair_frame(comparison: Comparison) -> pd.DataFrame:
    """What sort of repairs the change holds; those that hide a fault rather than mend it first."""
    rows = (
        (one.kind.value, one.risk, one.path, one.line, one.detail)
        for one in sorted(comparison.fixes, key=lambda one: (not one.risk, one.path, one.line))
    )
    return frame_of(rows, REPAIR)


def claim_frame(verification: Verification, status: str = "", kind: str = "") -> pd.DataFrame:
    """The claims of the document with what is so: the false ones first, then by line; of one status or kind if any."""
    rows = (
        (
            one.line, one.status.value, one.kind.value, one_line(one.quote.replace("**", "")), one.reason, one.counting,
            one.story, one.id,
        )
        for one in sorted(verification.verdicts, key=lambda one: (_ORDER.index(one.status), one.line))
        if status in {"", one.status} and kind in {"", one.kind}
    )  # fmt: skip
    return frame_of(rows, CLAIM)


def claim_count_frame(verification: Verification) -> pd.DataFrame:
    """How many claims of each kind have which status."""
    rows = []
    for kind in ClaimKind:
        found = [one.status for one in verification.verdicts if one.kind is kind]
        rows.append((kind.value, len(found), *(found.count(status) for status in ClaimStatus)))
    return frame_of(rows, CLAIM_COUNT)


def _asked(state: State, story: str) -> list[Story]:
    return [one for one in state.params.stories if one.category and story in {"", one.id}]


def _story(one: Story, comparison: Comparison, base: State, head: State) -> tuple[object, ...]:
    flow = comparison.total(Area.PRODUCT, one.id)
    category = one.category or ""
    place = head.canonicals.get(category)
    gross = flow.deleted + flow.moved_out
    there = [bool(place) and state.standing.exists(*place) for state in (base, head)] if place else [False, False]
    status = f"deferred to {one.deferred.to}: {one.deferred.because}" if one.deferred else ""
    return (
        one.id, one.title, category, f"{one.target.lines:,}{'+' * one.target.at_least}" if one.target else "",
        flow.net.physical, flow.net.sloc, gross.physical, flow.added.physical, reached(one.target, flow),
        len(_others(head, category)), *there, ":".join(place) if place else "", status,
    )  # fmt: skip


def reached(target: Target | None, flow: LineFlow) -> str:
    """The first way of counting by which so many lines went, "" where by none: net first, and SLOC before physical."""
    gross = flow.deleted + flow.moved_out
    ways: dict[str, tuple[Size, int]] = {"net": (flow.net, -1), "gross": (gross, 1)}
    for name, (size, sign) in ways.items():
        for counting in ("sloc", "physical"):
            if target and sign * getattr(size, counting) >= target.lines:
                return f"{name} {counting}"
    return ""


def _others(state: State, category: str) -> list[str]:
    """The sure implementations of a category in other modules than that of its declared canonical."""
    path, _ = state.canonicals.get(category, ("", ""))
    return [
        one.part.id for one in sure_implementations(state.roles) if one.category == category and one.part.path != path
    ]


def _catalogue(one: Story, base: State, head: State) -> Iterator[tuple[object, ...]]:
    now = {pattern.part.owner for pattern in sure_implementations(head.roles) if pattern.category == one.category}
    path, _ = base.canonicals.get(one.category or "", ("", ""))
    for pattern in sure_implementations(base.roles):
        if pattern.category == one.category and pattern.part.path != path:
            became = "still there" if pattern.part.owner in now else _whereabouts(pattern.part.owner, head)
            yield one.id, one.category, became, pattern.score, pattern.part.lines, pattern.part.id


def _whereabouts(owner: tuple[str, str], head: State) -> str:
    """What became of a part that is no implementation at head any more."""
    path, qualname = owner
    return "does another job, or less of it" if head.standing.exists(path, qualname) else "gone"


def _broken(comparison: Comparison) -> Iterator[tuple[object, ...]]:
    for broken in comparison.broken_imports:
        why = f"{broken.reason}{'; SILENTLY DISABLED' if broken.silently_disabled else ''}"
        yield "import", broken.path, broken.line, broken.statement, why
    for name in comparison.undefined_names:
        yield "name", name.path, name.line, name.name, "in __all__" if name.export else "nothing binds it"
    for call in comparison.broken_calls:
        yield "call", call.path, call.line, call.target, f"{call.fault.replace('_', ' ')} {call.detail}".strip()
