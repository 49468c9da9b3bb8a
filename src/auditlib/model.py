"""The vocabulary: what every stage takes and returns. Read this first.

All records are frozen and slotted, sequences are tuples, lines are 1-based and inclusive, and paths are POSIX and
relative to the audited repository. Each can be written as msgpack or JSON by msgspec as it stands.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a file is for."""

    PRODUCT = "product"
    TEST = "test"
    CRITICAL_TEST = "critical_test"
    DOCUMENT = "document"
    OTHER = "other"


class FileStatus(StrEnum):
    """What became of a file: every file found has exactly one of these."""

    READ = "read"
    SKIPPED = "skipped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One entry of a repository. `reason` says why it was not read; an ignored folder is one entry that ends in `/`."""

    path: str
    role: Role
    status: FileStatus
    reason: str = ""
    blob: str = ""  # git's object id of the content, also outside git: the key of the fact cache
    size: int = 0


@dataclass(frozen=True, slots=True, order=True)
class Diagnostic:
    """Something a reader must know about one file: what could not be read or judged. Line 0: the file as a whole."""

    path: str
    line: int
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Project:
    """One state of one repository. `revision` is a full commit id, or None for a working tree."""

    name: str
    revision: str | None
    files: tuple[SourceFile, ...]
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class LineCount:
    """Lines of one file, counted as radon's `raw` does."""

    physical: int
    blank: int
    comment: int
    single_comment: int
    multi: int
    sloc: int
    lloc: int


@dataclass(frozen=True, slots=True)
class Halstead:
    """Distinct and total operators and operands of one file, counted as radon's `hal` does."""

    distinct_operators: int
    distinct_operands: int
    total_operators: int
    total_operands: int

    @property
    def volume(self) -> float:
        """Halstead volume V = N log2 n; 0 where there is nothing to count."""
        vocabulary = self.distinct_operators + self.distinct_operands
        return (self.total_operators + self.total_operands) * math.log2(vocabulary) if vocabulary else 0.0


class DefinitionKind(StrEnum):
    """What a definition is."""

    CLASS = "class"
    FUNCTION = "function"
    METHOD = "method"


class ParameterKind(StrEnum):
    """How a parameter takes its argument."""

    POSITIONAL_ONLY = "positional_only"
    POSITIONAL = "positional"
    VAR_POSITIONAL = "var_positional"
    KEYWORD_ONLY = "keyword_only"
    VAR_KEYWORD = "var_keyword"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a signature; the annotation as source text, "" where there is none."""

    name: str
    kind: ParameterKind
    has_default: bool
    annotation: str = ""


@dataclass(frozen=True, slots=True)
class Definition:
    """A class, function or method. `start` is its `def` or `class` line (decorators above it excluded)."""

    qualname: str  # "Class.method", "outer.inner"
    kind: DefinitionKind
    start: int
    end: int
    cyclomatic: int  # radon's complexity of the block
    parameters: tuple[Parameter, ...] = ()
    returns: str = ""
    bases: tuple[str, ...] = ()
    decorators: tuple[str, ...] = ()
    members: tuple[str, ...] = ()  # of a class: attributes and methods in order of appearance, `self.x` included
    is_async: bool = False
    abstract: bool = False

    @property
    def name(self) -> str:
        """The last part of the qualified name."""
        return self.qualname.rpartition(".")[2]

    @property
    def public(self) -> bool:
        """No part of the qualified name starts with an underscore."""
        return not any(part.startswith("_") for part in self.qualname.split("."))


class ImportContext(StrEnum):
    """Where an import statement stands; the innermost of these that applies."""

    TOP = "top"
    TYPE_CHECKING = "type_checking"
    TRY = "try"
    EXCEPT = "except"
    FUNCTION = "function"
    CLASS = "class"


@dataclass(frozen=True, slots=True)
class Import:
    """One name of one import statement, as written, not yet resolved.

    `import a.b as c` is ("a.b", "", 0); `from ..x import y` is ("x", "y", 2); `from x import *` has the name "*".
    A dynamic import (`importlib.import_module`, `__import__`) has `dynamic`; its module is "" unless it is a literal.
    """

    line: int
    module: str
    name: str
    level: int
    context: ImportContext
    bound: str = ""  # the name it binds in its module or function
    dynamic: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """One call: the dotted name as written ("" parts where it is no name), and the definition it stands in."""

    line: int
    name: str
    owner: str


@dataclass(frozen=True, slots=True)
class SearchPath:
    """A literal `sys.path.insert` or `append`. `path` is relative to the file's folder, or to the repository's root."""

    line: int
    path: str
    relative_to_file: bool


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a file could not be parsed. Line 0: no line is known."""

    line: int
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class StatementColumns:
    """The logical statements of one file, one entry a statement, as little-endian numpy arrays in bytes.

    `start`, `end`: uint32 lines; `exact`: uint64 hash of the tokens; `shape`: uint64 hash with identifiers and
    literals replaced by their kind; `names`: uint64 hash with identifiers numbered by first use in the statement;
    `tokens`: uint16 count; `depth`: uint16 indentation level; `sloc`: uint16 lines that are not blank, a line shared with
    the statement before not counted again; `marks`: uint8 bits (`facts.tokens.Mark`); `operands`: uint32 hashes of the
    identifiers (lowest bit 1) and literals (0) of all statements in turn, `operand_counts`: uint8 how many of each.
    """

    start: bytes
    end: bytes
    exact: bytes
    shape: bytes
    names: bytes
    tokens: bytes
    depth: bytes
    sloc: bytes = b""
    marks: bytes = b""
    operands: bytes = b""
    operand_counts: bytes = b""


@dataclass(frozen=True, slots=True)
class PythonFacts:
    """All that one read and one parse of one Python file gives. It knows no path: equal contents share it.

    Where `fault` is set the file did not parse: only `lines` (as far as known) and `statements` say something.
    """

    lines: LineCount
    halstead: Halstead
    cyclomatic: int  # sum over functions and methods, as radon's total
    maintainability: float  # radon's MI, 0–100
    definitions: tuple[Definition, ...]  # in order of appearance, nested ones included
    imports: tuple[Import, ...]
    calls: tuple[Call, ...]
    bindings: tuple[str, ...]  # names bound at module level, in any branch; sorted
    exports: tuple[str, ...] | None  # a literal `__all__`, else None
    open_names: bool  # names may exist that no statement shows: `__getattr__`, `globals()`, `exec`, star import
    search_paths: tuple[SearchPath, ...]
    statements: StatementColumns
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class Module:
    """One Python file at its place. `name` is dotted, by the first import root that holds the file."""

    path: str
    name: str
    role: Role
    facts: PythonFacts


@dataclass(frozen=True, slots=True)
class Document:
    """A Markdown document, decoded."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit of the history: its id, its time (seconds since the epoch) and the paths it changed."""

    id: str
    time: int
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """All that reading gives; graphs and detectors get this and no more."""

    project: Project
    modules: tuple[Module, ...]
    documents: tuple[Document, ...]
    history: tuple[Commit, ...] = ()  # newest first; empty where there is none
    settings: tuple[Document, ...] = ()  # pyproject.toml and setup.cfg, looked into for source roots


class ImportStatus(StrEnum):
    """What became of an import: each statement has one, and none is dropped."""

    RESOLVED = "resolved"
    EXTERNAL = "external"
    STDLIB = "stdlib"
    BROKEN = "broken"
    ESCAPES_ROOT = "escapes_root"
    AMBIGUOUS = "ambiguous"
    DYNAMIC = "dynamic"


@dataclass(frozen=True, slots=True)
class ImportEdge:
    """One imported name of one statement, resolved by files.

    `target` is the module as written, dots included; `name` what is taken from it; `imported` the path of the
    file it resolves to, None where that is none of ours.
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


@dataclass(frozen=True, slots=True, order=True)
class Fragment:
    """A run of whole statements. `definition` is the innermost one that holds it all, "" at module level."""

    path: str
    start: int
    end: int
    definition: str = ""
    tokens: int = 0
    sloc: int = 0


@dataclass(frozen=True, slots=True)
class CloneGroup:
    """A clone class: fragments that are copies of one another. Similarity is 0–1, the least of any pair."""

    id: str
    type: CloneType
    similarity: float
    fragments: tuple[Fragment, ...]


class EntryKind(StrEnum):
    """What a structure document declares."""

    FILE = "file"
    DIR = "dir"
    GLOB = "glob"
    PLACEHOLDER = "placeholder"


class EntryRole(StrEnum):
    """What the document says of an entry's standing."""

    CURRENT = "current"
    TARGET = "target"
    LEGACY = "legacy"
    EXAMPLE = "example"


@dataclass(frozen=True, slots=True)
class EntryCount:
    """How many entries a document says a folder holds: "[42 modules]", "[35+ modules]", "[8 additional hooks]"."""

    number: int
    at_least: bool = False
    additional: bool = False  # besides those it names


@dataclass(frozen=True, slots=True)
class Declaration:
    """One entry of a structure document; `path` is relative to the repository, folders without a final slash."""

    document: str
    line: int
    path: str
    kind: EntryKind
    optional: bool
    role: EntryRole
    comment: str = ""
    marks: tuple[str, ...] = ()  # why it may be absent: external, generated, gitignored, optional; sorted
    count: EntryCount | None = None
    unplaced: str = ""  # why its folder is not known, "" where it is
    confidence: float = 1.0  # below 1 where the kind is a guess: no slash, no extension


class Severity(StrEnum):
    """How much a finding matters."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Rule:
    """AL1xx clones, AL2xx subsystems, AL3xx dependencies, AL4xx structure, AL5xx claims.

    `because` says why it matters, `remedy` what to do, `bad` and `good` show one example each.
    """

    id: str
    name: str
    severity: Severity
    because: str
    remedy: str
    bad: str
    good: str

    def finding(self, path: str, line: int, subject: str, message: str) -> Finding:
        """A finding of this rule; `subject` is what stays the same when lines move."""
        return Finding(self.id, self.severity, path, line, subject, message)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found. Its fingerprint holds no line number, so that it survives moved lines."""

    rule: str
    severity: Severity
    path: str
    line: int
    subject: str
    message: str
    accepted: str = ""  # the reason in the baseline; "" where it is new

    @property
    def fingerprint(self) -> str:
        """Sixteen hex digits of rule, path and subject."""
        text = "\0".join((self.rule, self.path, self.subject))
        return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Hotspot:
    """A file that is both complex and often changed: commits that touched it, and its cyclomatic complexity."""

    path: str
    commits: int
    cyclomatic: int
    score: float  # product of the two ranks, 0–1


@dataclass(frozen=True, slots=True)
class Coupling:
    """Two files changed together: `shared` commits of those that touched either, degree = shared / either."""

    first: str
    second: str
    shared: int
    either: int

    @property
    def degree(self) -> float:
        """Share of the commits touching either file that touched both, 0–1."""
        return self.shared / self.either


@dataclass(frozen=True, slots=True)
class Measurement:
    """One number of a report: a rate shows what it was counted over. None: over nothing, so VACUOUS."""

    id: str
    name: str
    value: float | None
    unit: str
    numerator: float | None = None
    denominator: float | None = None

    @property
    def figure(self) -> str:
        """The value for a reader: with its unit, and a rate with what it was counted over.

        Example:
            >>> Measurement("clones.coverage", "Clone coverage", 0.25, "SLOC", 50, 200).figure
            '50 of 200 SLOC (25.0 %)'
            >>> Measurement("clones.coverage", "Clone coverage", None, "SLOC", 0, 0).figure
            'VACUOUS: 0 of 0 SLOC'
        """
        if self.denominator is None:
            return "VACUOUS: nothing to count" if self.value is None else f"{self.value:,.10g} {self.unit}"
        counted = f"{self.numerator:,.10g} of {self.denominator:,.10g} {self.unit}"
        return f"VACUOUS: {counted}" if self.value is None else f"{counted} ({self.value:.1%})".replace("%", " %")


@dataclass(frozen=True, slots=True)
class Metric:
    """What a measurement means: its definition, what goes in, and where the definition comes from."""

    id: str
    name: str
    unit: str
    definition: str
    inputs: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class ModuleMetrics:
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


@dataclass(frozen=True, slots=True)
class Run:
    """One audit of one state: all that a report may read.

    `parts` says what was asked for; `not_audited` names what was not judged though asked for, with the reason.
    """

    tool: str
    project: Project
    parts: tuple[str, ...]
    not_audited: dict[str, str]
    modules: tuple[ModuleMetrics, ...] = ()
    imports: tuple[ImportEdge, ...] = ()
    clones: tuple[CloneGroup, ...] = ()
    declarations: tuple[Declaration, ...] = ()
    hotspots: tuple[Hotspot, ...] = ()
    couplings: tuple[Coupling, ...] = ()
    findings: tuple[Finding, ...] = ()
    measurements: tuple[Measurement, ...] = ()

    @property
    def failed(self) -> tuple[str, ...]:
        """Paths of the files that should have been read and could not be judged, sorted."""
        return tuple(file.path for file in self.project.files if file.status is FileStatus.FAILED)

    @property
    def new_findings(self) -> tuple[Finding, ...]:
        """Errors and warnings that no baseline accepts; notes ask nothing of anyone."""
        return tuple(one for one in self.findings if not one.accepted and one.severity is not Severity.NOTE)
