"""What can be known of a consolidation before it is made: from the parent commit, the set and the survivor alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict

from counting import Size, total
from relations import relation
from removed import Targets, sites
from side import Side, lines_of
from sources import Commit, role


def features(commit: Commit, targets: Targets) -> dict[str, object]:
    """Counts of the set, its imports, the survivor and the callers.

    `largest` is the SLOC of the largest definition or module of the set, `distinct` counts equal lines once, `known`
    are those that the survivor holds already. `named` is told twice: everywhere, and where the name was imported or
    defined; a method of a common name has uses that are none of its own.
    """
    sides = {path: targets.before(path, commit.text(commit.parent, path)) for path in sorted(targets.gone)}
    names = targets.names(sides)
    stays = _survivor(commit, targets)
    callers = _named(commit, targets, names)
    near = [path for path, (side, _) in callers.items() if path in sides or _imports(side, names)]
    return {
        "set": {**_set(targets, sides, stays), "files": len(sides)},
        "relation": relation(targets, sides, stays),
        "own_imports": asdict(total(map(own_imports, sides.values()))),
        "named": {"files": len(callers), "sites": sum(count for _, count in callers.values())},
        "named_near": {"files": len(near), "sites": sum(callers[path][1] for path in near)},
        "members_missing": _members_missing(targets, sides, stays, [side for side, _ in callers.values()]),
    }


def own_imports(side: Side) -> Size:
    """The size of the imports that the set of a file uses and nothing else in that file."""
    if not side.parsed:
        return Size()
    outside = side.parsed.names(side.gone)
    inside = side.parsed.names(side.whole - side.gone)
    statements = [lines for lines, names in side.parsed.imports() if names & inside and not names & outside]
    return side.size_of(lines_of(*statements) & side.imports)


def _set(targets: Targets, sides: Mapping[str, Side], stays: Side | None) -> dict[str, int]:
    single = [Side(sides[path].text, [one]) for path, names in targets.gone.items() for one in names]
    code = Counter(line for side in sides.values() for line in side.code(side.gone))
    known = set(stays.code(stays.kept)) if stays else set()
    return {
        "targets": len(single),
        "largest": max(side.size_of(side.gone).sloc for side in single),
        "distinct": len(code),
        "known": sum(count for line, count in code.items() if line in known),
    }


def _named(commit: Commit, targets: Targets, names: Iterable[str]) -> dict[str, tuple[Side, int]]:
    """The product files that use a name of the set outside of it, and how often."""
    patterns = [word for name in sorted(names) for word in ("-e", name)]
    listed = commit.git("grep", "-lwzF", *patterns, commit.parent, "--", "*.py", allowed=(0, 1)) if patterns else b""
    paths = [one.partition(":")[2] for one in listed.decode(errors="replace").split("\0") if one]
    found = {}
    for path in sorted(path for path in paths if role(path) == "product"):
        side = targets.before(path, commit.text(commit.parent, path))
        used = sites(side, names)
        if used:
            found[path] = side, len(used)
    return found


def _imports(side: Side, names: Iterable[str]) -> bool:
    wanted = set(names)
    return side.parsed is not None and any(wanted & bound for _, bound in side.parsed.imports())


def _survivor(commit: Commit, targets: Targets) -> Side | None:
    path = targets.into[0]
    if not path or not commit.holds(path):
        return None
    return targets.before(path, commit.text(commit.parent, path))


def _members_missing(
    targets: Targets, sides: Mapping[str, Side], stays: Side | None, callers: Iterable[Side]
) -> int | None:
    """How many members of the classes that go callers use and the class that stays does not have; None: no classes."""
    known = stays.parsed.members(targets.into[1]) if stays and stays.parsed else set()
    gone: set[str] = set()
    for path, qualnames in targets.gone.items():
        parsed = sides[path].parsed
        if parsed:
            gone = gone.union(*(parsed.members(name) for name in parsed.nodes if name in qualnames or "" in qualnames))
    if not gone or not known:
        return None
    used = set[str]().union(*(side.parsed.attributes(side.gone) for side in callers if side.parsed))
    return sum(not name.startswith("__") for name in gone & used - known)
