"""Which critical tests would notice: those that load a module, by all that importing them runs or names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice

import networkx as nx

from auditlib.graphs.imports import EdgeKind, reachable, subgraph_of_kinds
from auditlib.graphs.layout import parent
from auditlib.model import Module, Role
from auditlib.model.patterns import Part, Protection

_DOTTED = re.compile(r"""["']((?:[A-Za-z_]\w*\.)+[A-Za-z_]\w*)["':]""")


class CriticalTests:
    """The critical tests of a state, and the modules that each loads: found once, asked for many parts.

    A test loads its module, the `conftest.py` files above it, the `__init__` of each package on the way, what these
    import, and the modules that their strings name (`patch("a.b.C")`). What is imported inside a function is loaded
    if that is called: lazily.
    """

    def __init__(
        self, modules: Iterable[Module], graph: nx.DiGraph[str], read: Callable[[str], str | None] = lambda _: None
    ) -> None:
        self._modules = {module.path: module for module in modules}
        self._names = {module.name: module.path for module in self._modules.values() if module.name}
        self._graph = graph
        self._read = read
        runtime = subgraph_of_kinds(graph, [EdgeKind.RUNTIME])
        called = subgraph_of_kinds(graph, [EdgeKind.RUNTIME, EdgeKind.LAZY])
        self._loaded: dict[str, frozenset[str]] = {}
        self._at_once: dict[str, frozenset[str]] = {}
        for path in self.paths:
            starts = [path, *self._conftests(path)]
            self._at_once[path] = reachable(runtime, starts)
            self._loaded[path] = reachable(called, [*starts, *self._named(starts)])

    @property
    def paths(self) -> tuple[str, ...]:
        """The critical tests, sorted."""
        return tuple(sorted(path for path, one in self._modules.items() if one.role is Role.CRITICAL_TEST))

    @property
    def loads(self) -> Mapping[str, frozenset[str]]:
        """What each critical test loads, at once or lazily."""
        return self._loaded

    def protection(self, parts: Iterable[Part]) -> Protection:
        """The critical tests that load a module of some parts; a part that is such a test protects nothing."""
        wanted = {part.path for part in parts}
        others = [path for path in self.paths if path not in wanted]
        loaded = tuple(path for path in others if wanted & self._loaded[path])
        lazy = tuple(path for path in loaded if not wanted & self._at_once[path])
        return Protection(loaded, None, lazy, len(self.paths))

    def _conftests(self, path: str) -> Iterator[str]:
        folder = parent(path)
        while True:
            conftest = f"{folder}/conftest.py".lstrip("/")
            if conftest in self._modules:
                yield conftest
            if not folder:
                return
            folder = parent(folder)

    def _named(self, paths: Iterable[str]) -> Iterator[str]:
        """The modules that strings of these files name, by the longest part of a dotted name that is one."""
        for path in paths:
            text = self._read(path)
            for name in sorted(set(_DOTTED.findall(text))) if text else ():
                parts = name.split(".")
                prefixes = (".".join(parts[:count]) for count in range(len(parts), 0, -1))
                yield from islice((self._names[one] for one in prefixes if one in self._names), 1)
