"""The vocabulary: what every stage takes and returns. Read this first.

All records are frozen and slotted, sequences are tuples, lines are 1-based and inclusive, and paths are POSIX and
relative to the audited repository. Each can be written as msgpack or JSON by msgspec as it stands.
"""

from auditlib.model.code import (
    Call,
    Calls,
    Definition,
    DefinitionKind,
    Fault,
    Halstead,
    Import,
    ImportContext,
    LineCount,
    Module,
    Parameter,
    ParameterKind,
    PythonFacts,
    SearchPath,
    StatementColumns,
)
from auditlib.model.files import (
    Commit,
    Diagnostic,
    Document,
    FileStatus,
    Project,
    Role,
    SourceFile,
    Weight,
)
from auditlib.model.findings import (
    Finding,
    Measurement,
    Metric,
    Rule,
    Severity,
)
from auditlib.model.relations import (
    CloneGroup,
    CloneType,
    Coupling,
    Fragment,
    Hotspot,
    ImportEdge,
    ImportStatus,
    ModuleMetrics,
)
from auditlib.model.states import (
    Facts,
    Run,
)
from auditlib.model.structure import (
    Declaration,
    EntryCount,
    EntryKind,
    EntryRole,
)

__all__ = [
    "Call",
    "Calls",
    "CloneGroup",
    "CloneType",
    "Commit",
    "Coupling",
    "Declaration",
    "Definition",
    "DefinitionKind",
    "Diagnostic",
    "Document",
    "EntryCount",
    "EntryKind",
    "EntryRole",
    "Facts",
    "Fault",
    "FileStatus",
    "Finding",
    "Fragment",
    "Halstead",
    "Hotspot",
    "Import",
    "ImportContext",
    "ImportEdge",
    "ImportStatus",
    "LineCount",
    "Measurement",
    "Metric",
    "Module",
    "ModuleMetrics",
    "Parameter",
    "ParameterKind",
    "Project",
    "PythonFacts",
    "Role",
    "Rule",
    "Run",
    "SearchPath",
    "Severity",
    "SourceFile",
    "StatementColumns",
    "Weight",
]
