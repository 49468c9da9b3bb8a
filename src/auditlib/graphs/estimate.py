"""How many lines a removal eliminates: gross, kept, glue and net, with an interval from measured removals."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib.resources import files

import msgspec
from msgspec import Struct

from auditlib.model.patterns import Estimate, RemovalKind, Size


class Experience(Struct, frozen=True):
    """What removals of one kind were like, as shares of their gross lines.

    `growth` is what the part that stays and its callers gained beyond what is counted one by one; of an extraction,
    as a share of its largest part. Between `low` and `high` lay (estimated net - real net) of 80 % of the `measured`
    removals.
    """

    growth: float
    low: float
    high: float
    measured: int = 0
    error: float | None = None  # median of |estimated - real net| as a share of gross, on repositories not fitted to


class Coefficients(Struct, frozen=True):
    """The coefficients of the estimate, and where they come from.

    `missing`: lines that a missing member takes up where it moves to, for each line it has now; `short`: lines that the
    part that stays grows by, for each by which it is smaller than the largest part that goes; `adapted`: lines for each
    member whose arguments or `await` differ. Tried, and no better on repositories left out: lines for each file with
    callers, statements that the two parts do not share.
    """

    origin: str
    kinds: dict[str, Experience]
    missing: float
    short: float
    adapted: float


class Extent(Struct, frozen=True):
    """What is counted of one removal: what goes, what is missing elsewhere, and how much must be adapted."""

    kind: RemovalKind
    gross: Size
    largest: Size = Size()  # of the parts
    missing: Size = Size()
    short: Size = Size()  # by how much the part that stays is smaller than the largest that goes
    adapted: int = 0  # members whose arguments or `await` differ
    imports: int = 0  # new import lines


@cache
def coefficients() -> Coefficients:
    """Those of this version, from the package's `estimates.json`."""
    text = files("auditlib.graphs").joinpath("estimates.json").read_bytes()
    return msgspec.json.decode(text, type=Coefficients)


def estimate(extent: Extent, known: Coefficients | None = None) -> Estimate:
    """The estimate of one removal: net = gross - kept - glue.

    - kept = missing members x `missing` + lines that the part that stays is shorter x `short` + gross x `growth` of the
      kind: code that moves to the part that stays; of an extraction, the largest part x `growth`;
    - glue = new imports + adapted members x `adapted`;
    - the interval is net - gross x (`high`, `low`): the spread of real removals of this kind.

    Example:
        >>> fit = Coefficients("example", {"dead duplicate": Experience(0.0, -0.1, 0.2)}, 1.0, 1.0, 3.0)
        >>> found = estimate(Extent(RemovalKind.DEAD, Size(120, 100, 80)), fit)
        >>> found.net.sloc, found.low.sloc, found.high.sloc
        (100, 80, 110)
    """
    known = known or coefficients()
    experience = known.kinds[extent.kind]
    grown = extent.largest if extent.kind is RemovalKind.EXTRACTION else extent.gross
    moved = _scaled(extent.missing, known.missing) + _scaled(extent.short, known.short)
    kept = moved + _scaled(grown, experience.growth)
    lines = extent.imports + round(extent.adapted * known.adapted)
    glue = Size(lines, lines, lines)
    net = extent.gross - kept - glue
    return Estimate(
        gross=extent.gross,
        kept=kept,
        glue=glue,
        net=net,
        low=net - _scaled(extent.gross, experience.high),
        high=net - _scaled(extent.gross, experience.low),
        method=_method(extent.kind, experience, known.origin),
    )


def _scaled(size: Size, factor: float) -> Size:
    return _each(size, lambda lines: round(lines * factor))


def _each(size: Size, change: Callable[[int], int]) -> Size:
    return Size(change(size.physical), change(size.sloc), change(size.logical))


def _method(kind: RemovalKind, experience: Experience, origin: str) -> str:
    if not experience.measured:
        return f"{kind}: {origin}; the interval is a guess, not 80 % of anything"
    error = "" if experience.error is None else f"; median error {experience.error:.0%} of gross on others"
    return f"{kind}: split-conformal 80 % interval from {experience.measured} real removals{error}; {origin}"
