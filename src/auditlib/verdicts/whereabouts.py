"""What became of a definition: where most of its lines are at head, under the same name or another one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cached_property

from auditlib.graphs.namespaces import Namespaces, Value
from auditlib.model import Definition
from auditlib.verdicts.delta import Delta
from auditlib.verdicts.elimination import Elimination

MOST = 0.5
"""Share of the lines of a definition that must be in one at head for that to be what became of it."""


class Whereabouts:
    """Finds at head what was defined at base."""

    def __init__(self, delta: Delta, elimination: Elimination, base: Namespaces, head: Namespaces) -> None:
        self._delta = delta
        self._heads = elimination.heads
        self._base = base
        self._head = head

    def successor(self, path: str, definition: Definition) -> Value | None:
        """The definition at head that has most of its lines and was not there at base, or has its very name.

        Where lines tell nothing: a new definition of the same qualified name elsewhere, if there is just one.
        """
        votes: Counter[Value] = Counter()
        for row in range(definition.start - 1, definition.end):
            there = self._heads.get((path, row)) if path in self._delta.base.texts else (path, row)
            if there and (value := self._holder(there, definition)):
                votes[value] += 1
        for value, count in votes.most_common(1):
            if count >= MOST * (definition.end - definition.start + 1):
                return value
        return self._namesake(definition)

    def line(self, path: str, row: int) -> str | None:
        """The file at head that has a line of a file at base, None where none has."""
        there = self._heads.get((path, row))
        return there[0] if there else None

    def _holder(self, there: tuple[str, int], definition: Definition) -> Value | None:
        """The definition at head, of the same kind and depth, that holds a line, if it is a possible successor."""
        scoped = self._head.modules.get(there[0])
        qualname = scoped.owner(there[1] + 1) if scoped else ""
        while scoped and qualname:
            one = scoped.definitions.get(qualname)
            if one and one.kind is definition.kind and (one.name == definition.name or self._is_new(there[0], one)):
                return Value("definition", there[0], qualname)
            qualname = qualname.rpartition(".")[0]
        return None

    def _is_new(self, path: str, one: Definition) -> bool:
        """It was not there at base in the file that this one was."""
        before = self._delta.bases.get(path, "")
        scoped = self._base.modules.get(before)
        return scoped is None or one.qualname not in scoped.definitions

    def _namesake(self, definition: Definition) -> Value | None:
        found = [value for value in self._by_name.get(definition.qualname, ()) if self._kind(value) is definition.kind]
        return found[0] if len(found) == 1 else None

    def _kind(self, value: Value) -> object:
        one = self._head.definition(value)
        return one.kind if one else None

    @cached_property
    def _by_name(self) -> Mapping[str, list[Value]]:
        """The definitions of files that differ which were not there at base, by qualified name."""
        found: dict[str, list[Value]] = {}
        for path in sorted(self._delta.head.texts):
            scoped = self._head.modules.get(path)
            for qualname, one in scoped.definitions.items() if scoped else ():
                if self._is_new(path, one):
                    found.setdefault(qualname, []).append(Value("definition", path, qualname))
        return found
