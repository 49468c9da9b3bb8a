"""Source roots: the folders in which absolute imports are looked up, found by files, each with the reason."""

from __future__ import annotations

import posixpath
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from operator import itemgetter

from auditlib.graphs.layout import Layout, Place, below, join, parent
from auditlib.graphs.settings import declared_folders
from auditlib.graphs.stdlib import is_stdlib
from auditlib.model import Import, Module, SearchPath

LEAST_EVIDENCE = 3
"""So many statements must resolve in a folder that is itself a package before it is taken for a root."""


Statement = tuple[str, int]
"""The path and line of an import."""


class Tier(IntEnum):
    """How a root is known. An earlier tier is looked into first; from `SRC` on the order within is not declared.

    `PACKAGE` is what was observed and is a package itself: one inside another, or one that no file adds to `sys.path`.
    Its modules reach what lies beside their top-level package first. It is a root only for names that no other holds.
    """

    PARAMS = 0
    SETTINGS = 1
    SRC = 2
    OBSERVED = 3
    PACKAGE = 4


@dataclass(frozen=True, slots=True)
class ImportRoot:
    """A folder in which absolute imports are looked up ("." is the repository's root), and why it is one."""

    path: str
    reason: str
    tier: Tier
    names: frozenset[str] | None = None
    """The top-level names for which it is one; None for all."""

    @property
    def folder(self) -> str:
        """The path as a prefix of others: "" for the repository's root."""
        return "" if self.path == "." else self.path

    @property
    def ordered(self) -> bool:
        """Its place in the order is declared: a name that it holds is found here, whatever later roots hold."""
        return self.tier <= Tier.SETTINGS


def source_roots(
    modules: Sequence[Module],
    *,
    declared: Sequence[str] = (),
    settings: Mapping[str, str] | None = None,
    files: Iterable[str] = (),
) -> tuple[ImportRoot, ...]:
    """The ordered source roots of a repository.

    First `declared` (from params), then what `settings` (path → text of pyproject.toml, setup.cfg) declare, then src
    folders, then what is observed: folders that the code adds to `sys.path` by a literal, folders in which otherwise
    unresolvable imports resolve, and the repository's root; these by the number of imports whose first name they
    hold; those that are themselves packages come last. `files` are further paths of the repository, such as compiled
    modules.

    A `sys.path` literal counts for the whole project, since the path of a process is one; for the file that adds it,
    it comes first. A folder that does not exist, or holds no module, is no root.
    """
    layout = Layout([*(module.path for module in modules), *files])
    found = _declared(declared, settings or {})
    for folder in _src_folders(layout, modules):
        found.setdefault(folder, ImportRoot(folder, "src layout: packages below a folder without __init__", Tier.SRC))
    for root in _observed(layout, modules, found):
        found.setdefault(root.folder, root)
    uses = _uses(layout, modules, found)
    kept = [root for root in found.values() if layout.is_folder(root.folder)]
    return tuple(sorted(kept, key=lambda root: (root.tier, 0 if root.ordered else -uses[root.folder])))


def search_folder(module_path: str, entry: SearchPath) -> str | None:
    """The folder that a literal `sys.path` entry of a file names; None where it lies outside the repository."""
    base = parent(module_path) if entry.relative_to_file else ""
    folder = _normal(posixpath.join(base, entry.path))
    return None if folder.startswith(("..", "/")) else folder


def _declared(declared: Iterable[str], settings: Mapping[str, str]) -> dict[str, ImportRoot]:
    """The folders that params and settings name, in their order."""
    found: dict[str, ImportRoot] = {}
    for folder in map(_normal, declared):
        found.setdefault(folder, ImportRoot(folder or ".", "declared in params: import_roots", Tier.PARAMS))
    for folder, setting in declared_folders(settings):
        found.setdefault(folder, ImportRoot(folder or ".", f"declared in {setting}", Tier.SETTINGS))
    return found


def _normal(path: str) -> str:
    folder = posixpath.normpath(path or ".")
    return "" if folder == "." else folder


def _src_folders(layout: Layout, modules: Iterable[Module]) -> list[str]:
    """Folders named `src` that are no package, and hold one or a module."""
    folders = {
        "/".join(parts[: index + 1])
        for parts in (module.path.split("/")[:-1] for module in modules)
        for index, part in enumerate(parts)
        if part == "src"
    }
    return sorted(folder for folder in folders if not layout.is_package(folder))


def _observed(layout: Layout, modules: Sequence[Module], known: Iterable[str]) -> Iterator[ImportRoot]:
    """Folders added to `sys.path`, the repository's root and discovered folders."""
    inserted = _inserted(layout, modules)
    reasons = {folder: f"sys.path in {_examples(inserted[folder])}" for folder in sorted(inserted)}
    reasons.setdefault("", "the repository's root")
    for folder, reason in reasons.items():
        nested = layout.base(folder) not in {folder, parent(folder)}
        yield ImportRoot(folder or ".", reason, Tier.PACKAGE if nested else Tier.OBSERVED)
    for folder, evidence in _discovered(layout, modules, [*known, *reasons]).items():
        reason = f"{evidence.total()} import statements resolve here and nowhere else"
        if layout.is_package(folder):
            yield ImportRoot(folder, reason, Tier.PACKAGE, frozenset(evidence))
        else:
            yield ImportRoot(folder, reason, Tier.OBSERVED)


def _inserted(layout: Layout, modules: Sequence[Module]) -> dict[str, set[str]]:
    """The folders that the code adds to `sys.path`, and the files that do."""
    inserted: defaultdict[str, set[str]] = defaultdict(set)
    for module in modules:
        for entry in module.facts.search_paths:
            folder = search_folder(module.path, entry)
            if folder is not None and layout.is_folder(folder):
                inserted[folder].add(module.path)
    return inserted


def _examples(paths: Iterable[str]) -> str:
    first, *others = sorted(paths)
    return f"{first} and {len(others)} more" if others else first


def _discovered(layout: Layout, modules: Sequence[Module], known: Sequence[str]) -> dict[str, Counter[str]]:
    """Folders in which absolute imports resolve that no known root explains, and how many statements for each name.

    Evidence is an import of two parts or more, or, for a folder that is no package, of a name that the module found
    there binds: a bare `import redis` says nothing of a `redis.py` somewhere. A top-level name counts for a folder
    where at least half of the statements that begin with it resolve there. Where the folder is itself a package, those
    of the named package itself (a wrapper that imports what it wraps) count only if all resolve.
    """
    asked: defaultdict[str, set[Statement]] = defaultdict(set)
    evidence: defaultdict[tuple[str, str], set[Statement]] = defaultdict(set)
    bindings = {module.path: module.facts.bindings for module in modules}
    parents = layout.parents_of()
    for module, imported in _unexplained(layout, modules, known):
        top = imported.module.partition(".")[0]
        statement = (module.path, imported.line)
        asked[top].add(statement)
        for folder in parents.get(top, ()):
            if _speaks_for(layout, folder, imported, module.path, bindings=bindings):
                evidence[folder, top].add(statement)
    return _counted(layout, asked, evidence)


def _counted(
    layout: Layout,
    asked: Mapping[str, Collection[Statement]],
    evidence: Mapping[tuple[str, str], Collection[Statement]],
) -> dict[str, Counter[str]]:
    """The folders with enough evidence, and how much of it there is for each name."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for (folder, top), statements in sorted(evidence.items(), key=itemgetter(0)):
        inside = join(folder, top) if layout.is_package(folder) and len(statements) < len(asked[top]) else None
        if 2 * len(statements) >= len(asked[top]) and _from_elsewhere(statements, inside):
            counts[folder][top] = len(statements)
    least = {folder: LEAST_EVIDENCE if layout.is_package(folder) else 1 for folder in counts}
    return {folder: count for folder, count in counts.items() if count.total() >= least[folder]}


def _from_elsewhere(statements: Iterable[Statement], inside: str | None) -> bool:
    """A statement stands outside this folder."""
    return inside is None or not all(below(path, inside) for path, _ in statements)


def _speaks_for(
    layout: Layout, folder: str, imported: Import, importer: str, *, bindings: Mapping[str, Sequence[str]]
) -> bool:
    """The import resolves in the folder to another file, by two parts or by a name that is bound there."""
    parts = imported.module.split(".")
    place = _walk(layout, folder, parts)
    if place is None or place.path in {None, importer}:
        return False
    named = not layout.is_package(folder) and imported.name in bindings.get(str(place.path), ())
    return len(parts) > 1 or named


def _unexplained(layout: Layout, modules: Sequence[Module], known: Sequence[str]) -> Iterable[tuple[Module, Import]]:
    """Absolute imports whose first name neither the standard library nor a known root holds."""
    explained: dict[tuple[str, str], bool] = {}
    for module in modules:
        base = layout.base(parent(module.path))
        for imported in module.facts.imports:
            top = imported.module.partition(".")[0]
            if imported.level or not top or is_stdlib(top):
                continue
            key = (base, top)
            if key not in explained:
                explained[key] = any(layout.child(folder, top) for folder in (*known, base))
            if not explained[key]:
                yield module, imported


def _walk(layout: Layout, folder: str, parts: Iterable[str]) -> Place | None:
    place: Place | None = Place(None, folder)
    for part in parts:
        place = layout.child(place.folder, part) if place and place.folder is not None else None
    return place


def _uses(layout: Layout, modules: Sequence[Module], folders: Iterable[str]) -> Counter[str]:
    """How many absolute imports begin with a name that each folder holds."""
    tops = Counter(
        imported.module.partition(".")[0]
        for module in modules
        for imported in module.facts.imports
        if imported.level == 0
    )
    return Counter(
        {folder: sum(count for top, count in tops.items() if top and layout.child(folder, top)) for folder in folders}
    )
