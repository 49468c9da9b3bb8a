"""The numbers of a report: what each means, and its value in one state."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from auditlib.graphs.duplication import cloned_sloc
from auditlib.graphs.imports import EdgeKind, subgraph_of_kinds
from auditlib.graphs.roadmap import sure_duplicates, sure_implementations
from auditlib.graphs.structure import compliance
from auditlib.model import FileStatus, ImportStatus, Measurement, Metric, ModuleMetrics, Role

if TYPE_CHECKING:
    import networkx as nx

    from auditlib.graphs.state import State

FILES_JUDGED = Metric(
    id="files.judged",
    name="Files judged",
    unit="Python and Markdown files",
    definition="read / (read + failed): of the files that should be read, those that were. Skipped files do not count.",
    inputs="files[].status",
)
CODE_SLOC = Metric(
    id="code.sloc",
    name="Product code",
    unit="SLOC of product modules",
    definition="Source lines of code of all product modules: lines that hold code, without blank lines and comments.",
    inputs="modules[].sloc where role is product",
    source="radon raw",
)
IMPORTS_RESOLVED = Metric(
    id="imports.resolved",
    name="First-party imports that resolve",
    unit="imported names",
    definition="resolved / (resolved + broken + escapes_root + ambiguous). Stdlib, external and dynamic do not count.",
    inputs="imports[].status",
)
IMPORTS_CYCLIC = Metric(
    id="imports.cyclic",
    name="Modules in an import cycle",
    unit="modules",
    definition="Modules in a strongly connected component of two or more, by imports that run at import time; "
    "of all modules that could be parsed.",
    inputs="imports[] that are resolved, in a context other than function and type_checking",
    source="R. Tarjan, Depth-first search and linear graph algorithms (1972)",
)
CLONES_COVERAGE = Metric(
    id="clones.coverage",
    name="Clone coverage",
    unit="SLOC of product and tests",
    definition="SLOC that lie in a fragment of any clone class / SLOC of all audited modules; overlaps count once.",
    inputs="clones[].fragments, modules[].sloc",
    source="Roy, Cordy, Koschke, Comparison and evaluation of code clone detection techniques (2009)",
)
CLONES_REDUNDANT = Metric(
    id="clones.redundant",
    name="Redundant code",
    unit="SLOC of product and tests",
    definition="SLOC that would go if one copy of every clone class stayed / SLOC of all audited modules. The "
    "largest classes come first, and a line that stays or goes for one does not go again for another: each line counts "
    "once. What is not redundant is the size of the code if nothing stood there twice.",
    inputs="clones[].fragments, modules[].sloc",
    source="redundancy-free size: E. Juergens, F. Deissenboeck, How much is a clone? (2010), who count statements",
)
STRUCTURE_COMPLIANCE = Metric(
    id="structure.compliance",
    name="Structure compliance",
    unit="declared entries",
    definition="Entries found as declared / entries that can be judged. Optional, generated, ignored, placeholder, "
    "target, legacy and example entries do not count.",
    inputs="declarations[], files[]",
)
SUBSYSTEMS_DUPLICATE = Metric(
    id="subsystems.duplicate",
    name="Duplicate implementations",
    unit="sure implementations of a category",
    definition="Sure implementations that are not the one that should stay / all sure implementations of the "
    "categories: parts whose score is at least 0.7. benchmarks/roles says how often that is right.",
    inputs="patterns[].role, patterns[].canonical",
)


METRICS = (
    FILES_JUDGED, CODE_SLOC, IMPORTS_RESOLVED, IMPORTS_CYCLIC, CLONES_COVERAGE, CLONES_REDUNDANT, STRUCTURE_COMPLIANCE,
    SUBSYSTEMS_DUPLICATE,
)  # fmt: skip
"""What every measurement means, in the order of reports."""

UNRESOLVED = (ImportStatus.BROKEN, ImportStatus.ESCAPES_ROOT, ImportStatus.AMBIGUOUS)


def module_metrics(graph: nx.DiGraph[str]) -> tuple[ModuleMetrics, ...]:
    """The attributes of each node of the import graph as a record, in the order of the graph: by path."""
    names = ModuleMetrics.__struct_fields__[1:]
    return tuple(
        ModuleMetrics(path, **{name: attributes[name] for name in names}) for path, attributes in graph.nodes(data=True)
    )


def measure(state: State, parts: Sequence[str]) -> tuple[Measurement, ...]:
    """Every measurement of the parts asked for, in the order of METRICS; a rate over nothing has the value None."""
    return tuple(count(state) for part, count in _COUNTS if part in parts)


def _files_judged(state: State) -> Measurement:
    counts = Counter(file.status for file in state.facts.project.files)
    read = counts[FileStatus.READ]
    return _rate(FILES_JUDGED, read, read + counts[FileStatus.FAILED])


def _code_sloc(state: State) -> Measurement:
    sloc = sum(module.facts.lines.sloc for module in state.modules if module.role is Role.PRODUCT)
    return Measurement(CODE_SLOC.id, CODE_SLOC.name, sloc, CODE_SLOC.unit)


def _imports_resolved(state: State) -> Measurement:
    counts = Counter(edge.status for edge in state.edges)
    resolved = counts[ImportStatus.RESOLVED]
    unresolved = sum(counts[status] for status in UNRESOLVED)
    return _rate(IMPORTS_RESOLVED, resolved, resolved + unresolved)


def _imports_cyclic(state: State) -> Measurement:
    import networkx as nx  # noqa: PLC0415 - heavy, and clones alone need none

    components = nx.strongly_connected_components(subgraph_of_kinds(state.graph, [EdgeKind.RUNTIME]))
    cyclic = sum(len(component) for component in components if len(component) > 1)
    parsed = sum(1 for module in state.modules if module.facts.fault is None and module.path in state.graph)
    return _rate(IMPORTS_CYCLIC, cyclic, parsed)


def _clones_coverage(state: State) -> Measurement:
    sloc = sum(module.facts.lines.sloc for module in state.audited)
    return _rate(CLONES_COVERAGE, cloned_sloc(state.clones, state.audited), sloc)


def _clones_redundant(state: State) -> Measurement:
    sloc = sum(module.facts.lines.sloc for module in state.audited)
    return _rate(CLONES_REDUNDANT, sum(one.redundant for one in state.redundancy), sloc)


def _structure_compliance(state: State) -> Measurement:
    return _rate(STRUCTURE_COMPLIANCE, *compliance(state.judgements))


def _subsystems_duplicate(state: State) -> Measurement:
    patterns = state.roles
    return _rate(SUBSYSTEMS_DUPLICATE, len(sure_duplicates(patterns)), len(sure_implementations(patterns)))


def _rate(metric: Metric, numerator: int, denominator: int) -> Measurement:
    value = numerator / denominator if denominator else None
    return Measurement(metric.id, metric.name, value, metric.unit, numerator, denominator)


_COUNTS: tuple[tuple[str, Callable[[State], Measurement]], ...] = (
    ("files", _files_judged),
    ("modules", _code_sloc),
    ("imports", _imports_resolved),
    ("imports", _imports_cyclic),
    ("clones", _clones_coverage),
    ("clones", _clones_redundant),
    ("structure", _structure_compliance),
    ("patterns", _subsystems_duplicate),
)
"""The part that each measurement belongs to; in the order of METRICS."""
