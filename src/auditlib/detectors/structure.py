"""The structure document against the tree: what is missing, elsewhere, of another kind, or should be gone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, TypeAlias

from auditlib.graphs.coverage import undeclared_entries, wrong_counts
from auditlib.graphs.structure import Judgement, JudgementStatus, contradictions
from auditlib.model import Declaration, EntryRole, Finding, Rule, Severity

if TYPE_CHECKING:
    from auditlib.graphs.state import State

MISSING = Rule(
    id="AL401",
    name="missing-entry",
    severity=Severity.WARNING,
    because="A reader who looks for a declared file or folder does not find it: the document or the tree is wrong.",
    remedy="Create the entry, or take it out of the document; mark it optional, generated or planned if it is.",
    bad="├── cache.py   # and no cache.py in the folder",
    good="├── cache.py   # generated",
)
UNDECLARED = Rule(
    id="AL402",
    name="undeclared-entry",
    severity=Severity.ERROR,
    because="This folder was asked to hold only what the document declares.",
    remedy="Declare the entry, or move it to a folder that is meant for it.",
    bad="performance/scratch.py   # in no tree of the document",
    good="└── scratch.py   # declared below performance/",
)
KIND_MISMATCH = Rule(
    id="AL403",
    name="kind-mismatch",
    severity=Severity.WARNING,
    because="A declared file is a folder, or the reverse: imports and readers go astray.",
    remedy="Write a final slash for a folder, an extension for a file; or change the tree.",
    bad="├── config.py   # is a folder config.py/",
    good="├── config/",
)
LEGACY_PRESENT = Rule(
    id="AL404",
    name="legacy-present",
    severity=Severity.WARNING,
    because="The document says that this is legacy or was removed, and it is still there: the move is not finished.",
    remedy="Finish the removal, or declare the entry as current.",
    bad="├── memory/   # removed: but memory/ is still there",
    good="├── memory/   # current",
)
MISPLACED = Rule(
    id="AL405",
    name="misplaced-entry",
    severity=Severity.WARNING,
    because="The only entry of this name stands in another folder than the one declared.",
    remedy="Move it to where it is declared, or correct the document.",
    bad="lib/cache.py declared, core/cache.py found",
    good="lib/cache.py declared and found",
)
WRONG_COUNT = Rule(
    id="AL406",
    name="wrong-count",
    severity=Severity.NOTE,
    because="A stated number that is not true makes the others doubtful.",
    remedy="Correct the number, write 40+ for a lower bound, or leave it out.",
    bad="└── [42 modules]   # the folder holds 12",
    good="└── [12 modules]",
)
CONTRADICTION = Rule(
    id="AL407",
    name="contradiction",
    severity=Severity.WARNING,
    because="The document says two things of one path that cannot both hold.",
    remedy="Decide which one holds, and correct the other.",
    bad="├── bridges/  in the current tree, and again under 'Removed'",
    good="├── bridges/  in one of them",
)
RULES = (MISSING, UNDECLARED, KIND_MISMATCH, LEGACY_PRESENT, MISPLACED, WRONG_COUNT, CONTRADICTION)


def detect(state: State) -> Iterator[Finding]:
    """Yield a finding for each declaration that does not hold, at its line in the document.

    `structure.strict_under` of the params lists folders that must hold only what is declared; no other undeclared
    file is a finding. What lies in a missing or misplaced folder is not reported again.
    """
    declarations = state.declarations
    if not declarations:
        return
    yield from _judged(state.judgements)
    for miscount in wrong_counts(declarations, state.inventory):
        entry, numbers = miscount.declaration, ", ".join(map(str, miscount.found))
        stated = f"{entry.count.number}{'+' if entry.count.at_least else ''}" if entry.count else ""
        message = (
            f"{miscount.folder or 'the repository'} is said to hold {stated}; no way of counting gives it: {numbers}"
        )
        yield WRONG_COUNT.finding(entry.document, entry.line, entry.path, message)
    for first, second in contradictions(declarations):
        message = f"{first.path} is {_says(first)} at line {first.line} and {_says(second)} at line {second.line}"
        yield CONTRADICTION.finding(second.document, second.line, second.path, message)
    under = state.params.structure.strict_under
    if under:
        for path in undeclared_entries(declarations, state.inventory, under=under):
            yield UNDECLARED.finding(path, 1, path, f"{path} is in no entry of {declarations[0].document}")


# What the declarations of each status say: path declared → path found.
_FoundPaths: TypeAlias = dict[JudgementStatus, dict[str, str]]

_BY_STATUS = {
    JudgementStatus.MISSING: MISSING,
    JudgementStatus.MISPLACED: MISPLACED,
    JudgementStatus.KIND_MISMATCH: KIND_MISMATCH,
    JudgementStatus.LEGACY_PRESENT: LEGACY_PRESENT,
}


def _judged(judgements: Sequence[Judgement]) -> Iterator[Finding]:
    places: _FoundPaths = {status: {} for status in JudgementStatus}
    for judgement in judgements:
        places[judgement.status][judgement.declaration.path] = judgement.found
    seen: set[tuple[str, str]] = set()
    for judgement in judgements:
        entry, rule = judgement.declaration, _BY_STATUS.get(judgement.status)
        if rule is None or (rule.id, entry.path) in seen or _said_above(judgement, places):
            continue
        seen.add((rule.id, entry.path))
        yield rule.finding(entry.document, entry.line, entry.path, _message(judgement, places))


def _said_above(judgement: Judgement, places: _FoundPaths) -> bool:
    """True where a finding on a folder above says all there is to say of this entry."""
    path = judgement.declaration.path
    parts = path.split("/")
    above = ["/".join(parts[:end]) for end in range(1, len(parts))]
    missing, moved = places[JudgementStatus.MISSING], places[JudgementStatus.MISPLACED]
    if judgement.status is JudgementStatus.LEGACY_PRESENT:
        return any(folder in places[JudgementStatus.LEGACY_PRESENT] for folder in above)
    if judgement.status is JudgementStatus.MISSING:
        return any(folder in missing or folder in moved for folder in above)
    return any(moved.get(folder, "\0") + path[len(folder) :] == judgement.found for folder in above)


def _message(judgement: Judgement, places: _FoundPaths) -> str:
    entry = judgement.declaration
    if judgement.status is JudgementStatus.LEGACY_PRESENT:
        return f"{entry.path} is declared as legacy, and is still there"
    if judgement.status is not JudgementStatus.MISSING:
        return f"{entry.path}: {judgement.reason}"
    inside = sum(path.startswith(f"{entry.path}/") for path in places[JudgementStatus.MISSING])
    return f"{entry.path} is declared, and is not there" + (f", nor {_is_are(inside)} below it" if inside else "")


def _says(declaration: Declaration) -> str:
    return f"a {declaration.kind.value}" if declaration.role is EntryRole.CURRENT else declaration.role.value


def _is_are(count: int) -> str:
    return "is 1 entry" if count == 1 else f"are {count:,} entries"
