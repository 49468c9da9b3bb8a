"""The statements of a module from which values can be learnt: assignments, annotations, returns, `with`, `global`."""

from __future__ import annotations

import keyword
from typing import NamedTuple

from auditlib.graphs.access_chains import Reading
from auditlib.graphs.spelling import Statement

TELLING = frozenset({"return", "yield", "with", "async", "global"})
"""First words of statements, other than assignments, that teach something."""


class Read:
    """One statement of a module: its lines, the definition it stands in, and its chains."""

    __slots__ = ("owner", "reading", "statement")

    def __init__(self, statement: Statement, owner: str) -> None:
        self.statement = statement
        self.owner = owner
        self.reading = Reading(statement.text)


class Assignment(NamedTuple):
    """A statement that gives something to a name or an attribute: where its targets and its value stand."""

    read: Read
    targets: tuple[int, ...]
    begin: int
    annotation: str


def lesson(read: Read) -> Read | Assignment | None:
    """A statement from which values can be learnt."""
    reading = read.reading
    first = reading.tokens[0]
    if first in TELLING:
        return read
    named = first == "(" or (first.isidentifier() and not keyword.iskeyword(first))
    return _assignment(read) if named else None


def _assignment(read: Read) -> Assignment | None:
    equals, colons, end = read.reading.split("="), read.reading.split(":"), len(read.reading.tokens)
    begin = equals[-1] + 1 if equals else end
    if colons and (not equals or colons[0] < equals[0]):
        text = "".join(read.reading.tokens[colons[0] + 1 : equals[0] if equals else end])
        return Assignment(read, (0,), begin, text)
    return Assignment(read, (0, *(one + 1 for one in equals[:-1])), begin, "") if equals else None
