"""What a comparison, a verification and critical features say first, as cards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditlib.graphs.change_metrics import CLAIMED, COMPARED, FEATURE_RATE
from auditlib.graphs.enforcement import feature_rates
from auditlib.graphs.figures.cards import VACUOUS, Cards
from auditlib.model import Measurement
from auditlib.model.claims import ClaimStatus, Verification
from auditlib.model.comparison import Area, Comparison
from auditlib.visible import counted

if TYPE_CHECKING:
    from auditlib.graphs.state import State


def comparison_verdict(comparison: Comparison) -> Cards:
    """What became of product code in lines, and how many things ask for an answer; over no file, VACUOUS."""
    if not comparison.files_compared:
        return Cards(f"{VACUOUS}: no Python or Markdown file was read at either revision.", ())
    flow = comparison.total(Area.PRODUCT)
    less = -flow.net.physical
    figures = (
        flow.net.physical, flow.net.sloc, flow.deleted.physical, flow.added.physical, len(comparison.api_breaks),
        _broken(comparison), len(comparison.tests),
    )  # fmt: skip
    head = f"{abs(less):,} lines of product code {'less' if less >= 0 else 'more'} than before"
    return Cards(
        f"{head}; {counted(comparison.broken, 'thing')} to answer for.",
        tuple(Measurement(one.id, one.name, value, one.unit) for one, value in zip(COMPARED, figures, strict=True)),
    )


def enforcement_verdict(state: State) -> Cards:
    """How many critical features hold, each with its rate; where none is declared, VACUOUS."""
    rates = feature_rates(state)
    if not rates:
        return Cards(f"{VACUOUS}: the params declare no critical feature.", ())
    held = sum(one.holds for one in rates)
    unknown = sum(one.vacuous for one in rates)
    told = f"; of {unknown} nothing can be told" if unknown else ""
    cards = (
        Measurement(FEATURE_RATE.id, one.feature.name, one.rate, one.unit, len(one.users), one.denominator)
        for one in rates
    )
    return Cards(f"{held} of {counted(len(rates), 'critical feature')} kept{told}.", tuple(cards))


def claim_verdict(verification: Verification) -> Cards:
    """How many claims are true; a document without any is VACUOUS."""
    total = len(verification.verdicts)
    if not total:
        return Cards(f"{VACUOUS}: {verification.document} claims nothing that could be true or false.", ())
    counts = verification.counts.values()
    cards = (
        Measurement(one.id, one.name, count / total, one.unit, count, total)
        for one, count in zip(CLAIMED, counts, strict=True)
    )
    false = verification.counts[ClaimStatus.REFUTED] + verification.counts[ClaimStatus.CONTRADICTED]
    return Cards(f"{false:,} of {counted(total, 'claim')} are not so.", tuple(cards))


def _broken(comparison: Comparison) -> int:
    return len(comparison.broken_imports) + len(comparison.undefined_names) + len(comparison.broken_calls)
