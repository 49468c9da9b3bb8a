"""A document and two states to a verification: every rule over every statement, in the order of the document."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from importlib.metadata import version

from auditlib.facts.prose import read_statements
from auditlib.graphs.state import State
from auditlib.model import Document, Trial
from auditlib.model.claims import Verdict, Verification
from auditlib.model.comparison import Comparison
from auditlib.verdicts.claims.arithmetic import judge_arithmetic
from auditlib.verdicts.claims.counts import judge_counts
from auditlib.verdicts.claims.existence import judge_existence
from auditlib.verdicts.claims.ground import Ground, Told
from auditlib.verdicts.claims.lines import judge_lines
from auditlib.verdicts.claims.statuses import judge_rest, judge_statuses
from auditlib.verdicts.claims.tests import judge_bound, judge_tests

RULES = (judge_lines, judge_arithmetic, judge_counts, judge_bound, judge_tests, judge_existence, judge_statuses)


def verify_document(
    document: Document, states: tuple[State, State], comparison: Comparison, trial: Trial | None
) -> Verification:
    """Every claim of a document against base and head, what became of them, and what was run."""
    statements = read_statements(document.text)
    ground = Ground(statements, states, comparison, trial)
    told = [one for rule in RULES for one in rule(ground)]
    told += judge_rest(ground, frozenset(one.statement.line for one in told))
    return Verification(
        tool=version("auditlib"),
        name=comparison.name,
        document=document.path,
        base=comparison.base,
        head=comparison.head,
        statements=len(statements),
        verdicts=tuple(sorted(_verdicts(told, ground), key=lambda one: (one.line, one.kind, one.subject, one.id))),
        trial=trial is not None,
        notes=comparison.notes,
    )


def _verdicts(told: Iterable[Told], ground: Ground) -> Iterator[Verdict]:
    """Verdicts, each with an id that stays while its statement does, and the story that it is about."""
    known: Counter[str] = Counter()
    for one in told:
        text = "\0".join((one.kind, one.subject, one.statement.plain))
        key = hashlib.sha256(text.encode()).hexdigest()[:8]
        known[key] += 1
        yield Verdict(
            id=key if known[key] == 1 else f"{key}-{known[key]}",
            line=one.statement.line,
            quote=one.statement.text.strip(),
            kind=one.kind,
            subject=one.subject,
            status=one.status,
            reason=one.reason,
            claimed=one.claimed,
            unit=one.unit,
            measured=dict(one.measured),
            counting=one.counting,
            story=ground.story(one.statement),
            evidence=tuple(one.evidence),
        )
