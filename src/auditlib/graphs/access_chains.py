"""Chains of names, attributes and calls in a spelled statement: `await self . store . get ( key , 0 )`."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator
from typing import NamedTuple

_TOKEN = re.compile(r'"[^"]*"|[^ ]+')
_KEYWORDS = frozenset(keyword.kwlist)
_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")
_VALUED = frozenset({"or", "and", "await", "else", "if", "None"})
"""Words between the parts of an expression that leave it one of its parts."""


class Arguments(NamedTuple):
    """What a call passes: how many by position, which by name, and whether `*` or `**` hides more."""

    positional: int = 0
    keywords: tuple[str, ...] = ()
    starred: bool = False


class Step(NamedTuple):
    """One step of a chain: "." an attribute, "(" a call, "[" a subscript; which tokens its brackets hold."""

    kind: str
    name: str = ""
    begin: int = 0
    end: int = 0


class Chain(NamedTuple):
    """A name (or "(" for a group) with the steps that follow; `begin` to `end` are its tokens."""

    root: str
    begin: int
    end: int
    awaited: bool
    steps: tuple[Step, ...]


class Reading:
    """The tokens of one statement and the chains in it, those inside brackets included.

    Example:
        >>> reading = Reading('x = await self . store . get ( key , ttl = 0 )')
        >>> [chain.root for chain in reading.chains.values()]
        ['x', 'self', 'key']
        >>> chain = reading.chains[3]
        >>> chain.awaited, [step.name for step in chain.steps], reading.arguments(chain.steps[-1])
        (True, ['store', 'get', ''], Arguments(positional=1, keywords=('ttl',), starred=False))
    """

    __slots__ = ("_closing", "chains", "tokens")

    def __init__(self, text: str) -> None:
        self.tokens: list[str] = _TOKEN.findall(text)
        self._closing = _brackets(self.tokens)
        self.chains = dict(self._read())

    def parts(self, begin: int, end: int) -> list[tuple[int, int]]:
        """The ranges between the commas of a range."""
        found, start = [], begin
        for place in self._top(begin, end):
            if self.tokens[place] == ",":
                found.append((start, place))
                start = place + 1
        return [part for part in (*found, (start, end)) if part[0] < part[1]]

    def arguments(self, call: Step) -> Arguments:
        """What a step of kind "(" passes."""
        positional, keywords, starred = 0, [], False
        for begin, end in self.parts(call.begin, call.end):
            first = self.tokens[begin]
            if first in {"*", "**"}:
                starred = True
            elif end - begin > 1 and self.tokens[begin + 1] == "=":
                keywords.append(first)
            else:
                positional += 1
        return Arguments(positional, tuple(keywords), starred)

    def split(self, text: str, begin: int = 0) -> list[int]:
        """The places of a token outside brackets."""
        return [place for place in self._top(begin, len(self.tokens)) if self.tokens[place] == text]

    def operands(self, begin: int, end: int) -> list[int] | None:
        """Where those parts of an expression begin that may be its value, as in `a or f()`.

        None where the value is something else: arithmetic, a comparison, a tuple, a literal.
        """
        found, skipping = [], False
        for place in self._top(begin, end):
            word = self.tokens[place]
            skipping = word == "if" or (skipping and word != "else")
            if skipping:
                continue
            if place in self.chains or word == "(":
                found.append(place)
            elif word not in _VALUED:
                return None
        return found

    def inside(self, place: int) -> tuple[int, int]:
        """The range between a bracket and the one that closes it."""
        return place + 1, self._closing.get(place, len(self.tokens))

    def _top(self, begin: int, end: int) -> Iterator[int]:
        """The places outside brackets; a chain and a bracket count as one."""
        place = begin
        while place < end:
            yield place
            if place in self.chains:
                place = self.chains[place].end
            else:
                place = self._closing.get(place, place) + 1

    def _read(self) -> Iterator[tuple[int, Chain]]:
        depth = 0
        for place, word in enumerate(self.tokens):
            before = self.tokens[place - 1] if place else ""
            depth += (word in _OPENING) - (word in _CLOSING)
            if before != ".":
                after = self._root(place, before, inside=depth > 0)
                if after:
                    yield place, self._chain(place, after, before)

    def _root(self, place: int, before: str, *, inside: bool) -> int:
        """Where the steps of a chain begin that has its first name, or its group, at a place; 0 where none has."""
        word, following = self.tokens[place], self._at(place + 1)
        if word.isidentifier() and word not in _KEYWORDS:
            return 0 if inside and following == "=" else place + 1  # no chain: the name of an argument
        if word == "(" and not _callable(before):
            after = self._closing.get(place, len(self.tokens)) + 1
            return after if self._at(after) in {".", "(", "["} else 0
        return 0

    def _at(self, place: int) -> str:
        return self.tokens[place] if place < len(self.tokens) else ""

    def _chain(self, begin: int, place: int, before: str) -> Chain:
        tokens, steps = self.tokens, []
        while place < len(tokens):
            if tokens[place] == "." and place + 1 < len(tokens):
                steps.append(Step(".", tokens[place + 1]))
                place += 2
            elif tokens[place] in {"(", "["}:
                close = self._closing.get(place, len(tokens))
                steps.append(Step(tokens[place], "", place + 1, close))
                place = close + 1
            else:
                break
        return Chain(tokens[begin], begin, place, before == "await", tuple(steps))


def _callable(word: str) -> bool:
    """A bracket after this token is a call or subscript of it."""
    return word in _CLOSING or word[:1] == '"' or (word.isidentifier() and word not in _KEYWORDS)


def _brackets(tokens: list[str]) -> dict[int, int]:
    """The place of the bracket that closes each."""
    found, open_ones = {}, []
    for place, word in enumerate(tokens):
        if word in _OPENING:
            open_ones.append(place)
        elif word in _CLOSING and open_ones:
            found[open_ones.pop()] = place
    return found
