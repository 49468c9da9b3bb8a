"""All that reading a state gives, and all that an audit of it says."""

from __future__ import annotations

from collections import Counter

from msgspec import Struct

from auditlib.model.code import Module
from auditlib.model.files import Commit, Diagnostic, Document, FileStatus, Project, Weight
from auditlib.model.findings import Finding, Measurement, Rule, Severity
from auditlib.model.patterns import Competition, Pattern
from auditlib.model.relations import CloneGroup, Coupling, Hotspot, ImportEdge, ModuleMetrics
from auditlib.model.structure import Declaration
from auditlib.visible import counted


class Facts(Struct, frozen=True):
    """All that reading gives; graphs and detectors get this and no more."""

    project: Project
    modules: tuple[Module, ...]
    documents: tuple[Document, ...]
    history: tuple[Commit, ...] = ()  # newest first; empty where there is none
    settings: tuple[Document, ...] = ()  # pyproject.toml and setup.cfg, looked into for source roots


class Run(Struct, frozen=True):
    """One audit of one state: all that a report may read.

    `parts` says what was asked for; `not_audited` names what was not judged though asked for, with the reason.
    """

    tool: str
    project: Project
    parts: tuple[str, ...]
    not_audited: dict[str, str]
    modules: tuple[ModuleMetrics, ...] = ()
    imports: tuple[ImportEdge, ...] = ()
    clones: tuple[CloneGroup, ...] = ()
    silenced_clones: dict[str, int] = {}
    declarations: tuple[Declaration, ...] = ()
    hotspots: tuple[Hotspot, ...] = ()
    couplings: tuple[Coupling, ...] = ()
    patterns: tuple[Pattern, ...] = ()
    competitions: tuple[Competition, ...] = ()
    findings: tuple[Finding, ...] = ()
    measurements: tuple[Measurement, ...] = ()
    rules: tuple[Rule, ...] = ()  # those that were checked, by id

    @property
    def silenced(self) -> str:
        """What each rule of noise leaves out of the clone classes, as a reader is told; "" where nothing is."""
        return ", ".join(f"{count:,} {rule}" for rule, count in self.silenced_clones.items() if count)

    @property
    def unjudged(self) -> tuple[Diagnostic, ...]:
        """What could not be judged, each with the reason; every failed file is among them."""
        return tuple(one for one in self.project.diagnostics if one.weight is Weight.UNJUDGED)

    @property
    def missing(self) -> tuple[Diagnostic, ...]:
        """What the params or a definition file name, and this state has not."""
        return tuple(one for one in self.project.diagnostics if one.weight is Weight.MISSING)

    @property
    def failed(self) -> tuple[str, ...]:
        """Paths of the files that should have been read and could not be judged, sorted."""
        return tuple(file.path for file in self.project.files if file.status is FileStatus.FAILED)

    @property
    def vacuous(self) -> bool:
        """No file at all was read: nothing was judged, so nothing has passed."""
        return all(file.status is not FileStatus.READ for file in self.project.files)

    @property
    def new_findings(self) -> tuple[Finding, ...]:
        """Errors and warnings that no baseline accepts; notes ask nothing of anyone."""
        return tuple(one for one in self.findings if not one.accepted and one.severity is not Severity.NOTE)

    @property
    def tally(self) -> str:
        """The new findings by severity, notes among them, as a reader is told of them; and how many are accepted."""
        new = Counter(one.severity for one in self.findings if not one.accepted)
        counts = ", ".join(counted(new[severity], severity) for severity in Severity)
        accepted = sum(1 for one in self.findings if one.accepted)
        missing = f", {len(self.missing):,} missing" if self.missing else ""
        return f"{counted(new.total(), 'new finding')} ({counts}), {accepted} accepted{missing}"
