"""Rules and what breaks them, metrics and their values."""

from __future__ import annotations

import hashlib
from enum import StrEnum

from msgspec import Struct

from auditlib.visible import percentage


class Severity(StrEnum):
    """How much a finding matters."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Rule(Struct, frozen=True):
    """AL1xx clones, AL2xx subsystems, AL3xx dependencies, AL4xx structure, AL5xx claims.

    `because` says why it matters, `remedy` what to do, `bad` and `good` show one example each.
    """

    id: str
    name: str
    severity: Severity
    because: str
    remedy: str
    bad: str
    good: str

    def finding(self, path: str, line: int, subject: str, message: str) -> Finding:
        """A finding of this rule; `subject` is what stays the same when lines move."""
        return Finding(self.id, self.severity, path, line, subject, message)


class Finding(Struct, frozen=True):
    """One thing found. Its fingerprint holds no line number, so that it survives moved lines."""

    rule: str
    severity: Severity
    path: str
    line: int
    subject: str
    message: str
    accepted: str = ""  # the reason in the baseline; "" where it is new
    size: int = 1  # in how many places it stands

    @property
    def place(self) -> str:
        """Path and line; the path alone where the file as a whole is meant."""
        return f"{self.path}:{self.line}" if self.line else self.path

    @property
    def order(self) -> tuple[str, int, str, str, str]:
        """What findings are sorted by: the place, the rule, and what tells those of one place apart."""
        return self.path, self.line, self.rule, self.subject, self.message

    @property
    def fingerprint(self) -> str:
        """Sixteen hex digits of rule, path and subject."""
        text = "\0".join((self.rule, self.path, self.subject))
        return hashlib.sha256(text.encode()).hexdigest()[:16]


class Metric(Struct, frozen=True):
    """What a measurement means: its definition, what goes in, and where the definition comes from."""

    id: str
    name: str
    unit: str
    definition: str
    inputs: str
    source: str = ""


class Measurement(Struct, frozen=True):
    """One number of a report: a rate shows what it was counted over. None: over nothing, so VACUOUS."""

    id: str
    name: str
    value: int | float | None
    unit: str
    numerator: int | float | None = None
    denominator: int | float | None = None

    @property
    def figure(self) -> str:
        """The value for a reader: with its unit, and a rate with what it was counted over.

        Example:
            >>> Measurement("clones.coverage", "Clone coverage", 0.25, "SLOC", 50, 200).figure
            '50 of 200 SLOC (25.0 %)'
            >>> Measurement("clones.coverage", "Clone coverage", None, "SLOC", 0, 0).figure
            'VACUOUS: 0 of 0 SLOC'
        """
        if self.denominator is None:
            return "VACUOUS: nothing to count" if self.value is None else f"{self.value:,.10g} {self.unit}"
        counted = f"{self.numerator:,.10g} of {self.denominator:,.10g} {self.unit}"
        return f"VACUOUS: {counted}" if self.value is None else f"{counted} ({percentage(self.value)})"
