"""Duplicate subsystems: several parts that do one job, of which one should stay."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec.structs import replace

from auditlib.graphs.roles.judging import SURE
from auditlib.model import Competition, Finding, Pattern, PatternRole, Rule, Severity

if TYPE_CHECKING:
    from auditlib.graphs.state import State
    from auditlib.params import Params

DUPLICATE_SUBSYSTEM = Rule(
    id="AL201",
    name="duplicate-subsystem",
    severity=Severity.WARNING,
    because="A second implementation of one job is tuned, mended and tested apart from the first, and drifts from it.",
    remedy="Have its users call the canonical one, then remove it; `auditlib whatif` says what that saves and breaks.",
    bad="self._cache = {} with an expiry check of its own, beside performance/cache_manager.py:CacheManager",
    good="self._cache = CacheManager(ttl=300)",
)
CANONICAL_MISSING = Rule(
    id="AL202",
    name="canonical-missing",
    severity=Severity.ERROR,
    because="What should stay is not there: nothing can be consolidated into it.",
    remedy="Correct the canonical of the category in the params, or write the definition.",
    bad="categories: {response: {canonical: performance/response_optimizer.py:ResponseOptimizer}}  # no such file",
    good="categories: {caching: {canonical: performance/cache_manager.py:CacheManager}}",
)
SAME_NAME = Rule(
    id="AL203",
    name="same-name",
    severity=Severity.NOTE,
    because="Two classes of one name are mistaken for one another, and often the one began as a copy of the other.",
    remedy="Keep one and import it elsewhere, or give them names that tell them apart.",
    bad="class CacheManager in utils/cache.py and in performance/cache_manager.py",
    good="class CacheManager in one of them",
)
SAME_INTERFACE = Rule(
    id="AL204",
    name="same-interface",
    severity=Severity.NOTE,
    because="Classes with the same public methods and no common base do one job twice, or lack a name for it.",
    remedy="Keep one, or give both a common base.",
    bad="class DiskStore and class FileStore, both with get, put, delete and list_keys",
    good="class FileStore(Store)",
)
VACUOUS_CATEGORY = Rule(
    id="AL205",
    name="category-vacuous",
    severity=Severity.NOTE,
    because="A category that matches nothing was not checked: its words may be wrong, or nothing of it is there.",
    remedy="Give the category words, calls or shapes that the code has, or take it out of the params.",
    bad="categories: {retry: {words: [retyr]}}",
    good="categories: {retry: {words: [retry, backoff], calls: [time.sleep]}}",
)
RULES = (DUPLICATE_SUBSYSTEM, CANONICAL_MISSING, SAME_NAME, SAME_INTERFACE, VACUOUS_CATEGORY)


def detect(state: State) -> Iterator[Finding]:
    """Yield a finding for each implementation that is not the one that stays, and for what the params say wrongly."""
    for pattern in state.roles:
        if pattern.role is PatternRole.IMPLEMENTATION and pattern.canonical:
            yield from _duplicate(pattern)
    for category, (path, qualname) in sorted(state.canonicals.items()):
        if not state.standing.exists(path, qualname):
            message = f"the canonical of {category} is not there: {path} defines no {qualname}"
            yield CANONICAL_MISSING.finding(path, 0, category, message)
    for competition in state.competitions:
        if competition.basis != "category":
            yield _rivals(competition)
    matched = {pattern.category for pattern in state.roles}
    for category in sorted(_asked(state.params) - matched):
        yield VACUOUS_CATEGORY.finding(".", 0, category, f"VACUOUS: nothing in product code has to do with {category}")


def _asked(params: Params) -> set[str]:
    """The categories that the user's own params speak of: a repository may well have nothing of the others."""
    return {
        name
        for name in params.categories
        if any(
            key.startswith(f"categories.{name}.") and not origin.rpartition(":")[0].endswith(SHIPPED)
            for key, origin in params.origins.items()
        )
    }


SHIPPED = "base.yaml"
"""The file of the defaults, as origins name it."""


def _duplicate(pattern: Pattern) -> Iterator[Finding]:
    part, stays = pattern.part, pattern.canonical
    if stays is None or (part.path, part.qualname) == (stays.path, stays.qualname):
        return
    what = f"{part.qualname or 'module level'}{' (' + ', '.join(part.members) + ')' if part.members else ''}"
    why = ", ".join(dict.fromkeys(one.signal for one in pattern.evidence))
    message = (
        f"{what} does {pattern.category} (score {pattern.score:.2f}: {why}); "
        f"{stays.path}:{stays.qualname} {'is declared' if stays.declared else 'is proposed'} to stay"
    )
    finding = DUPLICATE_SUBSYSTEM.finding(part.path, part.ranges[0][0], f"{pattern.category} {part.id}", message)
    yield finding if pattern.score >= SURE else replace(finding, severity=Severity.NOTE)


def _rivals(competition: Competition) -> Finding:
    stays = competition.canonical
    first, *others = competition.members
    rule = SAME_NAME if competition.basis == "name" else SAME_INTERFACE
    places = ", ".join(f"{part.id}:{part.ranges[0][0]}" for part in others)
    message = f"{first.qualname} stands again at {places}; {stays.path}:{stays.qualname} is proposed to stay"
    return rule.finding(first.path, first.ranges[0][0], " ".join(part.id for part in competition.members), message)
