"""Who uses a part of the code: imports, calls, members taken from it, subclasses; and uses of which nobody can say."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from enum import StrEnum
from functools import partial
from pathlib import PurePath
from typing import NamedTuple

from auditlib.graphs.access_chains import Arguments, Chain
from auditlib.graphs.flow import Flow
from auditlib.graphs.lessons import Read
from auditlib.graphs.namespaces import NOTHING, Scoped, Value, Values
from auditlib.graphs.readings import Readings, is_dotted_text
from auditlib.model import ImportEdge
from auditlib.model.patterns import Part


class UseKind(StrEnum):
    """In which way a part is used."""

    IMPORT = "import"
    NAME = "name"  # named without being called: passed on, compared, an annotation
    CALL = "call"  # of a function; of a class, for a new instance
    MEMBER = "member"
    BASE = "base"  # a class is made a subclass of it
    TEXT = "text"  # named in a string, as in `patch("a.b.C")`


class Use(NamedTuple):
    """One use: where, in which definition, of what, which member of it, and what a call passes."""

    path: str
    line: int
    owner: str
    kind: UseKind
    target: Value
    member: str = ""
    arguments: Arguments | None = None
    awaited: bool = False


class Unknown(NamedTuple):
    """A member with a name that only the parts have, taken from something of which nothing is known."""

    path: str
    line: int
    owner: str
    member: str


class Uses(NamedTuple):
    """All that was found, sorted by path and line; and the classes that are subclasses of the parts."""

    known: tuple[Use, ...]
    unknown: tuple[Unknown, ...]
    subclasses: tuple[Value, ...]


ROUNDS = 4
"""How often modules are added that may get an instance from those read before."""

COMMON = frozenset(
    name
    for kind in (dict, list, set, str, bytes, tuple, int, float, object, PurePath, type(open), Exception)
    for name in dir(kind)
).union(
    ("add", "call", "close", "commit", "connect", "cursor", "debug", "delete", "error", "execute", "flush", "get"),
    ("handle", "info", "load", "name", "next", "open", "process", "put", "read", "remove", "run", "save", "send"),
    ("set", "start", "stop", "update", "write"),
)
"""Names of members that objects of many kinds have: they tell nothing of a type."""


def find_uses(parts: Sequence[Part], flow: Flow, *, also: Sequence[Part] = ()) -> Uses:
    """The uses of parts in all modules, those inside the parts themselves included.

    `also` are parts whose member names do not make a name common: those that would take over.

    A name leads to a part through imports, re-exports and aliases. An object is followed from the constructor, a
    factory or an annotation through variables, attributes and fixtures to the member that is taken from it. What
    cannot be followed is no use; where the member's name is one that only the parts have, it is `unknown`.
    """
    return _Search(parts, flow, also).run()


class _Search:
    """The state of one search."""

    def __init__(self, parts: Sequence[Part], flow: Flow, also: Sequence[Part]) -> None:
        self.names = flow.names
        self.flow = flow
        self.readings = Readings(flow)
        self.targets = frozenset((part.path, part.qualname) for part in parts)
        self.holders = frozenset((part.path, part.qualname.rpartition(".")[0]) for part in parts)
        self.subclasses: set[Value] = set()
        self._decided: dict[Value, bool] = {}
        self.own = frozenset(self._own(parts))
        self.distinctive = self._distinctive(parts, also)
        self.likely = frozenset(_snake(qualname) for _, qualname in self.targets if qualname[:1].isupper())

    def run(self) -> Uses:
        relevant = self._relevant()
        uses: set[Use] = set()
        for path in sorted(relevant):
            uses.update(self._imports(self.names.modules[path]))
            if any(map(self._matters, self.readings.values(path))):
                for read in self.flow.statements(path):
                    uses.update(self._of_statement(path, read))
        telling = {*self.distinctive, *self.likely, *(f"_{one}" for one in self.likely)}
        paths = [path for path, scoped in self.names.modules.items() if not telling.isdisjoint(scoped.words)]
        unknown = {one for path in paths for one in self._unknown(path)}
        ordered = sorted(uses, key=_order)
        return Uses(tuple(ordered), tuple(sorted(unknown)), tuple(sorted(self.subclasses)))

    def holds(self, value: Value) -> bool:
        """A value is one of the parts, or lies in one."""
        if value.kind not in {"definition", "instance"}:
            return value.kind == "module" and (value.path, "") in self.targets
        qualname = value.qualname
        while qualname:
            if (value.path, qualname) in self.targets:
                return True
            qualname = qualname.rpartition(".")[0]
        return (value.path, "") in self.targets

    # which modules to read

    def _relevant(self) -> set[str]:
        """The modules that may get hold of a part: they name it, or what gives it to them."""
        words = {self._word(path, qualname) for path, qualname in self.targets}
        for path, qualname in self.targets:
            if not qualname:
                words.update(self.names.modules[path].module.facts.bindings)
        attributes: set[tuple[str, str]] = set()
        found: set[str] = set()
        for _ in range(ROUNDS):
            more = {path for path, scoped in self.names.modules.items() if _mentions(scoped, words, attributes)}
            if more <= found:
                break
            found |= more
            self.flow.settle(found)
            self._find_subclasses(found)
            held = frozenset(self._instances())
            plain, attributes = self.flow.holders(held)
            words |= plain | {one.qualname.rpartition(".")[2] for one in self.subclasses}
        return found

    def _word(self, path: str, qualname: str) -> str:
        return (qualname or PurePath(path).stem).rpartition(".")[2]

    def _instances(self) -> Iterator[Value]:
        classes = {*self.subclasses}
        for path, qualname in self.targets:
            classes.update(
                Value("definition", path, name)
                for name in self.names.modules[path].definitions
                if name == qualname or name.startswith(f"{qualname}.") or not qualname
            )
        for one in classes:
            if self.names.is_class(one):
                yield from (one, one._replace(kind="instance"))

    def _find_subclasses(self, paths: Iterable[str]) -> None:
        for path in paths:
            for name, definition in self.names.modules[path].definitions.items():
                one = Value("definition", path, name)
                inherits = definition.bases and any(map(self.holds, self.flow.ancestry(one)))
                if inherits and not self.holds(one):
                    self.subclasses.add(one)

    def _own(self, parts: Sequence[Part]) -> Iterator[str]:
        """The public members of the classes among the parts."""
        for path in {part.path for part in parts}:
            for qualname, definition in self.names.modules[path].definitions.items():
                inside = any(_within(part, path, qualname) for part in parts)
                if inside and "." in qualname and not definition.name.startswith("_"):
                    yield definition.name

    def _distinctive(self, parts: Sequence[Part], also: Sequence[Part]) -> frozenset[str]:
        """Those that nothing else in the repository has."""
        others = {
            definition.name
            for path, scoped in self.names.modules.items()
            for qualname, definition in scoped.definitions.items()
            if not any(_within(part, path, qualname) for part in (*parts, *also))
        }
        return self.own - others - COMMON

    # what a module does with the parts

    def _imports(self, scoped: Scoped) -> Iterator[Use]:
        for (owner, _), ones in scoped.imports.items():
            for one, edge in ones:
                for value in self._imported(scoped.path, one.name, edge) or self.names.imported(scoped.path, one, edge):
                    if self.holds(value) or (value.kind == "dotted" and (value.path, "") in self.targets):
                        name = one.name if one.name not in {"", "*"} else ""
                        yield Use(scoped.path, one.line, owner, UseKind.IMPORT, value, name)

    def _imported(self, path: str, name: str, edge: ImportEdge | None) -> list[Value]:
        """What comes from a module that goes as a whole: whatever the name, it goes too."""
        if edge is None or edge.imported in {None, path} or (edge.imported, "") not in self.targets:
            return []
        kind, taken = ("module", "") if name in {"", "*"} else ("definition", name)
        return [Value(kind, str(edge.imported), taken)]

    def _matters(self, value: Value) -> bool:
        """A value is a part, has a part as one of its members, or has members from one."""
        if value not in self._decided:
            line = self.flow.ancestry(value) if value.kind in {"definition", "instance"} else ()
            self._decided[value] = self.holds(value) or any(
                self.holds(cls) or (cls.path, cls.qualname) in self.holders for cls in line
            )
        return self._decided[value]

    def _of_statement(self, path: str, read: Read) -> Iterator[Use]:
        tokens = read.reading.tokens
        defined = _defined(tokens)
        for place, chain in read.reading.chains.items():
            if place != defined:
                kind = UseKind.BASE if tokens[0] == "class" and not chain.steps else UseKind.NAME
                yield from self._of_chain(path, read, chain, kind)
        if '""' in tokens:
            for hidden in self.readings.hidden(path, read):
                yield from self._of_statement(path, hidden)
        for text in filter(is_dotted_text, tokens):
            yield from self._of_text(path, read, text.strip('"'))

    def _of_chain(self, path: str, read: Read, chain: Chain, kind: UseKind) -> Iterator[Use]:
        values = self.flow.evaluate(path, read, chain)
        line = self.readings.line(path, read, chain)
        for place, found in enumerate(values):
            passed = _passed(read, chain, place)
            awaited = chain.awaited and place + (passed is not None) == len(chain.steps)
            whole = Use(path, line, read.owner, kind if passed is None else UseKind.CALL, _NONE, "", passed, awaited)
            taken = chain.steps[place - 1] if place else None
            before = values[place - 1] if place else NOTHING
            if taken is None or any(map(_is_module, before)):
                yield from map(partial(_aimed, whole), filter(self._defines, found))
            elif taken.kind == ".":
                member = whole._replace(kind=UseKind.MEMBER, member=taken.name)
                yield from map(partial(_aimed, member), self._holders(before, taken.name))

    def _holders(self, values: Values, name: str) -> set[Value]:
        """The classes among the parts from which values have their member."""
        return {found for one in values if (found := self._holder(one, name))}

    def _defines(self, value: Value) -> bool:
        return value.kind == "definition" and self.holds(value)

    def _holder(self, value: Value, name: str) -> Value | None:
        """The class among the parts from which a value has its member; None where it has it from elsewhere."""
        if value.kind not in {"instance", "definition"}:
            return None
        held = None
        for cls in self.flow.ancestry(value):
            definition = self.names.definition(cls)
            if definition is None:
                continue
            member = Value("definition", cls.path, f"{cls.qualname}.{name}")
            if name in definition.members or self.names.definition(member):
                if self.holds(cls):
                    return cls
                return cls if self.holds(member) else None
            held = cls if held is None and self.holds(cls) else held
        return held

    def _of_text(self, path: str, read: Read, text: str) -> Iterator[Use]:
        """A dotted name in a string that leads to a part, as a patch target does."""
        values, member = self.readings.named(text)
        for value in sorted(filter(self.holds, values)):
            yield Use(path, read.statement.start, read.owner, UseKind.TEXT, value, member)

    def _unknown(self, path: str) -> Iterator[Unknown]:
        for read in self.flow.statements(path):
            for chain in read.reading.chains.values():
                places = [place for place, step in enumerate(chain.steps) if self._telling(chain, place)]
                values = self.flow.evaluate(path, read, chain) if places else []
                for place in places:
                    if not values[place]:
                        yield Unknown(path, self.readings.line(path, read, chain), read.owner, chain.steps[place].name)

    def _telling(self, chain: Chain, place: int) -> bool:
        """A step that speaks for one of the parts by its name, or by the name of what it is taken from."""
        name = chain.steps[place].name
        if name in self.distinctive:
            return True
        holder = chain.steps[place - 1].name if place else chain.root
        return name in self.own and holder.strip("_") in self.likely


_NONE = Value("")


def _order(use: Use) -> tuple[object, ...]:
    return (*use[:6], use.arguments is not None, use.arguments or Arguments(), use.awaited)


def _passed(read: Read, chain: Chain, place: int) -> Arguments | None:
    """What the step at a place passes, None where it is no call."""
    step = chain.steps[place] if place < len(chain.steps) else None
    return read.reading.arguments(step) if step and step.kind == "(" else None


def _aimed(use: Use, target: Value) -> Use:
    return use._replace(target=target)


def _is_module(value: Value) -> bool:
    return value.kind in {"module", "dotted"}


def _within(part: Part, path: str, qualname: str) -> bool:
    return part.path == path and (not part.qualname or f"{qualname}.".startswith(f"{part.qualname}."))


def _snake(name: str) -> str:
    """What a variable that holds an instance is likely to be called: `cache_manager` for `CacheManager`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name.rpartition(".")[2]).lower().strip("_")


def _mentions(scoped: Scoped, words: set[str], attributes: Collection[tuple[str, str]] = ()) -> bool:
    """The module has one of the words, or an attribute's name and that of its class."""
    own = scoped.words
    if not words.isdisjoint(own):
        return True
    text = scoped.module.facts.words
    if any(f'"{word}"' in own or f".{word}" in text for word in words):
        return True
    return any(name in own and holder in own for holder, name in attributes)


def _defined(tokens: Sequence[str]) -> int:
    """The place of the name that a statement defines; -1 where it defines none."""
    place = 1 if tokens[:1] == ["async"] else 0
    return place + 1 if tokens[place : place + 1] in (["def"], ["class"]) else -1
