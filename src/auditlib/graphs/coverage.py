"""What the structure document leaves out, and the numbers it states."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from auditlib.graphs.inventory import Inventory, folder_of, folders_above, join, name_of
from auditlib.model import Declaration, EntryKind, EntryRole


@dataclass(frozen=True, slots=True)
class Miscount:
    """A folder that holds another number of entries than its document says; `found` lists the numbers tried."""

    declaration: Declaration
    folder: str
    found: tuple[int, ...]


def undeclared_entries(
    declarations: Sequence[Declaration], inventory: Inventory, *, under: Sequence[str] = ("",)
) -> tuple[str, ...]:
    """Files and folders below `under` that no entry covers, the topmost only, folders with a final slash; sorted.

    A folder declared without its content covers all of it, and so does one with a placeholder inside ("...",
    "[12 modules]"). Ignored files, and the `__init__.py` of a declared folder, need no entry.
    """
    covered = _Coverage(declarations, inventory)
    tops = [folder.strip("/") for folder in under]
    found = set()
    for path in inventory.tracked:
        if any(not top or path.startswith(f"{top}/") for top in tops):
            gap = covered.gap(path, tops)
            found.add(gap if gap in inventory.files else f"{gap}/" if gap else "")
    return tuple(sorted(found - {""}))


def wrong_counts(declarations: Sequence[Declaration], inventory: Inventory) -> tuple[Miscount, ...]:
    """The stated numbers that no way of counting gives: files or folders, direct or below, named ones in or out."""
    current = [declaration for declaration in declarations if declaration.role is EntryRole.CURRENT]
    named: defaultdict[str, set[str]] = defaultdict(set)
    for declaration in current:
        if declaration.kind in _LITERAL and declaration.path in inventory:
            named[folder_of(declaration.path)].add(declaration.path)
    tried = (_miscount(declaration, inventory, named) for declaration in current)
    return tuple(miscount for miscount in tried if miscount)


_LITERAL = frozenset({EntryKind.FILE, EntryKind.DIR})


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
            if folder in self._listing:
                return below
            if folder in self._declared:
                return ""
            if folder in tops:
                return below
            below = folder
        return below


def _miscount(declaration: Declaration, inventory: Inventory, named: Mapping[str, Collection[str]]) -> Miscount | None:
    """The declaration's count where it does not fit; None where it does, or there is nothing to count."""
    count = declaration.count
    folder = declaration.path if declaration.kind is EntryKind.DIR else folder_of(declaration.path)
    if count is None or declaration.unplaced or folder not in inventory.folders or inventory.hidden(f"{folder}/x"):
        return None
    numbers = _numbers(inventory, folder, named.get(folder, ()), additional=count.additional)
    fits = max(numbers) >= count.number if count.at_least else count.number in numbers
    return None if fits else Miscount(declaration, folder, tuple(sorted(numbers)))


def _numbers(inventory: Inventory, folder: str, named: Collection[str], *, additional: bool) -> set[int]:
    """The numbers that every way of counting gives; only those without the named entries for `additional` ones."""
    groups = _counted(inventory, folder)
    groups += [{path for path in group if name_of(path) != "__init__.py"} for group in groups]
    others = {len(group.difference(named)) for group in groups}
    return others if additional else others | {len(group) for group in groups}


def _counted(inventory: Inventory, folder: str) -> list[set[str]]:
    """What a number may speak of: entries, files, folders right in the folder, files at any depth; Python files."""
    prefix = f"{folder}/" if folder else ""
    direct = {join(folder, name) for name in inventory.inside(folder)}
    below = {path for path in inventory.files if path.startswith(prefix)}
    files, folders = direct & inventory.files, direct & inventory.folders
    python = [{path for path in group if path.endswith(".py")} for group in (files, below)]
    return [direct, files, folders, below, *python]
