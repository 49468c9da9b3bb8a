"""Declarations against files: what is where the document says, what is not, and what it says nothing of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from auditlib.graphs.inventory import Inventory, folder_of, folders_above, join, name_of
from auditlib.model import Declaration, EntryKind, EntryRole, Measurement, SourceFile


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


@dataclass(frozen=True, slots=True)
class Miscount:
    """A folder that holds another number of entries than its document says; `found` lists the numbers tried."""

    declaration: Declaration
    folder: str
    found: tuple[int, ...]


JUDGED = frozenset(
    {JudgementStatus.MATCHED, JudgementStatus.MISSING, JudgementStatus.MISPLACED, JudgementStatus.KIND_MISMATCH}
)


def judge_declarations(declarations: Sequence[Declaration], files: Iterable[SourceFile]) -> tuple[Judgement, ...]:
    """One judgement for each declaration, in their order.

    Current entries are matched, missing, misplaced (its name stands elsewhere exactly once, undeclared there) or of
    the wrong kind; legacy ones present or gone; targets met or open. Unjudged, with the reason: examples, names to
    be filled in, absent entries that the document itself says may be absent, and what it does not place.
    """
    judge = _Judge(declarations, Inventory(files))
    return tuple(Judgement(declaration, *judge.verdict(declaration)) for declaration in declarations)


def compliance(declarations: Sequence[Declaration], files: Iterable[SourceFile]) -> Measurement:
    """Share of the current entries that stand where the document says: matched / declared, each path once.

    None, so VACUOUS, where the document declares nothing that can be judged.
    """
    status = {
        judgement.declaration.path: judgement.status
        for judgement in judge_declarations(declarations, files)
        if judgement.status in JUDGED
    }
    matched = sum(found is JudgementStatus.MATCHED for found in status.values())
    value = matched / len(status) if status else None
    return Measurement("structure.compliance", "Structure compliance", value, "share", matched, len(status))


def undeclared_entries(
    declarations: Sequence[Declaration], files: Iterable[SourceFile], *, under: Sequence[str] = ("",)
) -> tuple[str, ...]:
    """Files and folders below `under` that no entry covers, the topmost only, folders with a final slash; sorted.

    A folder declared without its content covers all of it, and so does one with a placeholder inside ("...",
    "[12 modules]"). Ignored files, and the `__init__.py` of a declared folder, need no entry.
    """
    inventory = Inventory(files)
    covered = _Coverage(declarations, inventory)
    tops = [folder.strip("/") for folder in under]
    found = set()
    for path in inventory.tracked:
        if any(not top or path.startswith(f"{top}/") for top in tops):
            gap = covered.gap(path, tops)
            found.add(gap if gap in inventory.files else f"{gap}/" if gap else "")
    return tuple(sorted(found - {""}))


def undeclared_count(declarations: Sequence[Declaration], files: Iterable[SourceFile]) -> Measurement:
    """How many files and folders no entry covers, the topmost only; None where nothing is declared."""
    value = len(undeclared_entries(declarations, files)) if declarations else None
    return Measurement("structure.undeclared", "Undeclared entries", value, "entries")


def wrong_counts(declarations: Sequence[Declaration], files: Iterable[SourceFile]) -> tuple[Miscount, ...]:
    """The stated numbers that no way of counting gives: files or folders, direct or below, named ones in or out."""
    inventory = Inventory(files)
    current = [declaration for declaration in declarations if declaration.role is EntryRole.CURRENT]
    named: defaultdict[str, set[str]] = defaultdict(set)
    for declaration in current:
        if declaration.kind in _LITERAL and declaration.path in inventory:
            named[folder_of(declaration.path)].add(declaration.path)
    found = []
    for declaration in current:
        folder = declaration.path if declaration.kind is EntryKind.DIR else folder_of(declaration.path)
        count = declaration.count
        if count is None or declaration.unplaced or folder not in inventory.folders or inventory.hidden(f"{folder}/x"):
            continue
        numbers = _numbers(inventory, folder, named[folder], additional=count.additional)
        fits = max(numbers) >= count.number if count.at_least else count.number in numbers
        if not fits:
            found.append(Miscount(declaration, folder, tuple(sorted(numbers))))
    return tuple(found)


def contradictions(declarations: Sequence[Declaration]) -> tuple[tuple[Declaration, Declaration], ...]:
    """Pairs of entries for one path that cannot both hold: a file and a folder, or current and legacy.

    A folder that is a heading for others is no contradiction: only entries that nothing hangs below are compared by
    role. Each path is given once, with its first two entries that disagree.
    """
    parents = {above for declaration in declarations for above in folders_above(declaration.path)}
    seen: dict[str, list[Declaration]] = defaultdict(list)
    for declaration in declarations:
        if declaration.kind in _LITERAL and not declaration.unplaced and declaration.role in _STANDING:
            seen[declaration.path].append(declaration)
    pairs = []
    for path, entries in sorted(seen.items()):
        for other in entries[1:]:
            kinds = entries[0].kind is not other.kind and min(entries[0].confidence, other.confidence) == 1
            if kinds or (entries[0].role is not other.role and path not in parents):
                pairs.append((entries[0], other))
                break
    return tuple(pairs)


_LITERAL = frozenset({EntryKind.FILE, EntryKind.DIR})
_STANDING = frozenset({EntryRole.CURRENT, EntryRole.LEGACY})


class _Judge:
    def __init__(self, declarations: Sequence[Declaration], inventory: Inventory) -> None:
        self._inventory = inventory
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
        if not found:
            return self._absent(declaration)
        if declaration.kind in _LITERAL and declaration.confidence == 1:
            folder = found in self._inventory.folders
            if folder is not (declaration.kind is EntryKind.DIR):
                reason = "declared as a folder, is a file" if not folder else "declared as a file, is a folder"
                return JudgementStatus.KIND_MISMATCH, found, reason
        return JudgementStatus.MATCHED, found, ""

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

    def _absent(self, declaration: Declaration) -> tuple[JudgementStatus, str, str]:
        path = declaration.path
        marks = set(declaration.marks).union(*(self._marks.get(above, ()) for above in (path, *folders_above(path))))
        if marks:
            return JudgementStatus.UNJUDGED, "", f"may be absent: {', '.join(sorted(marks))}"
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


class _Coverage:
    """Which paths an entry speaks for."""

    def __init__(self, declarations: Sequence[Declaration], inventory: Inventory) -> None:
        self._declared: set[str] = set()
        self._listing: set[str] = set()  # folders whose content is listed
        self._open: set[str] = set()  # folders that may hold more than is listed
        for declaration in declarations:
            if declaration.role is EntryRole.EXAMPLE or declaration.unplaced:
                continue
            if declaration.kind is EntryKind.PLACEHOLDER:
                self._open.add(folder_of(declaration.path))
            elif declaration.kind is EntryKind.GLOB:
                self._declared.update(inventory.matching(declaration.path))
            else:
                self._declared.add(declaration.path)
            self._listing.update(folders_above(declaration.path))

    def gap(self, path: str, tops: Collection[str]) -> str:
        """The topmost of the path and the folders above it that no entry covers; "" where all is covered."""
        if path in self._declared or self._open.intersection(folders_above(path)):
            return ""
        if name_of(path) == "__init__.py" and folder_of(path) in self._declared | self._listing:
            return ""
        below = path
        for folder in folders_above(path):
            if folder in self._listing or folder in tops:
                return below
            if folder in self._declared:
                return ""
            below = folder
        return below


def _numbers(inventory: Inventory, folder: str, named: set[str], *, additional: bool) -> set[int]:
    direct = [join(folder, name) for name in inventory.inside(folder)]
    prefix = f"{folder}/" if folder else ""
    below = [path for path in inventory.files if path.startswith(prefix)]
    groups = [direct, [path for path in direct if path in inventory.files], below]
    groups += [[path for path in direct if path in inventory.folders]]
    groups += [[path for path in group if path.endswith(".py")] for group in (groups[1], below)]
    groups += [[path for path in group if name_of(path) != "__init__.py"] for group in groups]
    others = {len(set(group) - named) for group in groups}
    return others if additional else others | {len(group) for group in groups}
