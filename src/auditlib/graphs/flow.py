"""What the variables, attributes and results of some modules may hold: from constructors and annotations onwards."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

from auditlib.graphs.access_chains import Chain
from auditlib.graphs.annotations import named_types
from auditlib.graphs.knowledge import Fact, Knowledge
from auditlib.graphs.layout import parent
from auditlib.graphs.lessons import Assignment, Read, lesson
from auditlib.graphs.namespaces import FOREIGN, NOTHING, Namespaces, Scoped, Value, Values
from auditlib.graphs.spelling import spelled
from auditlib.model import Definition, DefinitionKind, ParameterKind

ROUNDS = 5
"""How often the modules are gone through, at most: so often a value may pass to a module that comes before."""

OPAQUE = frozenset({"Any", "object"})
"""Types that say nothing of a value."""

PROPERTIES = frozenset({"property", "cached_property", "abstractproperty"})
"""Decorators by which a method is read without a call."""

_VARIABLE, _ATTRIBUTE, _RESULT = "variable", "attribute", "result"
"""Kinds of facts. The scope is a function or class, "" for a module; the name is that of a variable or a function."""

_LEARNT, _BASES, _ANNOTATED = "learnt", "bases", "annotated"
"""What is remembered."""

_BUILTINS = frozenset(vars(builtins)) - {"super"}


class Flow:
    """Values by name, in as many modules as are read. A name that nothing is known of has none."""

    def __init__(self, names: Namespaces) -> None:
        self.names = names
        self.known = Knowledge()
        self._reads: dict[str, list[Read]] = {}
        self._lessons: dict[str, list[Read | Assignment]] = {}
        self._shared: dict[str, set[tuple[str, str]]] = {}  # of each module: (function, name) of `global` statements

    def statements(self, path: str) -> list[Read]:
        """The statements of a module, but imports."""
        if path not in self._reads:
            scoped = self.names.modules[path]
            self._reads[path] = [
                Read(one, scoped.owner(one.start))
                for one in spelled(scoped.module.facts)
                if not one.text.startswith(("import ", "from "))
            ]
        return self._reads[path]

    def settle(self, paths: Iterable[str]) -> None:
        """Go through modules until nothing more is learnt."""
        wanted = sorted(paths)
        for _ in range(ROUNDS):
            open_ = False
            for path in wanted:  # asked one by one, as each may outdate those after it
                if not self.known.remembers((_LEARNT, path)):
                    open_ = True
                    self.known.remember((_LEARNT, path), partial(self._learn, path), None, home=path)
            if not open_:
                return

    def holders(self, wanted: Values) -> tuple[set[str], set[tuple[str, str]]]:
        """Names of variables and functions that may hold these, and the attributes that do, each with its class."""
        plain: set[str] = set()
        attributes: set[tuple[str, str]] = set()
        for fact in self.known.holding(wanted):
            if fact.kind == _ATTRIBUTE:
                attributes.add((fact.scope.rpartition(".")[2], fact.name))
            elif fact.kind == _RESULT or not fact.scope:
                plain.add(fact.name)
        return plain, attributes

    # what a name means

    def lookup(self, path: str, owner: str, name: str) -> Values:
        """What a name may mean in a definition of a module, by the scopes around it."""
        scoped = self.names.modules[path]
        scope, inner = owner, True
        while scope:
            definition = scoped.definitions.get(scope)
            if inner or (definition and definition.kind is not DefinitionKind.CLASS):
                found = self._local(scoped, scope, name, definition)
                if found is not None:
                    return found
            scope, inner = scope.rpartition(".")[0], False
        return self.member(path, name) or (frozenset({FOREIGN}) if name in _BUILTINS else NOTHING)

    def member(self, path: str, name: str) -> Values:
        """What a module has under a name, global variables included, its own and those it imports."""
        found = set(self.names.member(path, name)) | self._variable(path, "", name)
        scoped = self.names.modules.get(path)
        for one, edge in scoped.imports.get(("", name), ()) if scoped else ():
            if edge and edge.imported and one.name and edge.imported != path:
                found |= self._variable(edge.imported, "", one.name)
        return frozenset(found)

    def _variable(self, path: str, scope: str, name: str) -> Values:
        return self.known.values(Fact(_VARIABLE, path, scope, name))

    def _local(self, scoped: Scoped, scope: str, name: str, definition: Definition | None) -> Values | None:
        """What a name means in one function or class; None where that does not bind it."""
        path = scoped.path
        if f"{scope}.{name}" in scoped.definitions:
            return frozenset({Value("definition", path, f"{scope}.{name}")})
        found = set(self._variable(path, scope, name))
        for imported, edge in scoped.imports.get((scope, name), ()):
            found.update(self.names.imported(path, imported, edge))
            if edge and edge.imported and imported.name:
                found |= self._variable(edge.imported, "", imported.name)
        for place, one in enumerate(definition.parameters if definition else ()):
            if one.name == name:
                return frozenset(found) | self._parameter(scoped, definition, place)
        return frozenset(found) if found else None

    def _parameter(self, scoped: Scoped, definition: Definition | None, place: int) -> Values:
        if definition is None:
            return NOTHING
        one = definition.parameters[place]
        outer = definition.qualname.rpartition(".")[0]
        if place == 0 and definition.kind is DefinitionKind.METHOD and "staticmethod" not in definition.decorators:
            itself = "classmethod" in definition.decorators or definition.name == "__new__"
            return frozenset({Value("definition" if itself else "instance", scoped.path, outer)})
        if one.kind in {ParameterKind.VAR_KEYWORD, ParameterKind.VAR_POSITIONAL}:
            return frozenset({FOREIGN})
        if one.annotation:
            return self._annotated(scoped.path, outer, one.annotation, False)
        return self._fixture(scoped.path, one.name)

    def _fixture(self, path: str, name: str) -> Values:
        """What a pytest fixture of this name gives, defined in the file or in a conftest above it."""
        found: set[Value] = set()
        files, folder = [path], path
        while folder:
            folder = parent(folder)
            files.append(f"{folder}/conftest.py".lstrip("/"))
        for file in files:
            scoped = self.names.modules.get(file)
            for qualname in scoped.fixtures.get(name, ()) if scoped else ():
                found |= self.result(Value("definition", file, qualname))
        return frozenset(found)

    def _annotated(self, path: str, owner: str, text: str, result: bool) -> Values:
        """Instances of the classes that an annotation names."""
        name = (_ANNOTATED, path, owner, text, result)
        return self.known.remember(name, partial(self._annotation, path, owner, text, result), NOTHING)

    def _annotation(self, path: str, owner: str, text: str, result: bool) -> Values:
        found: set[Value] = set()
        for one in named_types(text, result=result):
            if one.name == "Self" or one.name.endswith(".Self"):
                found.add(Value("instance", path, owner))
            elif one.name.rpartition(".")[2] not in OPAQUE:
                meant = self.dotted(path, owner, one.name)
                found |= meant if one.itself else set(self._instances(meant))
        return frozenset(found)

    def dotted(self, path: str, owner: str, name: str) -> Values:
        """What `a.b.C` means in a definition of a module."""
        first, *rest = name.split(".")
        found = self.lookup(path, owner, first)
        for part in rest:
            found = self.attribute(found, part)
        return found

    # what expressions give

    def value(self, path: str, read: Read, begin: int, end: int) -> Values:
        """What the expression between two tokens may be."""
        reading = read.reading
        tokens = reading.tokens
        if begin < end and (tokens[begin] in {"[", "{"} or tokens[begin][:1] == '"'):
            return frozenset({FOREIGN})
        found: set[Value] = set()
        for place in reading.operands(begin, end) or ():
            chain = reading.chains.get(place)
            if chain is not None:
                found |= self.evaluate(path, read, chain)[-1]
            else:
                found |= self.value(path, read, *reading.inside(place))
        return frozenset(found)

    def evaluate(self, path: str, read: Read, chain: Chain) -> list[Values]:
        """What a chain may be after its first name and after each of its steps."""
        if chain.root == "(":
            values = self.value(path, read, *read.reading.inside(chain.begin))
        elif chain.root == "super":
            values = self._super(path, read.owner)
        else:
            values = self.lookup(path, read.owner, chain.root)
        found = [values]
        for place, step in enumerate(chain.steps):
            if step.kind == ".":
                values = self.attribute(values, step.name)
            elif chain.root == "super" and place == 0:
                values = found[0]
            else:
                values = self.called(values) if step.kind == "(" else values & {FOREIGN}
            found.append(values)
        return found

    def called(self, values: Values) -> Values:
        """What calling these may give."""
        found: set[Value] = set()
        for value in values:
            if value.kind == "foreign":
                found.add(FOREIGN)
            elif self.names.is_class(value):
                found.add(Value("instance", value.path, value.qualname))
            elif value.kind == "definition":
                found |= self.result(value)
        return frozenset(found)

    def result(self, value: Value) -> Values:
        """What a function returns, by its annotation, else by its return statements as far as they were read."""
        one = self.names.definition(value)
        if one is None:
            return NOTHING
        owner = value.qualname.rpartition(".")[0]
        declared = self._annotated(value.path, owner, one.returns, True) if one.returns else NOTHING
        return declared or self.known.values(_result(value.path, value.qualname))

    def attribute(self, values: Values, name: str) -> Values:
        """What may be under a name in these."""
        found: set[Value] = set()
        for value in values:
            if value.kind == "foreign":
                found.add(FOREIGN)
            elif value.kind == "module":
                found |= self.member(value.path, name)
            elif value.kind == "dotted":
                first, _, rest = value.qualname.partition(".")
                if first == name:
                    found.add(Value("dotted", value.path, rest) if rest else Value("module", value.path))
            else:
                found |= self._of_class(value, name)
        return frozenset(found)

    def _of_class(self, value: Value, name: str) -> Values:
        for cls in self.ancestry(value):
            key = (cls.path, f"{cls.qualname}.{name}")
            definition = self.names.definition(Value("definition", *key))
            if definition is not None:
                method = Value("definition", *key)
                read = PROPERTIES.intersection(part.rpartition(".")[2] for part in definition.decorators)
                return self.result(method) if read and value.kind == "instance" else frozenset({method})
            if held := self.known.values(Fact(_ATTRIBUTE, cls.path, cls.qualname, name)):
                return held
        return NOTHING

    def ancestry(self, value: Value) -> Iterator[Value]:
        """A class and its bases, each once, nearest first; FOREIGN for one that is not of this repository."""
        seen, waiting = set(), [Value("definition", value.path, value.qualname)]
        while waiting:
            cls = waiting.pop(0)
            if cls not in seen:
                seen.add(cls)
                yield cls
                waiting += self.bases(cls)

    def bases(self, cls: Value) -> tuple[Value, ...]:
        """The classes that a class names as its bases; FOREIGN for others, and where they lead back to the class."""
        return self.known.remember((_BASES, cls), partial(self._bases, cls), (FOREIGN,))

    def _bases(self, cls: Value) -> tuple[Value, ...]:
        definition = self.names.definition(cls)
        found: list[Value] = []
        owner = cls.qualname.rpartition(".")[0]
        for base in definition.bases if definition else ():
            name = base.partition("[")[0]
            meant = self.dotted(cls.path, owner, name) if name.replace(".", "").isidentifier() else frozenset({FOREIGN})
            found += sorted(one for one in meant if one == FOREIGN or self.names.is_class(one)) or [FOREIGN]
        return tuple(found)

    def _super(self, path: str, owner: str) -> Values:
        scoped = self.names.modules[path]
        while owner:
            definition = scoped.definitions.get(owner)
            if definition and definition.kind is DefinitionKind.CLASS:
                bases = self.bases(Value("definition", path, owner))
                return frozenset(self._instances(frozenset(bases)))
            owner = owner.rpartition(".")[0]
        return NOTHING

    def _instances(self, values: Values) -> Iterator[Value]:
        for value in values:
            if value == FOREIGN or self.names.is_class(value):
                yield value if value == FOREIGN else Value("instance", value.path, value.qualname)

    # what statements teach

    def _learn(self, path: str) -> None:
        if path not in self._lessons:
            found = (lesson(read) for read in self.statements(path) if read.reading.tokens)
            self._lessons[path] = [one for one in found if one is not None]
        for one in self._lessons[path]:
            if isinstance(one, Read):
                _HANDLED[one.reading.tokens[0]](self, path, one)
            else:
                self._assign(path, one)

    def _assign(self, path: str, one: Assignment) -> None:
        read = one.read
        declared = self._annotated(path, read.owner, one.annotation, False) if one.annotation else NOTHING
        values = declared or self.value(path, read, one.begin, len(read.reading.tokens))
        for place in one.targets:
            self._store(path, read, place, values)

    def _store(self, path: str, read: Read, place: int, values: Values) -> None:
        """Record what a target is given: a name, or an attribute of something known."""
        chain = read.reading.chains.get(place)
        if chain is None or not values:
            return
        if not chain.steps:
            self._store_name(path, read.owner, chain.root, values)
        elif chain.steps[-1].kind == ".":
            for holder in self.evaluate(path, read, chain._replace(steps=chain.steps[:-1]))[-1]:
                if holder.kind in {"instance", "definition"}:
                    self.known.add(Fact(_ATTRIBUTE, holder.path, holder.qualname, chain.steps[-1].name), values)
                elif holder.kind == "module":
                    self.known.add(Fact(_VARIABLE, holder.path, "", chain.steps[-1].name), values)

    def _store_name(self, path: str, owner: str, name: str, values: Values) -> None:
        definition = self.names.modules[path].definitions.get(owner)
        if definition and definition.kind is DefinitionKind.CLASS:
            self.known.add(Fact(_ATTRIBUTE, path, owner, name), values)
        shared = (owner, name) in self._shared.get(path, ())
        self.known.add(Fact(_VARIABLE, path, "" if shared else owner, name), values)

    def _return(self, path: str, read: Read) -> None:
        values = self.value(path, read, 1, len(read.reading.tokens))
        self.known.add(_result(path, read.owner), values)

    def _with(self, path: str, read: Read) -> None:
        """`with f() as x`: what `f()` gives, as most objects enter as themselves."""
        reading = read.reading
        begin = 2 if reading.tokens[0] == "async" else 1
        for start, end in reading.parts(begin, len(reading.tokens) - 1):
            names = [place for place in range(start, end) if reading.tokens[place] == "as"]
            if names:
                self._store(path, read, names[-1] + 1, self.value(path, read, start, names[-1]))

    def _global(self, path: str, read: Read) -> None:
        found = self._shared.setdefault(path, set())
        found.update((read.owner, name) for name in read.reading.tokens[1:] if name != ",")


def _result(path: str, qualname: str) -> Fact:
    return Fact(_RESULT, path, *qualname.rpartition(".")[::2])


_HANDLED: Mapping[str, Callable[[Flow, str, Read], None]] = {
    "return": Flow._return,
    "yield": Flow._return,
    "with": Flow._with,
    "async": Flow._with,
    "global": Flow._global,
}
