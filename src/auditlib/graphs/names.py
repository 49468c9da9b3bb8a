"""Dotted names of modules, by the source root that holds each."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from msgspec.structs import replace

from auditlib.graphs.layout import INIT, Layout, below, parent, relative_parts
from auditlib.graphs.roots import ImportRoot
from auditlib.model import Module


def named_modules(modules: Sequence[Module], roots: Sequence[ImportRoot]) -> tuple[Module, ...]:
    """The modules with their dotted names, sorted by path.

    A module is named by the first root that holds it: one that lies above it and from which every folder down to it
    can be part of a dotted name. Where none does (a script below `.hidden/my-tools`) it is named as if run in place:
    from the first folder upwards that is no package. A stub (`.pyi`) beside its module is not a second one: its
    name is "".
    """
    layout = Layout(module.path for module in modules)
    paths = {module.path for module in modules}
    return tuple(
        replace(module, name="" if is_stub(module.path, paths) else module_name(module.path, roots, layout))
        for module in sorted(modules, key=lambda module: module.path)
    )


def is_stub(path: str, paths: set[str]) -> bool:
    """The file is a stub whose module lies beside it."""
    return path.endswith(".pyi") and path[:-1] in paths


def module_name(path: str, roots: Sequence[ImportRoot], layout: Layout) -> str:
    """The dotted name of one module file; a package has that of its folder.

    Example:
        >>> from auditlib.graphs.roots import Tier
        >>> module_name("lib/core/__init__.py", [ImportRoot("lib", "example", Tier.PARAMS)], Layout([]))
        'core'
    """
    dotted = dotted_path(path)
    root = naming_root(path, roots)
    return ".".join(relative_parts(dotted, root.folder if root else layout.base(parent(dotted))))


def naming_root(path: str, roots: Sequence[ImportRoot]) -> ImportRoot | None:
    """The first root by which a file has a dotted name; None where none lies above it, or no folder can be named."""
    dotted = dotted_path(path)
    folder = parent(dotted)
    for root in roots:
        if dotted != root.folder and (folder == root.folder or is_dotted(folder, root.folder)):
            return root
    return None


@lru_cache(maxsize=100_000)  # asked for every module and import, of few folders
def is_dotted(folder: str, root: str) -> bool:
    """A folder lies below a root, and every part between can be part of a dotted name."""
    return folder != root and below(folder, root) and all(part.isidentifier() for part in relative_parts(folder, root))


def dotted_path(path: str) -> str:
    """The path of what a file makes importable: without its suffix, and for an `__init__` its folder."""
    folder, _, file = path.rpartition("/")
    stem = file.partition(".")[0]
    if stem == INIT and folder:
        return folder
    return f"{folder}/{stem}" if folder else stem
