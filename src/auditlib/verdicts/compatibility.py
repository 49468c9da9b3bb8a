"""API breaks: public names, members and signatures that no longer serve those who use them as at base."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from auditlib.graphs.flow import Flow
from auditlib.graphs.gap import EMPTY_BASES, constructor_fields
from auditlib.graphs.namespaces import FOREIGN, Value
from auditlib.graphs.spelling import spelled
from auditlib.model import Definition, DefinitionKind, Module, Parameter, Role
from auditlib.model.comparison import Area, BreakKind
from auditlib.verdicts.delta import Delta
from auditlib.verdicts.elimination import area
from auditlib.verdicts.parameters import callable_parameters, is_property, listed, parameter_breaks, signature
from auditlib.verdicts.whereabouts import Whereabouts

CONSTRUCTOR = "__init__"

DEFAULTED = frozenset(dir(object)).union(
    ("__post_init__", "__slots__", "__del__", "__all__", "__weakref__", "__dict__", "__annotations__", "__match_args__")
)
"""Special members that every object has, or that nobody but Python asks for: losing one's own is no break."""

COMPARED = frozenset({CONSTRUCTOR, "__call__", "__new__"})
"""Special methods whose parameters callers pass."""

_INTERNAL = re.compile(r"= (?:\w+ \. )*(?:getLogger|get_logger|TypeVar|ParamSpec|TypeVarTuple) \(")
"""What globals are given that are public by their spelling alone: loggers and type variables."""


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


class _Offer(NamedTuple):
    """A name that a module has at base, the module that stands in its place at head, if any, and who may use it."""

    module: Module
    name: str
    head: str | None
    public: bool

    @property
    def place(self) -> tuple[str, str]:
        """The path of the module, and the name."""
        return self.module.path, self.name


class Compatibility:
    """Both states, and what was compared already."""

    def __init__(self, delta: Delta, whereabouts: Whereabouts, base: Flow, head: Flow) -> None:
        self._delta = delta
        self._whereabouts = whereabouts
        self._base = base
        self._head = head
        self._seen: set[tuple[Value, Value]] = set()
        self._gone: set[Value] = set()

    def breaks(self) -> tuple[Break, ...]:
        """Every break of the repository's names, sorted by path, name and kind; each once.

        Public is what stands in a literal `__all__`; in a module without one, what is defined in it under a name
        without a leading underscore, and in a package what its `__init__` imports from its own repository. Modules
        with a leading underscore, tests and tools offer nothing to others themselves. What is still to be had under
        its old name, by an import or an alias, has not gone. Members that a class may have from a base outside the
        repository are not judged.
        """
        return tuple(sorted(set(self._all()), key=lambda one: one[:5]))

    def between(self, before: Value, after: Value, within: str) -> Iterator[Break]:
        """How a definition at head fails a file that took another one under the same name at base."""
        old = self._base.names.modules[before.path].module
        for one in self._held(before, after, _Offer(old, before.qualname, after.path, public=False)):
            yield one._replace(within=within)

    def _all(self) -> Iterator[Break]:
        """Public ones first, and definitions where they stand, so that a re-export of them is not told twice."""
        offers = [offer for module in self._modules for offer in self._offers(module)]
        for public in (True, False):
            ours = [offer for offer in offers if offer.public is public]
            for offer in filter(self._defines, ours):
                yield from self._defined(offer)
            for offer in ours if public else ():
                if not self._defines(offer):
                    yield from self._passed_on(offer)

    @cached_property
    def _modules(self) -> list[Module]:
        """The modules at base that may have changed."""
        return [
            module
            for path, module in self._delta.base.modules.items()
            if module.name
            and module.facts.fault is None
            and (path in self._delta.base.texts or path.endswith("__init__.py"))
        ]

    def _is_public(self, module: Module) -> bool:
        """Others than this repository may import the module."""
        product = module.role is Role.PRODUCT and area(self._delta.base, module.path) is Area.PRODUCT
        return product and not any(part.startswith("_") for part in module.name.split("."))

    @cached_property
    def _heads(self) -> Mapping[str, str]:
        """Paths at head by dotted name."""
        return {module.name: path for path, module in self._delta.head.modules.items() if module.name}

    def _offers(self, module: Module) -> Iterator[_Offer]:
        """The names of a module that have a meaning of their own; none where its successor cannot be judged."""
        head = self._heads.get(module.name) or (module.path if module.path in self._delta.head.modules else None)
        if head and self._delta.head.modules[head].facts.fault:
            return
        exports = module.facts.exports
        imported = {one.bound for one in module.facts.imports}
        package, open_to_all = module.path.endswith("__init__.py"), self._is_public(module)
        for name in sorted({*module.facts.bindings, *(exports or ())}):
            public = name in exports if exports is not None else not name.startswith("_")
            if package or exports is not None or name not in imported:
                yield _Offer(module, name, head, public and open_to_all)

    def _defines(self, offer: _Offer) -> bool:
        return offer.name in self._base.names.modules[offer.module.path].definitions

    def _at_head(self, offer: _Offer) -> tuple[list[Value], bool]:
        """What the name means at head, and whether the module there has it at all, or may have it unseen."""
        if offer.head is None:
            return [], False
        facts = self._delta.head.modules[offer.head].facts
        found = sorted(self._head.names.member(offer.head, offer.name))
        return found, bool(found) or offer.name in facts.bindings or facts.open_names

    def _defined(self, offer: _Offer) -> Iterator[Break]:
        """A name that its module defines."""
        before = Value("definition", *offer.place)
        found, there = self._at_head(offer)
        if not there and not self._still_passed_on(before):
            self._gone.add(before)
            yield self._lost(before, offer)
        for after in found[:1]:
            yield from self._compared(before, after, offer)

    def _still_passed_on(self, before: Value) -> bool:
        """What moved is where the package that passes it on says it is: its own module was never the place to ask."""
        definition = self._base.names.modules[before.path].definitions[before.qualname]
        there = self._whereabouts.successor(before.path, definition)
        return there is not None and any(there in self._at_head(one)[0] for one in self._facades.get(before, ()))

    @cached_property
    def _facades(self) -> Mapping[Value, list[_Offer]]:
        """The public names by which packages pass on definitions that stand in other modules of theirs."""
        found: defaultdict[Value, list[_Offer]] = defaultdict(list)
        for module in filter(self._is_public, self._modules):
            for offer in self._offers(module):
                if offer.public and not self._defines(offer):
                    for value in self._base.names.member(*offer.place):
                        found[value].append(offer)
        return found

    def _passed_on(self, offer: _Offer) -> Iterator[Break]:
        """A name that a package, or an `__all__`, passes on; or a global variable."""
        path, name = offer.module.path, offer.name
        meant = sorted(value for value in self._base.names.member(path, name) if value.kind == "definition")
        found, there = self._at_head(offer)
        exports = self._exports(offer)
        if there and exports is not None and name not in exports and name in (offer.module.facts.exports or ()):
            yield Break(path, name, BreakKind.EXPORT_LOST, "in __all__", "not in __all__", (path, name))
        elif not there and not self._gone.intersection(meant):
            yield from self._not_there(offer, meant)
        elif meant and found:
            yield from self._compared(meant[0], found[0], offer)

    def _exports(self, offer: _Offer) -> tuple[str, ...] | None:
        return self._delta.head.modules[offer.head].facts.exports if offer.head else None

    def _not_there(self, offer: _Offer, meant: list[Value]) -> Iterator[Break]:
        path, name = offer.module.path, offer.name
        imported = [one for one in offer.module.facts.imports if one.bound == name and not one.dynamic]
        if meant:
            yield Break(path, name, BreakKind.EXPORT_LOST, f"{meant[0].path}:{meant[0].qualname}", "", (path, name))
        elif imported and name in (offer.module.facts.exports or ()):
            yield Break(path, name, BreakKind.EXPORT_LOST, f"from {imported[0].module or '.'}", "", (path, name))
        elif not imported and name in offer.module.facts.bindings and not name.startswith("__"):
            yield from self._lost_variable(offer)

    def _lost_variable(self, offer: _Offer) -> Iterator[Break]:
        """A global variable that is not there any more; one that a module keeps for itself alone is none."""
        statements = [one for one in spelled(offer.module.facts) if one.text.split(" ", 1)[0] == offer.name]
        if not any(_INTERNAL.search(one.text) for one in statements):
            places = {self._whereabouts.line(offer.module.path, one.start - 1) for one in statements} - {None}
            after = ", ".join(sorted(f"{place}:{offer.name}" for place in places))
            kind = BreakKind.MOVED if places else BreakKind.REMOVED
            yield Break(*offer.place, kind, offer.name, after, offer.place)

    def _lost(self, before: Value, offer: _Offer) -> Break:
        """A definition that is not under its name any more: moved, renamed, or gone."""
        definition = self._base.names.modules[before.path].definitions[before.qualname]
        there = self._whereabouts.successor(before.path, definition)
        kind = BreakKind.REMOVED
        if there:
            kind = BreakKind.MOVED if there.qualname == before.qualname else BreakKind.RENAMED
        after = f"{there.path}:{there.qualname}" if there else ""
        return Break(before.path, before.qualname, kind, signature(definition), after, offer.place, public=offer.public)

    # what is still there

    def _compared(self, before: Value, after: Value, offer: _Offer) -> Iterator[Break]:
        if after.kind == "definition" and (before, after) not in self._seen and not self._unchanged(before, after):
            self._seen.add((before, after))
            yield from self._held(before, after, offer)

    def _held(self, before: Value, after: Value, offer: _Offer) -> Iterator[Break]:
        """Two definitions held against each other."""
        old, new = self._base.names.definition(before), self._head.names.definition(after)
        if old is None or new is None:
            return
        if DefinitionKind.CLASS not in {old.kind, new.kind}:
            yield from self._functions(before, old, new, offer, after)
        elif old.kind is new.kind:
            yield from self._classes(before, after, offer)
        elif old.kind is DefinitionKind.CLASS:
            yield self._break(before, BreakKind.KIND_CHANGED, (signature(old), signature(new)), offer, after)

    def _unchanged(self, before: Value, after: Value) -> bool:
        """Neither file differs: what its bases did is told of them."""
        return before.path not in self._delta.base.texts and after.path not in self._delta.head.texts

    def _classes(self, before: Value, after: Value, offer: _Offer) -> Iterator[Break]:
        old = self._base.names.definition(before)
        scope = self._base.names.modules[before.path].definitions
        for name in old.members if old else ():
            method = scope.get(f"{before.qualname}.{name}")
            if name not in COMPARED | DEFAULTED:
                own = offer._replace(public=offer.public and _is_public(name))
                yield from self._member(before, after, name, method, own)
        for name in sorted(COMPARED - {CONSTRUCTOR}):
            one, other = self._method(self._base, before, name), self._method(self._head, after, name)
            if one and other:
                yield from self._functions(before._replace(qualname=one.qualname), one, other, offer, after)
        yield from self._constructors(before, after, offer)

    def _member(
        self, before: Value, after: Value, name: str, method: Definition | None, offer: _Offer
    ) -> Iterator[Break]:
        """One member of a class: gone, renamed, or different."""
        one = before._replace(qualname=f"{before.qualname}.{name}")
        other = self._method(self._head, after, name)
        if other is not None and method is not None:
            yield from self._functions(one, method, other, offer, after)
            yield from self._setters(one, after, method, offer)
        elif other is not None and not is_property(other):
            yield self._break(one, BreakKind.BECAME_METHOD, (name, signature(other)), offer, after)
        elif other is None and not self._has_attribute(after, name) and not self._may_inherit(before, after):
            there = self._whereabouts.successor(before.path, method) if method else None
            within = there and there.path == after.path and there.qualname.startswith(f"{after.qualname}.")
            kind = BreakKind.RENAMED if within else BreakKind.REMOVED
            shown = signature(method) if method else name
            moved = f"{there.path}:{there.qualname}" if there else ""
            yield Break(one.path, one.qualname, kind, shown, moved, offer.place, after, name, offer.public)

    def _functions(
        self, before: Value, old: Definition, new: Definition, offer: _Offer, after: Value
    ) -> Iterator[Break]:
        if is_property(old) or is_property(new):
            if is_property(old) != is_property(new) and new.kind is not DefinitionKind.CLASS:
                kind = BreakKind.BECAME_PROPERTY if is_property(new) else BreakKind.BECAME_METHOD
                yield self._break(before, kind, (signature(old), signature(new)), offer, after)
            return
        if old.is_async != new.is_async:
            kind = BreakKind.BECAME_ASYNC if new.is_async else BreakKind.BECAME_SYNC
            yield self._break(before, kind, (signature(old), signature(new)), offer, after)
        found = parameter_breaks(callable_parameters(old), callable_parameters(new))
        yield from self._parameters(before, dict(_grouped(found)), (signature(old), signature(new)), offer, after)

    def _parameters(
        self,
        before: Value,
        found: Mapping[BreakKind, str],
        shown: tuple[str, str],
        offer: _Offer,
        after: Value,
    ) -> Iterator[Break]:
        for kind, detail in found.items():
            yield self._break(before, kind, (shown[0], f"{shown[1]}: {detail}"), offer, after)

    def _constructors(self, before: Value, after: Value, offer: _Offer) -> Iterator[Break]:
        """What constructing an instance takes: of `__init__`, own or inherited, or of the fields of a dataclass."""
        old, new = self._constructor(self._base, before), self._constructor(self._head, after)
        if old is None or new is None:
            return
        shown = f"{CONSTRUCTOR}({listed(old)})", f"{CONSTRUCTOR}({listed(new)})"
        found = dict(_grouped(parameter_breaks(old, new)))
        place = before._replace(qualname=f"{before.qualname}.{CONSTRUCTOR}")
        yield from self._parameters(place, found, shown, offer, after)

    def _constructor(self, flow: Flow, cls: Value) -> tuple[Parameter, ...] | None:
        own = self._method(flow, cls, CONSTRUCTOR)
        if own:
            return callable_parameters(own)
        fields = constructor_fields(cls, flow)
        return None if fields is None else tuple(fields)

    def _method(self, flow: Flow, cls: Value, name: str) -> Definition | None:
        """The method that a class has under a name, its own or that of the nearest base."""
        for one in flow.ancestry(cls):
            found = flow.names.definition(Value("definition", one.path, f"{one.qualname}.{name}"))
            if found is not None:
                return found
        return None

    def _has_attribute(self, cls: Value, name: str) -> bool:
        definitions = map(self._head.names.definition, self._head.ancestry(cls))
        return any(one is not None and name in one.members for one in definitions)

    def _may_inherit(self, before: Value, after: Value) -> bool:
        """The class at head has a base from elsewhere that it had not, or catches any name itself."""
        if self._method(self._head, after, "__getattr__") or self._method(self._head, after, "__getattribute__"):
            return True
        old, new = self._foreign(self._base, before), self._foreign(self._head, after)
        return bool(new - old)

    def _foreign(self, flow: Flow, cls: Value) -> set[str]:
        """The bases from elsewhere, as written, of a class and those of its bases that are known."""
        found: set[str] = set()
        for one in flow.ancestry(cls):
            definition = flow.names.definition(one)
            if definition and FOREIGN in flow.bases(one):
                found.update(base.partition("[")[0].rpartition(".")[2] for base in definition.bases)
        return found - EMPTY_BASES

    def _break(self, before: Value, kind: BreakKind, shown: tuple[str, str], offer: _Offer, after: Value) -> Break:
        name = before.qualname.rpartition(".")[2] if after.qualname != before.qualname else ""
        member = name if self._head.names.is_class(after) else ""
        return Break(before.path, before.qualname, kind, *shown, offer.place, after, member, offer.public)


def _settable(flow: Flow, method: Value) -> bool:
    """One of the definitions under this name is a setter."""
    scoped = flow.names.modules.get(method.path)
    definitions = scoped.module.facts.definitions if scoped else ()
    return any(one.qualname == method.qualname and f"{one.name}.setter" in one.decorators for one in definitions)


def _is_public(name: str) -> bool:
    """A member without a leading underscore, or a special one."""
    return not name.startswith("_") or (name.startswith("__") and name.endswith("__"))


def _grouped(found: Iterator[tuple[BreakKind, str]]) -> Iterator[tuple[BreakKind, str]]:
    """One entry for each kind, with all parameters of it."""
    by_kind: dict[BreakKind, list[str]] = {}
    for kind, detail in found:
        by_kind.setdefault(kind, []).append(detail)
    for kind, details in by_kind.items():
        yield kind, ", ".join(details)
