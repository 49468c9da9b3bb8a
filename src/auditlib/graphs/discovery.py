"""What a repository says of its own audit: scope, tests, roots, documents, canonicals, each with the reason."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from auditlib.facts.critical_tests import critical_test_modules, find_critical_tests
from auditlib.facts.structure import structure_documents
from auditlib.graphs.names import naming_root
from auditlib.model import Definition, DefinitionKind, Module, Role
from auditlib.params.schema import repository_path

if TYPE_CHECKING:
    from auditlib.graphs.state import State

_LEAST_SHARE = 0.05  # of all product SLOC, below which a folder is named but left out of the scope
_MOST_TEST_FOLDERS = 5  # more are better found by their names than listed
_MOST_EXAMPLES = 3  # of many paths in a reason
_LEAST_CLAIMS = 2  # counts of lines, below which a document is none of a phase
_TEST_FOLDERS = ("tests", "test")
_PACKAGE = "__init__.py"
_NO_SUBSYSTEM = ("Enum", "Exception", "Error", "Warning", "Protocol", "TypedDict", "NamedTuple", "TestCase")

_PHASE_NAME = re.compile(r"phase|stor(?:y|ies)|epic|consolidation", re.IGNORECASE)
_PHASE_PARTS = 4  # of 2.4.1.0
_PHASE_NUMBER = re.compile(r"phase[ _-]?([0-9]{1,4}(?:\.[0-9]{1,4}){0,3})", re.IGNORECASE)
_LINE_CLAIM = re.compile(r"\b[0-9][0-9,]{0,12}\+? {1,3}(?:lines|loc)\b", re.IGNORECASE)
_WORD_IN_NAME = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Found:
    """A key of params with its value and the reason, one for each item of a list; None: left blank, and why."""

    key: str
    value: str | tuple[str, ...] | None
    reasons: tuple[str, ...]


def find_params(state: State, definitions: Mapping[str, bytes]) -> tuple[Found, ...]:
    """What can be said of each key of the params by looking at the repository; `definitions`: YAML, path → content."""
    document = _phase_document(state)
    return (
        _phase(document),
        _base(state),
        _scope(state),
        _tests(state),
        _import_roots(state),
        _structure(state),
        document,
        _critical_tests(state, definitions),
        *_canonicals(state),
    )


def _base(state: State) -> Found:
    revision = state.facts.project.revision
    reason = "the revision that was looked at" if revision else "the working tree is audited; name a revision to fix it"
    return Found("base", revision, (reason,))


def _scope(state: State) -> Found:
    sloc: Counter[str] = Counter()
    for module in _product(state):
        sloc[_area(module, state)] += module.facts.lines.sloc
    least = max(1, _LEAST_SHARE * sloc.total())
    areas = [area for area in sorted(sloc) if sloc[area] >= least and _is_path(area)]
    if not areas:
        return Found("scope", None, ("no folder of product code; the whole repository is audited",))
    reasons = [f"{sloc[area]:,} SLOC of product code" for area in areas]
    left_out = sorted(area or "the root" for area in sloc.keys() - areas)
    if left_out:
        reasons[-1] += f"; left out as small: {_some(left_out)}"
    return Found("scope", tuple(areas), tuple(reasons))


def _product(state: State) -> list[Module]:
    return [module for module in state.modules if module.role is Role.PRODUCT]


def _area(module: Module, state: State) -> str:
    """The import root that holds a module, or the folder in it where other roots lie below that; "": the top."""
    root = naming_root(module.path, state.roots)
    base = f"{root.folder}/" if root and root.folder else ""
    if base and not any(other.folder.startswith(base) for other in state.roots):
        return base.rstrip("/")
    first, slash, _ = module.path.removeprefix(base).partition("/")
    return base + first if slash else base.rstrip("/")


def _tests(state: State) -> Found:
    tests = [module.path for module in state.modules if module.role in (Role.TEST, Role.CRITICAL_TEST)]
    folders = {_test_folder(path) for path in tests}
    if not tests:
        return Found("tests", None, ("no test found",))
    if "" in folders or len(folders) > _MOST_TEST_FOLDERS or not all(map(_is_path, folders)):
        return Found("tests", None, (f"{len(tests)} test modules in many places; they are found by their names",))
    counts = Counter(_test_folder(path) for path in tests)
    return Found("tests", tuple(sorted(counts)), tuple(f"{counts[folder]} modules" for folder in sorted(counts)))


def _test_folder(path: str) -> str:
    parts = path.split("/")[:-1]
    depth = next((index for index, part in enumerate(parts) if part in _TEST_FOLDERS), None)
    return "" if depth is None else "/".join(parts[: depth + 1])


def _import_roots(state: State) -> Found:
    """The roots through which product code is named or looked up; those of tests and scripts are found again anyway."""
    used = {path for module in _product(state) for path in _roots_of(module, state)}
    roots = [root for root in state.roots if root.path in used and _is_path(root.path)]
    if not roots:
        return Found("import_roots", None, ("no folder holds importable product code",))
    return Found("import_roots", tuple(root.path for root in roots), tuple(root.reason for root in roots))


def _roots_of(module: Module, state: State) -> tuple[str, ...]:
    root = naming_root(module.path, state.roots)
    return (_area(module, state), *([root.path] if root else []))


def _structure(state: State) -> Found:
    paths = [path for path in structure_documents(d.path for d in state.facts.documents) if _is_path(path)]
    if not paths:
        return Found("structure.document", None, ("no document is named like PROJECT_STRUCTURE.md",))
    others = f"; also {_some(paths[1:])}" if paths[1:] else ""
    return Found("structure.document", paths[0], (f"by its name{others}",))


def _phase_document(state: State) -> Found:
    """Of the documents that are named after a phase and count lines, the one of the latest phase."""
    claims = {
        document.path: len(_LINE_CLAIM.findall(document.text))
        for document in state.facts.documents
        if _PHASE_NAME.search(_file_name(document.path)) and _is_path(document.path)
    }
    counting = [path for path in claims if claims[path] >= _LEAST_CLAIMS]
    ranked = sorted(counting, key=lambda path: (_phase_order(path), -claims[path], path))
    if not ranked:
        return Found("document", None, ("no document is named after a phase and counts lines",))
    others = f"; also {_some(ranked[1:])}" if ranked[1:] else ""
    return Found("document", ranked[0], (f"by its name, and it counts lines {claims[ranked[0]]} times{others}",))


def _phase_order(path: str) -> tuple[int, ...]:
    """Sorts later phases first (2.4 before 2), and last what has no number."""
    number = _PHASE_NUMBER.search(_file_name(path))
    parts = [-int(part) for part in number[1].split(".")] if number else []
    return (*parts, *[0] * (_PHASE_PARTS - len(parts))) if parts else (1,)


def _file_name(path: str) -> str:
    return path.rpartition("/")[2]


def _phase(document: Found) -> Found:
    number = _PHASE_NUMBER.search(_file_name(str(document.value or "")))
    if number is None:
        return Found("phase", None, ("name it, once there is one",))
    return Found("phase", number[1], ("by the name of the phase document",))


def _critical_tests(state: State, definitions: Mapping[str, bytes]) -> Found:
    paths = [module.path for module in state.modules]
    found: dict[str, tuple[int, int]] = {}
    for path, content in definitions.items():
        named = find_critical_tests(critical_test_modules(content, path), path, paths)
        known = sum(1 for module in named.values() if module)
        if known and _is_path(path):
            found[path] = (known, len(named))
    if not found:
        return Found("critical_tests", None, ("no YAML file lists test modules of this repository",))
    best = min(found, key=lambda path: (-found[path][0], path))
    return Found("critical_tests", best, (f"names {found[best][1]} test modules, of which {found[best][0]} exist",))


def _canonicals(state: State) -> Iterator[Found]:
    """For each category the class named after it in a file that the structure document declares, else the one that
    most other modules import; where the document declares a file so named that has no such class, none.
    """
    importers: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
    for edge in state.edges:
        if edge.imported and edge.imported != edge.path:
            importers[edge.name].add((edge.path, edge.imported))
    for name, category in sorted(state.params.categories.items()):
        ranked = sorted(
            (-_uses(importers[definition.name], module.path), module.path, definition.qualname)
            for module, definition in _classes_named(_product(state), frozenset(category.words))
        )
        named = _declared_files(state, frozenset(category.words))
        yield _canonical(f"categories.{name}.canonical", ranked, named)


def _uses(importers: Iterable[tuple[str, str]], path: str) -> int:
    """How many modules import the name from the module at `path`, or from a package above it that hands it on."""
    return len(
        {
            importer
            for importer, imported in importers
            if imported == path or (imported.endswith(_PACKAGE) and path.startswith(imported.removesuffix(_PACKAGE)))
        }
    )


def _declared_files(state: State, words: frozenset[str]) -> tuple[str, ...]:
    """Python files that the structure document declares, with a word of the category in their names; sorted."""
    declared = {entry.path for entry in state.declarations if entry.path.endswith(".py")}
    stems = {path: _file_name(path).removesuffix(".py") for path in declared}
    return tuple(sorted(path for path, stem in stems.items() if not words.isdisjoint(stem.lower().split("_"))))


def _canonical(key: str, ranked: Sequence[tuple[int, str, str]], declared: Sequence[str]) -> Found:
    chosen = [one for one in ranked if one[1] in declared]
    if chosen:
        uses, path, qualname = chosen[0]
        reason = f"candidate, to be confirmed: the structure document declares its file; {-uses} modules import it"
        return Found(key, f"{path}:{qualname}", (reason,))
    if declared:
        return Found(
            key, None, (f"the structure document declares {_some(declared)}, which defines no class named so",)
        )
    if not ranked:
        return Found(key, None, ("no class of product code has a word of the category in its name",))
    (uses, path, qualname), *others = ranked
    if not uses:
        return Found(key, None, (f"classes named so: {len(ranked)}; no other module imports any of them",))
    compared = f"none of {len(others)} others named so by more" if others else "no other is named so"
    return Found(key, f"{path}:{qualname}", (f"candidate, to be confirmed: {-uses} modules import it, {compared}",))


def _classes_named(modules: Iterable[Module], words: frozenset[str]) -> Iterator[tuple[Module, Definition]]:
    for module in modules:
        for definition in module.facts.definitions if _is_path(module.path) else ():
            named = words.intersection(word.lower() for word in _WORD_IN_NAME.findall(definition.name))
            if named and _is_subsystem(definition):
                yield module, definition


def _is_subsystem(definition: Definition) -> bool:
    """A public class of its own, none of an enumeration, an error or a protocol."""
    kinds = (definition.name, *(base.rpartition(".")[2] for base in definition.bases))
    return (
        definition.kind is DefinitionKind.CLASS
        and definition.public
        and definition.name[0].isupper()
        and "." not in definition.qualname
        and not any(kind.endswith(_NO_SUBSYSTEM) for kind in kinds)
    )


def _is_path(path: str) -> bool:
    """Params can name it: one that holds characters no path should is left to discovery."""
    try:
        return bool(path) and repository_path(path) == path and not re.search(r"[*?\[]", path)
    except ValueError:
        return False


def _some(paths: Sequence[str]) -> str:
    more = f" and {len(paths) - _MOST_EXAMPLES} more" if len(paths) > _MOST_EXAMPLES else ""
    return ", ".join(paths[:_MOST_EXAMPLES]) + more
