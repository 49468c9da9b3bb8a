"""Which story of the params the lines of a file are charged to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Container, Iterator, Mapping

from auditlib.graphs.roles.patterns import find_patterns
from auditlib.model import Module, Part, PatternRole, Role
from auditlib.verdicts.delta import Delta, Side
from auditlib.verdicts.elimination import Elimination, Spot


def charging(delta: Delta, elimination: Elimination) -> Callable[[str], str]:
    """What gives the id of the story that a path is charged to, "" where none is.

    A file that holds the canonical of a category is charged to the story of that category; so is one with lines added
    to or deleted from implementations of it. Of several categories the one with the most such lines counts, so that
    replacement code is charged to the story that wrote it, and no file to two.
    """
    stories = {story.category: story.id for story in reversed(delta.head.state.params.stories) if story.category}
    if not stories:
        return lambda path: ""  # noqa: ARG005 (called as the other is)
    lines: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for side, known in ((delta.base, elimination.heads), (delta.head, elimination.bases)):
        for path, category, count in _implementations(side, known, stories):
            if count:
                lines[path][category] += count
    found = {path: stories[max(counts, key=lambda one: (counts[one], one))] for path, counts in lines.items()}
    for side in (delta.base, delta.head):
        found |= {path: stories[category] for category, (path, _) in _canonicals(side, stories).items()}

    def story(path: str) -> str:
        same = (path, delta.heads.get(path, ""), delta.bases.get(path, ""))
        return next((found[one] for one in same if one in found), "")

    return story


def _implementations(side: Side, known: Container[Spot], stories: Collection[str]) -> Iterator[tuple[str, str, int]]:
    """The parts of product files that do the job of a story: path, category, and lines not `known` elsewhere."""
    product = [one for one in _parsed(side) if one.role is Role.PRODUCT]
    wanted = {name: one for name, one in side.state.params.categories.items() if name in stories}
    for pattern in find_patterns(product, wanted):
        if pattern.role is PatternRole.IMPLEMENTATION:
            yield pattern.part.path, pattern.category, _unknown_lines(pattern.part, known)


def _parsed(side: Side) -> list[Module]:
    """The modules that differ, sorted by path, but those that do not parse."""
    modules = (side.modules[path] for path in sorted(side.texts) if path in side.modules)
    return [one for one in modules if one.facts.fault is None]


def _unknown_lines(part: Part, known: Container[Spot]) -> int:
    rows = (row for start, end in part.ranges for row in range(start - 1, end))
    return sum((part.path, row) not in known for row in rows)


def _canonicals(side: Side, stories: Collection[str]) -> Mapping[str, tuple[str, str]]:
    """The declared canonicals of the categories of stories, as far as the state has them."""
    return {
        category: place
        for category, place in side.state.canonicals.items()
        if category in stories and place[0] in side.modules
    }
