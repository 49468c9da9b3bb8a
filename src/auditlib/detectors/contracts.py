"""Contracts of the params: layers, forbidden and protected imports, independence, cycles between packages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations, permutations, product
from typing import TYPE_CHECKING

from auditlib.graphs.contracts import Chain, Imports, Selection, find_cycles_between, groups_of, shown
from auditlib.model import Finding, Rule, Severity

if TYPE_CHECKING:
    from auditlib.graphs.state import State
    from auditlib.params.schema import RuleBinding

CONTRACT_BROKEN = Rule(
    id="AL311",
    name="contract-broken",
    severity=Severity.ERROR,
    because="This project has agreed on which parts may know which; an import against that ties them together.",
    remedy="Take the import out: pass what it needs in as an argument, or move what both share below them. Where the "
    "contract is wrong, change it in the params, and say why.",
    bad="# rules: [{id: layers, layers: [api, core]}]\n# core/store.py\nfrom api.routes import notify",
    good="# core/store.py\ndef store(item, notify): ...",
)
CONTRACT_VACUOUS = Rule(
    id="AL312",
    name="contract-vacuous",
    severity=Severity.WARNING,
    because="A contract that selects no module holds whatever the code does: it looks like a check, and is none.",
    remedy="Name the modules by the paths that they have now, or take the contract out.",
    bad="rules: [{id: layers, layers: [apis, core]}]  # the folder is called api",
    good="rules: [{id: layers, layers: [api, core]}]",
)
UNASSIGNED_MODULE = Rule(
    id="AL313",
    name="contract-unassigned",
    severity=Severity.ERROR,
    because="Where layers are said to be all there is, a module in none of them is held to no rule.",
    remedy="Put it into one of the layers, or name its own.",
    bad="rules: [{id: layers, layers: [api, core], exhaustive: true}]  # and a folder misc/ beside them",
    good="rules: [{id: layers, layers: [api, misc, core], exhaustive: true}]",
)
RULES = (CONTRACT_BROKEN, CONTRACT_VACUOUS, UNASSIGNED_MODULE)


def detect(state: State) -> Iterator[Finding]:
    """Yield a finding for each import that begins a chain which a contract of the params does not allow."""
    selection = Selection(state.modules, state.params.scope)
    for rule in state.params.rules:
        yield from _Contract(rule, state, selection).findings()


class _Contract:
    """One contract, and the imports that count for it."""

    def __init__(self, rule: RuleBinding, state: State, selection: Selection) -> None:
        self._rule = rule
        self._selection = selection
        self._imports = Imports(state.edges, leave_out=rule.leave_out, ignore=frozenset(_ignored(rule)))
        self._empty: list[str] = []

    def findings(self) -> Iterator[Finding]:
        yield from self._layers()
        yield from self._forbidden()
        yield from self._independent()
        yield from self._acyclic()
        yield from self._protected()
        for selector in dict.fromkeys(self._empty):
            message = f"{self._rule.id}: {selector} is no module at all, so nothing is checked of it"
            yield CONTRACT_VACUOUS.finding(".", 0, f"{self._rule.id} {selector}", message)

    def _select(self, *selectors: str) -> frozenset[str]:
        found = {one: self._selection.modules([one]) for one in selectors}
        self._empty += [one for one, modules in found.items() if not modules]
        return frozenset().union(*found.values())

    def _layers(self) -> Iterator[Finding]:
        levels = [{name: self._select(name) for name in groups_of(level)} for level in self._rule.layers]
        every = frozenset(path for level in levels for paths in level.values() for path in paths)
        for upper, lower in combinations(levels, 2):
            for (low, below), (high, above) in product(lower.items(), upper.items()):
                yield from self._between(below, above, every, f"{low} is below {high} and imports it")
        for level in levels:
            yield from self._apart(level, every, "{} and {} are on one level, and the first imports the second")
        yield from self._unassigned(every)

    def _apart(self, groups: Mapping[str, frozenset[str]], every: frozenset[str], what: str) -> Iterator[Finding]:
        """Groups that import each other, and should not."""
        for one, other in permutations(groups, 2):
            yield from self._between(groups[one], groups[other], every, what.format(one, other))

    def _between(
        self, sources: frozenset[str], targets: frozenset[str], every: frozenset[str], what: str
    ) -> Iterator[Finding]:
        """Chains from some to others of the modules of a contract that pass through none of the rest."""
        chains = self._imports.chains(sources, targets, barred=every - sources - targets)
        yield from self._broken(chains, what)

    def _unassigned(self, every: frozenset[str]) -> Iterator[Finding]:
        beside = self._selection.beside(every) if self._rule.exhaustive and every else every
        for path in sorted(beside - every):
            message = f"{self._rule.id}: {path} is in none of the layers"
            yield UNASSIGNED_MODULE.finding(path, 1, self._rule.id, message)

    def _forbidden(self) -> Iterator[Finding]:
        rule = self._rule.forbidden
        if rule:
            sources = self._select(*rule.modules)
            for target in rule.must_not_import:
                ours = self._selection.modules([target])
                chains = self._imports.chains(sources, ours - sources or {target})
                yield from self._broken(chains, f"{', '.join(rule.modules)} must not import {target}")

    def _independent(self) -> Iterator[Finding]:
        groups = {name: self._select(name) for name in self._rule.independent}
        every = frozenset().union(*groups.values())
        yield from self._apart(groups, every, "{} and {} are independent, and the first imports the second")

    def _acyclic(self) -> Iterator[Finding]:
        groups = {name: self._select(name) for name in self._rule.acyclic}
        for one, other, back in find_cycles_between(groups, self._imports):
            yield from self._broken([(back,)], f"{one} and {other} import each other")

    def _protected(self) -> Iterator[Finding]:
        rule = self._rule.protected
        if rule:
            inside, allowed = self._select(*rule.modules), self._select(*rule.only_by)
            others = frozenset(self._imports.onward) - inside - allowed
            direct = (chain for chain in self._imports.chains(others, inside) if len(chain) == 1)
            yield from self._broken(direct, f"only {', '.join(rule.only_by)} may import {', '.join(rule.modules)}")

    def _broken(self, chains: Iterator[Chain] | list[Chain], what: str) -> Iterator[Finding]:
        because = f" ({self._rule.because})" if self._rule.because else ""
        for chain in chains:
            if len(chain) == 1 or not self._rule.direct:
                first, last = chain[0], chain[-1]
                subject = f"{self._rule.id} {first.imported} {last.imported}"
                message = f"{self._rule.id}: {what}{because}: {shown(chain)}"
                yield CONTRACT_BROKEN.finding(first.path, first.line, subject, message)


def _ignored(rule: RuleBinding) -> Iterator[tuple[str, str]]:
    for text in rule.ignore:
        importer, arrow, imported = text.partition("->")
        if arrow:
            yield importer.strip(), imported.strip()
