"""Uses at head of what changed: calls that no longer fit, and the consumers of each API break."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from auditlib.graphs.flow import Flow, Read
from auditlib.graphs.gap import misfit
from auditlib.graphs.namespaces import Value
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
        if one.kind is BreakKind.BECAME_ASYNC:
            forgotten = use.arguments is not None and not use.awaited and self._unadapted(use)
            return (CallFault.NOT_AWAITED, "") if forgotten else (None, "")
        if one.kind is BreakKind.BECAME_SYNC:
            return (CallFault.AWAITED, "") if use.awaited else (None, "")
        if one.kind in _PARAMETERS and use.arguments is not None:
            detail = self._misfit(one, use)
            return (CallFault.ARGUMENTS, detail) if detail else (None, "")
        return None, ""

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
    lost: defaultdict[str, set[str]] = defaultdict(set)
    for one in breaks:
        head = delta.heads.get(one.offered[0])
        if one.target is None and head and head in flow.names.modules:
            lost[head].add(one.offered[1])
    importers: defaultdict[str, set[str]] = defaultdict(set)
    for edge in delta.head.state.edges:
        if edge.imported and edge.imported in lost:
            importers[edge.path].add(edge.imported)
    found: defaultdict[tuple[str, str], list[Place]] = defaultdict(list)
    for path in sorted(importers):
        names = {name for module in importers[path] for name in lost[module]}
        if path in flow.names.modules and not names.isdisjoint(flow.names.modules[path].words):
            for read in flow.statements(path):
                for module, name in _taken(flow, path, read, names):
                    if name in lost.get(module, ()):
                        found[delta.bases[module], name].append(Place(path, read.statement.start, read.owner))
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
