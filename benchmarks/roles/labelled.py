"""Labelled components, and the candidates of the detector beside them."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from auditlib.facts.source import read_python
from auditlib.graphs.roles.candidates import candidates
from auditlib.graphs.roles.claims import Claim, outdone
from auditlib.graphs.roles.components import Component, Outline
from auditlib.graphs.roles.features import features
from auditlib.graphs.roles.signals import Finder
from auditlib.model import Module, Role
from auditlib.params import load_params
from auditlib.params.schema import Category

LABELS = Path(__file__).parent / "labels"
FOLDERS = {  # of the sources, where it is not the name of the repository
    "paperless-ngx": "paperless",
}
LEAST_OVERLAP = 0.5
NOT_PRODUCT = re.compile(r"(?:^|/)(?:tests?|migrations)/|(?:^|/)(?:test[^/]*|conftest)\.py$")

Ranges = Sequence[Sequence[int]]


@dataclass(frozen=True, slots=True)
class Item:
    """A labelled component: where it is, and what people who read it say that it is."""

    repository: str
    path: str
    ranges: tuple[tuple[int, int], ...]
    category: str
    role: str
    sure: bool

    @property
    def positive(self) -> bool:
        """It does the job itself."""
        return self.role == "implementation"


@dataclass(frozen=True, slots=True)
class Example:
    """A candidate of the detector, and the label that it matches, if any."""

    repository: str
    category: str
    component: Component
    features: Mapping[str, float]
    label: Item | None

    @property
    def positive(self) -> bool:
        """A label says that it does the job."""
        return self.label is not None and self.label.positive

    @property
    def sure(self) -> bool:
        """A label says so, and nobody would argue."""
        return self.label is not None and self.label.positive and self.label.sure


@dataclass(frozen=True)
class Repository:
    """A labelled repository whose sources are at hand."""

    name: str
    labels: Mapping[str, Any]
    root: Path

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """What is labelled in it."""
        return tuple(
            Item(self.name, one["path"], tuple(map(tuple, one["ranges"])), one["category"], one["role"], one["sure"])
            for one in self.labels["items"]
        )

    @cached_property
    def modules(self) -> tuple[Module, ...]:
        """The product files of the scope that was labelled."""
        paths = (path.relative_to(self.root).as_posix() for path in self.root.rglob("*.py"))
        wanted = sorted(path for path in paths if in_scope(path, self.labels["scope"]))
        return tuple(Module(path, "", Role.PRODUCT, read_python((self.root / path).read_bytes())) for path in wanted)


def repositories(split: str, sources: Path) -> tuple[Repository, ...]:
    """The repositories of a split, by name; each has a folder in `sources` that is called as it is."""
    found = []
    for path in sorted((LABELS / split).glob("*.json")):
        name = path.stem.partition("__")[2]
        root = sources / FOLDERS.get(name, name)
        if not root.is_dir():
            raise SystemExit(f"{root} is not there; README.md says how to fetch it")
        found.append(Repository(path.stem, json.loads(path.read_text(encoding="utf-8")), root))
    return tuple(found)


def in_scope(path: str, scope: Sequence[str]) -> bool:
    """A path of product code is meant by one of these patterns; `*` does not cross folders, `**` does."""
    return not NOT_PRODUCT.search(path) and any(re.fullmatch(_expression(pattern), path) for pattern in scope)


def overlap(one: Ranges, other: Ranges) -> float:
    """The share of the lines of the smaller that both have."""
    left, right = (_lines(ranges) for ranges in (one, other))
    return len(left & right) / max(1, min(len(left), len(right)))


def matched(ranges: Ranges, items: Sequence[Item]) -> Item | None:
    """The label of one file and category that lines stand for: an implementation before others, then most overlap."""
    ranked = [(item.positive, overlap(ranges, item.ranges), -place) for place, item in enumerate(items)]
    best = max((one for one in ranked if one[1] >= LEAST_OVERLAP), default=None)
    return items[-best[2]] if best else None


def examples(
    repository: Repository, categories: Mapping[str, Category] | None = None
) -> tuple[list[Example], list[Item]]:
    """The candidates of a repository, and the implementations that none of them stands for."""
    known = categories or load_params().categories
    finders = {name: Finder(category) for name, category in known.items()}
    found = []
    for module in repository.modules:
        here = [item for item in repository.items if item.path == module.path]
        outline = Outline(module)
        for category, finder in finders.items():
            items = [item for item in here if item.category == category]
            for component, seen in _candidates(module, outline, finder) if finder.concerns(module) else ():
                found.append(Example(repository.name, category, component, seen, matched(component.part.ranges, items)))
    labels = {one.label for one in found}
    missed = [item for item in repository.items if item.positive and item not in labels]
    return found, missed


def reported(examples: Sequence[Example], shares: Sequence[float], least: float) -> list[bool]:
    """Which candidates are said to be implementations: those of `least` and more that no other claim outdoes."""
    files: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, one in enumerate(examples):
        files[one.repository, one.component.part.path].append(place)
    found = [share >= least for share in shares]
    for places in files.values():
        claims = [Claim(examples[place].component.part, examples[place].category, shares[place]) for place in places]
        for lost in outdone(claims, least):
            found[places[lost]] = False
    return found


def _candidates(module: Module, outline: Outline, finder: Finder) -> Iterator[tuple[Component, Mapping[str, float]]]:
    signals = finder.signals(module, outline)
    for component in candidates(outline, signals, finder):
        yield component, features(component, outline, signals, finder)


def _lines(ranges: Ranges) -> set[int]:
    return {line for start, end in ranges for line in range(start, end + 1)}


def _expression(pattern: str) -> str:
    whole = re.escape(pattern).replace(r"\*\*/", "(?:.*/)?").replace(r"\*\*", ".*")
    return whole.replace(r"\*", "[^/]*")
