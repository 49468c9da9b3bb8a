"""What one parse of one Python file gives."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from enum import StrEnum
from operator import itemgetter
from struct import pack, unpack

from msgspec import Struct

from auditlib.model.files import Role


class LineCount(Struct, frozen=True):
    """Lines of one file, counted as radon's `raw` does."""

    physical: int
    blank: int
    comment: int
    single_comment: int
    multi: int
    sloc: int
    lloc: int


class Halstead(Struct, frozen=True):
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


class Parameter(Struct, frozen=True):
    """One parameter of a signature; the annotation as source text, "" where there is none."""

    name: str
    kind: ParameterKind
    has_default: bool
    annotation: str = ""


class Definition(Struct, frozen=True):
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
    summary: str = ""  # the first line of its docstring

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


class Import(Struct, frozen=True):
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


class Call(Struct, frozen=True):
    """One call: the dotted name as written ("" parts where it is no name), and the definition it stands in."""

    line: int
    name: str
    owner: str


class Calls(Struct, frozen=True):
    """The calls of one file, sorted by line; iterating gives each as a `Call`.

    They are many, and few are ever asked for: hence columns, little-endian uint32 in bytes. `name` and `owner` are
    indexes into `names` and `owners`, in which each text stands once.

    Example:
        >>> calls = Calls.of([(3, "print", "main"), (2, "len", ""), (4, "print", "main")])
        >>> list(calls)[1:], calls.names
        ([Call(line=3, name='print', owner='main'), Call(line=4, name='print', owner='main')], ('print', 'len'))
    """

    names: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    line: bytes = b""
    name: bytes = b""
    owner: bytes = b""

    @classmethod
    def of(cls, calls: Iterable[tuple[int, str, str]]) -> Calls:
        """The calls with these lines, names and owners."""
        names: dict[str, int] = {}
        owners: dict[str, int] = {}
        rows = [
            (line, names.setdefault(name, len(names)), owners.setdefault(owner, len(owners)))
            for line, name, owner in calls
        ]
        rows.sort(key=itemgetter(0))
        layout = f"<{len(rows)}I"
        return cls(tuple(names), tuple(owners), *(pack(layout, *column) for column in zip(*rows, strict=True)))

    def __len__(self) -> int:
        """How many calls there are."""
        return len(self.line) // 4

    def __iter__(self) -> Iterator[Call]:
        """Each call, by line."""
        layout = f"<{len(self)}I"
        lines, names, owners = (unpack(layout, column) for column in (self.line, self.name, self.owner))
        return map(Call, lines, map(self.names.__getitem__, names), map(self.owners.__getitem__, owners))


class SearchPath(Struct, frozen=True):
    """A literal `sys.path.insert` or `append`. `path` is relative to the file's folder, or to the repository's root."""

    line: int
    path: str
    relative_to_file: bool


class Fault(Struct, frozen=True):
    """Why a file could not be parsed. Line 0: no line is known."""

    line: int
    code: str
    message: str


class StatementColumns(Struct, frozen=True):
    """The logical statements of one file, one entry a statement, as little-endian numpy arrays in bytes.

    `start`, `end`: uint32 lines; `exact`: uint64 hash of the tokens; `shape`: uint64 hash with identifiers and
    literals replaced by their kind; `tokens`: uint16 count; `depth`: uint16 indentation level; `sloc`: uint16 lines
    that are not blank, a line shared with the statement before not counted again; `marks`: uint8 bits
    (`facts.statements.Mark`); `codes`: uint32 short hashes of the tokens of all statements in turn, `code_counts`:
    uint16 how many of each. `names`: those of the definitions, in the order of their headers.
    """

    start: bytes = b""
    end: bytes = b""
    exact: bytes = b""
    shape: bytes = b""
    tokens: bytes = b""
    depth: bytes = b""
    sloc: bytes = b""
    marks: bytes = b""
    codes: bytes = b""
    code_counts: bytes = b""
    names: tuple[str, ...] = ()


class PythonFacts(Struct, frozen=True):
    """All that one read and one parse of one Python file gives. It knows no path: equal contents share it.

    Where `fault` is set the file did not parse: only `lines` (as far as known) and `statements` say something.
    """

    lines: LineCount
    halstead: Halstead
    cyclomatic: int  # sum over functions and methods, as radon's total
    maintainability: float  # radon's MI, 0–100
    definitions: tuple[Definition, ...]  # in order of appearance, nested ones included
    imports: tuple[Import, ...]
    calls: Calls
    bindings: tuple[str, ...]  # names bound at module level, in any branch; sorted
    exports: tuple[str, ...] | None  # a literal `__all__`, else None
    open_names: bool  # names may exist that no statement shows: `__getattr__`, `globals()`, `exec`, star import
    search_paths: tuple[SearchPath, ...]
    statements: StatementColumns
    words: str = ""  # the different identifiers and short strings, one a line: see `facts.words`
    summary: str = ""  # the first line of its docstring
    generated: bool = False  # the file says in its first lines that it was not written by hand
    fault: Fault | None = None


class Module(Struct, frozen=True):
    """One Python file at its place. `name` is dotted, by the first import root that holds the file."""

    path: str
    name: str
    role: Role
    facts: PythonFacts
