"""What plainer ways find of the same labels: words in names, likeness of identifiers, and clone detectors."""

from __future__ import annotations

import math
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

from figures import Share
from labelled import Item, Repository, matched, overlap

from auditlib.graphs.roles.stems import stems
from auditlib.model import DefinitionKind

sys.path.insert(0, str(Path(__file__).parent.parent / "clones"))

WORDS: Mapping[str, Sequence[str]] = {
    "caching": ("cache", "memo", "lru", "ttl"),
    "memory": ("memory", "gc", "heap", "rss"),
    "response": ("response", "reply", "result"),
    "monitoring": ("monitor", "metric", "health", "stats", "performance", "telemetry"),
}
ALIKE = (0.3, 0.5)
"""Cosine of two classes' identifiers from which on they are taken for rivals."""


def names(repositories: Sequence[Repository]) -> dict[str, Any]:
    """A definition is an implementation if a word of the category is part of its name."""
    reports = right = labelled = 0
    found: set[Item] = set()
    for repository in repositories:
        for category, path, ranges in _named(repository):
            items = [item for item in repository.items if (item.path, item.category) == (path, category)]
            label = matched(ranges, items)
            reports += 1
            labelled += label is not None
            right += label is not None and label.positive
            found |= {item for item in items if overlap(ranges, item.ranges) >= 0.5}
    sure = [item for one in repositories for item in one.items if item.positive and item.sure]
    return {
        "recall_of_sure": Share(sum(one in found for one in sure), len(sure)).record(),
        "precision": Share(right, reports).record(),
        "precision_of_labelled": Share(right, labelled).record(),
    }


def likeness(repositories: Sequence[Repository]) -> list[dict[str, Any]]:
    """Of the labelled pairs of rivals, how many TF-IDF over the identifiers of classes links; and its precision."""
    found = []
    for least in ALIKE:
        linked = total = reported = right = 0
        for repository in repositories:
            rivals = _rivals(repository)
            pairs = {pair for pair, cosine in _cosines(repository) if cosine >= least}
            linked += len(rivals & pairs)
            total += len(rivals)
            reported += len(pairs)
            right += len(rivals & pairs)
        row = {"least": least, "pairs": Share(linked, total).record(), "precision": Share(right, reported).record()}
        found.append(row)
    return found


def clones(repositories: Sequence[Repository], tool: str, peers: Path) -> dict[str, Any]:
    """Of the labelled pairs of rivals, how many a clone detector links by one class of clones."""
    from peers import TOOLS, report  # noqa: PLC0415  only if the peers are there

    chosen = next(one for one in TOOLS if one.name == tool)
    linked = total = 0
    for repository in repositories:
        run = report(chosen, repository.root, peers)
        if run.skipped:
            return {"skipped": run.skipped}
        for pair in sorted(map(sorted, _rivals(repository))):
            sides = [_lines(repository, member) for member in pair]
            linked += any(all(any(_touches(part, side) for part in cls) for side in sides) for cls in run.classes)
            total += 1
    return {"pairs": Share(linked, total).record()}


def _named(repository: Repository) -> Iterator[tuple[str, str, tuple[tuple[int, int]]]]:
    for module in repository.modules:
        for one in module.facts.definitions:
            for category, words in WORDS.items():
                if any(word in one.name.lower() for word in words):
                    yield category, module.path, ((one.start, one.end),)


def _rivals(repository: Repository) -> set[frozenset[str]]:
    groups = (group["members"] for group in repository.labels["canonicals"])
    return {frozenset(pair) for members in groups for pair in combinations(sorted(set(members)), 2)}


def _cosines(repository: Repository) -> Iterator[tuple[frozenset[str], float]]:
    texts = {
        f"{module.path}:{one.qualname}": Counter(
            stems([one.name, *(part.name for part in module.facts.definitions if one.start < part.start <= one.end)])
        )
        for module in repository.modules
        for one in module.facts.definitions
        if one.kind is DefinitionKind.CLASS
    }
    holders = Counter(word for text in texts.values() for word in text)
    vectors = {}
    for name, text in texts.items():
        vector = {word: (1 + math.log(n)) * math.log(len(texts) / holders[word]) for word, n in text.items()}
        length = math.sqrt(sum(value * value for value in vector.values())) or 1
        vectors[name] = {word: value / length for word, value in vector.items()}
    for one, other in combinations(sorted(vectors), 2):
        left, right = vectors[one], vectors[other]
        yield frozenset((one, other)), sum(value * right.get(word, 0) for word, value in left.items())


def _lines(repository: Repository, member: str) -> tuple[str, int, int]:
    path, _, qualname = member.partition(":")
    for module in repository.modules:
        if module.path == path:
            for one in module.facts.definitions:
                if one.qualname == qualname:
                    return path, one.start, one.end
    return path, 0, 0


def _touches(fragment: tuple[str, int, int], side: tuple[str, int, int]) -> bool:
    """A fragment of a clone lies in a rival, for five lines at least."""
    path, start, end = fragment
    return path == side[0] and min(end, side[2]) - max(start, side[1]) + 1 >= 5
