"""Duplicate subsystems: which parts of a repository do one job, which of them stays, and what removing others means."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class PatternRole(StrEnum):
    """What a part has to do with a job."""

    IMPLEMENTATION = "implementation"  # it does the job itself
    CONSUMER = "consumer"  # it has the job done by an implementation
    FACADE = "facade"  # it passes on to an implementation, with next to no logic of its own
    STUB = "stub"  # an interface, a fallback, an empty version
    HOMONYM = "homonym"  # it has the words of the job, and does another


class Part(Struct, frozen=True, order=True):
    """A part of a file: a whole module (qualname ""), a definition, or some members of one that belong together."""

    path: str
    qualname: str
    ranges: tuple[tuple[int, int], ...]  # lines, decorators included, sorted, not overlapping
    members: tuple[str, ...] = ()  # where it is not the whole of the definition: methods, attributes, globals; sorted

    @property
    def id(self) -> str:
        """`path:qualname`, and the members in braces: how a user names it, and what survives moved lines."""
        members = f"{{{','.join(self.members)}}}" if self.members else ""
        return f"{self.path}:{self.qualname}{members}" if self.qualname or members else self.path

    @property
    def owner(self) -> tuple[str, str]:
        """The definition that it is, or is part of: path and qualified name."""
        return self.path, self.qualname

    @property
    def lines(self) -> int:
        """Its physical lines."""
        return sum(end - start + 1 for start, end in self.ranges)


class Evidence(Struct, frozen=True):
    """Why a part was taken for what it is: which signal, where, and the words of the code that gave it."""

    signal: str
    line: int
    text: str


class Size(Struct, frozen=True):
    """A number of lines by each counting rule: all lines, lines with code, logical statements."""

    physical: int = 0
    sloc: int = 0
    logical: int = 0

    def __add__(self, other: Size) -> Size:
        """Both together."""
        return Size(self.physical + other.physical, self.sloc + other.sloc, self.logical + other.logical)

    def __sub__(self, other: Size) -> Size:
        """What is left without the other; below 0 where that is more."""
        return Size(self.physical - other.physical, self.sloc - other.sloc, self.logical - other.logical)


class Place(Struct, frozen=True, order=True):
    """A line of a file, and the definition it stands in ("" at module level)."""

    path: str
    line: int
    definition: str = ""


class GapKind(StrEnum):
    """How the part that stays differs from what callers need."""

    MISSING = "missing"  # it has no such member
    ASYNC = "async"  # its member must be awaited, that of the other not, or the other way round
    ARGUMENTS = "arguments"  # its member cannot take the arguments that a caller passes


class Gap(Struct, frozen=True):
    """A member that callers use and that the part which stays does not offer in the same way."""

    member: str
    kind: GapKind
    callers: tuple[Place, ...]
    detail: str = ""


class Protection(Struct, frozen=True):
    """Critical tests that would notice: those that load a part, those that execute a line of its bodies.

    `executed` is None where there is no evidence of execution. Nothing in either means UNPROTECTED. `lazy` are those
    of `loaded` that load it only when a function is called, if ever.
    """

    loaded: tuple[str, ...] = ()
    executed: tuple[str, ...] | None = None
    lazy: tuple[str, ...] = ()
    tests: int = 0  # how many critical tests there are

    @property
    def unprotected(self) -> bool:
        """No critical test would notice."""
        return not self.loaded and not self.executed


class Estimate(Struct, frozen=True):
    """What removing parts would eliminate: net = gross - kept - glue, with an 80 % interval from `low` to `high`."""

    gross: Size
    kept: Size  # what must move to the part that stays: members that callers use and it lacks
    glue: Size  # what must be written anew: adapters and edits of callers
    net: Size
    low: Size
    high: Size
    method: str


class Gone(Struct, frozen=True):
    """Lines of one file that go with the parts, and why: of a part, an import of it, used by nothing else."""

    path: str
    ranges: tuple[tuple[int, int], ...]
    why: str
    size: Size


class RemovalKind(StrEnum):
    """What sort of removal it is: each has its own measured error."""

    DEAD = "dead duplicate"  # no product code uses the parts
    CONSOLIDATION = "consolidation"  # callers go over to the part that stays
    EXTRACTION = "extraction"  # copies of one name go, and none is named that stays: one has to be written somewhere
    WITHDRAWAL = "withdrawal"  # there are callers, and no part that would serve them


class RiskLevel(StrEnum):
    """How likely a removal breaks something; no protection is never low."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Risk(Struct, frozen=True):
    """The level, the score it comes from (0-1), and what each factor adds to it."""

    level: RiskLevel
    score: float
    factors: dict[str, float]


class Strategy(StrEnum):
    """How to go about a removal."""

    DELETE = "delete"  # nothing is needed of it, or callers only have to name the other part
    ADAPTER = "adapter"  # callers need an adapter: arguments or `await` differ
    MOVE = "move"  # some members must move to the part that stays first
    SPLIT = "split"  # it does more than the part that stays: what that lacks remains a part of its own


class Removal(Struct, frozen=True):
    """The answer to "what if these parts went, in favour of that one?".

    `feasible`: the API gap is empty or an adapter closes it.
    """

    parts: tuple[Part, ...]
    into: Part | None
    estimate: Estimate
    callers: tuple[Place, ...]
    gap: tuple[Gap, ...]
    unknown: tuple[Place, ...]  # uses that may or may not be of these parts: their type is not known
    protection: Protection
    kind: RemovalKind
    goes: tuple[Gone, ...]
    risk: Risk
    strategy: Strategy | None  # None: callers have no other part to go to
    feasible: bool
    not_judged: tuple[str, ...] = ()  # files that could not be read: callers in them are not known


class Canonical(Struct, frozen=True):
    """The part that should stay: declared in params or recommended, why, and what speaks against it."""

    path: str
    qualname: str
    exists: bool
    declared: bool
    reasons: tuple[str, ...] = ()
    vetoes: tuple[str, ...] = ()


class Pattern(Struct, frozen=True):
    """One part that has to do with the job of a category."""

    id: str
    category: str
    part: Part
    role: PatternRole
    score: float  # 0–1: of parts with 0.8, about 80 % are what is said of them
    evidence: tuple[Evidence, ...]
    canonical: Canonical | None = None
    removal: Removal | None = None


class Competition(Struct, frozen=True):
    """Parts that do one job, of which one should stay. `category` is "" where only their names or members say so."""

    id: str
    category: str
    basis: str  # category | name | interface
    members: tuple[Part, ...]
    canonical: Canonical


class Step(Struct, frozen=True):
    """One step of the roadmap: a part goes, in favour of the one that stays, after the steps that it waits for."""

    order: int
    pattern: str  # the id of the pattern
    category: str
    removal: Removal
    after: tuple[int, ...]  # orders of steps that must be done first
    gate: str  # what must hold before the next step
    rollback: str
