"""Where modules lie: what a name stands for in a folder, by file names alone, as Python's own finder would see it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

INIT = "__init__"

SUFFIXES = (".py", ".so", ".pyd", ".pyx", ".pyi", ".c", ".cpp")
"""Files that are, or become, a module; the first wins where several have the same stem."""

STUB = ".pyi"

SOURCES = (".py", STUB)
"""Files whose names can be read; those of a compiled module cannot."""

NO_NAMESPACE = frozenset({".c", ".cpp"})
"""Sources of an extension do not make their folder a namespace package."""


class Place(NamedTuple):
    """What a dotted name stands for.

    A module has a path alone, a regular package its `__init__` and its folder, a namespace package its folder alone.
    """

    path: str | None
    folder: str | None = None

    @property
    def label(self) -> str:
        """What reports call it: a package by its folder, unless that is the scanned one."""
        return self.folder or str(self.path)

    @property
    def readable(self) -> bool:
        """Its names can be read in its file: it is no namespace and not compiled."""
        return self.path is not None and self.path.endswith(SOURCES)

    @property
    def namespace(self) -> bool:
        """A folder without `__init__`: other distributions may hold parts of the same package."""
        return self.path is None


class Layout:
    """The modules, packages and folders of a repository."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._files: dict[str, tuple[int, str]] = {}
        self._packages: dict[str, tuple[int, str]] = {}
        self._folders: set[str] = {""}
        self._bases: dict[str, str] = {}
        self._children: defaultdict[str, set[str]] = defaultdict(set)
        for path in paths:
            self._add(path)

    def child(self, folder: str, name: str) -> Place | None:
        """What `name` stands for in a folder: a package before a module before a namespace folder; None if nothing.

        A package of stubs describes a compiled module that lies beside: that goes first.
        """
        key = join(folder, name)
        package, file = self._packages.get(key), self._files.get(key)
        if package and not (file and SUFFIXES[package[0]] == STUB and SUFFIXES[file[0]] != STUB):
            return Place(package[1], key)
        if file:
            return Place(file[1])
        return Place(None, key) if key in self._folders else None

    def package(self, folder: str) -> Place:
        """The package that a folder is: a regular one where it has an `__init__`, else a namespace."""
        package = self._packages.get(folder)
        return Place(package[1] if package else None, folder)

    def children(self, folder: str) -> list[str]:
        """Names of the modules and packages in a folder, sorted."""
        return sorted(self._children.get(folder, ()))

    def is_package(self, folder: str) -> bool:
        """The folder has an `__init__`."""
        return folder in self._packages

    def is_folder(self, folder: str) -> bool:
        """The folder holds modules, itself or further down; the root "" always counts."""
        return folder in self._folders

    def holds_modules(self, folder: str) -> bool:
        """The folder holds a module directly."""
        return any(join(folder, name) in self._files for name in self._children.get(folder, ()))

    def base(self, folder: str) -> str:
        """The first folder, from this one upwards, that is no regular package: where its top-level package lies.

        As for pytest, a folder whose name is no identifier is none, whatever it holds.
        """
        base = self._bases.get(folder)
        if base is None:
            base = folder
            while self.is_package(base) and base.rpartition("/")[2].isidentifier():
                base = parent(base)
            self._bases[folder] = base
        return base

    def shadowed(self) -> list[tuple[str, str]]:
        """Modules that can never be imported since a package of the same name lies beside: (module, `__init__`)."""
        return sorted(
            (path, self._packages[key][1])
            for key, (order, path) in self._files.items()
            if key in self._packages and SUFFIXES[order] == ".py"
        )

    def parents_of(self) -> dict[str, list[str]]:
        """Folders in which each name can be imported, sorted."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for folder in sorted(self._children):
            for name in self._children[folder]:
                found[name].append(folder)
        return found

    def _add(self, path: str) -> None:
        folder, _, file = path.rpartition("/")
        stem, dot, rest = file.partition(".")
        suffix = f".{rest.rpartition('.')[2]}" if dot else ""
        if suffix not in SUFFIXES or not stem:
            return
        order = SUFFIXES.index(suffix)
        if suffix not in NO_NAMESPACE:
            self._add_folder(folder)
        if stem == INIT:
            _keep_first(self._packages, folder, (order, path))
        else:
            _keep_first(self._files, join(folder, stem), (order, path))
            self._children[folder].add(stem)

    def _add_folder(self, folder: str) -> None:
        while folder not in self._folders:
            self._folders.add(folder)
            above, _, name = folder.rpartition("/")
            self._children[above].add(name)
            folder = above


def parent(path: str) -> str:
    """The folder that holds a file or folder; "" is the repository's root."""
    return path.rpartition("/")[0]


def join(folder: str, name: str) -> str:
    """The path of a name in a folder."""
    return f"{folder}/{name}" if folder else name


def below(path: str, folder: str) -> bool:
    """The path lies in the folder, at any depth; everything lies in the root ""."""
    return not folder or path.startswith(f"{folder}/")


def relative_parts(path: str, folder: str) -> Sequence[str]:
    """The parts of a path below a folder that holds it.

    Example:
        >>> relative_parts("lib/core/a", "lib")
        ['core', 'a']
    """
    return (path[len(folder) + 1 :] if folder else path).split("/")


def _keep_first(known: dict[str, tuple[int, str]], key: str, entry: tuple[int, str]) -> None:
    if key not in known or entry < known[key]:
        known[key] = entry
