"""The duplication graph: which modules share code, and how much of the code is copied. Every line counts once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import networkx as nx
import numpy as np

from auditlib.facts.tokens import view
from auditlib.model import CloneGroup, Fragment, Module


@dataclass(frozen=True, slots=True, order=True)
class SharedCode:
    """Two modules (the same twice: copies within it) and the code they share; `classes` are ids of clone classes."""

    first: str
    second: str
    sloc: int
    classes: tuple[str, ...]


def duplication_graph(groups: Sequence[CloneGroup], modules: Sequence[Module]) -> nx.Graph[str]:
    """Nodes are all module paths (`sloc`, `cloned_sloc`), edges join modules that share code (`sloc`, `classes`).

    The weight of an edge is the SLOC in fragments of classes that both modules have, of the module where it is less;
    of an edge from a module to itself, the SLOC in fragments of classes that it has twice. A class in more than
    `MOST_LINKED` modules joins each with the first alone.
    """
    graph: nx.Graph[str] = nx.Graph()
    cloned = _by_path(groups)
    for module in sorted(modules, key=lambda module: module.path):
        found = _cloned(module, cloned[module.path])
        graph.add_node(module.path, sloc=module.facts.lines.sloc, cloned_sloc=found)
    for shared in shared_code(groups, modules):
        graph.add_edge(shared.first, shared.second, sloc=shared.sloc, classes=shared.classes)
    return graph


def shared_code(groups: Sequence[CloneGroup], modules: Sequence[Module]) -> tuple[SharedCode, ...]:
    """The edges of the duplication graph as records, by their paths."""
    of_path = {module.path: module for module in modules}
    pairs: dict[tuple[str, str], list[CloneGroup]] = defaultdict(list)
    for group in groups:
        for pair in _pairs(group):
            pairs[pair].append(group)
    found = []
    for (first, second), shared in sorted(pairs.items()):
        fragments = _by_path(shared)
        sloc = min(_cloned(of_path[path], fragments[path]) for path in (first, second))
        found.append(SharedCode(first, second, sloc, tuple(sorted(group.id for group in shared))))
    return tuple(found)


def cloned_sloc(groups: Sequence[CloneGroup], modules: Sequence[Module]) -> int:
    """The SLOC of the modules that lie in a fragment of any class; those in several count once."""
    cloned = _by_path(groups)
    return sum(_cloned(module, cloned[module.path]) for module in modules)


def clone_coverage(groups: Sequence[CloneGroup], modules: Sequence[Module]) -> float | None:
    """The share of the modules' SLOC that lies in a fragment of any class; None where there is no code."""
    sloc = sum(module.facts.lines.sloc for module in modules)
    return cloned_sloc(groups, modules) / sloc if sloc else None


MOST_LINKED = 100


def _by_path(groups: Iterable[CloneGroup]) -> Mapping[str, list[Fragment]]:
    found = defaultdict(list)
    for group in groups:
        for fragment in group.fragments:
            found[fragment.path].append(fragment)
    return found


def _pairs(group: CloneGroup) -> list[tuple[str, str]]:
    paths = [fragment.path for fragment in group.fragments]
    different = sorted(set(paths))
    twice = [(path, path) for path in different if paths.count(path) > 1]
    if len(different) > MOST_LINKED:
        return twice + [(different[0], path) for path in different[1:]]
    return twice + list(combinations(different, 2))


def _cloned(module: Module, fragments: Sequence[Fragment]) -> int:
    """SLOC of a module in any of these fragments."""
    if not fragments:
        return 0
    statements = view(module.facts.statements)
    inside = np.zeros(len(statements.start) + 1, np.int64)
    np.add.at(inside, statements.start.searchsorted([fragment.start for fragment in fragments]), 1)
    np.add.at(inside, statements.start.searchsorted([fragment.end for fragment in fragments], side="right"), -1)
    return int(statements.sloc[inside[:-1].cumsum() > 0].sum(dtype=np.int64))
