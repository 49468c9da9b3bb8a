"""What a user names on the command line, as a part: `PATH`, or `PATH:QUALNAME`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from auditlib.errors import ParamsError, SourceError
from auditlib.graphs.linesets import SourceLines, ranges
from auditlib.graphs.members import near_miss
from auditlib.model.patterns import Part
from auditlib.visible import one_line

if TYPE_CHECKING:
    from auditlib.graphs.state import State
    from auditlib.model import Module

FEW = 6
"""Definitions that are named to somebody who named one that is not there."""


def named_part(text: str, state: State) -> Part:
    """The part of a state that a user means; a path may begin anywhere below the root if only one file ends so.

    Raises: ParamsError where there is no such file or definition, or several; SourceError where the file has faults.
    """
    path, _, qualname = text.partition(":")
    module = _module(path, {module.path: module for module in state.modules})
    if fault := module.facts.fault:
        raise SourceError(f"{one_line(module.path)}: cannot be parsed, so nothing can be said of it: {fault.message}")
    source = SourceLines(module, state.read(module.path))
    if not qualname:
        return Part(module.path, "", ranges(source.all()))
    names = [one.qualname for one in module.facts.definitions]
    if qualname not in names:
        raise ParamsError(
            f"{one_line(module.path)} has no definition {one_line(qualname)}{_meant(qualname, names) or _there(names)}"
        )
    return Part(module.path, qualname, ranges(source.of_definition(qualname)))


def check_removal(parts: Sequence[Part], into: Part | None) -> None:
    """Refuse a removal that means nothing.

    Raises: ParamsError where no part is given, or the one that stays is among those that go or holds one of them.
    """
    if not parts:
        raise ParamsError("nothing to remove; name a part: PATH or PATH:QUALNAME")
    for part in parts:
        if into and _holds(part, into):
            raise ParamsError(f"{one_line(into.id)} would go with {one_line(part.id)}; name one that stays")
        if into and _holds(into, part):
            raise ParamsError(f"{one_line(part.id)} is itself in {one_line(into.id)}; name another part that stays")


def _holds(outer: Part, inner: Part) -> bool:
    return outer.path == inner.path and (not outer.qualname or f"{inner.qualname}.".startswith(f"{outer.qualname}."))


def _module(path: str, modules: Mapping[str, Module]) -> Module:
    wanted = path.replace("\\", "/").removeprefix("./")
    if wanted in modules:
        return modules[wanted]
    found = [known for known in modules if wanted and known.endswith(f"/{wanted}")]
    if len(found) == 1:
        return modules[found[0]]
    if found:
        raise ParamsError(f"{one_line(path)} may be {' or '.join(map(one_line, sorted(found)))}; name one of them")
    raise ParamsError(f"there is no Python file {one_line(path)}{_meant(wanted, sorted(modules))}")


def _there(names: Sequence[str]) -> str:
    """The first definitions of a module."""
    outer = [one_line(name) for name in names if "." not in name]
    return f"; it has {', '.join(outer[:FEW])}{', …' if len(outer) > FEW else ''}" if outer else "; it has none"


def _meant(name: str, names: Sequence[str]) -> str:
    """The one that was meant: by its name as a whole, else by its last part."""
    near = near_miss(name, names)
    last = name.replace("/", ".").removesuffix(".py").rpartition(".")[2]
    ends = {one.replace("/", ".").removesuffix(".py").rpartition(".")[2]: one for one in names}
    near = near or ends.get(near_miss(last, sorted(ends)), "")
    return f"; did you mean {one_line(near)}?" if near else ""
