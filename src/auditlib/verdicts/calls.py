"""Uses at head of what changed: calls that no longer fit, and the consumers of each API break."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from auditlib.graphs.flow import Flow
from auditlib.graphs.gap import misfit
from auditlib.graphs.lessons import Read
from auditlib.graphs.namespaces import FOREIGN, Value
from auditlib.graphs.uses import Use, UseKind, find_uses
from auditlib.model import Definition, DefinitionKind, Part, Place
from auditlib.model.comparison import BreakKind, BrokenCall, CallFault
from auditlib.verdicts.definitions import CONSTRUCTOR, Break
from auditlib.verdicts.delta import Delta
from auditlib.verdicts.elimination import Elimination

_LOST = frozenset({BreakKind.REMOVED, BreakKind.RENAMED})
_PARAMETERS = frozenset({
    BreakKind.PARAMETER_REMOVED, BreakKind.PARAMETER_RENAMED, BreakKind.PARAMETER_REQUIRED,
    BreakKind.PARAMETER_KIND, BreakKind.PARAMETER_MOVED,
})  # fmt: skip


class Impact:
    """Who uses what changed, and which of these uses no longer fit."""

    def __init__(self, delta: Delta, elimination: Elimination, breaks: Sequence[Break], head: Flow) -> None:
        self._delta = delta
        self._elimination = elimination
        self._breaks = breaks
        self._flow = head
        self._uses = self._found()

    def consumers(self, one: Break) -> tuple[Place, ...]:
        """The places at head that use what a break is about, sorted."""
        uses = self._of(one)
        return tuple(sorted({Place(use.path, use.line, use.owner) for use in uses}))

    def broken_calls(self) -> tuple[BrokenCall, ...]:
        """The uses that no longer fit, sorted by path, line and target; each once."""
        found = {call for one in self._breaks for call in self._misfits(one)}
        return tuple(sorted(found, key=lambda one: (one.path, one.line, one.target, one.fault)))

    def _found(self) -> Mapping[tuple[str, str], list[Use]]:
        """The uses of every changed definition at head, by its path and qualified name."""
        targets = sorted({(one.target.path, one.target.qualname) for one in self._breaks if one.target})
        parts = [Part(path, qualname, ()) for path, qualname in targets]
        found: defaultdict[tuple[str, str], list[Use]] = defaultdict(list)
        for use in find_uses(parts, self._flow).known if parts else ():
            found[use.target.path, use.target.qualname].append(use)
        return found

    def _of(self, one: Break) -> Iterator[Use]:
        if one.target is None:
            return
        for use in self._uses.get((one.target.path, one.target.qualname), ()):
            if use.kind in {UseKind.IMPORT, UseKind.TEXT, UseKind.BASE} or one.within not in {"", use.path}:
                continue
            wanted = use.kind is UseKind.CALL if one.member == CONSTRUCTOR else use.member == one.member
            if wanted:
                yield use

    def _misfits(self, one: Break) -> Iterator[BrokenCall]:
        target = self._target(one)
        for use in self._of(one):
            fault, detail = self._fault(one, use)
            if fault is not None:
                yield BrokenCall(use.path, use.line, use.owner, target, fault, detail)

    def _target(self, one: Break) -> str:
        if one.target is None:
            return f"{one.path}:{one.qualname}"
        member = f".{one.member}" if one.member else ""
        return f"{one.target.path}:{one.target.qualname}{member}"

    def _fault(self, one: Break, use: Use) -> tuple[CallFault | None, str]:
        if one.kind in _LOST:
            return CallFault.MISSING, f"now {one.after}" if one.after else ""
        if one.kind in _PARAMETERS:
            detail = self._misfit(one, use)
            return (CallFault.ARGUMENTS, detail) if detail else (None, "")
        return self._awaiting(one, use), ""

    def _awaiting(self, one: Break, use: Use) -> CallFault | None:
        """What is wrong with a use that awaits what it should not, or does not what it should."""
        if one.kind is BreakKind.BECAME_SYNC:
            return CallFault.AWAITED if use.awaited else None
        forgotten = use.arguments is not None and not use.awaited and self._unadapted(use)
        return CallFault.NOT_AWAITED if one.kind is BreakKind.BECAME_ASYNC and forgotten else None

    def _unadapted(self, use: Use) -> bool:
        """The line was there at base already: it was not written for what is called now."""
        return use.path not in self._delta.head.texts or (use.path, use.line - 1) in self._elimination.bases

    def _misfit(self, one: Break, use: Use) -> str:
        definition = self._definition(one)
        if definition is None or use.arguments is None or definition.kind is DefinitionKind.CLASS:
            return ""
        bound = definition.kind is DefinitionKind.METHOD and "staticmethod" not in definition.decorators
        return misfit(definition, use.arguments, bound=bound)

    def _definition(self, one: Break) -> Definition | None:
        if one.target is None:
            return None
        names = [one.target._replace(kind="definition")]
        if one.member:
            names = [
                Value("definition", cls.path, f"{cls.qualname}.{one.member}") for cls in self._flow.ancestry(one.target)
            ]
        return next(filter(None, map(self._flow.names.definition, names)), None)


def lost_from_modules(delta: Delta, breaks: Iterable[Break], flow: Flow) -> dict[tuple[str, str], list[Place]]:
    """Places at head that take a lost name from its module, as in `cache.Cache`, by the module's path and the name."""
    lost = _lost_names(delta, breaks, flow)
    found: defaultdict[tuple[str, str], list[Place]] = defaultdict(list)
    for path, modules in sorted(_importers(delta, lost).items()):
        names = {name for module in modules for name in lost[module]}
        if path in flow.names.modules and not names.isdisjoint(flow.names.modules[path].words):
            for read in flow.statements(path):
                for module, name in _taken(flow, path, read, names):
                    if name in lost.get(module, ()):
                        found[delta.bases[module], name].append(Place(path, read.statement.start, read.owner))
    return found


def _lost_names(delta: Delta, breaks: Iterable[Break], flow: Flow) -> Mapping[str, set[str]]:
    """The names that modules at head lack and had at base, by the path of the module."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for one in breaks:
        head = delta.heads.get(one.offered[0])
        if one.target is None and head and head in flow.names.modules:
            found[head].add(one.offered[1])
    return found


def _importers(delta: Delta, modules: Container[str]) -> Mapping[str, set[str]]:
    """The files at head that import one of these modules, with those that they import."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for edge in delta.head.state.edges:
        if edge.imported and edge.imported in modules:
            found[edge.path].add(edge.imported)
    return found


def _taken(flow: Flow, path: str, read: Read, names: set[str]) -> Iterator[tuple[str, str]]:
    """The modules from which a statement takes one of these names, which they do not have."""
    for chain in read.reading.chains.values():
        places = [place for place, step in enumerate(chain.steps) if step.kind == "." and step.name in names]
        values = flow.evaluate(path, read, chain) if places else []
        for place in places:
            for value in values[place]:
                if value.kind == "module" and not values[place + 1]:
                    yield value.path, chain.steps[place].name


def members_missing(delta: Delta, base: Flow, head: Flow) -> Iterator[BrokenCall]:
    """Calls in files that differ of members that an object lacks, as its class is another one than at base.

    Told where the same call in the same definition found its member at base. A class that may have members unseen is
    not judged: with a base from elsewhere, a `__getattr__`, or a decorator that may add some.
    """
    for pair in delta.pairs:
        if pair.before in base.names.modules and pair.after in head.names.modules:
            here, there = _member_calls(base, pair.before), _member_calls(head, pair.after)
            for key in sorted(here.keys() & there.keys()):
                call = there[key]
                if call.lacks and not here[key].lacks:
                    target = f"{call.held.path}:{call.held.qualname}.{key[2]}"
                    yield BrokenCall(pair.after, call.line, key[0], target, CallFault.MISSING)


class _MemberCall(NamedTuple):
    """A call of a member of a known object: where, of which class, and whether that surely lacks it."""

    line: int
    held: Value
    lacks: bool


def _member_calls(flow: Flow, path: str) -> dict[tuple[str, str, str], _MemberCall]:
    """The calls of members of known objects in a file, by definition, what stands before the member, and its name."""
    flow.settle([path])
    found: dict[tuple[str, str, str], _MemberCall] = {}
    for read in flow.statements(path):
        for chain in read.reading.chains.values():
            values = flow.evaluate(path, read, chain)
            for place, (step, after) in enumerate(pairwise(chain.steps)):
                held = values[place] - {FOREIGN}  # that may be None
                if (step.kind, after.kind) == (".", "(") and held and all(one.kind == "instance" for one in held):
                    key = read.owner, ".".join((chain.root, *(one.name for one in chain.steps[:place]))), step.name
                    lacks = all(_lacks(flow, one, step.name) for one in held)
                    found[key] = _MemberCall(read.statement.start, min(held), lacks)
    return found


def _lacks(flow: Flow, value: Value, name: str) -> bool:
    """An instance surely has no member of a name."""
    own = value._replace(kind="definition")
    for one in (own, *flow.ancestry(own)):
        definition = flow.names.definition(one)
        if definition is None or FOREIGN in flow.bases(one) or not PLAIN.issuperset(definition.decorators):
            return False
        inside = {name, "__getattr__", "__getattribute__"}
        if inside & set(definition.members) or flow.attribute(frozenset({one._replace(kind="instance")}), name):
            return False
    return True


PLAIN = frozenset({"dataclass", "dataclasses.dataclass", "final", "total_ordering", "functools.total_ordering"})
"""Decorators of classes that add no members of other names."""
