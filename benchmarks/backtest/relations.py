"""How the set and the survivor are related at the parent."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping

from definitions import Lines, Text
from removed import Targets
from side import Side


def relation(targets: Targets, sides: Mapping[str, Side], stays: Side | None) -> dict[str, bool]:
    """Whether they share a file, one inherits from the other, or one uses the other's name.

    Of a method that goes or stays it is its class that inherits. `inherits`: the set from the survivor.
    """
    path, qualname = targets.into
    owner, _, name = qualname.rpartition(".")
    kept = {one.rpartition(".")[2] for one in (owner, qualname) if one}
    gone = [(sides[file], one) for file, names in targets.gone.items() for one in names]
    classes = [pair for side, one in gone for pair in _classes(side.parsed, one)]
    survivors = list(_classes(stays.parsed, qualname)) if stays else []
    return {
        "same_file": path in targets.gone,
        "inherits": any(bases & kept for _, bases in classes),
        "inherited": any(bases & {one for one, _ in classes} for _, bases in survivors),
        "calls": bool(name) and any(_uses(side, {name}, side.gone) for side in sides.values()),
        "called": stays is not None and bool(name) and _uses(stays, targets.names(sides), stays.kept),
    }


def _classes(parsed: Text | None, qualname: str) -> Iterator[tuple[str, set[str]]]:
    """The classes that a target is, or is in, or holds if it is a module: the name and the names of the bases."""
    for name, node in parsed.nodes.items() if parsed else ():
        concerned = not qualname or name == qualname or qualname.startswith(f"{name}.")
        if concerned and isinstance(node, ast.ClassDef):
            yield node.name, {ast.unparse(base).rpartition(".")[2] for base in node.bases}


def _uses(side: Side, names: Iterable[str], lines: Lines) -> bool:
    return side.parsed is not None and not lines.isdisjoint(side.parsed.references(names, frozenset()))
