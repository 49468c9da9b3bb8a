"""Each kind of record as one pandas frame: named columns, a stated order, the same columns when it is empty.

Units stand in `frame.attrs["units"]`. Frames are made anew by each call: change them as you like.
"""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from typing import TYPE_CHECKING

import pandas as pd
from msgspec.structs import replace

from auditlib.graphs.cycles import find_cycles
from auditlib.graphs.noise import NOISE
from auditlib.model import FileStatus, ImportContext, ImportStatus, Role, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import networkx as nx

    from auditlib.graphs.duplication import Redundancy, SharedCode
    from auditlib.graphs.state import State
    from auditlib.model import Hotspot, Run

UNITS = {
    "sloc": "lines",
    "repeated": "lines",
    "saving": "lines",
    "lloc": "logical lines",
    "size": "bytes",
    "similarity": "share, 0–1",
    "instability": "share, 0–1",
    "abstractness": "share, 0–1",
    "distance": "share, 0–1",
    "degree": "share, 0–1",
    "score": "share, 0–1",
    "maintainability": "0–100",
    "halstead_volume": "bits",
}
"""Units of the columns that are no plain counts."""

FILE = {"path": str, "role": str, "status": str, "reason": str, "size": int}
MODULE = {
    "path": str, "name": str, "role": str, "sloc": int, "lloc": int, "cyclomatic": int, "halstead_volume": float,
    "maintainability": float, "ca": int, "ce": int, "instability": float, "abstractness": float, "distance": float,
    "fan_in": int, "fan_out": int,
}  # fmt: skip
COUPLING = {name: MODULE[name] for name in ("path", "ca", "ce", "instability", "abstractness", "distance")}
DEFINITION = {
    "path": str, "qualname": str, "kind": str, "line": int, "lines": int, "cyclomatic": int, "parameters": int,
    "public": bool, "is_async": bool,
}  # fmt: skip
IMPORT = {
    "path": str, "line": int, "target": str, "name": str, "status": str, "context": str, "imported": str, "reason": str,
}  # fmt: skip
CYCLE = {"cycle": int, "kind": str, "modules": int, "shortest": str, "members": str, "path": str, "line": int}
CLONE = {
    "id": str, "type": str, "first": str, "definition": str, "similarity": float, "fragments": int, "files": int,
    "sloc": int, "repeated": int, "saving": int,
}  # fmt: skip
FRAGMENT = {
    "id": str, "type": str, "path": str, "start": int, "end": int, "definition": str, "tokens": int, "sloc": int,
}  # fmt: skip
SILENCED = {"rule": str, "silences": str, "count": int}
SHARED = {"first": str, "second": str, "sloc": int, "clone_classes": int}
DECLARATION = {
    "status": str, "path": str, "kind": str, "role": str, "optional": bool, "found": str, "reason": str,
    "document": str, "line": int,
}  # fmt: skip
HOTSPOT = {"path": str, "commits": int, "cyclomatic": int, "score": float}
CHANGE = {"first": str, "second": str, "shared": int, "either": int, "degree": float}
FINDING = {
    "rule": str, "severity": str, "message": str, "path": str, "line": int, "subject": str, "accepted": str,
    "fingerprint": str,
}  # fmt: skip
MEASUREMENT = {"id": str, "name": str, "value": float, "unit": str, "numerator": float, "denominator": float}
DIAGNOSTIC = {"path": str, "line": int, "code": str, "message": str}

_SEVERITIES = tuple(Severity)
_DTYPES = {str: "str", int: "int64", float: "float64", bool: "bool"}


def file_frame(state: State) -> pd.DataFrame:
    """Every file found, by path, with what became of it and why."""
    rows = (
        (file.path, file.role.value, file.status.value, file.reason, file.size) for file in state.facts.project.files
    )
    return frame_of(rows, FILE)


def diagnostic_frame(state: State) -> pd.DataFrame:
    """What could not be read or judged, by path and line."""
    rows = ((note.path, note.line, note.code, note.message) for note in state.facts.project.diagnostics)
    return frame_of(rows, DIAGNOSTIC)


def module_frame(state: State) -> pd.DataFrame:
    """Every module by path with its size, complexity and coupling; a metric that is not defined is NaN."""
    return _node_frame(state, MODULE)


def coupling_frame(state: State) -> pd.DataFrame:
    """Every module by path with afferent and efferent coupling, instability, abstractness and distance."""
    return _node_frame(state, COUPLING)


def definition_frame(state: State) -> pd.DataFrame:
    """Every class, function and method by path and line; `lines` counts its physical lines."""
    rows = (
        (
            module.path, one.qualname, one.kind.value, one.start, one.end - one.start + 1, one.cyclomatic,
            len(one.parameters), one.public, one.is_async,
        )
        for module in state.modules
        for one in module.facts.definitions
    )  # fmt: skip
    return frame_of(rows, DEFINITION, by=("path", "line", "qualname"))


def import_frame(state: State) -> pd.DataFrame:
    """Every imported name by path and line, with what became of it; `imported` is empty where it is none of ours."""
    rows = (_fields(replace(edge, imported=edge.imported or ""), IMPORT) for edge in state.edges)
    return frame_of(rows, IMPORT, by=("path", "line", "target", "name"))


def cycle_frame(state: State) -> pd.DataFrame:
    """Every import cycle, those that run when a module loads first, then the largest.

    `shortest` is a shortest way round; `path` and `line` are the first import inside.
    """
    rows = (
        (rank, one.kind.value, len(one.members), " → ".join(one.shortest), " ".join(one.members), one.path, one.line)
        for rank, one in enumerate(find_cycles(state.graph), start=1)
    )
    return frame_of(rows, CYCLE)


def clone_frame(state: State) -> pd.DataFrame:
    """Every clone class, most saved first, then most repeated, then by id.

    `sloc` is the size of the largest copy, `repeated` that of all others. `saving` is what merging saves: the sloc that
    go, less 1 for the call that each copy leaves behind. Each line goes with one class alone, so savings add up.
    `first` is the place of the first copy, `path:start–end`, and `definition` what it stands in, empty at module level.
    """
    return frame_of((_clone(one) for one in state.redundancy), CLONE)


def clone_fragment_frame(state: State) -> pd.DataFrame:
    """Every fragment of every clone class, in the order of `clone_frame`, then by path and line."""
    rows = (
        (
            group.id, f"Type-{group.type.value}", part.path, part.start, part.end, part.definition, part.tokens,
            part.sloc,
        )
        for group in (one.group for one in state.redundancy)
        for part in sorted(group.fragments, key=lambda part: (part.path, part.start))
    )  # fmt: skip
    return frame_of(rows, FRAGMENT)


def silenced_frame(state: State) -> pd.DataFrame:
    """Each rule of noise that is on, what it silences, and how many runs or classes it left out."""
    counts = state.silenced_clones
    return frame_of(((rule, NOISE[rule], counts[rule]) for rule in NOISE if rule in counts), SILENCED)


def declaration_frame(state: State) -> pd.DataFrame:
    """Every entry of the structure documents by document and line, and what stands where it says."""
    rows = (
        (
            judgement.status.value, entry.path, entry.kind.value, entry.role.value, entry.optional, judgement.found,
            judgement.reason, entry.document, entry.line,
        )
        for judgement in state.judgements
        for entry in (judgement.declaration,)
    )  # fmt: skip
    return frame_of(rows, DECLARATION, by=("document", "line", "path"))


def hotspot_frame(state: State) -> pd.DataFrame:
    """Files both complex and often changed, worst first; empty where there is no history."""
    return hotspot_rows(state.hotspots)


def change_coupling_frame(state: State) -> pd.DataFrame:
    """Pairs of files changed together, closest first; empty where there is no history."""
    rows = ((pair.first, pair.second, pair.shared, pair.either, pair.degree) for pair in state.couplings)
    frame = frame_of(rows, CHANGE)
    order = ["degree", "shared", "first", "second"]
    return frame.sort_values(order, ascending=[False, False, True, True], ignore_index=True)


def finding_frame(run: Run, rules: str | tuple[str, ...] = "AL") -> pd.DataFrame:
    """Every finding under the rules whose ids begin so: errors first, then by rule, path and line.

    `accepted` holds the baseline's reason; it is empty where the finding is new. What each rule is called, and why it
    matters, stands in the frame's `attrs["legend"]`, for a reader who has the table alone.
    """
    found = [one for one in run.findings if one.rule.startswith(rules)]
    found.sort(key=lambda one: (_SEVERITIES.index(one.severity), one.rule, one.path, one.line, one.subject))
    frame = frame_of((_fields(one, FINDING) for one in found), FINDING)
    frame.attrs["legend"] = {rule.id: f"{rule.name}: {rule.because}" for rule in run.rules if rule.id.startswith(rules)}
    return frame


def measurement_frame(run: Run) -> pd.DataFrame:
    """Every measurement by id; a value over nothing is NaN: vacuous."""
    return frame_of((_fields(one, MEASUREMENT) for one in run.measurements), MEASUREMENT, by=("id",))


def rule_frame(run: Run) -> pd.DataFrame:
    """Findings counted by rule: its name, how many are new, how many the baseline accepts, and why it matters."""
    counts = Counter((found.rule, found.severity.value, bool(found.accepted)) for found in run.findings)
    rules = sorted({(rule, severity) for rule, severity, _ in counts})
    known = {rule.id: rule for rule in run.rules}
    rows = (
        (
            rule,
            known[rule].name if rule in known else "",
            severity,
            counts[rule, severity, False],
            counts[rule, severity, True],
            known[rule].because if rule in known else "",
        )
        for rule, severity in rules
    )
    columns = {"rule": str, "name": str, "severity": str, "new": int, "accepted": int, "because": str}
    return frame_of(rows, columns)


def account_frame(state: State) -> pd.DataFrame:
    """Files counted by role, with what became of them: found is the sum of the rest."""
    files = state.facts.project.files
    return _crossed([(file.role, file.status) for file in files], ("role", Role), ("found", FileStatus))


def status_frame(state: State) -> pd.DataFrame:
    """Imported names counted by status, with the context that their statements stand in."""
    pairs = [(edge.status, edge.context) for edge in state.edges]
    return _crossed(pairs, ("status", ImportStatus), ("names", ImportContext))


def hotspot_rows(hotspots: Iterable[Hotspot]) -> pd.DataFrame:
    """Hotspots as rows, worst first."""
    frame = frame_of((_fields(spot, HOTSPOT) for spot in hotspots), HOTSPOT)
    return frame.sort_values(["score", "path"], ascending=[False, True], ignore_index=True)


def edge_frame(graph: nx.DiGraph[str]) -> pd.DataFrame:
    """The edges of a graph, by importer and imported, with the number of imports that each stands for."""
    rows = ((first, second, graph.edges[first, second].get("weight", 1)) for first, second in graph.edges)
    return frame_of(rows, {"importer": str, "imported": str, "imports": int}, by=("importer", "imported"))


def pair_frame(pairs: Iterable[SharedCode]) -> pd.DataFrame:
    """Pairs that share code, most sloc first: their sloc and the number of clone classes."""
    rows = ((pair.first, pair.second, pair.sloc, len(pair.classes)) for pair in pairs)
    frame = frame_of(rows, SHARED)
    return frame.sort_values(["sloc", "first", "second"], ascending=[False, True, True], ignore_index=True)


def _clone(one: Redundancy) -> tuple[object, ...]:
    group = one.group
    sizes = [fragment.sloc for fragment in group.fragments]
    files = len({fragment.path for fragment in group.fragments})
    kind, repeated = f"Type-{group.type.value}", sum(sizes) - max(sizes)
    first = min(group.fragments, key=lambda part: (part.path, part.start))
    place = f"{first.path}:{first.start}–{first.end}", first.definition
    return group.id, kind, *place, group.similarity, len(sizes), files, max(sizes), repeated, one.saving


def _node_frame(state: State, columns: Mapping[str, type]) -> pd.DataFrame:
    """The nodes of the import graph with these of their attributes; what is not defined is NaN."""
    rows = ([{"path": path, **node}[name] for name in columns] for path, node in state.graph.nodes(data=True))
    return frame_of(rows, columns, by=("path",))


def _crossed(
    pairs: Iterable[tuple[StrEnum, StrEnum]], rows: tuple[str, type[StrEnum]], columns: tuple[str, type[StrEnum]]
) -> pd.DataFrame:
    """Pairs counted: a row for each value of the first, a column for their sum, one for each value of the second."""
    counts = Counter(pairs)
    (title, firsts), (total, seconds) = rows, columns
    counted = [(one.value, [counts[one, other] for other in seconds]) for one in firsts]
    names = {title: str, total: int, **dict.fromkeys((other.value for other in seconds), int)}
    return frame_of([(value, sum(row), *row) for value, row in counted], names)


def _fields(record: object, columns: Mapping[str, type]) -> tuple[object, ...]:
    return tuple(getattr(record, name) for name in columns)


def frame_of(rows: Iterable[Sequence[object]], columns: Mapping[str, type], by: Sequence[str] = ()) -> pd.DataFrame:
    """Rows under these columns, with their types also where there are none."""
    frame = pd.DataFrame(list(rows), columns=list(columns))
    typed = frame.astype({name: _DTYPES[kind] for name, kind in columns.items()})
    if by:
        typed = typed.sort_values(list(by), ignore_index=True, kind="stable")
    typed.attrs["units"] = {name: UNITS[name] for name in columns if name in UNITS}
    return typed
