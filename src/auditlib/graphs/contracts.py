"""Dependency contracts: which modules a selector means, and the shortest chains of imports that lead where none may."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from auditlib.globs import matches
from auditlib.model import ImportEdge, ImportStatus, Module


class Step(NamedTuple):
    """One import of a chain: importer, line, and the module that it reaches."""

    path: str
    line: int
    imported: str


Chain = tuple[Step, ...]


class Imports:
    """The imports of a repository as far as they count for a contract: importer → imported → the first line."""

    def __init__(
        self, edges: Iterable[ImportEdge], *, leave_out: Collection[str] = (), ignore: Collection[tuple[str, str]] = ()
    ) -> None:
        self.onward: defaultdict[str, dict[str, int]] = defaultdict(dict)
        self._back: defaultdict[str, set[str]] = defaultdict(set)
        for edge in edges:
            target = edge.imported or _foreign(edge)
            if target and edge.context not in leave_out and edge.path != target and (edge.path, target) not in ignore:
                line = self.onward[edge.path].get(target, edge.line)
                self.onward[edge.path][target] = min(line, edge.line)
                self._back[target].add(edge.path)

    def chains(
        self, sources: Collection[str], targets: Collection[str], *, barred: Collection[str] = ()
    ) -> list[Chain]:
        """For each import by which a source leads to a target, the shortest chain, sorted by importer and line.

        A chain passes through no other source, no target, and nothing that is barred.
        """
        onward = self._toward(targets, closed={*sources, *targets, *barred})
        found: list[Chain] = []
        for source in sorted(sources):
            for imported, line in sorted(self.onward.get(source, {}).items(), key=lambda one: (one[1], one[0])):
                if imported in targets:
                    found.append((Step(source, line, imported),))
                elif imported in onward and imported not in sources:
                    found.append((Step(source, line, imported), *_followed(imported, onward, targets)))
        return found

    def _toward(self, targets: Collection[str], closed: Collection[str]) -> dict[str, Step]:
        """For each module that leads to a target, its next step on a shortest way there."""
        known: dict[str, Step] = {}
        queue = deque(sorted(targets))
        while queue:
            reached = queue.popleft()
            for importer in sorted(self._back.get(reached, ())):
                if importer not in known and importer not in closed:
                    known[importer] = Step(importer, self.onward[importer][reached], reached)
                    queue.append(importer)
        return known


class Selection:
    """The modules of a repository by the selectors of params."""

    def __init__(self, modules: Iterable[Module], scope: Sequence[str]) -> None:
        self._names = {module.path: module.name for module in modules}
        self._scope = scope

    def modules(self, selectors: Iterable[str]) -> frozenset[str]:
        """The paths that any selector means: a path glob from the root or from a scope, or a dotted name."""
        return frozenset(path for selector in selectors for path in self._names if self._means(selector, path))

    def beside(self, paths: Collection[str]) -> frozenset[str]:
        """The modules below the folder that holds all of these, but the `__init__` of that folder itself."""
        folders = [path.split("/")[:-1] for path in paths]
        common: list[str] = []
        for parts in zip(*folders, strict=False):
            if len(set(parts)) > 1:
                break
            common.append(parts[0])
        prefix = "/".join([*common, ""]) if common else ""
        return frozenset(path for path in self._names if path.startswith(prefix)) - {f"{prefix}__init__.py"}

    def _means(self, selector: str, path: str) -> bool:
        name = self._names[path]
        if name == selector or name.startswith(f"{selector}."):
            return True
        places = (selector, *(f"{scope}/{selector}" for scope in self._scope))
        return matches(tuple(one for place in places for one in (place, f"{place}.py")), path)


def groups_of(level: str) -> tuple[str, ...]:
    """The layers of one level.

    Example:
        >>> groups_of("api | cli")
        ('api', 'cli')
    """
    return tuple(one.strip() for one in level.split("|") if one.strip())


def shown(chain: Chain) -> str:
    """A chain for a reader, with the line of each import but the first, which is where the finding stands."""
    first, *others = chain
    return " → ".join([first.path, first.imported, *(f"{step.imported} (line {step.line})" for step in others)])


def find_cycles_between(groups: Mapping[str, Collection[str]], imports: Imports) -> Iterator[tuple[str, str, Step]]:
    """Pairs of groups that import each other, directly: both names, and the first import back."""
    home = {path: name for name, paths in groups.items() for path in paths}
    between: dict[tuple[str, str], Step] = {}
    for path, targets in sorted(imports.onward.items()):
        for imported, line in sorted(targets.items(), key=lambda one: (one[1], one[0])):
            pair = home.get(path, ""), home.get(imported, "")
            if "" not in pair and pair[0] != pair[1]:
                between.setdefault(pair, Step(path, line, imported))
    for one, other in sorted(between):
        if one < other and (other, one) in between:
            yield one, other, between[other, one]


def _followed(start: str, onward: Mapping[str, Step], targets: Collection[str]) -> Iterator[Step]:
    here = start
    while here not in targets:
        step = onward[here]
        yield step
        here = step.imported


def _foreign(edge: ImportEdge) -> str:
    """The top-level package from elsewhere that an import takes, "" where it is none."""
    outside = edge.status in {ImportStatus.EXTERNAL, ImportStatus.STDLIB}
    return edge.target.partition(".")[0] if outside and not edge.target.startswith(".") else ""
