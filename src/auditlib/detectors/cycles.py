"""Import cycles: modules that reach one another, so that none can move alone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec.structs import replace

from auditlib.graphs.cycles import Cycle, find_cycles
from auditlib.graphs.imports import EdgeKind
from auditlib.model import Finding, Rule, Severity

if TYPE_CHECKING:
    from auditlib.graphs.state import State

IMPORT_CYCLE = Rule(
    id="AL301",
    name="import-cycle",
    severity=Severity.ERROR,
    because="No module of a cycle can be moved, tested or consolidated without the others, and whichever is imported "
    "first meets the others half made.",
    remedy="Move what they share into a module below them all, or pass it in as an argument.",
    bad="# cache.py\nfrom monitor import record\n\n# monitor.py\nfrom cache import Cache",
    good="# events.py\ndef record(event): ...\n\n# cache.py\nfrom events import record\n\n# monitor.py\n"
    "from events import record",
)
RULES = (IMPORT_CYCLE,)

SEVERITIES = {
    EdgeKind.RUNTIME: Severity.ERROR,
    EdgeKind.LAZY: Severity.WARNING,
    EdgeKind.TYPE_CHECKING: Severity.NOTE,
}
CLOSED_BY = {
    EdgeKind.RUNTIME: "by imports that run when the modules are imported",
    EdgeKind.LAZY: "only by an import inside a function",
    EdgeKind.TYPE_CHECKING: "only by an import for type checkers",
}
LONG_SUBJECT = 6
"""Cycles of more modules are named by their first module, their number and a digest of all."""


def detect(state: State) -> Iterator[Finding]:
    """Yield a finding for each strongly connected component of two or more modules, at the first import inside it."""
    for cycle in find_cycles(state.graph):
        count = f"{len(cycle.members)} modules import one another, {CLOSED_BY[cycle.kind]}"
        way = " -> ".join((*cycle.shortest, cycle.shortest[0]))
        finding = IMPORT_CYCLE.finding(cycle.path, cycle.line, _subject(cycle), f"{count}; shortest cycle: {way}")
        yield replace(finding, severity=SEVERITIES[cycle.kind])


def _subject(cycle: Cycle) -> str:
    if len(cycle.members) <= LONG_SUBJECT:
        return " ".join(cycle.members)
    digest = hashlib.sha256("\0".join(cycle.members).encode()).hexdigest()[:12]
    return f"{cycle.members[0]} and {len(cycle.members) - 1} others ({digest})"
