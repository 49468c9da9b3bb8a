"""The typed schema of params: what may stand in a file, and with which meaning. All keys are optional but a few ids."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import PurePosixPath
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from auditlib.model import EntryRole

BUNDLED = "bundled:"  # before the name of a repository that comes with auditlib: `bundled:demo`
NAME_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$"  # a name becomes a folder or a file: it must not lead elsewhere

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_DRIVE = re.compile(r"[A-Za-z]:")
_QUALNAME = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*")


def repository_path(path: str) -> str:
    """`path` in its plain form, relative to the repository and with no way out of it; globs may stand in it.

    Example:
        >>> repository_path("./lib/")
        'lib'

    Raises: ValueError where it is absolute, or leads out with `..`, or holds what no path should.
    """
    leads_out = path.startswith(("/", "~")) or _DRIVE.match(path) or ".." in path.split("/")
    if not path or leads_out or "\\" in path or _CONTROL.search(path):
        raise ValueError("expected a path inside the repository: relative, with '/', without '..'")
    return PurePosixPath(path).as_posix()


def _tree_place(text: str) -> str:
    """Where a tree stands: a path, or "" for the repository's top, which `.` means too."""
    place = repository_path(text) if text else ""
    return "" if place == "." else place


def _label(text: str) -> str:
    """The folder that heads a tree, as the document writes it: checked like a path, and kept as it is."""
    repository_path(text)
    return text


def _revision(text: str) -> str:
    if not text or text.startswith("-") or _CONTROL.search(text) or " " in text:
        raise ValueError("expected a revision: a commit id, a branch or a tag")
    return text


def _repository(text: str) -> str:
    if not text or text == BUNDLED or _CONTROL.search(text):
        raise ValueError(f"expected the path of a repository, or {BUNDLED}demo")
    return text


def _evidence(text: str) -> str:
    if not text or _CONTROL.search(text):
        raise ValueError("expected the path of a folder that `auditlib try` wrote")
    return text


def _baseline(text: str) -> str:
    if not text.endswith(".json") or _CONTROL.search(text):
        raise ValueError("expected the path of a JSON file that `auditlib baseline` writes")
    return text


def _canonical(text: str) -> str:
    path, colon, qualname = text.rpartition(":")
    if not colon or not _QUALNAME.fullmatch(qualname):
        raise ValueError("expected 'path/to/module.py:ClassName'")
    return f"{repository_path(path)}:{qualname}"


Policy = Literal["allow", "fail"]
Name = Annotated[str, Field(pattern=NAME_PATTERN)]
Revision = Annotated[str, AfterValidator(_revision)]
Repository = Annotated[str, AfterValidator(_repository)]
EvidenceFolder = Annotated[str, AfterValidator(_evidence)]
BaselineFile = Annotated[str, AfterValidator(_baseline)]
RepositoryPath = Annotated[str, AfterValidator(repository_path)]
TreePlace = Annotated[str, AfterValidator(_tree_place)]
TreeLabel = Annotated[str, AfterValidator(_label)]
Canonical = Annotated[str, AfterValidator(_canonical)]
Marker = Annotated[str, Field(pattern=r"^[A-Za-z_]\w*$")]
Word = Annotated[str, Field(min_length=1)]
Rate = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0)]
Positive = Annotated[int, Field(ge=1)]
Amount = Annotated[float, Field(gt=0)]
ByEnvironment = Mapping[Name, Amount]  # a limit for each place that runs are made in: local, ci
Counting = Literal["physical", "sloc", "logical"]
Notebook = Literal[
    "00_overview",
    "10_duplication_map",
    "20_consolidation",
    "30_validation",
    "40_compliance",
    "50_claims",
    "60_enforcement",
    "70_import_graph",
    "80_backtest",
]
KNOWN_NOTEBOOKS: tuple[str, ...] = get_args(Notebook)


Context = Literal["type_checking", "function", "try", "except", "class"]
Shape = Literal[
    "alerting",
    "check-then-fill",
    "collection",
    "counting",
    "eviction",
    "expiry",
    "hashed-key",
    "health",
    "hit-counting",
    "invalidation",
    "memory-limit",
    "metrics-library",
    "persisted",
    "pooling",
    "process-memory",
    "reply-fields",
    "reply-keys",
    "reply-made",
    "reply-shaped",
    "sampling",
    "statistics",
    "timing",
]
NoiseRule = Literal[
    "imports", "stubs", "fields", "init", "data", "declarations", "signatures", "tables", "generated", "vendored"
]


class Section(BaseModel):
    """Base of all sections: frozen, no unknown key, no value turned into another type."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class Structure(Section):
    """The structure document and how to read it."""

    document: RepositoryPath | None = None
    roots: Mapping[TreeLabel, TreePlace] = {}  # a folder as the document writes it → where it stands
    sections: Mapping[Word, EntryRole] = {}  # words of a heading → the role of what is listed under it
    strict_under: tuple[RepositoryPath, ...] = ()  # here every file must be declared


class Clones(Section):
    """How much must be alike to count as a clone."""

    min_tokens: Positive = 50
    min_lines: Positive = 5
    silence: tuple[NoiseRule, ...] = get_args(NoiseRule)  # what `graphs.noise` says of each


class Category(Section):
    """A kind of subsystem that should exist once: what its names and calls look like, and the definition that stays."""

    words: tuple[Word, ...] = ()  # a name with one says what it is; several with blanks must follow one another
    vague: tuple[Word, ...] = ()  # words with other meanings too: they count where something else speaks for it
    calls: tuple[Word, ...] = ()
    shapes: tuple[Shape, ...] = ()  # what `graphs.roles.shapes` says of each
    canonical: Canonical | None = None


class Target(Section):
    """What a story promises to eliminate; `at_least` is the "+" of "1,106+ lines"."""

    lines: Count
    at_least: bool = False
    counting: Counting | None = None  # None: the phase's rule


class Deferral(Section):
    """Why and until when a story was put off: it is not complete, and it comes back."""

    to: Name
    because: Word
    owner: str = ""
    expires: date | None = None
    reopen_when: str = ""


class Story(Section):
    """One story of the phase and the notebook that answers it."""

    id: Name
    notebook: Notebook
    title: str = ""
    category: Name | None = None
    after: tuple[Name, ...] = ()
    target: Target | None = None
    deferred: Deferral | None = None


class Forbidden(Section):
    """Modules that must not import others."""

    modules: tuple[Word, ...]
    must_not_import: tuple[Word, ...]  # modules of the repository, or the names of packages from elsewhere


class Protected(Section):
    """Modules that only some others may import."""

    modules: tuple[Word, ...]
    only_by: tuple[Word, ...]


class OnlyIn(Section):
    """Where definitions of such names may live."""

    names: tuple[Word, ...]  # globs, as "*CacheManager"
    paths: tuple[RepositoryPath, ...]


class RuleBinding(Section):
    """A contract that this project has set itself. Modules are named by path globs, or by their dotted names.

    A chain of imports through other modules breaks a contract too, unless it is `direct`; imports in a context that is
    named in `leave_out`, and those in `ignore` ("a.py -> b.py"), do not count.
    """

    id: Name
    because: str = ""
    layers: tuple[Word, ...] = ()  # upper first; "a | b" are on one level, and independent of each other
    exhaustive: bool = False  # every module beside those of the layers belongs to one of them
    forbidden: Forbidden | None = None
    independent: tuple[Word, ...] = ()
    acyclic: tuple[Word, ...] = ()
    protected: Protected | None = None
    direct: bool = False
    leave_out: tuple[Context, ...] = ()
    ignore: tuple[Word, ...] = ()
    paths: tuple[RepositoryPath, ...] = ()  # of `max` and `names`
    max: Positive | None = None  # physical lines of a file
    names: tuple[Word, ...] = ()  # globs for the names of files
    required: tuple[RepositoryPath, ...] = ()  # each must be there
    absent: tuple[RepositoryPath, ...] = ()  # nothing of these may be there
    only_in: OnlyIn | None = None


class Evidence(Section):
    """What code must hold to count as using a feature; text in comments never does."""

    imports: tuple[Word, ...] = ()
    calls: tuple[Word, ...] = ()
    decorators: tuple[Word, ...] = ()
    bases: tuple[Word, ...] = ()


class CriticalFeature(Section):
    """A feature that a share of the files in scope must use, or of the changes to them must record.

    With `records`, what is counted are commits that touch the scope: one counts as recorded where it also touches a
    file that these globs match. Without, they are files: of `eligible` ones, those with evidence.
    """

    name: Name
    minimum: Rate
    evidence: Evidence = Evidence()
    eligible: Evidence | None = None  # what makes a file one that should use the feature; None: all in scope should
    records: tuple[RepositoryPath, ...] = ()
    scope: tuple[RepositoryPath, ...] = ()
    level: Literal["BLOCKING", "MONITORING", "REPORTING"] = "BLOCKING"
    tests: tuple[RepositoryPath, ...] = ()  # critical tests of the feature, each of which must be BLOCKING
    review: date | None = None  # when someone looks at it next
    impact: str = ""  # free text: shown, never scored


class Benchmark(Section):
    """A function of the audited repository whose time is measured at both revisions."""

    name: Name
    module: RepositoryPath
    function: Word
    limit_ms: ByEnvironment = {}
    improvement: Rate | None = None


class Limits(Section):
    """Absolute limits of the whole, by environment."""

    memory_mb: ByEnvironment = {}


class Result(Section):
    """A JUnit XML file that was written elsewhere, as by CI: of which state, and where."""

    path: EvidenceFolder
    place: Name = "ci"
    state: Literal["base", "head"] = "head"


class ClaimBinding(Section):
    """A claim of the phase document and the test that would fail if it were not so."""

    text: Annotated[str, Field(min_length=3)]  # a part of the statement, without its markup
    test: Word  # the name of a critical test, or the end of its id


class Gate(Section):
    """What a gate says of the baseline itself: whether one that grew, or has entries that match nothing, fails it."""

    growth: Policy = "allow"
    stale: Policy = "allow"


class Params(Section):
    """All that a run is told. What is absent or empty is discovered, and the reports say so.

    `repository` is absolute once loaded, or `bundled:demo`; so are `evidence`, `results` and `baseline`. `origins` says
    where each value was set: the dotted key → `file:line`, or `--set`; a key that is absent there has its default.
    """

    phase: Name | None = None
    title: str = ""
    repository: Repository | None = None
    base: Revision | None = None
    head: Revision | None = None
    scope: tuple[RepositoryPath, ...] = ()
    exclude: tuple[RepositoryPath, ...] = ()
    tests: tuple[RepositoryPath, ...] = ()
    import_roots: tuple[RepositoryPath, ...] = ()
    structure: Structure = Structure()
    document: RepositoryPath | None = None
    critical_tests: RepositoryPath | None = None
    critical_marker: Marker | None = None  # pytest's marker of critical tests, beside or instead of the file
    counting: Counting = "sloc"
    clones: Clones = Clones()
    size_limit: Positive = 5_000_000  # bytes; a larger file is skipped, and listed so
    categories: Mapping[Name, Category] = {}
    notebooks: tuple[Notebook, ...] = ()  # of a phase that has no stories
    stories: tuple[Story, ...] = ()
    rules: tuple[RuleBinding, ...] = ()
    critical_features: tuple[CriticalFeature, ...] = ()
    claims: tuple[ClaimBinding, ...] = ()  # what no rule binds to a measurement
    benchmarks: tuple[Benchmark, ...] = ()
    limits: Limits = Limits()
    baseline: BaselineFile | None = None  # the accepted findings, which `auditlib baseline` writes
    gate: Gate = Gate()
    evidence: EvidenceFolder | None = None  # what `auditlib try` wrote
    results: tuple[Result, ...] = ()  # what was run elsewhere
    origins: Mapping[str, str] = {}

    @property
    def bundled(self) -> str | None:
        """The name of the bundled repository that is meant, None where `repository` is a path.

        Example:
            >>> Params(repository="bundled:demo").bundled
            'demo'
        """
        if self.repository and self.repository.startswith(BUNDLED):
            return self.repository.removeprefix(BUNDLED)
        return None

    @property
    def planned_notebooks(self) -> tuple[str, ...]:
        """The notebooks that the phase asks for, each once, by name; shipped already or not."""
        return tuple(sorted({*self.notebooks, *(story.notebook for story in self.stories)}))
