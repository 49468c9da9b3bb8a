"""What the history says: files that change often and are complex, and files that change together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from auditlib.model import Commit, Coupling, Hotspot

WIDE_COMMIT = 50
"""A commit of more files than this says nothing about coupling: it is a reformatting, a move or a release."""


def find_hotspots(history: Sequence[Commit], complexity: Mapping[str, int]) -> tuple[Hotspot, ...]:
    """Files by change frequency × complexity, highest score first; only files that changed more than once.

    The score is the product of the two percentile ranks (0–1), so that neither scale dominates.

    Example:
        >>> history = [Commit("b", 2, ("a.py",)), Commit("a", 1, ("a.py", "b.py"))]
        >>> [(spot.path, spot.commits) for spot in find_hotspots(history, {"a.py": 9, "b.py": 1})]
        [('a.py', 2)]

    Source: A. Tornhill, "Your Code as a Crime Scene" (2015).
    """
    commits = Counter(path for commit in history for path in set(commit.paths) if path in complexity)
    frequency = _ranks(commits)
    difficulty = _ranks(complexity)
    spots = [
        Hotspot(path, count, complexity[path], round(frequency[path] * difficulty[path], 4))
        for path, count in commits.items()
        if count > 1
    ]
    return tuple(sorted(spots, key=lambda spot: (-spot.score, spot.path)))


def find_couplings(
    history: Iterable[Commit], paths: Iterable[str], *, least_shared: int = 3, least_degree: float = 0.3
) -> tuple[Coupling, ...]:
    """Pairs of files that change together, highest degree first; commits of over 50 files are left out.

    Source: Gall, Hajek, Jazayeri, "Detection of logical coupling based on product release history" (1998).
    """
    known = frozenset(paths)
    alone: Counter[str] = Counter()
    together: Counter[tuple[str, str]] = Counter()
    for commit in history:
        touched = sorted(known.intersection(commit.paths))
        alone.update(touched)
        if len(commit.paths) <= WIDE_COMMIT:
            together.update(combinations(touched, 2))
    couplings = [
        Coupling(first, second, shared, alone[first] + alone[second] - shared)
        for (first, second), shared in together.items()
        if shared >= least_shared
    ]
    kept = [coupling for coupling in couplings if coupling.degree >= least_degree]
    return tuple(sorted(kept, key=lambda pair: (-pair.degree, -pair.shared, pair.first, pair.second)))


def _ranks(values: Mapping[str, int]) -> dict[str, float]:
    """Share of the values that are less than or equal to each one."""
    ordered = sorted(values.values())
    last = {value: place for place, value in enumerate(ordered, start=1)}
    return {key: last[value] / len(ordered) for key, value in values.items()}
