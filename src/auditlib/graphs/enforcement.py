"""Critical features: of what should use one, how much does, by evidence in code or by records of changes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from auditlib.globs import matches
from auditlib.model import Commit, Module, Role

if TYPE_CHECKING:
    from auditlib.graphs.state import State
    from auditlib.params.schema import CriticalFeature, Evidence


class Proof(NamedTuple):
    """One piece of evidence: a file and a line of it, or a commit with line 0, and what stands there."""

    where: str
    line: int
    what: str


class FeatureRate(NamedTuple):
    """Of what should use a feature, what does, by path or by commit, sorted; and the proofs."""

    feature: CriticalFeature
    users: tuple[str, ...]
    others: tuple[str, ...]
    proofs: tuple[Proof, ...]

    @property
    def denominator(self) -> int:
        """How much should use it."""
        return len(self.users) + len(self.others)

    @property
    def rate(self) -> float | None:
        """The share that does, 0–1; None over nothing."""
        return len(self.users) / self.denominator if self.denominator else None

    @property
    def vacuous(self) -> bool:
        """Nothing should use it, so that it holds cannot be told."""
        return self.denominator == 0

    @property
    def holds(self) -> bool:
        """The rate is not below the minimum; over nothing, it is not so."""
        return self.rate is not None and self.rate >= self.feature.minimum

    @property
    def unit(self) -> str:
        """What is counted."""
        return "commits" if self.feature.records else "files"

    @property
    def digest(self) -> str:
        """Twelve hex digits that change whenever the evidence does."""
        lines = "\n".join(f"{one.where}:{one.line} {one.what}" for one in self.proofs)
        rest = "\n".join(self.others)
        return hashlib.sha256(f"{lines}\n\n{rest}".encode()).hexdigest()[:12]


def feature_rates(state: State) -> tuple[FeatureRate, ...]:
    """The rate of each critical feature of the params, in their order.

    Only code counts: imports, calls, decorators and base classes, never the text of a comment or a docstring. Modules
    that could not be parsed are not among those that should use a feature: they are diagnostics of their own.
    """
    product = [one for one in state.modules if one.role is Role.PRODUCT and one.facts.fault is None]
    return tuple(
        _recorded(feature, state.facts.history) if feature.records else _used(feature, product)
        for feature in state.params.critical_features
    )


def _used(feature: CriticalFeature, modules: Iterable[Module]) -> FeatureRate:
    chosen = [one for one in modules if _in_scope(feature, one.path) and _is_eligible(feature, one)]
    return _rate(feature, {one.path: sorted(set(_proofs(feature.evidence, one))) for one in chosen})


def _in_scope(feature: CriticalFeature, path: str) -> bool:
    return not feature.scope or matches(feature.scope, path)


def _is_eligible(feature: CriticalFeature, module: Module) -> bool:
    return feature.eligible is None or next(_proofs(feature.eligible, module), None) is not None


def _recorded(feature: CriticalFeature, commits: Iterable[Commit]) -> FeatureRate:
    """Of the commits that touch the scope, those that touch a record too."""
    touching = [one for one in commits if any(_in_scope(feature, path) for path in one.paths)]
    return _rate(feature, {one.id[:12]: _records(feature, one) for one in touching})


def _records(feature: CriticalFeature, commit: Commit) -> list[Proof]:
    return [Proof(commit.id[:12], 0, path) for path in commit.paths if matches(feature.records, path)]


def _rate(feature: CriticalFeature, found: Mapping[str, Sequence[Proof]]) -> FeatureRate:
    """The rate over what has proofs and what has none."""
    users = tuple(sorted(name for name, proofs in found.items() if proofs))
    others = tuple(sorted(found.keys() - set(users)))
    return FeatureRate(feature, users, others, tuple(sorted(chain.from_iterable(found.values()))))


def _proofs(evidence: Evidence, module: Module) -> Iterator[Proof]:
    facts = module.facts
    for one in facts.imports:
        dotted = ".".join(filter(None, (one.module, one.name)))
        if _is_like(dotted, evidence.imports):
            yield Proof(module.path, one.line, f"import {dotted}")
    if evidence.calls:
        for call in facts.calls:
            if _is_like(call.name, evidence.calls):
                yield Proof(module.path, call.line, f"call {call.name}")
    for definition in facts.definitions:
        for kind, texts, globs in (
            ("decorator", definition.decorators, evidence.decorators),
            ("base", definition.bases, evidence.bases),
        ):
            for text in texts:
                if _is_like(text, globs):
                    yield Proof(module.path, definition.start, f"{kind} {text}")


def _is_like(text: str, globs: Iterable[str]) -> bool:
    return any(fnmatchcase(text, glob) for glob in globs)
