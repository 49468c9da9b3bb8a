"""Two definitions held against each other: what the one offered and the other does not, in the same way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from auditlib.graphs.flow import Flow
from auditlib.graphs.gap import EMPTY_BASES, constructor_fields
from auditlib.graphs.namespaces import FOREIGN, Value
from auditlib.model import Definition, DefinitionKind, Parameter
from auditlib.model.comparison import BreakKind
from auditlib.verdicts.parameters import callable_parameters, is_property, listed, parameter_breaks, signature
from auditlib.verdicts.whereabouts import Whereabouts

CONSTRUCTOR = "__init__"

DEFAULTED = frozenset(dir(object)).union(
    ("__post_init__", "__slots__", "__del__", "__all__", "__weakref__", "__dict__", "__annotations__", "__match_args__")
)
"""Special members that every object has, or that nobody but Python asks for: losing one's own is no break."""

CALLED = ("__call__", "__new__")
"""Special methods whose parameters callers pass, besides the constructor."""


class Break(NamedTuple):
    """One break, with what must be looked for at head to find its consumers.

    `target` is the definition at head that changed, or the class that lost a `member`; None where the name itself is
    gone. `offered` is where it was offered at base: a module's path and a name. What is not `public` breaks nobody
    outside the repository, and those inside all the same. `within` is the one file that it breaks, "" where any.
    """

    path: str
    qualname: str
    kind: BreakKind
    before: str
    after: str
    offered: tuple[str, str]
    target: Value | None = None
    member: str = ""
    public: bool = True
    within: str = ""


class Pairing(NamedTuple):
    """A definition at base, the one at head that has its place, and where it was offered, to others or not."""

    before: Value
    after: Value
    offered: tuple[str, str]
    public: bool

    def broken(self, kind: BreakKind, shown: tuple[str, str], member: str = "") -> Break:
        """A break of the definition, or of a member of the class that it is."""
        qualname = f"{self.before.qualname}.{member}" if member else self.before.qualname
        public = self.public and is_public(member)
        return Break(self.before.path, qualname, kind, *shown, self.offered, self.after, member, public)


class Definitions:
    """Both states, asked for definitions, members and constructors."""

    def __init__(self, whereabouts: Whereabouts, base: Flow, head: Flow) -> None:
        self._whereabouts = whereabouts
        self._base = base
        self._head = head

    def breaks(self, pair: Pairing) -> Iterator[Break]:
        """How users of the one fail with the other. A class in place of a function is called as that was."""
        old, new = self._base.names.definition(pair.before), self._head.names.definition(pair.after)
        if old is None or new is None:
            return
        if DefinitionKind.CLASS not in {old.kind, new.kind}:
            yield from (pair.broken(kind, shown) for kind, shown in _functions(old, new))
        elif old.kind is new.kind:
            yield from self._classes(pair, old)
        elif old.kind is DefinitionKind.CLASS:
            yield pair.broken(BreakKind.KIND_CHANGED, (signature(old), signature(new)))

    def _classes(self, pair: Pairing, old: Definition) -> Iterator[Break]:
        scope = self._base.names.modules[pair.before.path].definitions
        for name in old.members:
            if name not in DEFAULTED and name not in CALLED:
                yield from self._member(pair, name, scope.get(f"{pair.before.qualname}.{name}"))
        for name in CALLED:
            one, other = self._method(self._base, pair.before, name), self._method(self._head, pair.after, name)
            if one and other:
                yield from (pair.broken(kind, shown, name) for kind, shown in _functions(one, other))
        yield from self._constructors(pair)

    def _member(self, pair: Pairing, name: str, method: Definition | None) -> Iterator[Break]:
        """One member of a class: gone, renamed, or different."""
        other = self._method(self._head, pair.after, name)
        if other is not None and method is not None:
            yield from (pair.broken(kind, shown, name) for kind, shown in _functions(method, other))
            if self._settable(self._base, pair.before, name) and not self._settable(self._head, pair.after, name):
                yield pair.broken(BreakKind.SETTER_REMOVED, (f"{name} = …", f"{name} is read only"), name)
        elif other is not None:
            if not is_property(other):
                yield pair.broken(BreakKind.BECAME_METHOD, (name, signature(other)), name)
        elif not self._has_attribute(pair.after, name) and not self._may_inherit(pair, name):
            yield self._lost(pair, name, method)

    def _lost(self, pair: Pairing, name: str, method: Definition | None) -> Break:
        """A member that is gone, or has another name in the same class."""
        there = self._whereabouts.successor(pair.before.path, method) if method else None
        renamed = there and there.path == pair.after.path and there.qualname.startswith(f"{pair.after.qualname}.")
        shown = signature(method) if method else name, f"{there.path}:{there.qualname}" if there else ""
        return pair.broken(BreakKind.RENAMED if renamed else BreakKind.REMOVED, shown, name)

    def _constructors(self, pair: Pairing) -> Iterator[Break]:
        """What constructing an instance takes: of `__init__`, own or inherited, or of the fields of a dataclass."""
        old, new = self._constructor(self._base, pair.before), self._constructor(self._head, pair.after)
        if old is not None and new is not None:
            shown = f"{CONSTRUCTOR}({listed(old)})", f"{CONSTRUCTOR}({listed(new)})"
            for kind, told in _parameters(old, new, shown):
                yield pair.broken(kind, told, CONSTRUCTOR)

    def _constructor(self, flow: Flow, cls: Value) -> Sequence[Parameter] | None:
        own = self._method(flow, cls, CONSTRUCTOR)
        return callable_parameters(own) if own else constructor_fields(cls, flow)

    def _method(self, flow: Flow, cls: Value, name: str) -> Definition | None:
        """The method that a class has under a name, its own or that of the nearest base."""
        values = (Value("definition", one.path, f"{one.qualname}.{name}") for one in flow.ancestry(cls))
        return next(filter(None, map(flow.names.definition, values)), None)

    def _settable(self, flow: Flow, cls: Value, name: str) -> bool:
        """The class, or a base of it, has a setter of that name."""
        for one in flow.ancestry(cls):
            scoped = flow.names.modules.get(one.path)
            for definition in scoped.module.facts.definitions if scoped else ():
                if definition.qualname == f"{one.qualname}.{name}" and f"{name}.setter" in definition.decorators:
                    return True
        return False

    def _has_attribute(self, cls: Value, name: str) -> bool:
        definitions = map(self._head.names.definition, self._head.ancestry(cls))
        return any(one is not None and name in one.members for one in definitions)

    def _may_inherit(self, pair: Pairing, name: str) -> bool:
        """The class at head has a base from elsewhere that it had not, or catches any name, which it did not.

        A private name may be that of any base from elsewhere: who sets it in a constructor need not any more.
        """
        for catch in ("__getattr__", "__getattribute__"):
            if self._method(self._head, pair.after, catch) and not self._method(self._base, pair.before, catch):
                return True
        here = self._foreign(self._head, pair.after)
        return bool(here - self._foreign(self._base, pair.before)) or (bool(here) and not is_public(name))

    def _foreign(self, flow: Flow, cls: Value) -> set[str]:
        """The bases from elsewhere, as written, of a class and those of its bases that are known."""
        found: set[str] = set()
        for one in flow.ancestry(cls):
            definition = flow.names.definition(one)
            if definition and FOREIGN in flow.bases(one):
                found.update(base.partition("[")[0].rpartition(".")[2] for base in definition.bases)
        return found - EMPTY_BASES


def is_public(name: str) -> bool:
    """A name without a leading underscore, or a special one."""
    return not name.startswith("_") or (name.startswith("__") and name.endswith("__"))


def _functions(old: Definition, new: Definition) -> Iterator[tuple[BreakKind, tuple[str, str]]]:
    """How calls of a function or method fail: each kind, with both as a reader is shown them."""
    shown = signature(old), signature(new)
    if is_property(old) or is_property(new):
        if is_property(old) != is_property(new) and new.kind is not DefinitionKind.CLASS:
            yield (BreakKind.BECAME_PROPERTY if is_property(new) else BreakKind.BECAME_METHOD), shown
        return
    if old.is_async != new.is_async:
        yield (BreakKind.BECAME_ASYNC if new.is_async else BreakKind.BECAME_SYNC), shown
    yield from _parameters(callable_parameters(old), callable_parameters(new), shown)


def _parameters(
    old: Iterable[Parameter], new: Iterable[Parameter], shown: tuple[str, str]
) -> Iterator[tuple[BreakKind, tuple[str, str]]]:
    """One entry for each kind, with all parameters of it."""
    by_kind: dict[BreakKind, list[str]] = {}
    for kind, detail in parameter_breaks(tuple(old), tuple(new)):
        by_kind.setdefault(kind, []).append(detail)
    for kind, details in by_kind.items():
        yield kind, (shown[0], f"{shown[1]}: {', '.join(details)}")
