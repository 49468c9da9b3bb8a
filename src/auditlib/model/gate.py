"""What a baseline accepts, and what a gate finds: findings that are new, and entries that nothing needs any more."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from msgspec import Struct

from auditlib.model.files import Diagnostic
from auditlib.model.findings import Finding
from auditlib.model.states import Run


class Accepted(Struct, frozen=True, kw_only=True, order=True, forbid_unknown_fields=True):
    """A finding that someone answers for. It is known by rule, path and subject, so that moved lines change nothing."""

    path: str
    rule: str
    subject: str
    size: int = 1  # in how many places it stood; more than that is new
    reason: str
    owner: str = ""
    expires: str = ""  # the last day it holds, as YYYY-MM-DD; "" where it has none
    message: str = ""  # for readers: as it was told when it was accepted

    def holds(self, day: date) -> bool:
        """It has not expired on that day."""
        return not self.expires or date.fromisoformat(self.expires) >= day


class Baseline(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Accepted findings, sorted by path, rule and subject, and the commit at which they were accepted."""

    format: int = 1
    revision: str = ""
    accepted: tuple[Accepted, ...] = ()


class GateStatus(StrEnum):
    """What a gate says of a finding."""

    NEW = "new"
    GROWN = "grown"  # accepted, and it stands in more places now
    EXPIRED = "expired"  # accepted until a day that has passed
    UNCHANGED = "unchanged"


class GateFinding(Struct, frozen=True, order=True):
    """A finding and what the gate says of it; `known` is what accepts it, or did."""

    finding: Finding
    status: GateStatus
    known: Accepted | None = None

    @property
    def fails(self) -> bool:
        """The gate does not let it pass."""
        return self.status is not GateStatus.UNCHANGED


class Growth(Struct, frozen=True):
    """The entries that a baseline gained and lost since an earlier state of it."""

    since: str  # the revision that it was compared with
    added: int
    removed: int


class Gate(Struct, frozen=True, kw_only=True):
    """The verdict of a gate over one state; `run` is the audit of it, with what passes as accepted.

    `fixed` entries need no acceptance any more, `stale` ones can match nothing. `unjudged` entries speak of files that
    could not be read. `growth` is None where there is no earlier baseline.
    """

    tool: str
    run: Run
    looked_at: str  # "staged", "working tree", or a revision
    against: str  # the baseline's path, or the revision whose findings are known
    files_read: int
    findings: tuple[GateFinding, ...] = ()
    notes: int = 0  # findings that ask nothing of anyone
    fixed: tuple[Accepted, ...] = ()
    stale: tuple[Accepted, ...] = ()
    unjudged: tuple[Accepted, ...] = ()
    size: int = 0  # entries of the baseline
    growth: Growth | None = None
    broken_policies: tuple[str, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def failing(self) -> tuple[GateFinding, ...]:
        """The findings that the gate does not let pass."""
        return tuple(one for one in self.findings if one.fails)

    @property
    def vacuous(self) -> bool:
        """No file was read: nothing was judged, so nothing has passed."""
        return self.files_read == 0
