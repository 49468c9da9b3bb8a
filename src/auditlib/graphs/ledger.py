"""What stays and what goes as clone classes are merged one after another: no statement goes twice."""

from __future__ import annotations

from auditlib.graphs.fragment_sizes import FragmentSizes, Sloc
from auditlib.model import CloneGroup, Fragment


class Ledger:
    """What has not gone yet, and what of it may still go, as classes are merged one after another: SLOC a statement."""

    def __init__(self, sizes: FragmentSizes) -> None:
        self._sizes = sizes
        self._accounts: dict[str, tuple[Sloc, Sloc]] = {}

    def merge(self, group: CloneGroup) -> list[int]:
        """Keep one copy of a class; return the SLOC that go with each other copy of which any do."""
        parts = [self._part(fragment) for fragment in sorted(group.fragments)]
        standing = [int(left.sum()) for left, _ in parts]
        kept = standing.index(max(standing))  # the first of several
        parts.pop(kept)[1][:] = 0
        return [sloc for sloc in map(self._leave, parts) if sloc]

    @staticmethod
    def _leave(part: tuple[Sloc, Sloc]) -> int:
        left, free = part
        going = int(free.sum())
        left -= free
        free[:] = 0
        return going

    def _part(self, fragment: Fragment) -> tuple[Sloc, Sloc]:
        """What is left of a fragment, and what of that does not stay for another class: views, to be changed."""
        if fragment.path not in self._accounts:
            sloc = self._sizes.statements(fragment.path)
            self._accounts[fragment.path] = sloc.copy(), sloc.copy()
        left, free = self._accounts[fragment.path]
        span = self._sizes.span(fragment)
        return left[span], free[span]
