"""The components of a module: its classes, its functions, and groups of members that share state, as text to judge.

A group is the part of a class, or of a module's top level, that works on some attributes (or globals): often a cache is
three methods and a dict in a larger class.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate

from auditlib.graphs.roles.filling import may_fill
from auditlib.graphs.roles.shapes import check_then_fill
from auditlib.graphs.spelling import Statement, spelled
from auditlib.model import Definition, DefinitionKind, Module, Part


@dataclass(frozen=True, slots=True)
class Attribute:
    """A name that holds state: `self.x` of a class, a field, or a global; with what it is set to first, as text."""

    name: str
    line: int
    end: int
    value: str
    annotation: str = ""


@dataclass(frozen=True, slots=True)
class Body:
    """A function or method: its name, its lines with decorators, its definition, and its statements, header first."""

    name: str
    start: int
    end: int
    definition: Definition
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Component:
    """What may be an implementation of something: a class, a function, or a group; `bodies` are its functions."""

    part: Part
    kind: str  # class | function | group
    name: str
    summary: str
    bodies: tuple[Body, ...]
    attributes: tuple[Attribute, ...]
    statements: tuple[Statement, ...]
    definition: Definition | None = None
    fallback: bool = False  # it stands in an `except`: it is there for when the real one is not


class Outline:
    """A module's statements, cut into what they define."""

    def __init__(self, module: Module) -> None:
        self.path = module.path
        self._may_fill = may_fill(module.facts)
        self.definitions = module.facts.definitions
        self.statements = spelled(module.facts)
        self.text = "\n".join(statement.text for statement in self.statements)
        self._starts = [statement.start for statement in self.statements]
        self._offsets = list(accumulate((len(one.text) + 1 for one in self.statements), initial=0))

    def statement_at(self, offset: int) -> int:
        """The index of the statement that stands at an offset of `text`."""
        return bisect_right(self._offsets, offset) - 1

    def spans_of(self, places: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Where in `text` the classes and functions of the top level stand that hold one of these statements."""
        last = -1
        for place in places:
            if place <= last:
                continue
            begin = last = place
            while begin > 0 and self.statements[begin].depth > 0:
                begin -= 1
            while last + 1 < len(self.statements) and self.statements[last + 1].depth > 0:
                last += 1
            yield self._offsets[begin], self._offsets[last + 1]

    def statement_on(self, line: int) -> int | None:
        """The index of the last statement that begins on a line or before it; None before the first."""
        place = bisect_right(self._starts, line) - 1
        return place if place >= 0 else None

    def span(self, start: int, end: int) -> range:
        """The indexes of the statements that begin on these lines."""
        return range(bisect_left(self._starts, start), bisect_right(self._starts, end))

    @cached_property
    def components(self) -> tuple[Component, ...]:
        """The classes and the functions at the top level; not what is nested in a function."""
        return tuple(self._components())

    def _components(self) -> Iterator[Component]:
        functions: list[Definition] = []
        for one in self.definitions:
            if any(outer.start < one.start and one.end <= outer.end for outer in functions[-1:]):
                continue
            if one.kind is DefinitionKind.CLASS:
                yield self._class(one)
            else:
                functions.append(one)
                if one.kind is DefinitionKind.FUNCTION:
                    yield self._function(one)

    @cached_property
    def globals(self) -> tuple[Attribute, ...]:
        """The names that the module's top level sets."""
        return tuple(_attributes((one for one in self.statements if one.depth == 0), _GLOBAL))

    @cached_property
    def memoising(self) -> tuple[int, ...]:
        """The indexes of the statements that fill what their function has looked into."""
        if not self._may_fill:
            return ()
        names = frozenset(one.name for one in self.globals)
        bodies = (self._body(one) for one in self.definitions if one.kind is not DefinitionKind.CLASS)
        filled = (one.start for body in bodies for one in check_then_fill(body.statements, names))
        return tuple(sorted({place for line in filled if (place := self.statement_on(line)) is not None}))

    def bodies(self, inside: Definition | None) -> tuple[Body, ...]:
        """The methods of a class, or the functions of the top level."""
        prefix = f"{inside.qualname}." if inside else ""
        kind = DefinitionKind.METHOD if inside else DefinitionKind.FUNCTION
        found = (
            one
            for one in self.definitions
            if one.kind is kind
            and one.qualname.rpartition(".")[0] == prefix.removesuffix(".")
            and (inside is None or inside.start <= one.start <= inside.end)
        )
        return tuple(map(self._body, found))

    def between(self, start: int, end: int) -> tuple[Statement, ...]:
        """The statements that begin on these lines."""
        span = self.span(start, end)
        return self.statements[span.start : span.stop]

    def _class(self, one: Definition) -> Component:
        start = self._with_decorators(one.start)
        statements = self.between(start, one.end)
        header = next((index for index, part in enumerate(statements) if part.start >= one.start), 0)
        depth = statements[header].depth if statements else 0
        fields = _attributes((part for part in statements[header + 1 :] if part.depth == depth + 1), _GLOBAL)
        attributes = {part.name: part for part in (*_attributes(statements, _OWN), *fields)}
        part = Part(self.path, one.qualname, ((start, one.end),))
        return Component(
            part,
            "class",
            one.name,
            one.summary,
            self.bodies(one),
            tuple(attributes.values()),
            statements,
            one,
            self._in_except(one.start, depth),
        )

    def _function(self, one: Definition) -> Component:
        body = self._body(one)
        part = Part(self.path, one.qualname, ((body.start, body.end),))
        depth = body.statements[0].depth if body.statements else 0
        return Component(
            part,
            "function",
            one.name,
            one.summary,
            (body,),
            (),
            body.statements,
            one,
            self._in_except(one.start, depth),
        )

    def _body(self, one: Definition) -> Body:
        start = self._with_decorators(one.start)
        return Body(one.name, start, one.end, one, self.between(start, one.end))

    def _with_decorators(self, line: int) -> int:
        place = bisect_left(self._starts, line)
        while place > 0 and self.statements[place - 1].text.startswith("@ "):
            place -= 1
        return min(line, self._starts[place]) if place < len(self._starts) else line

    def _in_except(self, line: int, depth: int) -> bool:
        """Whether the innermost block around a line that is less deep is an `except`."""
        place = bisect_left(self._starts, line) - 1
        while place >= 0 and depth > 0:
            one = self.statements[place]
            if one.depth < depth:
                if one.text.startswith("except"):
                    return True
                depth = one.depth
            place -= 1
        return False


def holds(attribute: Attribute) -> bool:
    """It is set to something that is filled later: a collection, a counter, a lock."""
    return bool(_HOLDS.match(attribute.value))


def group_of(component: Component, names: frozenset[str], wanted: frozenset[str]) -> Component | None:
    """The members of a component that work on attributes of these names, or are called by one of `wanted`.

    A method belongs to the group if it is wanted, or if a third of its statements have one of the names. Of another
    that has them twice, the statements from the first to the last belong to it.
    """
    inside = tuple(one for one in component.attributes if one.name in names)
    bodies = _parts(component.bodies, names, wanted)
    if not bodies:
        return None
    members = tuple(sorted({*(one.name for one in inside), *(body.name for body in bodies)}))
    merged = joined([*((one.line, one.end) for one in inside), *((body.start, body.end) for body in bodies)])
    statements = tuple(one for one in component.statements if _lies_in(one, merged))
    part = Part(component.part.path, component.part.qualname, merged, members)
    return replace(component, part=part, kind="group", bodies=bodies, attributes=inside, statements=statements)


def _lies_in(statement: Statement, ranges: Sequence[tuple[int, int]]) -> bool:
    return any(start <= statement.start <= end for start, end in ranges)


def _parts(bodies: Sequence[Body], names: frozenset[str], wanted: frozenset[str]) -> tuple[Body, ...]:
    return tuple(filter(None, (_concerned(body, names, wanted) for body in bodies)))


def _concerned(body: Body, names: frozenset[str], wanted: frozenset[str]) -> Body | None:
    """What of a function belongs to a group."""
    used = _using(body, names)
    if body.name == "__init__":
        return None
    if body.name in wanted or len(used) >= LEAST_SHARE * len(body.statements[1:]) > 0:
        return body
    if len(used) > 1:
        return replace(body, start=used[0].start, end=used[-1].end, statements=_between(body, used))
    return None


def joined(ranges: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Ranges of lines, sorted; those that touch or overlap as one.

    Example:
        >>> joined([(7, 9), (1, 3), (4, 5)])
        ((1, 5), (7, 9))
    """
    found: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if found and start <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)


LEAST_SHARE = 1 / 3

_HOLDS = re.compile(
    r"\{|\[|0(?: \. 0)?\Z|field \( default_factory"
    r"|(?:\w+ \. )*(?:dict|list|set|deque|defaultdict|OrderedDict|Counter|Weak\w+|\w*Lock|\w*Cache) \("
)
_OWN = re.compile(r"self \. (\w+)(?: : ([^=]+?))? = (.*)")
_GLOBAL = re.compile(r"(\w+)(?: : ([^=]+?))?(?: = (.*))?\Z")
_USED = re.compile(r"\b\w+\b")


def _attributes(statements: Iterator[Statement] | Sequence[Statement], pattern: re.Pattern[str]) -> Iterator[Attribute]:
    seen = set()
    for one in statements:
        found = pattern.match(one.text)
        if found and found[1] not in seen and (found[2] or found[3]):
            seen.add(found[1])
            yield Attribute(found[1], one.start, one.end, found[3] or "", found[2] or "")


def _using(body: Body, names: frozenset[str]) -> list[Statement]:
    """The statements of a body, its header apart, that have one of the names."""
    return [one for one in body.statements[1:] if not names.isdisjoint(_USED.findall(one.text))] if names else []


def _between(body: Body, used: Sequence[Statement]) -> tuple[Statement, ...]:
    return tuple(one for one in body.statements if used[0].start <= one.start <= used[-1].start)
