"""Which of the files that are gone is which of the new ones: by the lines that they share."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

SIMILAR = 0.5
"""Share of the lines of the larger of two files that both must have for one to be the other renamed; as git has it."""

COMMON = 40
"""A line that stands in more files than these tells nothing of which file is which."""


def renames(gone: Mapping[str, Sequence[str]], come: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    """Files that are gone with the new file that each is now: the most similar pairs first, each file once.

    Both are given by path, with their lines.
    """
    left, right = set(gone), set(come)
    scored = _similarities(_bags(gone), _bags(come))
    for _, before, after in sorted(scored, key=lambda one: (-one[0][0], not one[0][1], *one[1:])):
        if before in left and after in right and _suffix(before) == _suffix(after):
            left.discard(before)
            right.discard(after)
            yield before, after


def _suffix(path: str) -> str:
    return path.rpartition("/")[2].partition(".")[2]


def _bags(texts: Mapping[str, Sequence[str]]) -> dict[str, Counter[str]]:
    """The lines of files that are not blank, each with how often it stands there."""
    return {path: Counter(filter(None, map(str.strip, lines))) for path, lines in sorted(texts.items())}


def _similarities(
    left: Mapping[str, Counter[str]], right: Mapping[str, Counter[str]]
) -> Iterator[tuple[tuple[float, bool], str, str]]:
    """Pairs that are similar enough: the share of common lines, and whether the files have one name."""
    holders: defaultdict[str, list[str]] = defaultdict(list)
    for path, bag in right.items():
        for line in bag:
            holders[line].append(path)
    for before, bag in left.items():
        for after in _alike(before, bag, right, holders):
            largest = max(bag.total(), right[after].total())
            shared = (bag & right[after]).total() / largest if largest else SIMILAR
            if shared >= SIMILAR:
                yield (shared, _named_alike(before, after)), before, after


def _alike(
    before: str, bag: Counter[str], right: Mapping[str, Counter[str]], holders: Mapping[str, Sequence[str]]
) -> list[str]:
    """The files that a file may be, sorted: those that share a rare line; of an empty one, empty ones of its name."""
    if not bag:
        return [path for path in sorted(right) if not right[path] and _named_alike(before, path)]
    rare = (holders[line] for line in bag if line in holders and len(holders[line]) <= COMMON)
    return sorted({path for paths in rare for path in paths})


def _named_alike(before: str, after: str) -> bool:
    return before.rpartition("/")[2] == after.rpartition("/")[2]
