"""What a document says, and what was measured instead: a verdict for each claim, none without its reason."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum

from msgspec import Struct

from auditlib.model.files import Diagnostic, Weight


class ClaimKind(StrEnum):
    """What sort of statement a claim is."""

    QUANTITY = "quantity"
    STATUS = "status"
    EXISTENCE = "existence"
    ARITHMETIC = "arithmetic"
    CONSISTENCY = "consistency"
    RATE = "rate"
    JUDGEMENT = "judgement"


class ClaimStatus(StrEnum):
    """What is true of a claim."""

    CONFIRMED = "CONFIRMED"
    REFUTED = "REFUTED"
    CONTRADICTED = "CONTRADICTED"  # by the document itself, or an impossible value
    UNVERIFIABLE = "UNVERIFIABLE"  # nothing at hand settles it; the reason says what would


class Verdict(Struct, frozen=True, kw_only=True):
    """One claim and what is true of it. `line` is that of the document, `quote` the statement as it stands there.

    `subject` names what is counted or asked, with the story, file or phase it is about. `measured` holds what was found
    by each way of counting; `counting` is the way that the claim fits, "" where it fits none or none is needed.
    """

    id: str
    line: int
    quote: str
    kind: ClaimKind
    subject: str
    status: ClaimStatus
    reason: str
    claimed: str = ""
    unit: str = ""
    measured: dict[str, int | float | str] = {}
    counting: str = ""
    story: str = ""
    evidence: tuple[str, ...] = ()


class Verification(Struct, frozen=True, kw_only=True):
    """Every claim of one document, in its order, against two revisions.

    `statements` counts what was read; those without a claim say nothing that could be true or false. `trial` says
    whether evidence of `auditlib try` was there to settle what only running tells.
    """

    tool: str
    name: str
    document: str
    base: str
    head: str
    statements: int
    verdicts: tuple[Verdict, ...] = ()
    trial: bool = False
    notes: tuple[Diagnostic, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """How many claims have each status, all four named."""
        found = Counter(one.status for one in self.verdicts)
        return {status.value: found[status] for status in ClaimStatus}

    @property
    def unjudged(self) -> tuple[Diagnostic, ...]:
        """What should have been judged at either revision and could not be."""
        return tuple(one for one in self.notes if one.weight is Weight.UNJUDGED)

    @property
    def false(self) -> tuple[Verdict, ...]:
        """The claims that are refuted or contradicted."""
        return tuple(one for one in self.verdicts if one.status in {ClaimStatus.REFUTED, ClaimStatus.CONTRADICTED})
