"""Two signatures held against each other: which calls that the one takes would the other not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from auditlib.model import Definition, DefinitionKind, Parameter, ParameterKind
from auditlib.model.comparison import BreakKind

PROPERTIES = ("property", "cached_property", "abstractproperty", "setter")

_POSITIONAL = (ParameterKind.POSITIONAL_ONLY, ParameterKind.POSITIONAL)
_BY_NAME = (ParameterKind.POSITIONAL, ParameterKind.KEYWORD_ONLY)
_VARIADIC = (ParameterKind.VAR_POSITIONAL, ParameterKind.VAR_KEYWORD)
_MARKS = {ParameterKind.VAR_POSITIONAL: "*", ParameterKind.VAR_KEYWORD: "**"}


def parameter_breaks(before: Sequence[Parameter], after: Sequence[Parameter]) -> Iterator[tuple[BreakKind, str]]:
    """How calls may fail: each kind with the parameter it is about, as far as one break does not explain another.

    A parameter in the place of one that is gone is that one renamed, and breaks those who pass it by name. Defaults
    and annotations are not compared: another default is another behaviour, and no call fails of it.
    """
    new = {one.name: one for one in after}
    renames = dict(_renames(before, after))
    for one in before:
        if one.name in renames:
            yield BreakKind.PARAMETER_RENAMED, f"{one.name} → {renames[one.name]}"
        elif one.name in new:
            yield from _changed(one, new[one.name], after)
        elif not _swallowed(one, after):
            yield BreakKind.PARAMETER_REMOVED, _shown(one)
    yield from _asked(before, after, renames)
    yield from _moved(before, after, renames)


def callable_parameters(definition: Definition) -> tuple[Parameter, ...]:
    """The parameters that a caller passes: without `self` or `cls`."""
    bound = definition.kind is DefinitionKind.METHOD and "staticmethod" not in definition.decorators
    own = definition.parameters
    return own[1:] if bound and own and own[0].kind in _POSITIONAL else own


def signature(definition: Definition) -> str:
    """A definition as a reader is shown it, without defaults and annotations.

    Example:
        >>> get = Definition("C.get", DefinitionKind.METHOD, 1, 2, 1, (Parameter("self", _POSITIONAL[1], False),))
        >>> signature(get)
        'def get(self)'
    """
    if definition.kind is DefinitionKind.CLASS:
        return f"class {definition.name}"
    word = "async def" if definition.is_async else "def"
    return f"{word} {definition.name}({listed(definition.parameters)})"


def listed(parameters: Sequence[Parameter]) -> str:
    """Parameters as they stand between the brackets of a signature."""
    found, bare = [], False
    for place, one in enumerate(parameters):
        if one.kind is ParameterKind.KEYWORD_ONLY and not bare:
            bare = True
            if not any(other.kind is ParameterKind.VAR_POSITIONAL for other in parameters[:place]):
                found.append("*")
        found.append(_shown(one))
        following = parameters[place + 1].kind if place + 1 < len(parameters) else None
        if one.kind is ParameterKind.POSITIONAL_ONLY and following is not ParameterKind.POSITIONAL_ONLY:
            found.append("/")
    return ", ".join(found)


def is_property(definition: Definition) -> bool:
    """It is read without a call."""
    return any(one.rpartition(".")[2] in PROPERTIES for one in definition.decorators)


def _shown(one: Parameter) -> str:
    return f"{_MARKS.get(one.kind, '')}{one.name}{'=…' if one.has_default else ''}"


def _required(one: Parameter) -> bool:
    return not one.has_default and one.kind not in _VARIADIC


def _swallowed(one: Parameter, after: Sequence[Parameter]) -> bool:
    """Whatever is passed for a parameter that is gone goes into `*args` or `**kwargs`; of these two, they stay."""
    kinds = {other.kind for other in after}
    by_place = one.kind not in _POSITIONAL or ParameterKind.VAR_POSITIONAL in kinds
    by_name = one.kind not in _BY_NAME or ParameterKind.VAR_KEYWORD in kinds
    return one.kind in kinds if one.kind in _VARIADIC else by_place and by_name


def _asked(
    before: Sequence[Parameter], after: Sequence[Parameter], renames: dict[str, str]
) -> Iterator[tuple[BreakKind, str]]:
    """New parameters that callers must pass."""
    known = {*(one.name for one in before), *renames.values()}
    new = (one for one in after if one.name not in known)
    return ((BreakKind.PARAMETER_REQUIRED, one.name) for one in new if _required(one))


def _changed(old: Parameter, new: Parameter, after: Sequence[Parameter]) -> Iterator[tuple[BreakKind, str]]:
    if _required(new) and not _required(old):
        yield BreakKind.PARAMETER_REQUIRED, new.name
    kinds = {one.kind for one in after}
    no_place = _lost(old, new, _POSITIONAL) and ParameterKind.VAR_POSITIONAL not in kinds
    no_name = _lost(old, new, _BY_NAME) and ParameterKind.VAR_KEYWORD not in kinds
    if no_place or no_name:
        yield BreakKind.PARAMETER_KIND, f"{_shown(old)}: {old.kind} → {new.kind}"


def _lost(old: Parameter, new: Parameter, kinds: tuple[ParameterKind, ...]) -> bool:
    """It was of one of these kinds, and is of none now."""
    return old.kind in kinds and new.kind not in kinds


def _renames(before: Sequence[Parameter], after: Sequence[Parameter]) -> Iterator[tuple[str, str]]:
    """Parameters that are gone with the new ones in their places, of the same kind and as required."""
    old, new = {one.name for one in before}, {one.name for one in after}
    for one, other in zip(before, after, strict=False):
        alike = one.kind is other.kind in _POSITIONAL and (not _required(other) or _required(one))
        if alike and one.name not in new and other.name not in old:
            yield one.name, other.name


def _moved(
    before: Sequence[Parameter], after: Sequence[Parameter], renames: dict[str, str]
) -> Iterator[tuple[BreakKind, str]]:
    """Positional parameters with another place than they had: counted without those that are gone or newly asked for.

    A new optional one in front of them is counted, as whoever passes them by position now passes that one.
    """
    new = _positional(after)
    names = {one.name for one in new}
    old = (renames.get(one.name, one.name) for one in _positional(before))
    stayed = [name for name in old if name in names]
    places = [one.name for one in new if one.name in stayed or not _required(one)]
    yield from _displaced(stayed, places)


def _displaced(stayed: Sequence[str], places: Sequence[str]) -> Iterator[tuple[BreakKind, str]]:
    """One break for all names that do not stand in the same place in both lists."""
    moved = ", ".join(name for place, name in enumerate(stayed) if places.index(name) != place)
    if moved:
        yield BreakKind.PARAMETER_MOVED, moved


def _positional(parameters: Sequence[Parameter]) -> list[Parameter]:
    return [one for one in parameters if one.kind in _POSITIONAL]
