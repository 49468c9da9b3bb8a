"""The API gap: what callers take from parts that go, and the part that stays does not offer in the same way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from auditlib.graphs.access_chains import Arguments
from auditlib.graphs.flow import PROPERTIES, Flow
from auditlib.graphs.namespaces import FOREIGN, Value
from auditlib.graphs.uses import Use, UseKind
from auditlib.model import Definition, DefinitionKind, Parameter, ParameterKind
from auditlib.model.patterns import Gap, GapKind, Part, Place

CONSTRUCTOR = "__init__"

EMPTY_BASES = frozenset({"ABC", "object", "Protocol", "Generic"})
"""Bases from elsewhere that give a class no member and no constructor that a caller would notice."""

_POSITIONAL = (ParameterKind.POSITIONAL_ONLY, ParameterKind.POSITIONAL)
_BY_NAME = (ParameterKind.POSITIONAL, ParameterKind.KEYWORD_ONLY)


class _Offer(NamedTuple):
    """What stands under a name: whether it is there, its definition where it has one, and whether all is known."""

    there: bool
    definition: Definition | None = None
    known: bool = True


def api_gap(into: Part, callers: Iterable[Use], flow: Flow) -> tuple[Gap, ...]:
    """Each difference with the callers that it concerns, sorted by member, kind and detail.

    Nothing is said of a member that the part which stays may have from a base outside the repository, of a call that
    passes `*` or `**`, of a function that a class replaces or the other way round, nor of what a member does.
    """
    found: defaultdict[tuple[str, GapKind, str], set[Place]] = defaultdict(set)
    compared = _Comparison(into, flow)
    for use in callers:
        for kind, detail in compared.differences(use):
            found[compared.member(use), kind, detail].add(Place(use.path, use.line, use.owner))
    return tuple(
        Gap(member, kind, tuple(sorted(places)), detail) for (member, kind, detail), places in sorted(found.items())
    )


def misfit(definition: Definition, passed: Arguments, *, bound: bool) -> str:
    """Why a definition cannot take these arguments; "" where it can, or nobody knows.

    Example:
        >>> from auditlib.model import DefinitionKind
        >>> get = Definition("C.get", DefinitionKind.METHOD, 1, 2, 1, (Parameter("key", _POSITIONAL[1], False),))
        >>> misfit(get, Arguments(2), bound=False), misfit(get, Arguments(1), bound=False)
        ('takes at most 1 by position, gets 2', '')
    """
    parameters = list(definition.parameters)
    if bound and parameters and parameters[0].kind in _POSITIONAL:
        parameters = parameters[1:]
    return _misfit(parameters, passed)


def _misfit(parameters: Sequence[Parameter], passed: Arguments) -> str:
    kinds = {one.kind for one in parameters}
    places = _named(parameters, _POSITIONAL)
    if passed.positional > len(places) and ParameterKind.VAR_POSITIONAL not in kinds:
        return f"takes at most {len(places)} by position, gets {passed.positional}"
    foreign = set(passed.keywords).difference(_named(parameters, _BY_NAME))
    if foreign and ParameterKind.VAR_KEYWORD not in kinds:
        return f"has no parameter {', '.join(sorted(foreign))}"
    return "" if passed.starred else _lacking(parameters, places, passed)


def _named(parameters: Iterable[Parameter], kinds: Collection[ParameterKind]) -> list[str]:
    return [one.name for one in parameters if one.kind in kinds]


def _lacking(parameters: Iterable[Parameter], places: Sequence[str], passed: Arguments) -> str:
    given = {*places[: passed.positional], *passed.keywords}
    asked = [one.name for one in filter(_required, parameters) if one.name not in given]
    return f"asks for {', '.join(asked)}" if asked else ""


def _required(one: Parameter) -> bool:
    return not one.has_default and one.kind not in {ParameterKind.VAR_POSITIONAL, ParameterKind.VAR_KEYWORD}


class _Comparison:
    """Compares uses with what one part offers."""

    def __init__(self, into: Part, flow: Flow) -> None:
        self._into = Value("definition" if into.qualname else "module", into.path, into.qualname)
        self._flow = flow

    def member(self, use: Use) -> str:
        """What a use takes: the member of a class, a constructor, or a function or class by its name."""
        if use.member and use.kind is not UseKind.IMPORT:
            return use.member
        if use.kind is UseKind.CALL and self._flow.names.is_class(use.target):
            return CONSTRUCTOR
        return use.target.qualname.rpartition(".")[2] or use.member

    def differences(self, use: Use) -> Iterator[tuple[GapKind, str]]:
        """How what stays differs from what a use takes."""
        offer = self._offer(use)
        if offer.there:
            yield from self._changes(use, offer)
        elif offer.known and self._had(use):
            yield GapKind.MISSING, ""

    def _changes(self, use: Use, offer: _Offer) -> Iterator[tuple[GapKind, str]]:
        other_shape = ""
        before, after = self._before(use), offer.definition
        if before and after and use.kind is not UseKind.IMPORT:
            if before.is_async != after.is_async:
                yield GapKind.ASYNC, "becomes async" if after.is_async else "is no longer async"
            other_shape = _other_shape(before, after)
        if detail := other_shape or self._misfit(offer, use.arguments):
            yield GapKind.ARGUMENTS, detail

    def _misfit(self, offer: _Offer, passed: Arguments | None) -> str:
        after = offer.definition
        if after is None or passed is None or not offer.known:
            return ""
        if after.kind is not DefinitionKind.CLASS:
            return misfit(after, passed, bound=after.kind is DefinitionKind.METHOD and not _static(after))
        fields = constructor_fields(Value("definition", self._into.path, after.qualname), self._flow)
        return "" if fields is None else _misfit(fields, passed)

    def _had(self, use: Use) -> bool:
        """The part that goes has what is taken from it; else the use is broken already, and no gap."""
        if use.kind is not UseKind.MEMBER or not self._flow.names.is_class(use.target):
            return True
        had = self._of_class(use.target, use.member)
        return had.there or not had.known

    def _before(self, use: Use) -> Definition | None:
        """What a use takes now, where that is a function or method."""
        names = self._flow.names
        if use.kind is UseKind.MEMBER and names.is_class(use.target):
            return names.definition(Value("definition", use.target.path, f"{use.target.qualname}.{use.member}"))
        return names.definition(use.target)

    def _offer(self, use: Use) -> _Offer:
        """What the part that stays has for a use."""
        into, names = self._into, self._flow.names
        of_class = use.kind is UseKind.MEMBER and names.is_class(use.target)
        if into.kind == "module":
            return self._of_module(use, of_class=of_class)
        if not names.is_class(into):  # a function has no members: what callers of a class would do is not known
            return _Offer(not of_class, names.definition(into), known=not of_class)
        if of_class:
            return self._of_class(into, use.member)
        if names.is_class(use.target):
            constructs = use.kind is UseKind.CALL
            return self._constructor(into) if constructs else _Offer(there=True)
        outer, _, name = use.target.qualname.rpartition(".")
        found = self._of_class(into, name)
        return found if outer or found.there else found._replace(known=False)

    def _of_module(self, use: Use, *, of_class: bool) -> _Offer:
        """Modules are compared name by name: classes and functions of one name stand for one another."""
        first = use.target.qualname.partition(".")[0] or use.member
        if not first:
            return _Offer(there=True)
        found = sorted(self._flow.member(self._into.path, first))
        cls = next(filter(self._flow.names.is_class, found), None)
        if cls and of_class:
            return self._of_class(cls, use.member)
        if cls and use.kind is UseKind.CALL:
            return self._constructor(cls)
        bound = first in self._flow.names.modules[self._into.path].module.facts.bindings
        return _Offer(bool(found) or bound, self._flow.names.definition(found[0]) if found else None)

    def _constructor(self, cls: Value) -> _Offer:
        found = self._of_class(cls, CONSTRUCTOR)
        if found.there:
            return found
        return _Offer(there=True, definition=self._flow.names.definition(cls), known=found.known)

    def _of_class(self, cls: Value, name: str) -> _Offer:
        names, known = self._flow.names, True
        for one in self._flow.ancestry(cls):
            if one == FOREIGN:
                continue
            method = names.definition(Value("definition", one.path, f"{one.qualname}.{name}"))
            definition = names.definition(one)
            if method or (definition and name in definition.members):
                return _Offer(there=True, definition=method)
            known = known and definition is not None and not self._opaque(one, definition)
            known = known and names.definition(Value("definition", one.path, f"{one.qualname}.__getattr__")) is None
        return _Offer(there=False, known=known)

    def _opaque(self, cls: Value, definition: Definition) -> bool:
        """A base is not of this repository, and may give the class anything."""
        if FOREIGN not in self._flow.bases(cls):
            return False
        bases = [base.partition("[")[0].rpartition(".")[2] for base in definition.bases]
        ours = len(self._flow.bases(cls)) - self._flow.bases(cls).count(FOREIGN)
        return len([base for base in bases if base not in EMPTY_BASES]) > ours


def constructor_fields(cls: Value, flow: Flow) -> list[Parameter] | None:
    """What the constructor of a class without one of its own takes: the fields of a dataclass, or nothing.

    None where that is not known: of a class with bases, or with another decorator.
    """
    definition = flow.names.definition(cls)
    if definition is None or definition.bases:
        return None
    if not definition.decorators:
        return []
    if "dataclass" not in {one.rpartition(".")[2] for one in definition.decorators}:
        return None
    bodies = [read.reading.tokens for read in flow.statements(cls.path) if read.owner == cls.qualname]
    return [Parameter(one[0], ParameterKind.POSITIONAL, "=" in one) for one in bodies if _is_field(one)]


def _is_field(tokens: Sequence[str]) -> bool:
    return tokens[1:2] == [":"] and "ClassVar" not in tokens


def _other_shape(before: Definition, after: Definition) -> str:
    """One of two functions is read without a call, and the other is not."""
    if _read(before) == _read(after) or DefinitionKind.CLASS in {before.kind, after.kind}:
        return ""
    return "is a property there" if _read(after) else "is a method there"


def _read(definition: Definition) -> bool:
    """It is read without a call."""
    return not PROPERTIES.isdisjoint(one.rpartition(".")[2] for one in definition.decorators)


def _static(definition: Definition) -> bool:
    return "staticmethod" in definition.decorators
