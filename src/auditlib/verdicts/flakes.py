"""What pyflakes says of a file, read from the object store: undefined names, star imports, names defined twice."""

from __future__ import annotations

from pyflakes.checker import Checker
from pyflakes.messages import (
    ImportShadowedByLoopVar,
    ImportStarUsage,
    Message,
    RedefinedWhileUnused,
    UndefinedName,
)

from auditlib.verdicts.delta import Side

_FAILS = (AssertionError, AttributeError, IndexError, KeyError, RecursionError, TypeError, ValueError)
"""What pyflakes ends in where code parses and could never be compiled, or is nested deeper than it can follow."""


def undefined(side: Side, path: str) -> dict[str, int]:
    """The names that nothing binds, each with its first line."""
    return _lines(side, path, (UndefinedName,))


def starred(side: Side, path: str) -> dict[str, int]:
    """The names that a star import may or may not give, each with its first line."""
    return _lines(side, path, (ImportStarUsage,))


def hidden(side: Side, path: str) -> dict[str, int]:
    """The names that are defined again before anything used them, each with the first line that does so."""
    return _lines(side, path, (RedefinedWhileUnused, ImportShadowedByLoopVar))


def _lines(side: Side, path: str, kinds: tuple[type[Message], ...]) -> dict[str, int]:
    ordered = sorted(_messages(side, path), key=lambda one: -one.lineno)
    return {str(*one.message_args[:1]): one.lineno for one in ordered if isinstance(one, kinds)}


def _messages(side: Side, path: str) -> list[Message]:
    if path not in side.messages:
        tree = side.tree(path)
        try:
            found = Checker(tree, filename=path).messages if tree else []  # type: ignore[no-untyped-call]  # untyped
        except _FAILS:
            found = []
            side.unread.add(path)
        side.messages[path] = found
    return side.messages[path]
