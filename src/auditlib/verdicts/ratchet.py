"""Findings held against those that are known: which are new, which known ones have gone, which entries are stale."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from datetime import date
from operator import attrgetter
from typing import NamedTuple

from msgspec.structs import replace

from auditlib.model import Finding, Severity
from auditlib.model.gate import Accepted, GateFinding, GateStatus

Key = tuple[str, str, str]


class Ratchet(NamedTuple):
    """What became of findings, sorted by path, line and rule, and of the entries of a baseline."""

    findings: tuple[GateFinding, ...]
    fixed: tuple[Accepted, ...]
    stale: tuple[Accepted, ...]
    unjudged: tuple[Accepted, ...]


class Tree(NamedTuple):
    """What there is to match entries with: the paths of files, those not judged, the rules, and renames old → new."""

    paths: Collection[str]
    failed: Collection[str]
    rules: Collection[str]
    renames: Mapping[str, str]


def hold(findings: Iterable[Finding], known: Sequence[Accepted], tree: Tree, day: date) -> Ratchet:
    """What each finding is to those who accepted `known`, on that day; notes are not asked about.

    An entry whose file was renamed is one of the file it is now. Findings of one rule, path and subject are counted
    together: as many as are accepted pass, and where there are more, all of them are shown as grown.
    """
    asked = sorted((one for one in findings if one.severity is not Severity.NOTE), key=attrgetter("order"))
    sizes: Counter[Key] = Counter()
    for one in asked:
        sizes[_key(one)] += one.size
    accepted = _matched([_renamed(one, tree.renames) for one in known], asked, tree)
    judged = tuple(_judged(one, accepted.get(_key(one)), sizes[_key(one)], day) for one in asked)
    return Ratchet(judged, *_left(sorted(one for key, one in accepted.items() if key not in sizes), tree))


def _left(unmatched: Sequence[Accepted], tree: Tree) -> tuple[tuple[Accepted, ...], ...]:
    """The entries that nothing matches: fixed, stale, and those that could not be judged."""
    stale = [one for one in unmatched if one.rule not in tree.rules or one.path not in tree.paths]
    unjudged = [one for one in unmatched if one.path in tree.failed]
    fixed = [one for one in unmatched if one not in stale and one not in unjudged]
    return tuple(fixed), tuple(stale), tuple(unjudged)


def accept(findings: Iterable[Finding], known: Iterable[Accepted]) -> tuple[Finding, ...]:
    """The findings in their order, those that are known with the reason for which they were accepted."""
    reasons = {_key(one): one.reason for one in known}
    return tuple(replace(one, accepted=reasons.get(_key(one), "")) for one in findings)


def entries(
    findings: Iterable[Finding], reason: str, *, owner: str = "", expires: str = "", notes: bool = False
) -> tuple[Accepted, ...]:
    """The entries that would accept these findings, sorted: one for each rule, path and subject; of notes, if asked."""
    grouped: defaultdict[Key, list[Finding]] = defaultdict(list)
    for one in sorted(findings, key=attrgetter("order")):
        if notes or one.severity is not Severity.NOTE:
            grouped[_key(one)].append(one)
    return tuple(
        sorted(
            Accepted(
                path=path,
                rule=rule,
                subject=subject,
                size=sum(one.size for one in ones),
                reason=reason,
                owner=owner,
                expires=expires,
                message=ones[0].message,
            )
            for (rule, path, subject), ones in grouped.items()
        )
    )


def _key(one: Finding | Accepted) -> Key:
    return one.rule, one.path, one.subject


def _judged(finding: Finding, known: Accepted | None, size: int, day: date) -> GateFinding:
    if known is None:
        return GateFinding(finding, GateStatus.NEW)
    if not known.holds(day):
        return GateFinding(finding, GateStatus.EXPIRED, known)
    status = GateStatus.GROWN if size > known.size else GateStatus.UNCHANGED
    accepted = known.reason if status is GateStatus.UNCHANGED else ""
    return GateFinding(replace(finding, accepted=accepted), status, known)


def _renamed(entry: Accepted, renames: Mapping[str, str]) -> Accepted:
    """The entry as it would be written now: subjects name files too."""
    subject = entry.subject
    for old, new in sorted(renames.items(), key=lambda one: -len(one[0])):
        subject = subject.replace(old, new)
    return replace(entry, path=renames.get(entry.path, entry.path), subject=subject)


def _matched(known: Sequence[Accepted], findings: Sequence[Finding], tree: Tree) -> dict[Key, Accepted]:
    """The entries by what they match now: each under the key of its findings, or its own where there are none.

    What stands in several files is told at the first of them: after a rename that may be another one. What stands in
    some of the places that an entry names, and in no other, is what is left of it.
    """
    own = {_key(one): one for one in known}
    there = {_key(one) for one in findings}
    left = [one for key, one in own.items() if key not in there]
    come = frozenset(tree.renames.values())
    pairs = dict(_pairs(sorted(there - own.keys()), left, come))
    used = {_key(one) for one in pairs.values()}
    kept = {key: one for key, one in own.items() if key not in used}
    return kept | {key: replace(one, path=key[1], subject=key[2]) for key, one in pairs.items()}


def _pairs(keys: Iterable[Key], left: Sequence[Accepted], come: Container[str]) -> Iterator[tuple[Key, Accepted]]:
    """The keys of findings that nothing accepts as they are, each with the first entry of which it is what is left."""
    for key in keys:
        entry = next((one for one in left if _is_what_is_left(key, one, come)), None)
        if entry:
            yield key, entry


def _is_what_is_left(key: Key, entry: Accepted, come: Container[str]) -> bool:
    rule, path, subject = key
    if rule != entry.rule:
        return False
    if subject == entry.subject:
        return path in come or entry.path in come
    now, before = set(subject.split(" ")), set(entry.subject.split(" "))
    return len(before) > 1 and len(now) > 1 and now < before
