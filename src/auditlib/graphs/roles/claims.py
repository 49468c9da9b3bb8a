"""Claims of several categories to the same lines: a class that does one job as a whole does no other besides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from auditlib.model import Part


@dataclass(frozen=True, slots=True)
class Claim:
    """A part that may implement a category, with how likely that is."""

    part: Part
    category: str
    likely: float

    @property
    def whole(self) -> bool:
        """It is a class or a function, not some members of one."""
        return not self.part.members


INSIDE = 0.8
"""Share of the lines of a part in a whole from which on it is a piece of it: `get_stats` of a cache."""


def outdone(claims: Sequence[Claim], least: float) -> frozenset[int]:
    """The indexes of claims of one file that a whole of another category holds, which is likelier and at least `least`.

    Of the claims to one and the same whole, only the likeliest is left, whatever it scores; of equal ones the first.
    """
    wholes = [place for place, one in enumerate(claims) if one.whole]
    return frozenset(
        place
        for place, one in enumerate(claims)
        if any(other != place and _outdoes(claims[other], one, other < place, least) for other in wholes)
    )


def _outdoes(winner: Claim, loser: Claim, first: bool, least: float) -> bool:
    if winner.category == loser.category:
        return False
    if winner.part == loser.part:
        return (winner.likely, first) > (loser.likely, not first)
    return winner.likely >= least and winner.likely > loser.likely and _inside(loser.part, winner.part) >= INSIDE


def _inside(inner: Part, outer: Part) -> float:
    lines = sum(end - start + 1 for start, end in inner.ranges)
    low, high = outer.ranges[0][0], outer.ranges[-1][1]
    shared = sum(max(0, min(end, high) - max(start, low) + 1) for start, end in inner.ranges)
    return shared / max(1, lines)
