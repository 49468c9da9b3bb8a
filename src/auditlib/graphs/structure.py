"""Declarations against files: what is where the document says, and what is not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from auditlib.graphs.ignoring import ignore_rules
from auditlib.graphs.inventory import Inventory, folder_of, folders_above, name_of
from auditlib.model import Declaration, Document, EntryKind, EntryRole


class JudgementStatus(StrEnum):
    """What became of a declaration: each has exactly one of these."""

    MATCHED = "matched"
    MISSING = "missing"
    MISPLACED = "misplaced"
    KIND_MISMATCH = "kind_mismatch"
    LEGACY_PRESENT = "legacy_present"
    LEGACY_GONE = "legacy_gone"
    TARGET_MET = "target_met"
    TARGET_OPEN = "target_open"
    UNJUDGED = "unjudged"


@dataclass(frozen=True, slots=True)
class Judgement:
    """One declaration against the files. `found` is the path it stands at; `reason` says why, or why not."""

    declaration: Declaration
    status: JudgementStatus
    found: str = ""
    reason: str = ""


JUDGED = frozenset(
    {JudgementStatus.MATCHED, JudgementStatus.MISSING, JudgementStatus.MISPLACED, JudgementStatus.KIND_MISMATCH}
)


def judge_declarations(
    declarations: Sequence[Declaration], inventory: Inventory, *, settings: Sequence[Document] = ()
) -> tuple[Judgement, ...]:
    """One judgement for each declaration, in their order.

    Current entries are matched, missing, misplaced (its name stands elsewhere exactly once, undeclared there) or of
    the wrong kind; legacy ones present or gone; targets met or open. Unjudged, with the reason: examples, names to
    be filled in, absent entries that the document itself says may be absent, or that a `.gitignore` among the
    settings ignores, and what the document does not place.
    """
    judge = _Judge(declarations, inventory, ignore_rules(settings))
    return tuple(Judgement(declaration, *judge.verdict(declaration)) for declaration in declarations)


def compliance(judgements: Iterable[Judgement]) -> tuple[int, int]:
    """Of the current entries that can be judged, how many stand where the document says, and how many there are.

    Each path counts once. (0, 0), so VACUOUS, where the document declares nothing that can be judged.
    """
    status = {one.declaration.path: one.status for one in judgements if one.status in JUDGED}
    return sum(found is JudgementStatus.MATCHED for found in status.values()), len(status)


def contradictions(declarations: Sequence[Declaration]) -> tuple[tuple[Declaration, Declaration], ...]:
    """Pairs of entries for one path that cannot both hold: a file and a folder, or current and legacy.

    A folder that is a heading for others is no contradiction: only entries that nothing hangs below are compared by
    role. Each path is given once, with its first two entries that disagree.
    """
    parents = {above for declaration in declarations for above in folders_above(declaration.path)}
    seen: dict[str, list[Declaration]] = defaultdict(list)
    for declaration in declarations:
        if _says_what_stands(declaration):
            seen[declaration.path].append(declaration)
    pairs = []
    for path, (first, *others) in sorted(seen.items()):
        other = next((other for other in others if _disagree(first, other, heading=path in parents)), None)
        if other:
            pairs.append((first, other))
    return tuple(pairs)


_LITERAL = frozenset({EntryKind.FILE, EntryKind.DIR})
_STANDING = frozenset({EntryRole.CURRENT, EntryRole.LEGACY})


def _says_what_stands(declaration: Declaration) -> bool:
    """True for an entry that says of one path what is or is not there, not of a pattern, a plan or an example."""
    return declaration.kind in _LITERAL and not declaration.unplaced and declaration.role in _STANDING


def _disagree(first: Declaration, other: Declaration, *, heading: bool) -> bool:
    """True where two entries of one path cannot both hold; the role of a `heading` for others says nothing."""
    kinds = first.kind is not other.kind and min(first.confidence, other.confidence) == 1
    return kinds or (first.role is not other.role and not heading)


class _Judge:
    def __init__(
        self, declarations: Sequence[Declaration], inventory: Inventory, ignored: Callable[[str], bool]
    ) -> None:
        self._inventory = inventory
        self._ignored = ignored
        self._declared = {declaration.path for declaration in declarations}
        self._marks: defaultdict[str, set[str]] = defaultdict(set)
        self._content: defaultdict[str, set[str]] = defaultdict(set)  # names declared right in a folder
        self._holding: set[str] = set()  # folders that hold entries which are to stay
        for declaration in declarations:
            self._content[folder_of(declaration.path)].add(name_of(declaration.path))
            if declaration.role is not EntryRole.EXAMPLE and not declaration.unplaced:
                self._marks[declaration.path].update(declaration.marks)
            if declaration.role in {EntryRole.CURRENT, EntryRole.TARGET}:
                self._holding.update((declaration.path, *folders_above(declaration.path)))

    def verdict(self, declaration: Declaration) -> tuple[JudgementStatus, str, str]:
        """Status, path found, reason."""
        if declaration.role is EntryRole.EXAMPLE:
            return JudgementStatus.UNJUDGED, "", "an example"
        found = self._standing(declaration)
        if declaration.role is EntryRole.LEGACY:
            return self._legacy(declaration, found)
        if not found and declaration.kind is EntryKind.PLACEHOLDER:
            return JudgementStatus.UNJUDGED, "", "a name to be filled in"
        if declaration.role is EntryRole.TARGET:
            return JudgementStatus.TARGET_MET if found else JudgementStatus.TARGET_OPEN, found, ""
        return self._present(declaration, found) if found else self._absent(declaration)

    def _standing(self, declaration: Declaration) -> str:
        if declaration.kind is EntryKind.GLOB:
            return next(iter(self._inventory.matching(declaration.path)), "")
        return declaration.path if declaration.path in self._inventory else ""

    def _legacy(self, declaration: Declaration, found: str) -> tuple[JudgementStatus, str, str]:
        if declaration.kind is EntryKind.PLACEHOLDER:
            return JudgementStatus.UNJUDGED, "", "a name to be filled in"
        if found and declaration.path in self._holding:
            return JudgementStatus.UNJUDGED, found, "declared as current elsewhere, or holds what is"
        if found:
            return JudgementStatus.LEGACY_PRESENT, found, ""
        if declaration.unplaced:
            return JudgementStatus.UNJUDGED, "", declaration.unplaced
        return JudgementStatus.LEGACY_GONE, "", ""

    def _present(self, declaration: Declaration, found: str) -> tuple[JudgementStatus, str, str]:
        if declaration.kind in _LITERAL and declaration.confidence == 1:
            folder = found in self._inventory.folders
            if folder is not (declaration.kind is EntryKind.DIR):
                reason = "declared as a file, is a folder" if folder else "declared as a folder, is a file"
                return JudgementStatus.KIND_MISMATCH, found, reason
        return JudgementStatus.MATCHED, found, ""

    def _absent(self, declaration: Declaration) -> tuple[JudgementStatus, str, str]:
        path = declaration.path
        marks = set(declaration.marks).union(*(self._marks.get(above, ()) for above in (path, *folders_above(path))))
        if marks:
            return JudgementStatus.UNJUDGED, "", f"may be absent: {', '.join(sorted(marks))}"
        if self._ignored(f"{path}/" if declaration.kind is EntryKind.DIR else path):
            return JudgementStatus.UNJUDGED, "", "ignored by git"
        if self._inventory.hidden(path):
            return JudgementStatus.UNJUDGED, "", "inside an ignored folder"
        if declaration.unplaced:
            return JudgementStatus.UNJUDGED, "", declaration.unplaced
        elsewhere = self._elsewhere(declaration)
        if elsewhere:
            return JudgementStatus.MISPLACED, elsewhere, f"declared at {path}, found at {elsewhere}"
        return JudgementStatus.MISSING, "", ""

    def _elsewhere(self, declaration: Declaration) -> str:
        """The one other place where a file of this name stands; a folder must hold some of what is declared in it."""
        path, folder = declaration.path, declaration.kind is EntryKind.DIR
        if declaration.kind is EntryKind.GLOB:
            return ""
        named = self._inventory.named(name_of(path))
        found = [other for other in named if (other in self._inventory.folders) is folder]
        if len(found) != 1 or found[0] in self._declared:
            return ""
        return found[0] if not folder or self._content[path] & self._inventory.inside(found[0]) else ""
