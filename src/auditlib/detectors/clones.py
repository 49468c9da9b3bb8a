"""Clone classes: the same code in several places, each of which must be found and changed when one is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec.structs import replace

from auditlib.model import CloneGroup, CloneType, Finding, Fragment, Role, Rule, Severity

if TYPE_CHECKING:
    from auditlib.graphs.state import State

CLONE_CLASS = Rule(
    id="AL101",
    name="clone-class",
    severity=Severity.WARNING,
    because="A mistake mended in one copy stays in the others, and each copy is read, tested and kept anew.",
    remedy="Move the common code into one definition that all of these places call; parameters take what differs.",
    bad="def load(path): …  in cache.py, and the same body as def read(file): … in store.py",
    good="from cache import load  in store.py",
)
RULES = (CLONE_CLASS,)


def detect(state: State) -> Iterator[Finding]:
    """Yield a finding for each clone class at its first fragment; all others are named.

    A class that tests alone hold is a note: tests are read one by one, and repeating a set-up has its use there. So is
    an edited copy that is less alike than `SURELY_ALIKE`, or of which fewer lines than `LEAST_SAVED` would go.
    """
    product = {module.path for module in state.audited if module.role is Role.PRODUCT}
    for group in state.clones:
        first = group.fragments[0]
        plain = CLONE_CLASS.finding(first.path, first.start, _subject(group), _message(group))
        finding = replace(plain, size=len(group.fragments))
        in_tests = product.isdisjoint(fragment.path for fragment in group.fragments)
        yield replace(finding, severity=Severity.NOTE) if in_tests or _is_slight(group) else finding


SURELY_ALIKE = 0.85
LEAST_SAVED = 10
"""SLOC of all copies but the largest, less one for the call that each leaves."""


def _is_slight(group: CloneGroup) -> bool:
    sizes = sorted(fragment.sloc for fragment in group.fragments)
    saved = sum(size - 1 for size in sizes[:-1])
    return group.type is CloneType.TYPE_3 and (group.similarity < SURELY_ALIKE or saved < LEAST_SAVED)


def _subject(group: CloneGroup) -> str:
    """The definitions that hold the copies: they stay what they are when one of the copies is edited."""
    return " ".join(sorted({f"{one.path}:{one.definition}".rstrip(":") for one in group.fragments}))


def _message(group: CloneGroup) -> str:
    first, *others = group.fragments
    alike = "alike" if group.type is CloneType.TYPE_3 else "of the tokens equal"
    same = "" if group.similarity == 1 else f", {int(group.similarity * 100)}% {alike}"
    within = f" in {first.definition}" if first.definition else ""
    places = ", ".join(map(_place, others))
    lines = f"lines {first.start}–{first.end}"
    return f"{first.sloc} SLOC{within} ({lines}, Type-{group.type}{same}) stand again at {places}"


def _place(fragment: Fragment) -> str:
    within = f" ({fragment.definition})" if fragment.definition else ""
    return f"{fragment.path}:{fragment.start}–{fragment.end}{within}"
