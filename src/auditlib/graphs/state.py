"""One state of a repository: its facts, and the graphs and groups derived from them when first asked for."""

from __future__ import annotations

from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Protocol, TypeVar

import xxhash
from msgspec.structs import replace

from auditlib.facts.structure import read_structure, structure_documents
from auditlib.graphs.clones import Clones, find_clones
from auditlib.graphs.duplication import Redundancy, redundancy
from auditlib.graphs.history import find_couplings, find_hotspots
from auditlib.graphs.imports import import_graph
from auditlib.graphs.inventory import Inventory
from auditlib.graphs.names import named_modules
from auditlib.graphs.naming import named_part
from auditlib.graphs.resolver import resolve_imports
from auditlib.graphs.roadmap import planned, roadmap
from auditlib.graphs.roles.competitions import competitions, with_canonicals
from auditlib.graphs.roles.patterns import in_order, patterns_by_module
from auditlib.graphs.roles.standing import Standing
from auditlib.graphs.roots import ImportRoot, source_roots
from auditlib.graphs.structure import Judgement, judge_declarations
from auditlib.graphs.whatif import Removals
from auditlib.model import Pattern, Removal, Role

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import networkx as nx

    from auditlib.graphs.candidates import Spread
    from auditlib.model import (
        CloneGroup,
        Competition,
        Coupling,
        Declaration,
        Document,
        Facts,
        Hotspot,
        ImportEdge,
        Module,
        Step,
    )
    from auditlib.params import Params


T = TypeVar("T")


class Keep(Protocol):
    """What is known of a name from an earlier time, else what `make` gives, which may be kept; `kind` is its type."""

    def __call__(self, name: str, kind: type[T], make: Callable[[], T]) -> T:
        """The value of that name, for this state."""

    def each(self, name: str, kind: type[T], makes: Mapping[str, Callable[[], T]]) -> dict[str, T]:
        """A value for each key, for any state: the key holds all that it depends on."""


class KeepNothing:
    """Makes everything anew."""

    def __call__(self, name: str, kind: type[T], make: Callable[[], T]) -> T:  # noqa: ARG002 (of the protocol)
        """What `make` gives."""
        return make()

    def each(self, name: str, kind: type[T], makes: Mapping[str, Callable[[], T]]) -> dict[str, T]:  # noqa: ARG002
        """What each of them gives."""
        return {key: make() for key, make in makes.items()}


class State:
    """One state of a repository. Every attribute is computed once, when first asked for, and never changes.

    What `params` leave out is discovered: import roots by files, structure documents by name. `read` gives the text of
    a file by its path, None where it cannot be had: asked anew each time, nothing of it is kept. What is dear to derive
    goes through `keep`, which may know it from an earlier run of the same state.
    """

    def __init__(
        self,
        facts: Facts,
        params: Params,
        read: Callable[[str], str | None] = lambda _: None,
        *,
        spread: Spread = map,
        keep: Keep = KeepNothing(),  # noqa: B008 (it holds nothing)
    ) -> None:
        self.facts = facts
        self.params = params
        self.read = read
        self.keep = keep
        self._spread = spread  # how the largest joins are worked through

    @cached_property
    def roots(self) -> tuple[ImportRoot, ...]:
        """Where absolute imports are looked up, in order, each with the reason."""
        return source_roots(
            self.facts.modules,
            declared=self.params.import_roots,
            settings={document.path: document.text for document in self.facts.settings},
            files=self._paths,
        )

    @cached_property
    def modules(self) -> tuple[Module, ...]:
        """Every Python file with its dotted name, sorted by path."""
        return named_modules(self.facts.modules, self.roots)

    @cached_property
    def edges(self) -> tuple[ImportEdge, ...]:
        """Every imported name of every import statement, with what became of it."""
        return resolve_imports(self.modules, self.roots, files=self._paths, name=self.facts.project.name)

    @cached_property
    def graph(self) -> nx.DiGraph[str]:
        """The import graph: nodes are module paths with metrics, edges importer → imported."""
        return import_graph(self.modules, self.edges)

    @cached_property
    def audited(self) -> tuple[Module, ...]:
        """The modules that are judged, without names: product code and tests, not Python outside the declared scope."""
        return tuple(module for module in self.facts.modules if module.role is not Role.OTHER)

    @cached_property
    def clones(self) -> tuple[CloneGroup, ...]:
        """The clone classes of product code and tests."""
        return self._clones.groups

    @property
    def silenced_clones(self) -> Mapping[str, int]:
        """How many repeated runs, or classes, each rule of noise leaves out of the clone classes."""
        return self._clones.silenced

    @cached_property
    def redundancy(self) -> tuple[Redundancy, ...]:
        """What each clone class adds to the redundant SLOC, and what merging it saves: most saved first."""
        return redundancy(self.clones, self.audited)

    @cached_property
    def _clones(self) -> Clones:
        return self.keep("clones", Clones, self._find_clones)

    def _find_clones(self) -> Clones:
        rules = self.params.clones
        return find_clones(
            self.audited,
            min_tokens=rules.min_tokens,
            min_lines=rules.min_lines,
            silence=rules.silence,
            spread=self._spread,
        )

    @cached_property
    def patterns(self) -> tuple[Pattern, ...]:
        """The parts of product code that have to do with a category of the params, each with what it is.

        Of the surest duplicates, what their removal would mean.
        """
        return tuple(replace(one, removal=self.removals.get(one.id)) for one in self.roles)

    @cached_property
    def removals(self) -> Mapping[str, Removal]:
        """What the removal of each sure duplicate in favour of its canonical would mean, by the id of the pattern."""
        return self.keep("removals", dict[str, Removal], self._find_removals)

    def _find_removals(self) -> dict[str, Removal]:
        removals = Removals(self)
        found = {}
        for one in planned(self.roles, len(self.modules)):
            if one.canonical:
                stays = named_part(f"{one.canonical.path}:{one.canonical.qualname}", self)
                found[one.id] = removals.answer([one.part], stays)
        return found

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The roadmap: the surest duplicates in an order in which they can go."""
        return roadmap(self.roles, self.removals)

    @cached_property
    def competitions(self) -> tuple[Competition, ...]:
        """The groups of parts that do one job, each with the one that should stay."""
        return competitions(self._patterns, self._product, self.standing, self.canonicals)

    @cached_property
    def canonicals(self) -> Mapping[str, tuple[str, str]]:
        """For each category whose canonical the params declare, its path and qualified name, as far as it is found."""
        declared = {name: one.canonical for name, one in self.params.categories.items() if one.canonical}
        folders = ("", *self.params.scope)
        return {name: self.standing.place(canonical, folders) for name, canonical in declared.items()}

    @cached_property
    def roles(self) -> tuple[Pattern, ...]:
        """The patterns, with the canonical of each, and nothing of what their removal would mean: that takes longer."""
        return with_canonicals(self._patterns, self.competitions)

    @cached_property
    def _patterns(self) -> tuple[Pattern, ...]:
        return self.keep("patterns", tuple[Pattern, ...], self._find_patterns)

    def _find_patterns(self) -> tuple[Pattern, ...]:
        blobs = {file.path: file.blob for file in self.facts.project.files}
        text = "\n".join(f"{name} {one.model_dump_json()}" for name, one in sorted(self.params.categories.items()))
        rules = xxhash.xxh3_64_hexdigest(text.encode())
        makes = patterns_by_module(self._product, self.params.categories)
        keyed = {f"{path}:{blobs.get(path)}:{rules}": make for path, make in makes.items()}
        found = self.keep.each("patterns", tuple[Pattern, ...], keyed)
        return in_order(chain.from_iterable(found.values()))

    @cached_property
    def standing(self) -> Standing:
        """How well parts would serve as the one that stays."""
        return Standing(self._product, self.edges, {one.path for one in self.declarations})

    @cached_property
    def _product(self) -> tuple[Module, ...]:
        return tuple(module for module in self.modules if module.role is Role.PRODUCT and module.facts.fault is None)

    @cached_property
    def structure_documents(self) -> tuple[Document, ...]:
        """The documents that declare the tree: the one that params name, or all that are called so."""
        named = self.params.structure.document
        wanted = (named,) if named else structure_documents(document.path for document in self.facts.documents)
        return tuple(document for document in self.facts.documents if document.path in wanted)

    @cached_property
    def declarations(self) -> tuple[Declaration, ...]:
        """What the structure documents declare, in their order."""
        rules = self.params.structure
        return tuple(
            declaration
            for document in self.structure_documents
            for declaration in read_structure(
                document, roots=rules.roots, sections=rules.sections, folders=self._top_folders
            )
        )

    @cached_property
    def inventory(self) -> Inventory:
        """Every file and folder of the repository, looked up by path, name and folder."""
        return Inventory(self.facts.project.files)

    @cached_property
    def judgements(self) -> tuple[Judgement, ...]:
        """What became of each declaration, in their order."""
        if not self.declarations:
            return ()
        return judge_declarations(self.declarations, self.inventory, settings=self.facts.settings)

    @cached_property
    def hotspots(self) -> tuple[Hotspot, ...]:
        """Product files that are complex and often changed, worst first."""
        product = [module for module in self.modules if module.role is Role.PRODUCT]
        return find_hotspots(self.facts.history, {module.path: module.facts.cyclomatic for module in product})

    @cached_property
    def couplings(self) -> tuple[Coupling, ...]:
        """Pairs of Python files that change together, strongest first."""
        return find_couplings(self.facts.history, [module.path for module in self.modules])

    @property
    def _top_folders(self) -> frozenset[str]:
        """The folders at the root: what a tree may begin with, other than the repository's own name."""
        return frozenset(path.partition("/")[0] for path in self._paths if "/" in path)

    @cached_property
    def _paths(self) -> tuple[str, ...]:
        """Every path of the repository: a compiled module, or one that does not parse, exists all the same."""
        return tuple(file.path for file in self.facts.project.files)
