"""Tests that guard less at head than at base: deleted, skipped, expected to fail, or asserting less."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property

from auditlib.model import Role
from auditlib.model.comparison import TestChange, TestFate
from auditlib.verdicts.assertions import Body, Check, expects_other, looser, read_tests
from auditlib.verdicts.delta import Delta, Pair, Side
from auditlib.verdicts.whereabouts import Whereabouts

TESTS = (Role.TEST, Role.CRITICAL_TEST)


class Weakening:
    """The tests of the files that differ, at both states."""

    def __init__(self, delta: Delta, whereabouts: Whereabouts) -> None:
        self._delta = delta
        self._whereabouts = whereabouts

    def changes(self) -> tuple[TestChange, ...]:
        """Every test that guards less, sorted by path, line and name; a file whose tests all went is one entry.

        A test that was renamed or moved with its lines is that same test. What a test no longer asserts since its
        assertions went into a function that it calls is not told apart from assertions that were dropped.
        """
        found = [change for pair in self._pairs for change in self._of_pair(pair)]
        return tuple(sorted(found, key=lambda one: (one.path, one.line, one.test, one.change)))

    def expectations(self) -> tuple[tuple[str, int, str], ...]:
        """Where a test expects another value than it did: path and line at head, and both expectations."""
        found = set()
        for pair in self._pairs:
            for before, after in self._matched(pair):
                for old, new in _same_subject(before, after):
                    if detail := expects_other(old, new):
                        found.add((pair.after or "", new.line, detail))
        return tuple(sorted(found))

    @cached_property
    def _pairs(self) -> list[Pair]:
        """The test files at base that differ at head, or are gone; those that do not parse are not judged."""
        return [
            pair
            for pair in self._delta.pairs
            if pair.before
            and self._delta.base.role(pair.before) in TESTS
            and self._delta.base.tree(pair.before) is not None
            and (pair.after is None or self._delta.head.tree(pair.after) is not None)
        ]

    def _of_pair(self, pair: Pair) -> Iterator[TestChange]:
        before = _tests(self._delta.base, pair.before)
        after = _tests(self._delta.head, pair.after)
        gone = {name: fate for name in before if name not in after and (fate := self._gone(pair, name)) is not None}
        if before and len(gone) == len(before) and pair.after is None:
            yield self._change(pair, "", 0, TestFate.DELETED, f"the file with {len(before)} tests")
        else:
            for name, detail in gone.items():
                yield self._change(pair, name, before[name].line, TestFate.DELETED, detail)
        for name in before.keys() & after.keys():
            yield from self._compared(pair, name, before[name], after[name])

    def _gone(self, pair: Pair, name: str) -> str | None:
        """Why a test is not run any more; None where it is one under another name, or in another file."""
        scoped = self._delta.base.modules[pair.before or ""]
        definition = next((one for one in scoped.facts.definitions if one.qualname == name), None)
        there = self._whereabouts.successor(scoped.path, definition) if definition else None
        if there is None:
            return ""
        if there.qualname in _tests(self._delta.head, there.path):
            return None
        return f"no longer collected: now {there.path}:{there.qualname}"

    def _compared(self, pair: Pair, name: str, before: Body, after: Body) -> Iterator[TestChange]:
        for fate, old, new in (
            (TestFate.SKIPPED, before.skipped, after.skipped),
            (TestFate.XFAILED, before.xfailed, after.xfailed),
        ):
            if new and not old:
                yield self._change(pair, name, after.line, fate, f"by {new}")
        details = list(_weaker(before, after))
        if details:
            yield self._change(pair, name, after.line, TestFate.WEAKENED, "; ".join(details))

    def _change(self, pair: Pair, name: str, line: int, fate: TestFate, detail: str) -> TestChange:
        deleted = fate is TestFate.DELETED
        path = pair.before if deleted or pair.after is None else pair.after
        critical = self._delta.base.role(pair.before or "") is Role.CRITICAL_TEST
        return TestChange(path or "", name, line, fate, detail, critical)

    def _matched(self, pair: Pair) -> Iterator[tuple[Body, Body]]:
        before, after = _tests(self._delta.base, pair.before), _tests(self._delta.head, pair.after)
        for name in sorted(before.keys() & after.keys()):
            yield before[name], after[name]


def _tests(side: Side, path: str | None) -> Mapping[str, Body]:
    tree = side.tree(path) if path else None
    return read_tests(tree) if tree else {}


def _weaker(before: Body, after: Body) -> Iterator[str]:
    if after.assertions < before.assertions:
        yield f"assertions {before.assertions} → {after.assertions}"
    if 0 < after.cases < before.cases:
        yield f"cases {before.cases} → {after.cases}"
    yield from filter(None, (looser(old, new) for old, new in _same_subject(before, after)))


def _same_subject(before: Body, after: Body) -> Iterator[tuple[Check, Check]]:
    """Checks of one subject on both sides, in order, those left out that are on both just so."""
    found: defaultdict[str, tuple[list[Check], list[Check]]] = defaultdict(lambda: ([], []))
    for place, checks in enumerate((before.checks, after.checks)):
        for check in checks:
            found[check.subject][place].append(check)
    for old, new in found.values():
        same = {one[2:] for one in old} & {one[2:] for one in new}
        left = ([one for one in ones if one[2:] not in same] for ones in (old, new))
        yield from zip(*left, strict=False)
