"""What if these parts went, in favour of that one: what would be eliminated, who would break, and how risky it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from itertools import product, starmap
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from auditlib.graphs.estimate import Extent, estimate
from auditlib.graphs.flow import Flow
from auditlib.graphs.gap import api_gap
from auditlib.graphs.namespaces import Namespaces
from auditlib.graphs.protection import CriticalTests
from auditlib.graphs.removal import TESTS, Closure, Sources, removal_closure
from auditlib.graphs.risk import adaptable, assess_risk, churn, strategy
from auditlib.graphs.uses import Unknown, Use, UseKind, find_uses
from auditlib.model import FileStatus, SourceFile
from auditlib.model.patterns import Gap, GapKind, Part, Place, Removal, RemovalKind, Size

if TYPE_CHECKING:
    from auditlib.graphs.state import State


class Removals:
    """Answers for one state. What was learnt of its names and types for one answer serves the next."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._flow = Flow(Namespaces(state.modules, state.edges))
        self._tests = CriticalTests(state.modules, state.graph, state.read)
        self._sources = Sources(state.modules, state.edges, state.read)
        self._roles = {module.path: module.role for module in state.modules}

    def answer(self, parts: Sequence[Part], into: Part | None = None) -> Removal:
        """What removing parts would mean; `into` is the part that callers would use instead.

        Callers are uses outside all that goes. The estimate counts product code alone, tests only where they are
        themselves among the parts.
        """
        found = self._found(parts, into)
        gap = api_gap(into, found.callers, self._flow) if into else ()
        extent = self._extent(parts, into, found)
        places, unknown = _places(found.callers), _places(found.unknown)
        protection = self._tests.protection(parts)
        closure = found.closure
        touched = {*closure.gone, *(use.path for use in found.callers), *(path for path, _ in closure.edited)}
        commits = churn(parts, self._state.facts.history)
        return Removal(
            parts=tuple(parts),
            into=into,
            estimate=estimate(extent),
            callers=places,
            gap=gap,
            unknown=unknown,
            protection=protection,
            kind=extent.kind,
            goes=closure.records(),
            risk=assess_risk(places, gap, unknown, protection, commits=commits, touched=len(touched)),
            strategy=strategy(extent.kind, gap, len({(one.target, one.member) for one in found.callers if one.member})),
            feasible=extent.kind is RemovalKind.DEAD or (bool(into) and adaptable(gap)),
            not_judged=tuple(one.path for one in self._state.facts.project.files if _unread(one)),
        )

    def extent(self, parts: Sequence[Part], into: Part | None = None) -> Extent:
        """What is counted of a removal, before any coefficient: what benchmarks fit the coefficients to."""
        return self._extent(parts, into, self._found(parts, into))

    def _found(self, parts: Sequence[Part], into: Part | None) -> _Found:
        uses = find_uses(parts, self._flow, also=[into] if into else [])
        dead = into is None and not any(self._needs(use, parts) for use in uses.known)
        closure = removal_closure(parts, uses.known, self._sources, dead=dead)
        callers = [use for use in uses.known if not closure.holds(use.path, use.line)]
        return _Found(closure, callers, [one for one in uses.unknown if not closure.holds(one.path, one.line)])

    def _extent(self, parts: Sequence[Part], into: Part | None, found: _Found) -> Extent:
        uses = list(filter(self._is_product, found.callers))
        gap = api_gap(into, uses, self._flow) if into else ()
        kind = self._kind(parts, uses, into)
        importing = {use.path for use in uses if use.kind is UseKind.IMPORT}
        using = {use.path for use in uses if use.kind is not UseKind.IMPORT}
        missing = _members(gap, (GapKind.MISSING,))
        largest = max(map(found.closure.part_size, parts), key=attrgetter("sloc"))
        return Extent(
            kind=kind,
            gross=found.closure.size(),
            largest=largest,
            short=_excess(largest, self._part_size(into)) if into else Size(),
            missing=sum(starmap(self._member_size, product(parts, missing)), Size()),
            adapted=len(_members(gap, (GapKind.ASYNC, GapKind.ARGUMENTS)) - missing),
            imports=len(using & importing),
        )

    def _needs(self, use: Use, parts: Iterable[Part]) -> bool:
        """The use is one of product code outside the parts that needs more than a name."""
        return self._is_product(use) and use.kind not in _NO_USE and not _inside(parts, use.path, use.line)

    def _is_product(self, use: Use) -> bool:
        return self._roles[use.path] not in TESTS

    def _kind(self, parts: Sequence[Part], uses: Iterable[Use], into: Part | None) -> RemovalKind:
        """A method is dead only if nothing else names it: it may be called on what is known as something else."""
        used = any(use.kind not in _NO_USE for use in uses)
        if not used and not any(self._dispatched(part, parts) for part in parts):
            return RemovalKind.DEAD
        if into:
            return RemovalKind.CONSOLIDATION
        names = Counter(part.qualname.rpartition(".")[2] or part.path.rpartition("/")[2] for part in parts)
        return RemovalKind.EXTRACTION if max(names.values()) > 1 else RemovalKind.WITHDRAWAL

    def _dispatched(self, part: Part, parts: Sequence[Part]) -> bool:
        """The part is registered by a decorator, or a method whose name stands elsewhere in product code."""
        outer, _, name = part.qualname.rpartition(".")
        definition = self._flow.names.modules[part.path].definitions.get(part.qualname)
        if definition and not PLAIN.issuperset(one.rpartition(".")[2] for one in definition.decorators):
            return True
        return bool(outer) and any(self._names(path, name, parts) for path in self._flow.names.modules)

    def _names(self, path: str, name: str, parts: Sequence[Part]) -> bool:
        """A module of product code names something outside the parts."""
        if self._roles[path] in TESTS or name not in self._flow.names.modules[path].words:
            return False
        reads = (one for one in self._flow.statements(path) if name in one.reading.tokens)
        return any(not _inside(parts, path, one.statement.start) for one in reads)

    def _part_size(self, part: Part) -> Size:
        source = self._sources.lines(part.path)
        return source.size(source.of_definition(part.qualname) if part.qualname else source.all())

    def _member_size(self, part: Part, name: str) -> Size:
        """The size of a member of a part; nothing where it is an attribute or inherited."""
        scoped = self._flow.names.modules[part.path]
        wanted = {f"{part.qualname}.{name}".lstrip("."), part.qualname if part.qualname.endswith(f".{name}") else ""}
        source = self._sources.lines(part.path)
        found = [one for one in scoped.module.facts.definitions if one.qualname in wanted]
        return source.size({line for one in found for line in source.block(one.start, one.end)})


_NO_USE = (UseKind.IMPORT, UseKind.TEXT)
"""What goes with a part, or is changed with it, and needs nothing of it."""

PLAIN = frozenset({
    "abstractmethod", "cache", "cached_property", "classmethod", "contextmanager", "dataclass", "final", "lru_cache",
    "overload", "override", "property", "runtime_checkable", "staticmethod", "total_ordering", "wraps",
})  # fmt: skip
"""Decorators that hand a definition to nobody: any other may register it."""


def _unread(file: SourceFile) -> bool:
    return file.status is FileStatus.FAILED and file.path.endswith((".py", ".pyi"))


class _Found(NamedTuple):
    """What goes, and the uses outside of it."""

    closure: Closure
    callers: list[Use]
    unknown: list[Unknown]


def _excess(larger: Size, smaller: Size) -> Size:
    """How much larger one is than another, by each rule; nothing where it is not."""
    over = larger - smaller
    return Size(max(0, over.physical), max(0, over.sloc), max(0, over.logical))


def _members(gap: Iterable[Gap], kinds: Collection[GapKind]) -> set[str]:
    return {one.member for one in gap if one.kind in kinds}


def _inside(parts: Iterable[Part], path: str, line: int) -> bool:
    return any(one.path == path and any(start <= line <= end for start, end in one.ranges) for one in parts)


def _places(uses: Iterable[Use | Unknown]) -> tuple[Place, ...]:
    return tuple(sorted({Place(use.path, use.line, use.owner) for use in uses}))
