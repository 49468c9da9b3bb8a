"""What became of a repository between two revisions: lines, public names, imports, calls, tests."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from auditlib.model.code import ImportContext
from auditlib.model.files import Diagnostic, Weight
from auditlib.model.patterns import Place, Size


class Area(StrEnum):
    """What lines are for, in a ledger: each file is in exactly one area."""

    PRODUCT = "product"
    TEST = "test"
    TOOL = "tool"  # Python outside the declared scope
    DOCUMENT = "document"


class LineFlow(Struct, frozen=True):
    """Where lines went. `net` is the size at head less that at base: added + moved_in - deleted - moved_out.

    A line that stands elsewhere at head is moved: out where it stood at base, in where it stands now. Over all files
    both are the same number of physical lines. No line is in two of the four.
    """

    added: Size = Size()
    deleted: Size = Size()
    moved_in: Size = Size()
    moved_out: Size = Size()

    @property
    def net(self) -> Size:
        """The size at head less that at base."""
        return self.added + self.moved_in - self.deleted - self.moved_out

    def __add__(self, other: LineFlow) -> LineFlow:
        """Both together."""
        return LineFlow(
            self.added + other.added,
            self.deleted + other.deleted,
            self.moved_in + other.moved_in,
            self.moved_out + other.moved_out,
        )


class LedgerRow(Struct, frozen=True):
    """The lines of one area below one prefix that are charged to one story ("" where to none).

    A prefix is an entry of the params' scope, else the first folder; "" for files at the root.
    """

    area: Area
    prefix: str
    story: str
    flow: LineFlow


class Change(StrEnum):
    """What became of a file."""

    ADDED = "added"
    DELETED = "deleted"
    RENAMED = "renamed"
    MODIFIED = "modified"


class FileChange(Struct, frozen=True):
    """A file that is not the same at both revisions. `source` is its path at base, where it was renamed, else "".

    Of a renamed file, the lines that stayed as they were are moved, both in and out.
    """

    path: str
    source: str
    change: Change
    area: Area
    story: str
    flow: LineFlow

    @property
    def base_path(self) -> str:
        """Where it was at base; its path where it was not renamed."""
        return self.source or self.path


class BreakKind(StrEnum):
    """How a public name fails those who use it as at base."""

    REMOVED = "removed"
    MOVED = "moved"  # the same name is elsewhere now, and nothing leads there from its old place
    RENAMED = "renamed"
    EXPORT_LOST = "export_lost"  # a package, or an `__all__`, no longer passes a name on
    PARAMETER_REMOVED = "parameter_removed"
    PARAMETER_RENAMED = "parameter_renamed"  # who passes it by name fails
    PARAMETER_REQUIRED = "parameter_required"
    PARAMETER_MOVED = "parameter_moved"
    PARAMETER_KIND = "parameter_kind"  # no longer by position, or no longer by name
    BECAME_ASYNC = "became_async"
    BECAME_SYNC = "became_sync"
    BECAME_PROPERTY = "became_property"
    BECAME_METHOD = "became_method"
    SETTER_REMOVED = "setter_removed"  # a property can no longer be assigned to
    KIND_CHANGED = "kind_changed"  # a class became a function, or the other way round


class ApiBreak(Struct, frozen=True):
    """A public name that no longer serves its users. `path` is its file at base.

    `consumers` are places at head that use it, or would if it were there.
    """

    path: str
    qualname: str
    kind: BreakKind
    before: str
    after: str
    consumers: tuple[Place, ...] = ()


class BrokenImport(Struct, frozen=True):
    """An import at head that leads nowhere, and did not at base, or whose target was there at base.

    `silently_disabled`: its error is caught, so that what was a fallback is now always taken.
    """

    path: str
    line: int
    statement: str
    context: ImportContext
    reason: str
    silently_disabled: bool = False


class UndefinedName(Struct, frozen=True):
    """A name at head that nothing binds, in a file where it was bound or did not stand at base.

    `export`: it stands in `__all__` alone.
    """

    path: str
    line: int
    name: str
    export: bool = False


class CallFault(StrEnum):
    """Why a call no longer fits what it calls."""

    MISSING = "missing"  # the class has no such member any more
    NOT_AWAITED = "not_awaited"  # what it calls is async now
    AWAITED = "awaited"  # what it awaits is no longer async
    ARGUMENTS = "arguments"  # what it calls does not take these arguments any more


class BrokenCall(Struct, frozen=True):
    """A use at head of something that changed, and that no longer serves it: `target` is `path:qualname` at head."""

    path: str
    line: int
    definition: str
    target: str
    fault: CallFault
    detail: str = ""


class TestFate(StrEnum):
    """How a test guards less than it did."""

    DELETED = "deleted"
    SKIPPED = "skipped"
    XFAILED = "xfailed"
    WEAKENED = "weakened"


class TestChange(Struct, frozen=True):
    """A test that guards less at head. `path` is at head, of a deleted test at base; `test` "": the whole file."""

    path: str
    test: str
    line: int
    change: TestFate
    detail: str
    critical: bool = False


class FixKind(StrEnum):
    """What sort of repair a change holds. The last three hide a fault rather than mend it."""

    IMPORT_PATH = "import_path"  # a name is taken from another module
    IMPORT_CYCLE = "import_cycle"  # an import went into a function, or behind TYPE_CHECKING
    ENUM_MEMBER = "enum_member"
    EXPECTATION = "expectation"  # what a test expects was changed
    SHADOWED_NAME = "shadowed_name"  # a name that hid another, or now does
    RESTORED_FILE = "restored_file"  # a path that had been deleted before
    BROAD_EXCEPT = "broad_except"
    SILENT_EXCEPT = "silent_except"  # `except …: pass`
    FALLBACK_STUB = "fallback_stub"  # defined where an import failed


RISKS = frozenset({FixKind.BROAD_EXCEPT, FixKind.SILENT_EXCEPT, FixKind.FALLBACK_STUB})
"""Kinds that count as risk and not as improvement, whatever a document calls them."""


class Fix(Struct, frozen=True):
    """One sign of a repair, at head."""

    path: str
    line: int
    kind: FixKind
    detail: str

    @property
    def risk(self) -> bool:
        """It hides a fault."""
        return self.kind in RISKS


class Comparison(Struct, frozen=True):
    """Two revisions of one repository held against each other. Each list is sorted by path, line and name.

    `notes` say what was not judged, or how: nothing is left out in silence.
    """

    tool: str
    name: str
    base: str
    head: str
    files_compared: int  # files read at either revision, changed or not
    ledger: tuple[LedgerRow, ...]
    files: tuple[FileChange, ...]
    api_breaks: tuple[ApiBreak, ...] = ()
    broken_imports: tuple[BrokenImport, ...] = ()
    undefined_names: tuple[UndefinedName, ...] = ()
    broken_calls: tuple[BrokenCall, ...] = ()
    tests: tuple[TestChange, ...] = ()
    fixes: tuple[Fix, ...] = ()
    notes: tuple[Diagnostic, ...] = ()

    @property
    def unjudged(self) -> tuple[Diagnostic, ...]:
        """What should have been judged at either revision and could not be."""
        return tuple(one for one in self.notes if one.weight is Weight.UNJUDGED)

    @property
    def broken(self) -> int:
        """How many things of it ask for an answer: breaks, broken imports, names and calls, tests that guard less."""
        found = (self.api_breaks, self.broken_imports, self.undefined_names, self.broken_calls, self.tests)
        return sum(map(len, found))

    def total(self, area: Area | None = None, story: str | None = None) -> LineFlow:
        """The flow of all rows, or of those of one area, or of one story."""
        rows = [row.flow for row in self.ledger if area in {None, row.area} and story in {None, row.story}]
        return sum(rows, LineFlow())
