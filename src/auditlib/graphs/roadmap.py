"""The roadmap: in which order duplicates can go, what each step is worth, and what must hold after it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from graphlib import TopologicalSorter

import networkx as nx

from auditlib.graphs.roles.judging import SURE
from auditlib.model import Part, Pattern, PatternRole, Removal, RemovalKind, RiskLevel, Step, Strategy

EFFORT = 30_000
"""Removals × modules that are worked out at most: about 5 s of CPU, as each removal looks through every module."""

_LEVELS = tuple(RiskLevel)


def sure_implementations(patterns: Iterable[Pattern]) -> tuple[Pattern, ...]:
    """The parts that surely do the job of a category."""
    return tuple(one for one in patterns if one.role is PatternRole.IMPLEMENTATION and one.score >= SURE)


def sure_duplicates(patterns: Iterable[Pattern]) -> tuple[Pattern, ...]:
    """The sure implementations beside one that should stay."""
    return tuple(
        one
        for one in sure_implementations(patterns)
        if one.canonical and one.part.owner != (one.canonical.path, one.canonical.qualname)
    )


def planned(patterns: Iterable[Pattern], modules: int) -> tuple[Pattern, ...]:
    """The sure duplicates whose canonical exists, surest first: as many as `EFFORT` allows in so many modules."""
    found = [one for one in sure_duplicates(patterns) if one.canonical and one.canonical.exists]
    ordered = sorted(found, key=lambda one: (-one.score, one.category, one.part))
    return tuple(ordered[: max(1, EFFORT // max(1, modules))])


def roadmap(patterns: Sequence[Pattern], removals: Mapping[str, Removal]) -> tuple[Step, ...]:
    """The steps, in an order in which they can be done: what uses a part goes before the part.

    `removals` are by the id of the pattern. Of steps that could come next, the one with least risk comes, then the one
    that eliminates most. Parts that use one another are taken as they come by risk.
    """
    known = {one.id: one for one in patterns if one.id in removals}
    waits = _without_cycles(_waits(known, removals))
    sorter = TopologicalSorter(waits)
    sorter.prepare()
    orders: dict[str, int] = {}
    ready: list[str] = []
    while sorter.is_active():
        ready += sorter.get_ready()
        ready.sort(key=lambda one: _first(known[one], removals[one]))
        chosen = ready.pop(0)
        orders[chosen] = len(orders) + 1
        sorter.done(chosen)
    return tuple(_step(known[one], removals[one], order, waits[one], orders) for one, order in orders.items())


def _first(pattern: Pattern, removal: Removal) -> tuple[int, int, Part]:
    return _LEVELS.index(removal.risk.level), -removal.estimate.net.sloc, pattern.part


def _waits(patterns: Mapping[str, Pattern], removals: Mapping[str, Removal]) -> dict[str, set[str]]:
    """For each part the other parts to go that use it: by a caller that stands in one of them."""
    holders: dict[str, list[str]] = defaultdict(list)
    for name, one in patterns.items():
        holders[one.part.path].append(name)
    found: dict[str, set[str]] = {name: set() for name in patterns}
    for name in patterns:
        for caller in removals[name].callers:
            found[name].update(
                other
                for other in holders.get(caller.path, ())
                if other != name and any(start <= caller.line <= end for start, end in patterns[other].part.ranges)
            )
    return found


def _without_cycles(waits: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """The same without the waits inside a cycle: no part of one can wait for all the others."""
    graph = nx.DiGraph((other, name) for name, others in waits.items() for other in others)
    graph.add_nodes_from(waits)
    component = {name: index for index, names in enumerate(nx.strongly_connected_components(graph)) for name in names}
    return {name: {other for other in others if component[other] != component[name]} for name, others in waits.items()}


def _step(pattern: Pattern, removal: Removal, order: int, waits: set[str], orders: Mapping[str, int]) -> Step:
    after = tuple(sorted(orders[one] for one in waits))
    return Step(order, pattern.id, pattern.category, removal, after, _gate(removal), _rollback(removal))


def _gate(removal: Removal) -> str:
    protection = removal.protection
    if protection.unprotected:
        return "write a critical test that loads it first: none would notice"
    return f"the {len(protection.loaded)} critical tests that load it pass, and imports resolve as before"


def _rollback(removal: Removal) -> str:
    if removal.kind is RemovalKind.DEAD or removal.strategy is Strategy.DELETE:
        return "revert the commit"
    return "revert the commit; until the next release keep the old name as an alias of the one that stays"
