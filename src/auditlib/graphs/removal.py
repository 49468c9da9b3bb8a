"""What goes when parts go: their lines, the imports and exports of them, and what only they use. Each line once."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import takewhile
from typing import NamedTuple

from auditlib.graphs.layout import INIT
from auditlib.graphs.linesets import SourceLines, ranges
from auditlib.graphs.spelling import Statement
from auditlib.graphs.uses import Use, UseKind
from auditlib.model import DefinitionKind, Import, ImportEdge, Module, Role
from auditlib.model.patterns import Gone, Part, Size

TESTS = frozenset({Role.TEST, Role.CRITICAL_TEST})
"""Roles of modules whose imports of a part are no product code: only a test that is itself a part counts."""


class Why(StrEnum):
    """Why lines go."""

    PART = "part"
    IMPORT = "import of it"
    EXPORT = "export of it"
    ORPHAN = "used by nothing else"
    MODULE = "nothing else is left in the module"


class Closure(NamedTuple):
    """What goes: lines by path, each with the first reason; and lines that are only changed."""

    gone: Mapping[str, Mapping[int, Why]]
    edited: frozenset[tuple[str, int]]
    sources: Mapping[str, SourceLines]

    def holds(self, path: str, line: int) -> bool:
        """The line goes with the parts: it is of them, or only they use it."""
        return self.gone.get(path, {}).get(line) in {Why.PART, Why.ORPHAN, Why.MODULE}

    def size(self) -> Size:
        """All that goes."""
        return sum((self.sources[path].size(lines) for path, lines in self.gone.items()), Size())

    def part_size(self, part: Part) -> Size:
        """The lines of one part, of those that go as parts."""
        lines = {line for line, why in self.gone.get(part.path, {}).items() if why is Why.PART}
        inside = {line for start, end in part.ranges for line in range(start, end + 1)}
        return self.sources[part.path].size(lines & inside) if lines else Size()

    def records(self) -> tuple[Gone, ...]:
        """What goes, file by file and reason by reason."""
        found = []
        for path, lines in sorted(self.gone.items()):
            for why in Why:
                if inside := {line for line, reason in lines.items() if reason is why}:
                    found.append(Gone(path, ranges(inside), why.value, self.sources[path].size(inside)))
        return tuple(found)


class Sources:
    """The modules of a state, who imports each, and their lines: what all removals from it share, found once."""

    def __init__(
        self, modules: Iterable[Module], edges: Iterable[ImportEdge], read: Callable[[str], str | None]
    ) -> None:
        self.modules = {module.path: module for module in modules}
        self.importers: defaultdict[str, list[ImportEdge]] = defaultdict(list)
        for edge in edges:
            if edge.imported and edge.imported != edge.path:
                self.importers[edge.imported].append(edge)
        self._read = read
        self._lines: dict[str, SourceLines] = {}

    def lines(self, path: str) -> SourceLines:
        """The lines of a module, read once."""
        if path not in self._lines:
            self._lines[path] = SourceLines(self.modules[path], self._read(path))
        return self._lines[path]


def removal_closure(parts: Sequence[Part], uses: Iterable[Use], sources: Sources, *, dead: bool = False) -> Closure:
    """What goes when these parts go.

    - A part: its definition with decorators, the comments directly above and the blank lines after; or the whole file.
    - Imports of it in product code: the whole statement, or the line of the name; a name on a line with others is an
      edit. A `try` whose body is nothing but such imports goes whole. Entries of `__all__` likewise.
    - Private definitions and constants and imports of the same module that only what goes uses, and functions that use
      a part and that nothing uses: nothing else in the module names them, no other module imports them, `__all__` does
      not list them. Public ones only where the parts are `dead`: else what they do may be done by the part that stays.
    - The whole file where imports, a logger and dunder names are all that is left.
    """
    closure = _Removal(sources, dead=dead)
    closure.remove(parts, uses)
    gone = {path: lines for path, lines in closure.gone.items() if lines}
    return Closure(gone, frozenset(closure.edited), {path: sources.lines(path) for path in gone})


_TRIVIAL = re.compile(
    r"(import|from) |if (typing \. )?TYPE_CHECKING :|try :|except\b.*:$|else :|finally :|pass$|__\w+__ (:|=) "
    r"|_?(log|logger|LOG|LOGGER|_log) = |logging \. |warnings \. |print \( "
)
_MAIN = 'if __name__ == "__main__" :'
_ASSIGNED = re.compile(r"(\w+) (: [^=]+ )?= ")
_BRANCH = re.compile(r"(except|else|finally)\b")


class _Removal:
    """The state of one removal."""

    def __init__(self, sources: Sources, *, dead: bool) -> None:
        self._dead = dead
        self._modules = sources.modules
        self._importers = sources.importers
        self._source = sources.lines
        self.gone: defaultdict[str, dict[int, Why]] = defaultdict(dict)
        self.edited: set[tuple[str, int]] = set()

    def remove(self, parts: Sequence[Part], uses: Iterable[Use]) -> None:
        """Take all that goes out, reason by reason."""
        for part in parts:
            self._take(part.path, self._lines_of(part), Why.PART)
        used = [use for use in uses if use.line not in self.gone[use.path]]
        self._take_imports(used)
        users = {(use.path, use.line) for use in used if use.kind is not UseKind.IMPORT}
        names: defaultdict[str, set[str]] = defaultdict(set)
        for part in parts:
            names[part.path].add(part.qualname)
        for path, own in sorted(names.items()):
            self._take_exports(path, own)
            self._take_orphans(path, users, own)

    def _take(self, path: str, lines: Iterable[int], why: Why) -> None:
        for line in lines:
            self.gone[path].setdefault(line, why)

    def _lines_of(self, part: Part) -> set[int]:
        source = self._source(part.path)
        if not part.qualname and not part.members:
            return source.all()
        if part.members:
            return {line for start, end in part.ranges for line in range(start, end + 1)}
        whole = (one for one in self._modules[part.path].facts.definitions if one.qualname == part.qualname)
        return {line for one in whole for line in source.block(one.start, one.end)}

    def _take_imports(self, uses: Iterable[Use]) -> None:
        names: defaultdict[tuple[str, int], set[str]] = defaultdict(set)
        for use in uses:
            if use.kind is UseKind.IMPORT and self._modules[use.path].role not in TESTS:
                names[use.path, use.line].add(use.member)
        for (path, line), taken in sorted(names.items()):
            self._take_import(path, line, taken, Why.IMPORT)
            self._take_exports(path, taken)

    def _take_import(self, path: str, line: int, taken: set[str], why: Why) -> None:
        """The statement at a line, or the names of it that go; "" stands for the module itself."""
        all_names = {one.name for one in self._modules[path].facts.imports if one.line == line and not one.dynamic}
        statement = self._statement_at(path, line)
        if statement is None:
            return
        if all_names <= taken:
            self._take(path, range(statement.start, statement.end + 1), why)
            self._take_empty_try(path, statement, why)
        else:
            self._take_entries(path, statement, taken, why)

    def _take_exports(self, path: str, names: Iterable[str]) -> None:
        """The entries of `__all__` for some names."""
        exported = set(self._modules[path].facts.exports or ()).intersection(names)
        if exported and self._modules[path].role not in TESTS:
            for one in self._source(path).statements:
                if one.text.startswith("__all__ ") and one.start not in self.gone[path]:
                    self._take_entries(path, one, exported, Why.EXPORT)

    def _take_entries(self, path: str, statement: Statement, names: Iterable[str], why: Why) -> None:
        """The lines of a statement that hold one of these names and nothing else; of others, an edit."""
        source = self._source(path)
        for line in range(statement.start, statement.end + 1):
            words = re.findall(r"\w+", source.lines[line - 1].partition("#")[0])
            if words and not set(words).isdisjoint(names):
                alone = words[0] in names and (len(words) == 1 or words[1] == "as") and line > statement.start
                if alone:
                    self._take(path, [line], why)
                else:
                    self.edited.add((path, line))

    def _statement_at(self, path: str, line: int) -> Statement | None:
        return next((one for one in self._source(path).statements if one.start <= line <= one.end), None)

    def _take_empty_try(self, path: str, inner: Statement, why: Why) -> None:
        """The `try` around an import, its handlers too, where nothing is left in its body."""
        statements = self._source(path).statements
        place = statements.index(inner)
        while place > 0 and statements[place].depth >= inner.depth:
            place -= 1
        opening = statements[place]
        after = list(takewhile(lambda one: _continues(one, opening), statements[place + 1 :]))
        body = takewhile(lambda one: one.depth > opening.depth, after)
        if opening.text == "try :" and all(one.start in self.gone[path] for one in body):
            self._take(path, range(opening.start, after[-1].end + 1), why)

    # what only they use

    def _take_orphans(self, path: str, users: Container[tuple[str, int]], own: Collection[str]) -> None:
        """What nothing else uses in a module from which something went, again until all is used that is left."""
        source, facts = self._source(path), self._modules[path].facts
        while True:
            before = len(self.gone[path])
            needed = self._needing(path)
            removed = frozenset().union(*(one.words for one in _words(self._gone(path))))
            for one in self._candidates(path, own):
                if self._concerned(path, one, removed, users) and not self._needed(path, one.name, one.lines, needed):
                    self._take(path, source.block(one.lines[0], one.lines[-1]), Why.ORPHAN)
            self._take_unused_imports(path, facts.imports, removed)
            if self._is_shell(path):
                self._take(path, source.all(), Why.MODULE)
                self._take_module_imports(path)
            if len(self.gone[path]) == before:
                return

    def _needing(self, path: str) -> list[_Words]:
        """What is left of a module and may name something in it: an import names what it binds, and needs nothing."""
        return _words(one for one in self._source(path).left(self.gone[path]) if not _is_import(one))

    def _gone(self, path: str) -> list[Statement]:
        return [one for one in self._source(path).statements if one.start in self.gone[path]]

    def _candidates(self, path: str, own: Collection[str]) -> Iterator[_Candidate]:
        """Definitions and assignments of a module that are still there; not other definitions of a part's name.

        Classes and what is decorated may be found by name when the code runs (plugins, routes), so that using a part
        does not make them its wrappers.
        """
        for one in self._modules[path].facts.definitions:
            if one.start not in self.gone[path] and one.qualname not in own and self._may_go(path, one.qualname):
                wraps = one.kind is not DefinitionKind.CLASS and not one.decorators
                yield _Candidate(one.name, range(one.start, one.end + 1), wraps)
        for statement in self._source(path).left(self.gone[path]):
            found = _ASSIGNED.match(statement.text)
            if statement.depth == 0 and found:
                yield _Candidate(found[1], range(statement.start, statement.end + 1), wrapper=True)

    def _concerned(
        self, path: str, one: _Candidate, removed: Container[str], users: Container[tuple[str, int]]
    ) -> bool:
        """What goes used it, and it is private or all is dead; or it wraps a part."""
        owned = one.name in removed and (self._dead or one.name.startswith("_"))
        return owned or (one.wrapper and any((path, line) in users for line in one.lines))

    def _may_go(self, path: str, qualname: str) -> bool:
        """A definition of the module itself, or a private method that is no hook which a base class calls."""
        outer, _, name = qualname.rpartition(".")
        return not outer or (name.startswith("_") and not name.endswith("__") and self._is_own(path, name))

    def _is_own(self, path: str, name: str) -> bool:
        """No other module has the name."""
        return not any(_has_word(one, name) for other, one in self._modules.items() if other != path)

    def _needed(self, path: str, name: str, inside: range, needed: Sequence[_Words]) -> bool:
        """Something that stays names it, in its module or in another, or it is exported."""
        if any(name in one.words and one.start not in inside for one in needed):
            return True
        return name.startswith("__") or self._wanted_elsewhere(path, name)

    def _wanted_elsewhere(self, path: str, name: str) -> bool:
        for edge in self._importers[path]:
            if edge.line in self.gone[edge.path]:
                continue
            if edge.name in {name, "*"}:
                return True
            by_module = not edge.name or edge.name not in self._modules[path].facts.bindings
            if by_module and _has_word(self._modules[edge.path], name):
                return True
        return False

    def _take_unused_imports(self, path: str, imports: Sequence[Import], removed: frozenset[str]) -> None:
        """Imports of names that only what went used."""
        if path.endswith(f"{INIT}.py"):
            return
        needed = self._needing(path)
        lines: defaultdict[int, set[str]] = defaultdict(set)
        for one in imports:
            unused = one.bound in removed and one.line not in self.gone[path] and one.module != "__future__"
            if unused and not self._needed(path, one.bound, range(0), needed):
                lines[one.line].add(one.name)
        for line, names in sorted(lines.items()):
            self._take_import(path, line, names, Why.ORPHAN)

    def _is_shell(self, path: str) -> bool:
        """Nothing is left in a module but imports, a logger and the like; and something was there."""
        if path.endswith(f"{INIT}.py") or not self.gone[path]:
            return False
        left = takewhile(lambda one: one.text != _MAIN, self._source(path).left(self.gone[path]))
        if not all(_TRIVIAL.match(one.text) for one in left):
            return False
        bound = self._modules[path].facts.bindings
        return all(edge.name in {"", "*"} or edge.name not in bound for edge in self._still_importing(path))

    def _still_importing(self, path: str) -> list[ImportEdge]:
        """Imports of a module in product code that are still there."""
        edges = [edge for edge in self._importers[path] if self._modules[edge.path].role not in TESTS]
        return [edge for edge in edges if edge.line not in self.gone[edge.path]]

    def _take_module_imports(self, path: str) -> None:
        """Imports of a module that goes as a whole."""
        for edge in self._still_importing(path):
            if edge.line not in self.gone[edge.path]:
                self._take_import(edge.path, edge.line, {edge.name}, Why.IMPORT)


def _has_word(module: Module, name: str) -> bool:
    return name in module.facts.words and f"\n{name}\n" in f"\n{module.facts.words}\n"


def _continues(one: Statement, opening: Statement) -> bool:
    """The statement is part of the block that another opens, or of its handlers."""
    return one.depth > opening.depth or (one.depth == opening.depth and bool(_BRANCH.match(one.text)))


class _Candidate(NamedTuple):
    """What may go with the parts: its name, its lines, and whether using a part is all that it is there for."""

    name: str
    lines: range
    wrapper: bool


class _Words(NamedTuple):
    """A statement as the words in it, strings among them."""

    start: int
    words: frozenset[str]


def _words(statements: Iterable[Statement]) -> list[_Words]:
    return [_Words(one.start, frozenset(one.text.replace('"', "").split(" "))) for one in statements]


def _is_import(statement: Statement) -> bool:
    return statement.text.startswith(("import ", "from "))
