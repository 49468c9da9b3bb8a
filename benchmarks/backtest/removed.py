"""The set that goes and the survivor, as they are written in `commits.json`, and what the set is called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from side import Side


@dataclass(frozen=True, slots=True)
class Targets:
    """Qualified names by path; "" is the whole module. A survivor that does not exist has the path ""."""

    gone: Mapping[str, Sequence[str]]
    into: tuple[str, str]
    into_after: tuple[str, str]

    @classmethod
    def of(cls, entry: Mapping[str, Any]) -> Targets:
        """Those of an entry; `into_after` is where the survivor stands after the commit, if it moves."""
        gone: dict[str, list[str]] = {}
        for path, qualname in map(_split, entry["deleted"]):
            gone.setdefault(path, []).append(qualname)
        return cls(gone, _split(entry["into"]), _split(entry.get("into_after", entry["into"])))

    def before(self, path: str, text: str) -> Side:
        """A file before the commit."""
        return Side(text, self.gone.get(path, ()), self.into[1] if path == self.into[0] else None)

    def after(self, path: str, text: str) -> Side:
        """A file after the commit."""
        return Side(text, (), self.into_after[1] if path == self.into_after[0] else None)

    def names(self, sides: Mapping[str, Side]) -> set[str]:
        """What others can call the parts of the set; a name with two underscores says nothing."""
        found: set[str] = set()
        for path, qualnames in self.gone.items():
            parsed = sides[path].parsed
            inside = [name for name in parsed.nodes if "." not in name] if parsed else []
            found = found.union(*([qualname] if qualname else inside for qualname in qualnames))
        return {name.rpartition(".")[2].partition("#")[0] for name in found if "__" not in name}


def sites(side: Side, names: Iterable[str]) -> list[int]:
    """The line of each use of a name outside of the set and of import statements."""
    return side.parsed.references(names, side.gone | side.imports) if side.parsed else []


def _split(target: str | None) -> tuple[str, str]:
    path, _, qualname = (target or "").partition(":")
    return path, qualname
