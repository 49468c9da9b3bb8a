"""How modules relate: imports, clones, shared history, and the metrics of their nodes."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from auditlib.model.code import ImportContext
from auditlib.model.files import Role


class ImportStatus(StrEnum):
    """What became of an import: each statement has one, and none is dropped."""

    RESOLVED = "resolved"
    EXTERNAL = "external"
    STDLIB = "stdlib"
    BROKEN = "broken"
    ESCAPES_ROOT = "escapes_root"
    AMBIGUOUS = "ambiguous"
    DYNAMIC = "dynamic"


class ImportEdge(Struct, frozen=True):
    """One imported name of one statement, resolved by files.

    `target` is the module as written, dots included; `name` what is taken from it; `imported` the path of the
    file it resolves to, of the folder where that is a namespace package, None where it is none of ours.
    """

    path: str
    line: int
    target: str
    name: str
    imported: str | None
    status: ImportStatus
    context: ImportContext
    reason: str = ""


class CloneType(StrEnum):
    """Type-1: the same but for layout and comments. Type-2: renamed identifiers or literals. Type-3: edited."""

    TYPE_1 = "1"
    TYPE_2 = "2"
    TYPE_3 = "3"


class Fragment(Struct, frozen=True, order=True):
    """A run of whole statements. `definition` is the innermost one that holds it all, "" at module level."""

    path: str
    start: int
    end: int
    definition: str = ""
    tokens: int = 0
    sloc: int = 0


class CloneGroup(Struct, frozen=True):
    """A clone class: fragments that are copies of one another. Similarity is 0–1, the least of any pair."""

    id: str
    type: CloneType
    similarity: float
    fragments: tuple[Fragment, ...]


class Hotspot(Struct, frozen=True):
    """A file that is both complex and often changed: commits that touched it, and its cyclomatic complexity."""

    path: str
    commits: int
    cyclomatic: int
    score: float  # product of the two ranks, 0–1


class Coupling(Struct, frozen=True):
    """Two files changed together: `shared` commits of those that touched either, degree = shared / either."""

    first: str
    second: str
    shared: int
    either: int

    @property
    def degree(self) -> float:
        """Share of the commits touching either file that touched both, 0–1."""
        return self.shared / self.either


class ModuleMetrics(Struct, frozen=True):
    """Size, complexity and coupling of one module; the attributes of its node in the import graph.

    None where a metric is not defined: instability of a module without couplings, abstractness without classes.
    """

    path: str
    name: str
    role: Role
    sloc: int
    lloc: int
    cyclomatic: int
    halstead_volume: float
    maintainability: float
    ca: int
    ce: int
    instability: float | None
    abstractness: float | None
    distance: float | None
    fan_in: int
    fan_out: int
