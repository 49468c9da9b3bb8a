"""Imports that a change broke: they led somewhere at base, or what they name was there, and at head they do not."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from auditlib.facts.guards import catches_import_error
from auditlib.model import ImportContext, ImportEdge, ImportStatus
from auditlib.model.comparison import BrokenImport
from auditlib.verdicts.delta import Delta

_FAILS = frozenset({ImportStatus.BROKEN, ImportStatus.ESCAPES_ROOT})


class Failure(NamedTuple):
    """A broken import, with the file at base that it led to; None where it is new and never led anywhere."""

    found: BrokenImport
    led_to: str | None
    name: str


def broken_imports(delta: Delta) -> tuple[Failure, ...]:
    """Every import at head that the change broke, sorted by path, line and statement.

    An import whose first name is nothing of the repository any more counts where it led into it at base, what it led
    to is gone, and the settings declare no package of that name. One that was broken at base already does not.
    """
    search = _Search(delta)
    direct = list(search.run())
    found = [*direct, *search.through(direct)]
    return tuple(sorted(found, key=lambda one: (one.found.path, one.found.line, one.found.statement)))


class _Search:
    def __init__(self, delta: Delta) -> None:
        self._delta = delta

    def run(self) -> Iterator[Failure]:
        for edge in self._delta.head.state.edges:
            if edge.status is not ImportStatus.RESOLVED and not (edge.imported and edge.status is ImportStatus.DYNAMIC):
                failure = self._judged(edge)
                if failure is not None:
                    yield failure

    def through(self, direct: list[Failure]) -> Iterator[Failure]:
        """Imports of modules that fail while they are imported, as what they import fails, and did not at base.

        Those inside the package whose `__init__` fails are not told: nothing of it can be imported in any case.
        """
        told = {(one.found.path, one.found.line) for one in direct}
        top = {one.found.path: one.found.line for one in direct if one.found.context is ImportContext.TOP}
        edges = self._delta.head.state.edges
        failing = _failing(edges, top, self._paths)
        for edge in edges:
            path = next((path for path in _loads(edge, self._paths) if path in failing), None)
            if path and (edge.path, edge.line) not in told and self._newly_fails(edge, path):
                told.add((edge.path, edge.line))
                yield Failure(self._told_through(edge, path, failing[path]), edge.imported, edge.name)

    def _newly_fails(self, edge: ImportEdge, path: str) -> bool:
        """An import that runs a failing module is worth telling: it stands outside of it, and did not fail at base."""
        package = path.removesuffix("__init__.py")
        inside = package != path and edge.path.startswith(package)
        known = self._delta.bases.get(path, path) in self._failed
        return not inside and not known and edge.context is not ImportContext.TYPE_CHECKING

    @cached_property
    def _failed(self) -> Mapping[str, int]:
        """The modules that could not be imported at base."""
        edges = self._delta.base.state.edges
        direct = {edge.path: edge.line for edge in edges if edge.status in _FAILS and _is_top(edge)}
        return _failing(edges, direct, frozenset(self._delta.base.files))

    def _told_through(self, edge: ImportEdge, path: str, line: int) -> BrokenImport:
        silent = edge.context is ImportContext.TRY and not self._raises(edge)
        reason = f"importing it fails at {path}:{line}, which did not at base"
        return BrokenImport(edge.path, edge.line, _statement(edge), edge.context, reason, silent)

    def _judged(self, edge: ImportEdge) -> Failure | None:
        before = self._delta.bases.get(edge.path, "")
        own = self._own.get((before, edge.target, edge.name))
        if own is not None and own.imported is None and own.status is not ImportStatus.AMBIGUOUS:
            return None
        earlier = own or (self._any.get((edge.target, edge.name)) if not edge.target.startswith(".") else None)
        led_to = earlier.imported if earlier else None
        if edge.status in _FAILS or (led_to and self._gone(edge, led_to)):
            return Failure(self._told(edge, led_to, own is not None), led_to, edge.name)
        return None

    @cached_property
    def _own(self) -> Mapping[tuple[str, str, str], ImportEdge]:
        """Imports at base by file, target and name; of several the one that led somewhere."""
        found: dict[tuple[str, str, str], ImportEdge] = {}
        for edge in self._delta.base.state.edges:
            key = edge.path, edge.target, edge.name
            if key not in found or found[key].imported is None:
                found[key] = edge
        return found

    @cached_property
    def _any(self) -> Mapping[tuple[str, str], ImportEdge]:
        """Absolute imports at base that led somewhere, by target and name."""
        edges = self._delta.base.state.edges
        return {(one.target, one.name): one for one in reversed(edges) if one.imported and one.target[:1] != "."}

    def _gone(self, edge: ImportEdge, led_to: str) -> bool:
        """What an import led to is not in its place, and nothing else of that name may be meant."""
        if led_to in self._paths or any(led_to == folder for folder in self._folders):
            return False
        top = edge.target.partition(".")[0]
        return not any(top in document.text for document in self._delta.head.state.facts.settings)

    @cached_property
    def _paths(self) -> frozenset[str]:
        return frozenset(self._delta.head.files)

    @cached_property
    def _folders(self) -> frozenset[str]:
        folders = {path.rpartition("/")[0] for path in self._delta.head.modules}
        return frozenset("/".join(one.split("/")[:end]) for one in folders for end in range(1, one.count("/") + 2))

    def _told(self, edge: ImportEdge, led_to: str | None, own: bool) -> BrokenImport:
        where = "led to" if own else "would have led to"
        history = f"; at base it {where} {led_to}" if led_to else "; the statement is new"
        silent = edge.context is ImportContext.TRY and not self._raises(edge)
        reason = (edge.reason or "nothing of this name is in the repository any more") + history
        return BrokenImport(edge.path, edge.line, _statement(edge), edge.context, reason, silent)

    def _raises(self, edge: ImportEdge) -> bool:
        """The handler of the `try` around an import raises again, so that its failure is not silent."""
        tree = self._delta.head.tree(edge.path)
        for node in ast.walk(tree) if tree else ():
            if isinstance(node, ast.Try) and node.body[0].lineno <= edge.line <= (node.body[-1].end_lineno or 0):
                handlers = list(filter(catches_import_error, node.handlers))
                if handlers:
                    return all(isinstance(handler.body[-1], ast.Raise) for handler in handlers)
        return False


def _is_top(edge: ImportEdge) -> bool:
    """It runs while its module is imported, and nothing catches its failure."""
    return edge.context in {ImportContext.TOP, ImportContext.CLASS}


def _loads(edge: ImportEdge, paths: Container[str]) -> Iterator[str]:
    """The modules that an import runs: the packages on the way to it, outermost first, then it."""
    if edge.imported:
        folder, parts = "", edge.imported.split("/")
        for part in parts[:-1]:
            folder += f"{part}/"
            if f"{folder}__init__.py" in paths:
                yield f"{folder}__init__.py"
        yield edge.imported


def _failing(edges: Sequence[ImportEdge], direct: Mapping[str, int], paths: Container[str]) -> dict[str, int]:
    """The modules that cannot be imported, each with the line at which that fails."""
    failing = dict(direct)
    while True:
        more = {
            edge.path: edge.line
            for edge in edges
            if _is_top(edge) and edge.path not in failing and any(path in failing for path in _loads(edge, paths))
        }
        if not more:
            return failing
        failing |= more


def _statement(edge: ImportEdge) -> str:
    if not edge.name:
        return f"import {edge.target}"
    return f"from {edge.target} import {edge.name}"


def consumers_of(failures: tuple[Failure, ...]) -> Mapping[tuple[str, str], list[BrokenImport]]:
    """The broken imports by the file that they led to and the name that they take from it."""
    found: defaultdict[tuple[str, str], list[BrokenImport]] = defaultdict(list)
    for one in failures:
        if one.led_to:
            found[one.led_to, one.name].append(one.found)
    return found
