"""What must agree between one key of params and another; seen on plain values, be their types right or not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from auditlib.params.layers import Plain
from auditlib.params.problems import Part, near_miss

Contradiction = tuple[tuple[Part, ...], str]

_UNIQUE = (("stories", "id"), ("rules", "id"), ("benchmarks", "name"), ("critical_features", "name"))


def contradictions(values: Plain) -> tuple[Contradiction, ...]:
    """Each as the key it stands at and what is wrong there: an id given twice, an unknown reference, a cycle."""
    if not isinstance(values, dict):
        return ()
    return (*_repeated(values), *_unknown_references(values), *_story_cycles(values), *_empty_rules(values))


def _items(values: Mapping[str, Plain], section: str) -> Iterator[tuple[int, dict[str, Plain]]]:
    items = values.get(section)
    for index, item in enumerate(items if isinstance(items, list) else ()):
        if isinstance(item, dict):
            yield index, item


def _repeated(values: Mapping[str, Plain]) -> Iterator[Contradiction]:
    for section, key in _UNIQUE:
        seen: dict[str, int] = {}
        for index, item in _items(values, section):
            name = item.get(key)
            if isinstance(name, str) and seen.setdefault(name, index) != index:
                yield (section, index, key), f"'{name}' is already the {key} of {section}[{seen[name]}]"


def _unknown_references(values: Mapping[str, Plain]) -> Iterator[Contradiction]:
    declared = values.get("categories")
    categories = set(declared) if isinstance(declared, dict) else set()
    stories = {str(story.get("id")) for _, story in _items(values, "stories")}
    for index, story in _items(values, "stories"):
        category = story.get("category")
        if isinstance(category, str) and category not in categories:
            yield ("stories", index, "category"), f"unknown category '{category}'{near_miss(category, categories)}"
        for position, before in enumerate(_texts(story.get("after"))):
            if before not in stories:
                yield ("stories", index, "after", position), f"unknown story '{before}'{near_miss(before, stories)}"


def _story_cycles(values: Mapping[str, Plain]) -> Iterator[Contradiction]:
    places = {str(story.get("id")): index for index, story in _items(values, "stories")}
    after = {str(story.get("id")): _texts(story.get("after")) for _, story in _items(values, "stories")}
    while cycle := _cycle(after):
        first = min((name for name in cycle if name in places), key=places.__getitem__)
        at = cycle.index(first)
        path = [*cycle[at:], *cycle[:at], first]
        yield ("stories", places[first], "after"), f"stories wait for one another: {' after '.join(path)}"
        after[first] = []


def _cycle(after: Mapping[str, list[str]]) -> list[str]:
    try:
        TopologicalSorter(after).prepare()
    except CycleError as error:
        waiting: list[str] = error.args[1]
        return waiting[:0:-1]  # the first is the last again; and each entry comes before, not after, the next
    return []


CHECKS = ("layers", "forbidden", "independent", "acyclic", "protected", "required", "absent", "only_in")
"""Keys of a rule each of which is a check by itself; `max` and `names` need `paths` too."""


def _empty_rules(values: Mapping[str, Plain]) -> Iterator[Contradiction]:
    for index, rule in _items(values, "rules"):
        of_paths = rule.get("paths") and (rule.get("max") or rule.get("names"))
        if not of_paths and not any(map(rule.get, CHECKS)):
            yield ("rules", index), f"checks nothing; give {', '.join(CHECKS)}, or 'paths' with 'max' or 'names'"


def _texts(value: Plain) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
