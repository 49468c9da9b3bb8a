"""Clusters of things of which some pairs are similar: whatever belongs together, and no chain of strangers."""

from __future__ import annotations

from collections.abc import Collection, Mapping

LEAST_LINKED = 2 / 3
"""Share of the pairs between two clusters that must be similar for them to be one."""

MOST_COMPARED = 4
"""Others with which each thing is compared at least, where so many are like it; not each pair is known."""


def clusters(size: int, similar: Mapping[tuple[int, int], float]) -> list[list[int]]:
    """The things 0 to `size` - 1 in clusters: the most similar pair first, two clusters if most of their pairs are.

    `similar` has the pairs that are, with their similarity. Average linkage, but over the pairs that are known.

    Example:
        >>> clusters(4, {(0, 1): 0.9, (1, 2): 0.8})
        [[0, 1], [2], [3]]
    """
    linked: dict[int, set[int]] = {thing: set() for thing in range(size)}
    for one, other in similar:
        linked[one].add(other)
        linked[other].add(one)
    members = {thing: [thing] for thing in range(size)}
    cluster = list(members)
    for one, other in sorted(similar, key=lambda pair: (-similar[pair], pair)):
        into, gone = sorted((cluster[one], cluster[other]), key=lambda number: (-len(members[number]), number))
        if into != gone and _belong(members[into], members[gone], linked):
            for thing in members[gone]:
                cluster[thing] = into
            members[into] += members.pop(gone)
    return list(members.values())


def _belong(one: Collection[int], other: Collection[int], linked: Mapping[int, Collection[int]]) -> bool:
    """Most pairs between two clusters are linked, of those that were compared at the least."""
    if len(one) == len(other) == 1:
        return True  # the pair that is asked about
    few, many = sorted((set(one), set(other)), key=len)
    links = sum(len(many.intersection(linked[thing])) for thing in few)
    return links >= LEAST_LINKED * min(len(one), MOST_COMPARED) * min(len(other), MOST_COMPARED)
