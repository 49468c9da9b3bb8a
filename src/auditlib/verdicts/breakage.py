"""What a change broke: public names, imports, calls, each break with its consumers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import chain

from auditlib.graphs.flow import Flow
from auditlib.graphs.namespaces import Namespaces, Value
from auditlib.graphs.spelling import Statement, spelled
from auditlib.model import Import, ImportEdge, Place
from auditlib.model.comparison import ApiBreak, BrokenCall, CallFault
from auditlib.verdicts.calls import Impact, lost_from_modules, members_missing
from auditlib.verdicts.compatibility import Compatibility
from auditlib.verdicts.definitions import Break
from auditlib.verdicts.delta import Delta, Side
from auditlib.verdicts.elimination import Elimination
from auditlib.verdicts.imports import Failure, broken_imports
from auditlib.verdicts.undefined import undefined_names
from auditlib.verdicts.whereabouts import Whereabouts

_RAISES = re.compile(r"(?:async )?with .*\b(?:raises|assertRaises|assertRaisesRegex|suppress) \(")


class Breakage:
    """All that a change broke; everything is found once, when first asked for."""

    def __init__(self, delta: Delta, elimination: Elimination) -> None:
        self._delta = delta
        self._elimination = elimination
        self._base = _flow(delta.base)
        self._head = _flow(delta.head)

    @cached_property
    def whereabouts(self) -> Whereabouts:
        """What became of each definition."""
        return Whereabouts(self._delta, self._elimination, self._base.names, self._head.names)

    @cached_property
    def imports(self) -> tuple[Failure, ...]:
        """The imports that lead nowhere now."""
        return broken_imports(self._delta)

    def api_breaks(self) -> tuple[ApiBreak, ...]:
        """The breaks of public names, each with its consumers, sorted by path, name and kind."""
        return tuple(
            ApiBreak(one.path, one.qualname, one.kind, one.before, one.after, self._consumers(one))
            for one in self._breaks
            if one.public
        )

    def calls(self) -> tuple[BrokenCall, ...]:
        """The uses that no longer fit what they use, sorted by path, line and target; none that is made to fail."""
        lost = {
            BrokenCall(place.path, place.line, place.definition, f"{path}:{name}", CallFault.MISSING)
            for (path, name), places in self._lost.items()
            for place in places
        }
        found = lost.union(self._impact.broken_calls(), members_missing(self._delta, self._base, self._head))
        kept = (one for one in found if not self._is_expected(one))
        return tuple(sorted(kept, key=lambda one: (one.path, one.line, one.target, one.fault, one.detail)))

    def _is_expected(self, call: BrokenCall) -> bool:
        """It stands where an exception is expected, as below `with pytest.raises(TypeError):`."""
        around: list[Statement] = []
        for one in spelled(self._head.names.modules[call.path].module.facts):
            if one.start > call.line:
                break
            around = [*(other for other in around if other.depth < one.depth), one]
        return any(_RAISES.match(one.text) for one in around)

    @cached_property
    def _breaks(self) -> tuple[Break, ...]:
        compared = Compatibility(self._delta, self.whereabouts, self._base, self._head)
        redirected = (compared.between(*one) for one in self._redirects())
        return (*compared.breaks(), *sorted(set(chain.from_iterable(redirected)), key=lambda one: one[:5]))

    def _redirects(self) -> Iterator[tuple[Value, Value, str]]:
        """Names that a file imports from elsewhere now: what they meant at base and mean at head, and the file."""
        base, head = self._base.names, self._head.names
        for pair in self._delta.pairs:
            if pair.before in base.modules and pair.after in head.modules:
                here, there = base.modules[pair.before].imports, head.modules[pair.after].imports
                for key in sorted(here.keys() & there.keys()):
                    before = _definitions(base, pair.before, here[key])
                    after = _definitions(head, pair.after, there[key])
                    if before and after and not _same(before[0], after[0]):
                        yield before[0], after[0], pair.after

    @cached_property
    def _impact(self) -> Impact:
        return Impact(self._delta, self._elimination, self._breaks, self._head)

    @cached_property
    def _lost(self) -> Mapping[tuple[str, str], list[Place]]:
        return lost_from_modules(self._delta, self._breaks, self._head)

    @cached_property
    def _importers(self) -> Mapping[Value, list[Place]]:
        """Broken imports and undefined names, by the definition or the module at base that they stood for."""
        found: defaultdict[Value, list[Place]] = defaultdict(list)
        for one in self.imports:
            if one.led_to:
                place = Place(one.found.path, one.found.line)
                for value in {Value("module", one.led_to), *self._base.names.member(one.led_to, one.name)}:
                    found[value].append(place)
        for name in undefined_names(self._delta):
            before = self._delta.bases.get(name.path)
            for value in self._base.names.member(before, name.name) if before and not name.export else ():
                found[value].append(Place(name.path, name.line))
        return found

    def _consumers(self, one: Break) -> tuple[Place, ...]:
        if one.target is not None:
            return self._impact.consumers(one)
        taken = self._importers.get(Value("definition", one.path, one.qualname), [])
        return tuple(sorted({*taken, *self._lost.get(one.offered, [])}))


def _definitions(names: Namespaces, path: str, imports: Iterable[tuple[Import, ImportEdge | None]]) -> list[Value]:
    """The definitions that the imports of one name give."""
    found = {value for one, edge in imports for value in names.imported(path, one, edge)}
    return sorted(value for value in found if value.kind == "definition")


def _same(before: Value, after: Value) -> bool:
    return (before.path, before.qualname) == (after.path, after.qualname)


def _flow(side: Side) -> Flow:
    return Flow(Namespaces(side.state.modules, side.state.edges))
