"""Where an absolute import is looked up: the roots in order, those of the importing file among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from auditlib.graphs.layout import Layout, Place, below, join, parent
from auditlib.graphs.roots import ImportRoot, Tier, search_folder
from auditlib.model import Module

Group = tuple[str, ...]
"""Folders looked into together: their order is not declared."""


@dataclass(frozen=True, slots=True)
class Hit:
    """What a top-level name stands for: one place, several namespace portions, or candidates without an order.

    `near` says that the importing file itself would look here before the standard library: in a declared root, a src
    folder, one that the file itself adds, or one that holds the file and is no package. `guessed` says that no root is
    known to hold it: it lies beside the file or a conftest, or in a root that is a package.
    """

    places: tuple[Place, ...] = ()
    rivals: tuple[Place, ...] = ()
    near: bool = False
    declared: bool = False
    guessed: bool = False

    @property
    def regular(self) -> bool:
        """It is a module or a regular package, no namespace."""
        return bool(self.places) and not self.places[0].namespace


class SearchOrder:
    """Looks top-level names up as Python would, for each importing file.

    First the literal `sys.path` entries of the file itself, then the declared roots in their order, then src
    folders, then all observed roots together with the folders that Python and pytest put on the path for this file:
    its own (or that of its top-level package), and those of the conftest files above it. Where roots without a
    declared order hold different files of one name, the deepest that holds the importing file wins, then the one that
    shares most of its path; if none does, the name is ambiguous. A package or module on any root goes before
    namespace packages. Observed roots that are themselves packages are looked into for names that no other root holds.

    Where the scanned folder is itself a package, its `name` stands for it; unless a package of that name lies in it.
    """

    def __init__(self, layout: Layout, roots: Sequence[ImportRoot], name: str = "") -> None:
        self._layout = layout
        self._name = name if layout.is_package("") else ""
        self._declared = tuple(root.folder for root in roots if root.ordered)
        self._src = tuple(root.folder for root in roots if root.tier is Tier.SRC)
        self._observed = tuple(root.folder for root in roots if root.tier is Tier.OBSERVED)
        self._packages = tuple(root for root in roots if root.tier is Tier.PACKAGE)
        self._scopes: dict[str, str] = {}
        self._groups: dict[str, tuple[Group, ...]] = {}
        self._hits: dict[tuple[str, str], Hit] = {}

    def lookup(self, importer: Module, top: str) -> Hit:
        """What a top-level name stands for in an importing file; no places where it is none of ours."""
        scope = self._scope(importer)
        hit = self._hits.get((scope, top))
        if hit is None:
            own = top == self._name and not self._layout.is_package(top)
            found = Hit((self._layout.package(""),)) if own else self._find(self._groups[scope], importer.path, top)
            hit = self._hits[scope, top] = found
        return hit

    def candidates(self, importer: Module, top: str) -> tuple[Place, ...]:
        """Every place of the name on the roots that an importing file may have, those looked into first before."""
        groups = (*self._groups[self._scope(importer)], self._packages_for(top))
        places = [place for group in groups for _, place in self._held(group, top)]
        return tuple(dict.fromkeys([*places, self._layout.package("")] if top == self._name else places))

    def _scope(self, importer: Module) -> str:
        """What files share that look names up alike: their folder, or the one file that adds to `sys.path`."""
        scope = self._scopes.get(importer.path)
        if scope is None:
            scope = importer.path if importer.facts.search_paths else parent(importer.path)
            self._scopes[importer.path] = scope
            if scope not in self._groups:
                self._groups[scope] = self._groups_of(importer)
        return scope

    def _packages_for(self, top: str) -> Group:
        return tuple(root.folder for root in self._packages if root.names is None or top in root.names)

    def _groups_of(self, importer: Module) -> tuple[Group, ...]:
        own = [search_folder(importer.path, entry) for entry in reversed(importer.facts.search_paths)]
        local = self._local(parent(importer.path))
        ordered = [(folder,) for folder in (*own, *self._declared) if folder is not None]
        observed = tuple(dict.fromkeys((*local, *self._observed)))
        return (*ordered, self._src, observed)

    def _local(self, folder: str) -> list[str]:
        """The folders that running the file, or pytest collecting it, puts on the path."""
        found = [self._layout.base(folder)]
        while True:
            if self._layout.child(folder, "conftest"):
                found.append(self._layout.base(folder))
            if not folder:
                return found
            folder = parent(folder)

    def _find(self, groups: Sequence[Group], importer: str, top: str) -> Hit:
        namespaces: list[Place] = []
        for group in groups:
            found = self._held(group, top)
            regular = [(folder, place) for folder, place in found if not place.namespace]
            if regular:
                return self._choose(regular, importer, ordered=group is not groups[-1])
            namespaces.extend(place for _, place in found)
        inside = self._held(self._packages_for(top), top)
        if inside and not namespaces:
            return self._choose(inside, importer, ordered=False)
        places = tuple(dict.fromkeys(namespaces))
        declared = any(place.folder == join(folder, top) for place in places for folder in self._declared)
        return Hit(places, declared=declared)

    def _held(self, folders: Group, top: str) -> list[tuple[str, Place]]:
        """The folders that hold the name, and what it stands for there."""
        return [(folder, place) for folder in folders if (place := self._layout.child(folder, top))]

    def _choose(self, found: list[tuple[str, Place]], importer: str, *, ordered: bool) -> Hit:
        """The place that goes first of those that one group of roots holds."""
        best = max(_closeness(folder, importer) for folder, _ in found)
        first = [(folder, place) for folder, place in found if _closeness(folder, importer) == best]
        places = {place.path: place for _, place in first}
        if len(places) > 1:
            return Hit(rivals=tuple(places[path] for path in sorted(places, key=str)))
        folder, place = first[0]
        known = ordered or folder in self._observed
        near = ordered or (below(importer, folder) and not self._layout.is_package(folder))
        return Hit((place,), near=near, declared=folder in self._declared, guessed=not known)


def _closeness(folder: str, importer: str) -> tuple[bool, int]:
    """Roots that hold the file go first, the deepest of them before others; then those that share most folders."""
    shared = 0
    for mine, theirs in zip(folder.split("/"), importer.split("/"), strict=False):
        if mine != theirs:
            break
        shared += 1
    return below(importer, folder), shared
