"""Imports to edges: what each import statement names, found by files, never by importing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter

from msgspec import Struct
from msgspec.structs import replace

from auditlib.graphs.layout import Layout, Place, below, join, parent, relative_parts
from auditlib.graphs.members import Members
from auditlib.graphs.names import is_dotted, module_name, naming_root
from auditlib.graphs.roots import ImportRoot, Tier
from auditlib.graphs.search import Hit, SearchOrder
from auditlib.graphs.stdlib import is_stdlib
from auditlib.model import Import, ImportEdge, ImportStatus, Module


def resolve_imports(
    modules: Sequence[Module], roots: Sequence[ImportRoot], *, files: Iterable[str] = (), name: str = ""
) -> tuple[ImportEdge, ...]:
    """One edge for each import of each module, sorted by path, line, target and name; none is dropped.

    `files` are further paths of the repository: a compiled module, or one that could not be parsed, still exists.
    `name` is that of the scanned folder, by which its files import it where it is itself a package.

    - `import a.b` and `from a.b import *` lead to module a.b; `from a import b` leads to a.b where that is a module
      and package a binds no other b, else to a.
    - An absolute import is broken where its first name is one of ours and the rest is not there, nor on any other
      root that holds the first name. A namespace folder is ours where some other import resolves through it, or where
      the missing name is nearly one that is there; so is a module that merely lies beside the file. A namespace folder
      alone is not resolved to by its mere name, unless its root is declared or something is imported from it.
    - What resolves to a namespace package leads to its folder, as it has no file.
    - A name of the standard library is ours only where a root that the importing file looks into first holds it.
    - A relative import escapes its root where it climbs beyond its top-level package under every root that
      holds the file. What lies above a scanned folder that is itself a package is not judged.
    """
    resolver = _Resolver(modules, roots, files, name)
    edges = [edge for module in modules for edge in resolver.edges(module)]
    return tuple(sorted(edges, key=attrgetter("path", "line", "target", "name")))


class _Outcome(Struct, frozen=True):
    status: ImportStatus
    path: str | None = None
    reason: str = ""


class _Missing(Struct, frozen=True):
    """Where a dotted name ends: in `place`, which has no such module or name."""

    place: Place
    name: str
    sought: str = "module"


class _Walk(Struct, frozen=True):
    """The end of a dotted name, and the folders passed on the way."""

    end: Place | _Missing
    folders: tuple[str, ...]


_EXTERNAL = _Outcome(ImportStatus.EXTERNAL)
_STDLIB = _Outcome(ImportStatus.STDLIB)


def _lacks(missing: _Missing) -> str:
    """What has nothing of the name that follows: "package a has no module", "module a.py has no name"."""
    if missing.place.folder is not None:
        return f"package {missing.place.label} has no {missing.sought}"
    if missing.sought == "module":
        return f"the module {missing.place.label} has no submodule"
    return f"module {missing.place.label} has no name"


def _rivalry(rivals: Sequence[Place]) -> _Outcome:
    paths = " and ".join(str(place.path) for place in rivals)
    return _Outcome(ImportStatus.AMBIGUOUS, reason=f"{paths} lie on roots without a declared order")


class _Resolver:
    """Holds what resolving one repository looks up again and again."""

    def __init__(self, modules: Sequence[Module], roots: Sequence[ImportRoot], files: Iterable[str], name: str) -> None:
        self._modules = modules
        self._roots = roots
        self._layout = Layout([*(module.path for module in modules), *files])
        self._search = SearchOrder(self._layout, roots, name)
        self._members = Members(self._layout, modules)
        self._shown: dict[Place, bool] = {}
        self._found: dict[tuple[Place, str, str, bool, bool], _Outcome] = {}
        self._walks: dict[tuple[Place, str], _Walk] = {}
        self._used = self._used_folders(modules)

    def edges(self, module: Module) -> Iterator[ImportEdge]:
        """One edge for each import of a module."""
        for imported in module.facts.imports:
            outcome = self._outcome(module, imported)
            yield ImportEdge(
                path=module.path,
                line=imported.line,
                target="." * imported.level + imported.module,
                name=imported.name,
                imported=outcome.path,
                status=outcome.status,
                context=imported.context,
                reason=outcome.reason,
            )

    def _outcome(self, module: Module, imported: Import) -> _Outcome:
        if imported.dynamic:
            return self._dynamic(module, imported)
        return self._relative(module, imported) if imported.level else self._absolute(module, imported)

    def _dynamic(self, module: Module, imported: Import) -> _Outcome:
        name = imported.module.lstrip(".")
        if not name:
            return _Outcome(ImportStatus.DYNAMIC, reason="the name is computed when it runs")
        level = imported.level or len(imported.module) - len(name)
        outcome = self._outcome(module, replace(imported, module=name, level=level, dynamic=False))
        return replace(outcome, status=ImportStatus.DYNAMIC, reason=outcome.reason or f"a literal: {outcome.status}")

    def _absolute(self, module: Module, imported: Import) -> _Outcome:
        top, _, rest = imported.module.partition(".")
        hit = self._search.lookup(module, top)
        if is_stdlib(top):
            return self._shadow(hit, rest, module, imported)
        if hit.rivals:
            return self._elsewhere(module, imported, hit) or _rivalry(hit.rivals)
        beside = None if hit.regular else self._beside(module, imported)
        return beside or self._first(module, imported, hit)

    def _first(self, module: Module, imported: Import, hit: Hit) -> _Outcome:
        """What is asked, where the first name is looked up first; elsewhere only if it is not there."""
        if not hit.places:
            return _EXTERNAL
        top, _, rest = imported.module.partition(".")
        if not rest and imported.name in {"", "*"} and not self._is_meant(hit, top):
            return _Outcome(
                ImportStatus.EXTERNAL, reason=f"nothing shows that the folder {hit.places[0].label} is meant"
            )
        outcomes = [
            self._inside(place, rest, imported, declared=hit.declared, guessed=hit.guessed) for place in hit.places
        ]
        first = min(outcomes, key=lambda outcome: _PREFERENCE.index(outcome.status))
        return first if first.status is ImportStatus.RESOLVED else self._elsewhere(module, imported, hit) or first

    def _elsewhere(self, module: Module, imported: Import, hit: Hit) -> _Outcome | None:
        """What is asked, on a root that has it, where the one that is looked into first has not.

        If more than one rival has it, the import remains ambiguous.
        """
        top, _, rest = imported.module.partition(".")
        places = hit.rivals or self._search.candidates(module, top)
        outcomes = [self._inside(place, rest, imported, declared=True) for place in places]
        resolved = [outcome for outcome in outcomes if outcome.status is ImportStatus.RESOLVED]
        if not resolved or (hit.rivals and len(resolved) > 1):
            return None
        return replace(resolved[0], reason="other roots hold the first name, but not this one")

    def _shadow(self, hit: Hit, rest: str, module: Module, imported: Import) -> _Outcome:
        """A file of ours goes before the standard library where it comes first on the path and has what is asked."""
        if not hit.near or not hit.regular:
            return _STDLIB
        outcome = self._inside(hit.places[0], rest, imported, declared=True)
        if outcome.status is not ImportStatus.RESOLVED or outcome.path == module.path:
            return _STDLIB
        return replace(outcome, reason="hides the standard library's module of this name")

    def _beside(self, module: Module, imported: Import) -> _Outcome | None:
        """A module of the importing file's own package, named without the package.

        Python finds it only where the file is run as a script. Only a name that it binds, or a relative import of
        the same module in the same file, tells it from an external package of that name.
        """
        folder = parent(module.path)
        top, _, rest = imported.module.partition(".")
        place = self._layout.child(folder, top) if self._layout.is_package(folder) else None
        if place is None or place.namespace or place.path == module.path:
            return None
        outcome = self._inside(place, rest, imported, declared=True)
        twins = {other.module for other in module.facts.imports if other.level == 1}
        if outcome.status is ImportStatus.RESOLVED and (imported.name or imported.module in twins):
            return replace(outcome, reason="found beside the file: only where that is run as a script")
        return None

    def _relative(self, module: Module, imported: Import) -> _Outcome:
        folder, climb = parent(module.path), imported.level - 1
        while folder and climb:
            folder, climb = parent(folder), climb - 1
        if climb and self._layout.is_package(""):
            dots = "." * imported.level
            reason = f"'{dots}' leads out of the scanned folder, which is a package itself"
            return _Outcome(ImportStatus.EXTERNAL, reason=reason)
        if climb or not self._is_package(folder, module.path):
            return _Outcome(ImportStatus.ESCAPES_ROOT, reason=self._escape(module, imported))
        return self._inside(self._layout.package(folder), imported.module, imported, declared=True)

    def _escape(self, module: Module, imported: Import) -> str:
        name = module_name(module.path, self._roots, self._layout)
        package = name if self._layout.package(parent(module.path)).path == module.path else name.rpartition(".")[0]
        dots = "." * imported.level
        if not package:
            return f"{module.path} lies directly in a root: it has no parent package for '{dots}'"
        return f"'{dots}' climbs beyond {package.partition('.')[0]}, the top-level package of {name}"

    def _is_package(self, folder: str, path: str) -> bool:
        """A root that may name the file at `path` lies above a folder, so that the folder is a package.

        Such are the root that names the file, the declared ones, src folders, the folder that holds the file's
        top-level regular package, and others from which some import reaches in here. Where no root names the file,
        any folder whose name is an identifier may be a package. The scanned folder is one if it has an `__init__`.
        """
        if not folder:
            return self._layout.is_package("")
        above = self._layout.base(parent(path))
        if folder != above and below(folder, above):
            return True
        naming = naming_root(path, self._roots)
        if naming is None:
            return folder.rpartition("/")[2].isidentifier()
        return any(
            root is naming
            or root.tier < Tier.OBSERVED
            or join(root.folder, relative_parts(folder, root.folder)[0]) in self._used
            for root in self._roots
            if is_dotted(folder, root.folder)
        )

    def _inside(self, place: Place, rest: str, imported: Import, *, declared: bool, guessed: bool = False) -> _Outcome:
        """What the rest of a dotted name, and the name taken from it, stand for in a place."""
        key = (place, rest, imported.name, declared, guessed)
        outcome = self._found.get(key)
        if outcome is None:
            outcome = self._found[key] = self._sought(place, rest, imported, declared=declared, guessed=guessed)
        return outcome

    def _sought(self, place: Place, rest: str, imported: Import, *, declared: bool, guessed: bool) -> _Outcome:
        end = self._walk(place, rest).end
        if isinstance(end, Place) and imported.name not in {"", "*"}:
            end = self._members.taken(end, imported.name) or _Missing(end, imported.name, "name or module")
        if isinstance(end, _Missing):
            guessed = guessed and end.place == place and not self._is_shown(place, imported.module.partition(".")[0])
            return self._missing(end, declared=declared, guessed=guessed)
        reason = "" if end.path else f"{end.folder} is a namespace package: it has no file of its own"
        return _Outcome(ImportStatus.RESOLVED, end.path or end.folder, reason)

    def _missing(self, missing: _Missing, *, declared: bool, guessed: bool) -> _Outcome:
        """Broken, unless it may be elsewhere."""
        near = self._members.near(missing.place, missing.name, modules_only=missing.sought == "module")
        elsewhere = self._foreign(missing, declared=declared or bool(near), guessed=guessed and not near)
        if elsewhere:
            return _Outcome(ImportStatus.EXTERNAL, reason=elsewhere)
        hint = f" (near: '{near}')" if near else ""
        return _Outcome(ImportStatus.BROKEN, reason=f"{_lacks(missing)} '{missing.name}'{hint}")

    def _foreign(self, missing: _Missing, *, declared: bool, guessed: bool) -> str:
        """Why the package may have parts that are not in this repository, or another one may be meant; else ""."""
        place, lacks_module = missing.place, missing.sought == "module" or missing.place.folder is not None
        if lacks_module and self._members.extensible(place):
            return f"{place.label} takes in modules from elsewhere"
        if place.namespace and not (declared or self._is_ours(place)):
            return f"the folder {place.folder} has no module '{missing.name}'"
        if guessed:
            return f"nothing shows that {place.label} is meant: it has no {missing.sought} '{missing.name}'"
        return ""

    def _is_meant(self, hit: Hit, top: str) -> bool:
        """It is no mere folder found through a root that we only guess, from which no import takes anything."""
        known = {join(root.folder, top) for root in self._roots if root.tier < Tier.OBSERVED}
        return hit.regular or any(place.folder in known or self._is_shown(place, top) for place in hit.places)

    def _is_shown(self, place: Place, top: str) -> bool:
        """Some import takes a module or a name from what the top-level name stands for: it is this very place."""
        if place not in self._shown:
            self._shown[place] = any(
                self._yields(place, imported)
                for module in self._modules
                for imported in module.facts.imports
                if not imported.level
                and imported.module.partition(".")[0] == top
                and place in self._search.lookup(module, top).places
            )
        return self._shown[place]

    def _yields(self, place: Place, imported: Import) -> bool:
        """A module or name of the place is what is imported, not the place alone."""
        rest, name = imported.module.partition(".")[2], imported.name.strip("*")
        end = self._walk(place, rest).end
        return isinstance(end, Place) and bool(self._members.taken(end, name) if name else rest)

    def _is_ours(self, place: Place) -> bool:
        """Imports resolve through this namespace folder, and it holds modules itself: it is not a shared prefix."""
        return place.folder in self._used and self._layout.holds_modules(str(place.folder))

    def _used_folders(self, modules: Iterable[Module]) -> frozenset[str]:
        """Packages and namespace folders that some absolute import resolves through."""
        used: set[str] = set()
        for module in modules:
            for imported in module.facts.imports:
                if imported.level or not imported.module or is_stdlib(imported.module.partition(".")[0]):
                    continue
                top, _, rest = imported.module.partition(".")
                for place in self._search.lookup(module, top).places:
                    walk = self._walk(place, rest)
                    if isinstance(walk.end, Place) and self._takes(walk.end, imported.name):
                        used.update(walk.folders)
        return frozenset(used)

    def _takes(self, place: Place, name: str) -> bool:
        """The place itself is what is imported, or it is a regular one, or its folder holds the name."""
        return not place.namespace or (bool(name) and self._members.taken(place, name) is not None)

    def _walk(self, place: Place, rest: str) -> _Walk:
        known = self._walks.get((place, rest))
        if known is None:
            known = self._walks[place, rest] = self._walk_on(place, rest)
        return known

    def _walk_on(self, place: Place, rest: str) -> _Walk:
        folders = [] if place.folder is None else [place.folder]
        for part in rest.split(".") if rest else ():
            child = self._layout.child(place.folder, part) if place.folder is not None else None
            if child is None and place.path and not place.readable:
                break
            if child is None:
                return _Walk(_Missing(place, part), tuple(folders))
            place = child
            if place.folder is not None:
                folders.append(place.folder)
        return _Walk(place, tuple(folders))


_PREFERENCE = (ImportStatus.RESOLVED, ImportStatus.BROKEN, ImportStatus.EXTERNAL)
"""Of several portions of a namespace, one that holds the name decides, then one that should."""
