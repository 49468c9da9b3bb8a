"""What can be taken from a module or package by name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz, process

from auditlib.graphs.layout import STUB, Layout, Place, parent
from auditlib.model import Import, Module

IMPLICIT = frozenset({
    "__annotations__", "__builtins__", "__cached__", "__dict__", "__doc__", "__file__", "__loader__", "__name__",
    "__package__", "__path__", "__spec__",
})  # fmt: skip
"""Names that every module has without a statement."""

HOOKS = ("sys.meta_path.", "sys.path_hooks.", "sys.modules.", "pkgutil.extend_path", "extend_path")
"""Calls by which a module makes more modules importable than its files show."""

OPENERS = frozenset({"locals", "vars", "setattr"})
"""Calls by which a module binds names at module level that no statement shows."""

NEAR = 75
"""Least similarity, of 100, of a name that is offered as the one meant."""


class Members:
    """Looks names up in modules and packages, by their facts and their folders."""

    def __init__(self, layout: Layout, modules: Iterable[Module]) -> None:
        self._layout = layout
        self._modules = {module.path: module for module in modules}
        self._submodules: dict[str, frozenset[str]] = {}
        self._bindings: dict[str, frozenset[str] | None] = {}
        self._extensible: dict[str, bool] = {}

    def taken(self, place: Place, name: str) -> Place | None:
        """What `from place import name` takes: a submodule, or the place itself where it binds the name; else None.

        A name that a package binds hides the submodule of that name, unless what it binds is that submodule.
        """
        child = self._layout.child(place.folder, name) if place.folder is not None else None
        if place.path is None:
            return child
        module = self._modules.get(place.path)
        if child and (module is None or name not in module.facts.bindings or name in self._bound_submodules(module)):
            return child
        return place if name in IMPLICIT or self._may_bind(place.path, name) else None

    def near(self, place: Place, name: str, *, modules_only: bool) -> str:
        """The module in a place, or the name that it binds, that is most like one that is not there; or ""."""
        names = set(self._layout.children(place.folder)) if place.folder is not None else set()
        module = self._modules.get(place.path or "")
        if module and not modules_only:
            names.update(module.facts.bindings)
        return near_miss(name, sorted(names))

    def extensible(self, place: Place) -> bool:
        """The module makes further modules importable: it is compiled, sets `__path__` or hooks into the imports."""
        if place.path is None or not place.readable:
            return not place.namespace
        known = self._extensible.get(place.path)
        if known is None:
            known = self._extensible[place.path] = _takes_in(self._modules.get(place.path))
        return known

    def _may_bind(self, path: str, name: str) -> bool:
        """The module, or a stub beside it, binds a name, or may do so unseen; a stub alone may bind any."""
        if path not in self._bindings:
            self._bindings[path] = self._bindings_of(path)
        bindings = self._bindings[path]
        return bindings is None or name in bindings

    def _bindings_of(self, path: str) -> frozenset[str] | None:
        """The names of a module and of a stub beside it; None where there may be others."""
        module = self._modules.get(path)
        if module is None or path.endswith(STUB) or _is_open(module):
            return None
        stub = self._modules.get(f"{path}i")
        return frozenset(module.facts.bindings).union(stub.facts.bindings if stub else ())

    def _bound_submodules(self, package: Module) -> frozenset[str]:
        """Names by which a package's `__init__` binds its own submodules of the same names, and nothing else."""
        known = self._submodules.get(package.path)
        if known is None:
            defined = {definition.qualname for definition in package.facts.definitions}
            bound: dict[str, Import] = {imported.bound: imported for imported in package.facts.imports}
            known = self._submodules[package.path] = frozenset(
                name for name, imported in bound.items() if name not in defined and _binds_submodule(package, imported)
            )
        return known


def near_miss(name: str, names: Sequence[str]) -> str:
    """The known name that is most like one that is not there; "" where none is like it.

    Example:
        >>> near_miss("cachee", ["cache", "core"]), near_miss("queue", ["cache"])
        ('cache', '')
    """
    found = process.extractOne(name, names, scorer=fuzz.ratio, score_cutoff=NEAR)
    return found[0] if found else ""


def _is_open(module: Module) -> bool:
    """The module may bind names that no statement shows."""
    facts = module.facts
    if facts.fault or facts.open_names:
        return True
    if OPENERS.isdisjoint(facts.calls.names):
        return False
    return any(call.name in OPENERS and not call.owner for call in facts.calls)


def _takes_in(module: Module | None) -> bool:
    """The module, None where it is compiled, may make more modules importable than lie in its folder."""
    if module is None or "__path__" in module.facts.bindings:
        return True
    return any(name.startswith(HOOKS) for name in module.facts.calls.names) or (
        _is_open(module) and any(imported.dynamic for imported in module.facts.imports)
    )


def _binds_submodule(package: Module, imported: Import) -> bool:
    """`from . import a`, `from pkg import a` or `import pkg.a as a` in `pkg/__init__.py`."""
    if imported.level:
        return imported.level == 1 and not imported.module and imported.name == imported.bound
    folder = parent(package.path).replace("/", ".")
    source, _, name = f"{imported.module}.{imported.name}".rstrip(".").rpartition(".")
    return name == imported.bound and bool(source) and f".{folder}".endswith(f".{source}")
