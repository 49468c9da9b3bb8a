"""How well a part would serve as the one that stays: where it stands, who uses it, how general and complete it is."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from auditlib.graphs.layout import join
from auditlib.graphs.roles.stems import stems
from auditlib.model import Canonical, Definition, DefinitionKind, ImportEdge, Module, Part


class Standing:
    """What is known of the parts of a repository that could stay."""

    def __init__(self, modules: Sequence[Module], edges: Sequence[ImportEdge], declared: Collection[str] = ()) -> None:
        self._modules = {module.path: module for module in modules}
        self._definitions = {(module.path, one.qualname): one for module in modules for one in module.facts.definitions}
        self._declared = frozenset(declared)  # paths that the structure document declares
        self._users: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._imported: dict[str, set[str]] = defaultdict(set)
        for edge in edges:
            if edge.imported:
                self._users[edge.imported, edge.name].add(edge.path)
                self._imported[edge.path].add(edge.imported)
        self._exported = {
            (edge.imported, edge.name) for edge in edges if edge.path.endswith("__init__.py") and edge.imported
        }

    def definition(self, part: Part) -> Definition | None:
        """The class or function that a part is, or is some members of; None at module level."""
        return self._definitions.get((part.path, part.qualname))

    def kind(self, part: Part) -> str:
        """`record`, `class` or `function`: only parts of one kind can stand for one another."""
        one = self.definition(part)
        if one is None or one.kind is not DefinitionKind.CLASS:
            return "function" if one else "class"
        return "class" if part.members or any(True for _ in self._methods(part)) else "record"

    def users(self, part: Part) -> int:
        """How many files import it by its name."""
        return len(self._users.get((part.path, part.qualname.partition(".")[0]), ()))

    def exists(self, path: str, qualname: str) -> bool:
        """There is such a definition."""
        return (path, qualname) in self._definitions

    def place(self, declared: str, folders: Sequence[str]) -> tuple[str, str]:
        """The path and name of `path:name`, whose path may be relative to one of the folders; as it is if not found."""
        path, _, qualname = declared.partition(":")
        for folder in folders:
            if self.exists(join(folder, path), qualname):
                return join(folder, path), qualname
        return path, qualname

    def reasons(self, part: Part, category: str, rivals: Sequence[Part] = ()) -> dict[str, float]:
        """What speaks for a part to stay, in words, with its weight; negative where it speaks against it."""
        one, module = self.definition(part), self._modules[part.path]
        words, file = set(stems((part.qualname,))), part.path.rpartition("/")[2].removesuffix(".py")
        place = set(stems(part.path.split("/"))) - self._common(rivals)
        methods = 0 if part.members else len(list(self._methods(part)))
        users, inner = self.users(part), [part.path in self._imported[other.path] for other in rivals].count(True)
        sloc = sum(end - start + 1 for start, end in part.ranges)
        said = one.summary if one else ""
        special = bool((words | place | set(stems(said.split()))) & _SPECIAL)
        found = {
            "it is a definition of its own": 1.5 * (not part.members),
            f"{users} files import it": 0.5 * math.log2(1 + users),
            f"{inner} of the others import its file": 1.0 * min(2, inner),
            f"{methods} public methods": 0.3 * math.log2(1 + methods),
            f"{sloc} lines": 0.15 * math.log2(1 + sloc),
            "its name says its job": 1.0 * bool(category and words & set(stems((category,)))),
            "its file is named after it": 0.8 * (len(words & set(stems((file,)))) >= AFTER * max(1, len(words))),
            "it stands in a general place": 0.6 * bool(place & _GENERAL),
            "it stands deep in the tree": -0.2 * part.path.count("/"),
            "the structure document declares its file": 0.5 * (part.path in self._declared),
            "a package exports it": 0.5 * ((part.path, part.qualname) in self._exported),
            "it says what it does": 0.2 * bool(said),
            "its name or place says that it is old or special": -2.0 * special,
            "its file is large and does much else": -0.3 * (module.facts.lines.sloc > LARGE),
        }
        return {reason: weight for reason, weight in found.items() if weight}

    def _common(self, rivals: Sequence[Part]) -> set[str]:
        places = [set(stems(part.path.split("/"))) for part in rivals]
        return set.intersection(*places) if places else set()

    def _methods(self, part: Part) -> Iterator[str]:
        prefix = f"{part.qualname}."
        for (path, qualname), one in self._in_file(part.path):
            if path == part.path and qualname.startswith(prefix) and one.public:
                yield one.name

    def _in_file(self, path: str) -> Iterator[tuple[tuple[str, str], Definition]]:
        module = self._modules.get(path)
        for one in module.facts.definitions if module else ():
            yield (path, one.qualname), one


def canonical(
    members: Sequence[Part], category: str, standing: Standing, declared: tuple[str, str] | None = None
) -> Canonical:
    """The part that should stay: the one that params declare, else the one that most speaks for.

    A declared one that is not there is vetoed, and said so; nothing is put in its place.
    """
    if declared:
        path, qualname = declared
        exists = standing.exists(path, qualname)
        vetoes = () if exists else (f"{path} defines no {qualname} in this state",)
        return Canonical(path, qualname, exists, True, ("the params declare it",), vetoes)
    ranked = sorted(members, key=lambda part: (-sum(standing.reasons(part, category, members).values()), part))
    best = ranked[0]
    reasons = sorted(standing.reasons(best, category, members).items(), key=lambda pair: -pair[1])
    return Canonical(best.path, best.qualname, True, False, tuple(reason for reason, weight in reasons if weight > 0))


AFTER = 0.6
"""Share of the words of a name that its file's name has where the file is named after it."""

LARGE = 600
"""SLOC of a file from which on it is no home for one thing."""

_GENERAL = frozenset(
    stem
    for word in (
        "core",
        "common",
        "shared",
        "utils",
        "util",
        "base",
        "lib",
        "infrastructure",
        "performance",
        "monitoring",
        "cache",
        "memory",
        "types",
        "models",
    )
    for stem in stems((word,))
)
_SPECIAL = frozenset(
    stem
    for word in (
        "legacy",
        "old",
        "deprecated",
        "experimental",
        "fallback",
        "lightweight",
        "compat",
        "compatibility",
        "backup",
        "naive",
        "crazy",
        "temp",
        "tmp",
        "demo",
        "example",
        "mock",
        "simple",
        "minimal",
        "vendor",
    )
    for stem in stems((word,))
)
