"""Inputs of tests, written as text: `project({"a.py": "import b"})`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import dedent

import networkx as nx
from msgspec.structs import replace

from auditlib.facts.source import read_python
from auditlib.facts.structure import read_structure
from auditlib.graphs.imports import import_graph
from auditlib.graphs.inventory import Inventory
from auditlib.graphs.names import named_modules
from auditlib.graphs.naming import named_part
from auditlib.graphs.resolver import resolve_imports
from auditlib.graphs.roots import source_roots
from auditlib.graphs.state import State
from auditlib.graphs.whatif import Removals
from auditlib.model import (
    Commit,
    Declaration,
    Document,
    Facts,
    FileStatus,
    ImportEdge,
    Module,
    Project,
    Role,
    SourceFile,
)
from auditlib.model.comparison import Comparison
from auditlib.model.patterns import Removal
from auditlib.params import Params
from auditlib.verdicts.comparison import compare_states
from auditlib.verdicts.delta import Delta, Side

LOAD = """\
def load(path, limit):
    found = []
    with open(path) as stream:
        for line in stream:
            name, _, value = line.partition("=")
            if len(found) > limit:
                raise ValueError(f"more than {limit} in {path}")
            found.append((name.strip(), value.strip()))
    return dict(found)
"""
"""A function that is long enough to be found when it is copied."""


def unnamed(files: Mapping[str, str]) -> tuple[Module, ...]:
    """One module for each file, its text parsed; without names. A file below `tests/` is a test."""
    return tuple(
        Module(path, "", Role.TEST if "tests/" in path else Role.PRODUCT, read_python(dedent(text).encode()))
        for path, text in sorted(files.items())
    )


def project(files: Mapping[str, str], *, roots: Sequence[str] = ()) -> tuple[Module, ...]:
    """The modules of a repository with their dotted names; `roots` as in params: import_roots."""
    modules = unnamed(files)
    return named_modules(modules, source_roots(modules, declared=roots))


def edges(
    files: Mapping[str, str], *, roots: Sequence[str] = (), others: Sequence[str] = (), name: str = ""
) -> tuple[ImportEdge, ...]:
    """The resolved imports of a repository called `name`; `others` are paths of files that are no Python source."""
    modules = unnamed(files)
    found = source_roots(modules, declared=roots, files=others)
    return resolve_imports(named_modules(modules, found), found, files=others, name=name)


def graph(files: Mapping[str, str], *, roots: Sequence[str] = ()) -> nx.DiGraph[str]:
    """The import graph of a repository."""
    return import_graph(project(files, roots=roots), edges(files, roots=roots))


@dataclass(frozen=True, slots=True)
class Derived:
    """Of a state, what the detectors of imports ask for."""

    modules: tuple[Module, ...]
    edges: tuple[ImportEdge, ...]
    graph: nx.DiGraph[str]


def derived(files: Mapping[str, str], *, roots: Sequence[str] = ()) -> Derived:
    """A state of a repository, without its files, clones and documents."""
    return Derived(project(files, roots=roots), edges(files, roots=roots), graph(files, roots=roots))


def state(files: Mapping[str, str], *, critical: Sequence[str] = (), history: Sequence[Commit] = ()) -> State:
    """A state of a repository; the tests at the paths `critical` are critical ones."""
    texts = {path: dedent(text) for path, text in files.items()}
    python = {path: text for path, text in files.items() if not path.endswith(".md")}
    modules = tuple(replace(one, role=Role.CRITICAL_TEST) if one.path in critical else one for one in unnamed(python))
    documents = tuple(Document(path, texts[path]) for path in sorted(files.keys() - python.keys()))
    sources = [SourceFile(one.path, one.role, FileStatus.READ) for one in modules]
    sources += [SourceFile(one.path, Role.DOCUMENT, FileStatus.READ) for one in documents]
    found = tuple(sorted(sources, key=lambda one: one.path))
    facts = Facts(Project("example", None, found, ()), modules, documents, history=tuple(history))
    return State(facts, Params(), texts.get)


def delta(before: Mapping[str, str], after: Mapping[str, str], *, critical: Sequence[str] = ()) -> Delta:
    """Two states of a repository, with the texts of the files that differ."""
    texts = [{path: dedent(text) for path, text in files.items()} for files in (before, after)]
    base, head = (
        Side(state(here, critical=critical), {path: text for path, text in here.items() if there.get(path) != text})
        for here, there in (texts, reversed(texts))
    )
    return Delta(base, head)


def compared(before: Mapping[str, str], after: Mapping[str, str], *, critical: Sequence[str] = ()) -> Comparison:
    """What a change of a repository did."""
    return compare_states(delta(before, after, critical=critical))


def removal(files: Mapping[str, str], *remove: str, into: str | None = None) -> Removal:
    """What removing parts of a repository would mean."""
    known = state(files)
    stays = named_part(into, known) if into else None
    return Removals(known).answer([named_part(text, known) for text in remove], stays)


def declared(*lines: str, heading: str = "Layout") -> tuple[Declaration, ...]:
    """What a structure document declares whose one tree has these lines; those without a branch stand at its top."""
    tree = "\n".join(f"├── {line}" if line[0] not in "│ " else line for line in lines)
    return read_structure(Document("S.md", f"# Doc\n\n## {heading}\n\n```\n{tree}\n```\n"))


def inventory(*paths: str) -> Inventory:
    """Files at these paths; one that ends in a slash is an ignored folder, one with `!` before it an ignored file."""
    return Inventory(
        SourceFile(path.removeprefix("!"), Role.OTHER, FileStatus.SKIPPED, "ignored by .gitignore:1")
        if path.endswith("/") or path.startswith("!")
        else SourceFile(path, Role.OTHER, FileStatus.READ)
        for path in paths
    )
