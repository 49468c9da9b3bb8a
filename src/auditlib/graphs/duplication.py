"""Duplication: which modules and definitions share code, how much is copied, what merging saves. Lines count once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from auditlib.graphs.fragment_sizes import FragmentSizes
from auditlib.graphs.ledger import Ledger
from auditlib.model import CloneGroup, Fragment, Module

if TYPE_CHECKING:
    import networkx as nx

GLUE = 1
"""SLOC that stay behind for each copy that goes: a call of the one that is kept."""

MOST_LINKED = 100
"""A class in more nodes than that joins each with the first alone, not each with each."""

Name = Callable[[Fragment], str]
"""Which node of a duplication graph a fragment belongs to."""


@dataclass(frozen=True, slots=True, order=True)
class SharedCode:
    """Two nodes (the same twice: copies within it) and the code they share; `classes` are ids of clone classes."""

    first: str
    second: str
    sloc: int
    classes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Redundancy:
    """What one clone class adds to the totals, in SLOC: lines that a larger class has counted do not count again."""

    group: CloneGroup
    redundant: int
    """What would go if one copy stayed."""
    saving: int
    """The same less the glue that each copy leaves behind; 0 where the glue is as large."""


def module_name(fragment: Fragment) -> str:
    """The node of a fragment where modules are nodes: its path."""
    return fragment.path


def definition_name(fragment: Fragment) -> str:
    """The node of a fragment where definitions are nodes: `path:qualname`, or `path:` at module level."""
    return f"{fragment.path}:{fragment.definition}"


def duplication_graph(groups: Sequence[CloneGroup], modules: Sequence[Module]) -> nx.Graph[str]:
    """Nodes are all module paths (`sloc`, `cloned_sloc`), edges join modules that share code (`sloc`, `classes`).

    The weight of an edge is the SLOC in fragments of classes that both modules have, of the module where it is less;
    of an edge from a module to itself, the SLOC in fragments of classes that it has twice. A class in more than
    `MOST_LINKED` modules joins each with the first alone.
    """
    import networkx as nx  # noqa: PLC0415 - heavy, and clones alone need none

    cloned, sizes = _by_name(groups, module_name), FragmentSizes(modules)
    graph: nx.Graph[str] = nx.Graph()
    for module in sorted(modules, key=lambda module: module.path):
        graph.add_node(module.path, sloc=module.facts.lines.sloc, cloned_sloc=sizes.sloc(cloned[module.path]))
    return _joined(graph, shared_code(groups, modules))


def definition_graph(groups: Sequence[CloneGroup], modules: Sequence[Module]) -> nx.Graph[str]:
    """The same graph of definitions: nodes are those that hold a fragment, `path:qualname`, `path:` at module level.

    A fragment belongs to the innermost definition that holds all of it. `sloc` is the size of a definition with
    decorators, without docstrings, what is nested in it included; at module level that of the module.
    """
    import networkx as nx  # noqa: PLC0415 - heavy, and clones alone need none

    sizes = FragmentSizes(modules)
    graph: nx.Graph[str] = nx.Graph()
    for name, fragments in sorted(_by_name(groups, definition_name).items()):
        graph.add_node(name, sloc=sizes.of_definition(fragments), cloned_sloc=sizes.sloc(fragments))
    return _joined(graph, shared_code(groups, modules, name=definition_name))


def shared_code(
    groups: Sequence[CloneGroup], modules: Sequence[Module], *, name: Name = module_name
) -> tuple[SharedCode, ...]:
    """The edges of the duplication graph as records, by their nodes; `name` says which node a fragment belongs to."""
    sizes = FragmentSizes(modules)
    pairs: dict[tuple[str, str], list[CloneGroup]] = defaultdict(list)
    for group in groups:
        for pair in _pairs(group, name):
            pairs[pair].append(group)
    found = []
    for pair, shared in sorted(pairs.items()):
        fragments = _by_name(shared, name)
        sloc = min(sizes.sloc(fragments[node]) for node in pair)
        found.append(SharedCode(*pair, sloc, tuple(sorted(group.id for group in shared))))
    return tuple(found)


def cloned_sloc(groups: Sequence[CloneGroup], modules: Sequence[Module]) -> int:
    """The SLOC of the modules that lie in a fragment of any class; those in several count once."""
    return FragmentSizes(modules).sloc(fragment for group in groups for fragment in group.fragments)


def clone_coverage(groups: Sequence[CloneGroup], modules: Sequence[Module]) -> float | None:
    """The share of the modules' SLOC that lies in a fragment of any class; None where there is no code."""
    sloc = sum(module.facts.lines.sloc for module in modules)
    return cloned_sloc(groups, modules) / sloc if sloc else None


def redundancy(groups: Iterable[CloneGroup], modules: Sequence[Module]) -> tuple[Redundancy, ...]:
    """What each class adds to the redundant SLOC and to what merging saves: most saved first, then by id.

    Of each class, the one with most SLOC first, one copy stays: the one of which most has not gone yet. The others go,
    but for lines that stay for a larger class. saving = Σ SLOC that go - `GLUE` x copies that go, never below 0. For a
    class that overlaps with no other this is Σ SLOC of its copies - the largest - glue.
    """
    sizes = FragmentSizes(modules)
    counted = [(sum(map(sizes.of, group.fragments)), group) for group in groups]
    ledger = Ledger(sizes)
    found = []
    for _, group in sorted(counted, key=lambda pair: (-pair[0], pair[1].id)):
        gone = ledger.merge(group)
        found.append(Redundancy(group, sum(gone), max(0, sum(gone) - GLUE * len(gone))))
    return tuple(sorted(found, key=lambda one: (-one.saving, -one.redundant, one.group.id)))


def redundant_sloc(groups: Iterable[CloneGroup], modules: Sequence[Module]) -> int:
    """The SLOC that would go if of every class one copy stayed: the sum of `redundancy`, so each line counts once."""
    return sum(one.redundant for one in redundancy(groups, modules))


def redundancy_free_sloc(groups: Iterable[CloneGroup], modules: Sequence[Module]) -> int:
    """The SLOC of the modules without those that are redundant: their size if nothing were there twice.

    Source: E. Juergens, F. Deissenboeck, "How much is a clone?" (2010), who count statements (RFSS).
    """
    return sum(module.facts.lines.sloc for module in modules) - redundant_sloc(groups, modules)


def _by_name(groups: Iterable[CloneGroup], name: Name) -> defaultdict[str, list[Fragment]]:
    found = defaultdict(list)
    for group in groups:
        for fragment in group.fragments:
            found[name(fragment)].append(fragment)
    return found


def _pairs(group: CloneGroup, name: Name) -> Iterator[tuple[str, str]]:
    names = [name(fragment) for fragment in group.fragments]
    different = sorted(set(names))
    yield from ((node, node) for node in different if names.count(node) > 1)
    if len(different) > MOST_LINKED:
        yield from ((different[0], node) for node in different[1:])
    else:
        yield from combinations(different, 2)


def _joined(graph: nx.Graph[str], edges: Iterable[SharedCode]) -> nx.Graph[str]:
    for edge in edges:
        graph.add_edge(edge.first, edge.second, sloc=edge.sloc, classes=edge.classes)
    return graph
