"""API breaks: public names, members and signatures that no longer serve those who use them as at base."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from auditlib.graphs.flow import Flow
from auditlib.graphs.namespaces import Value
from auditlib.graphs.spelling import Statement, spelled
from auditlib.model import Module, Role
from auditlib.model.comparison import Area, BreakKind
from auditlib.verdicts.definitions import Break, Definitions, Pairing
from auditlib.verdicts.delta import Delta
from auditlib.verdicts.elimination import area
from auditlib.verdicts.parameters import signature
from auditlib.verdicts.whereabouts import Whereabouts

_CHECKED = re.compile(r"if (?:\w+ \. )*TYPE_CHECKING :")
_INTERNAL = re.compile(r"= (?:\w+ \. )*(?:getLogger|get_logger|TypeVar|ParamSpec|TypeVarTuple) \(")
"""What globals are given that are public by their spelling alone: loggers and type variables."""


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
        self._definitions = Definitions(whereabouts, base, head)
        self._seen: set[tuple[Value, Value]] = set()

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
        pair = Pairing(before, after, (before.path, before.qualname), public=False)
        yield from (one._replace(within=within) for one in self._definitions.breaks(pair))

    def _all(self) -> Iterator[Break]:
        """Public ones first, and definitions where they stand, so that what changed of one is told there."""
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
        if any(map(self._is_unjudged, (head, self._delta.heads.get(module.path)))):
            return
        public, open_to_all = _public_names(module), self._is_public(module)
        for name in sorted(_own_names(module)):
            yield _Offer(module, name, head, open_to_all and name in public)

    def _is_unjudged(self, path: str | None) -> bool:
        """The module at head could not be parsed."""
        module = self._delta.head.modules.get(path or "")
        return module is not None and module.facts.fault is not None

    def _defines(self, offer: _Offer) -> bool:
        return offer.name in self._base.names.modules[offer.module.path].definitions

    def _at_head(self, offer: _Offer) -> tuple[list[Value], bool]:
        """What the name means at head, and whether the module there has it at all, or may have it unseen."""
        if offer.head is None:
            return [], False
        facts = self._delta.head.modules[offer.head].facts
        found = sorted(self._head.names.member(offer.head, offer.name))
        unseen = facts.open_names and not offer.module.facts.open_names
        return found, bool(found) or offer.name in facts.bindings or unseen

    def _defined(self, offer: _Offer) -> Iterator[Break]:
        """A name that its module defines."""
        before = Value("definition", *offer.place)
        found, there = self._at_head(offer)
        if not there and not self._still_passed_on(before):
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
        if there and self._is_unlisted(offer):
            yield Break(path, name, BreakKind.EXPORT_LOST, "in __all__", "not in __all__", (path, name))
        elif not there:
            yield from self._not_there(offer, meant)
        elif meant and found:
            yield from self._compared(meant[0], found[0], offer)

    def _is_unlisted(self, offer: _Offer) -> bool:
        """It stood in `__all__`, and the one at head leaves it out."""
        now = self._delta.head.modules[offer.head].facts.exports if offer.head else None
        return now is not None and offer.name not in now and offer.name in (offer.module.facts.exports or ())

    def _not_there(self, offer: _Offer, meant: list[Value]) -> Iterator[Break]:
        source = f"{meant[0].path}:{meant[0].qualname}" if meant else _imported_from(offer)
        if source and (meant or offer.name in (offer.module.facts.exports or ())):
            yield Break(*offer.place, BreakKind.EXPORT_LOST, source, "", offer.place)
        elif not source and _is_variable(offer):
            yield from self._lost_variable(offer)

    def _lost_variable(self, offer: _Offer) -> Iterator[Break]:
        """A global variable that is not there any more; one that a module keeps for itself alone is none."""
        statements = list(_assignments(offer.module, offer.name))
        if statements and not any(_INTERNAL.search(one.text) for one in statements):
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
        unchanged = before.path not in self._delta.base.texts and after.path not in self._delta.head.texts
        if after.kind == "definition" and (before, after) not in self._seen and not unchanged:
            self._seen.add((before, after))
            yield from self._definitions.breaks(Pairing(before, after, offer.place, offer.public))


def _imported_from(offer: _Offer) -> str:
    """Where a name that is merely imported comes from, as written; "" where it is not imported."""
    found = (one for one in offer.module.facts.imports if one.bound == offer.name and not one.dynamic)
    return next((f"from {one.module or '.'}" for one in found), "")


def _is_variable(offer: _Offer) -> bool:
    """It is bound in its module, and is none of Python's own names."""
    return offer.name in offer.module.facts.bindings and not offer.name.startswith("__")


def _assignments(module: Module, name: str) -> Iterator[Statement]:
    """The statements that begin with a name, but those that only type checkers read."""
    above: list[Statement] = []
    for one in spelled(module.facts):
        above = [*(other for other in above if other.depth < one.depth), one]
        if one.text.split(" ", 1)[0] == name and not any(_CHECKED.fullmatch(other.text) for other in above):
            yield one


def _public_names(module: Module) -> frozenset[str]:
    """The names that are meant for others, by `__all__`, else by their spelling."""
    facts = module.facts
    return (
        frozenset(name for name in facts.bindings if not name.startswith("_"))
        if facts.exports is None
        else frozenset(facts.exports)
    )


def _own_names(module: Module) -> Iterator[str]:
    """The names a module has of its own, with those that it imports for others."""
    facts = module.facts
    if facts.exports is not None:
        return iter({*facts.bindings, *facts.exports})
    theirs = {one.bound for one in facts.imports} - _passes_on(module)
    return (name for name in facts.bindings if name not in theirs)


def _passes_on(module: Module) -> frozenset[str]:
    """What a module imports for others: in a package, or where nothing is defined, all but what it calls itself."""
    facts = module.facts
    if facts.definitions and not module.path.endswith("__init__.py"):
        return frozenset()
    called = {call.name.partition(".")[0] for call in facts.calls}
    return frozenset(one.bound for one in facts.imports if one.bound not in called)
