"""The files of a run beside its pages: every frame as CSV, the graphs, the audit as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from auditlib.graphs import comparison_frames, enforcement_frames, frames, subsystem_frames, trial_frames
from auditlib.graphs.duplication import definition_graph, duplication_graph
from auditlib.graphs.export import dot_text, mermaid_text, node_link_json
from auditlib.reports import comparisonreport, jsonreport, verificationreport

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from auditlib.graphs.state import State
    from auditlib.model import Run, Trial
    from auditlib.model.claims import Verification
    from auditlib.model.comparison import Comparison

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so would be computed by a spreadsheet."""

STATE_FRAMES = {
    "files": frames.file_frame,
    "diagnostics": frames.diagnostic_frame,
    "modules": frames.module_frame,
    "definitions": frames.definition_frame,
    "imports": frames.import_frame,
    "cycles": frames.cycle_frame,
    "clones": frames.clone_frame,
    "clone_fragments": frames.clone_fragment_frame,
    "clones_silenced": frames.silenced_frame,
    "declarations": frames.declaration_frame,
    "categories": subsystem_frames.category_frame,
    "patterns": subsystem_frames.pattern_frame,
    "competitions": subsystem_frames.competition_frame,
    "roadmap": subsystem_frames.step_frame,
    "gap": subsystem_frames.gap_frame,
    "features": enforcement_frames.feature_frame,
    "feature_gaps": enforcement_frames.feature_gap_frame,
    "feature_proofs": enforcement_frames.proof_frame,
    "protocol": enforcement_frames.protocol_frame,
    "hotspots": frames.hotspot_frame,
    "change_couplings": frames.change_coupling_frame,
}
TRIAL_FRAMES = {
    "trial_states": trial_frames.state_trial_frame,
    "test_runs": trial_frames.test_run_frame,
    "test_changes": trial_frames.test_change_frame,
    "elsewhere": trial_frames.elsewhere_frame,
    "imports_tried": trial_frames.import_trial_frame,
    "benchmarks": trial_frames.benchmark_frame,
    "memory": trial_frames.memory_frame,
}
COMPARISON_FRAMES = {
    "ledger": comparison_frames.ledger_frame,
    "changed_files": comparison_frames.changed_file_frame,
    "api_breaks": comparison_frames.api_break_frame,
    "broken": comparison_frames.broken_frame,
    "weaker_tests": comparison_frames.weaker_test_frame,
    "repairs": comparison_frames.repair_frame,
}
CLAIM_FRAMES = {"claims": comparison_frames.claim_frame, "claim_counts": comparison_frames.claim_count_frame}
RUN_FRAMES = {
    "guards": enforcement_frames.guard_frame,
    "findings": frames.finding_frame,
    "measurements": frames.measurement_frame,
}


class Change(NamedTuple):
    """What became of the repository in the phase, and what is true of its document; None where there is none."""

    comparison: Comparison
    base: State
    verification: Verification | None


def write_artefacts(folder: Path, state: State, run: Run, trial: Trial, change: Change | None) -> tuple[str, ...]:
    """Write audit.json and data/ into a folder; return the paths of all files written, sorted."""
    texts = {"audit.json": jsonreport.render(run)}
    texts |= {f"data/{name}.csv": csv_text(make(state)) for name, make in STATE_FRAMES.items()}
    texts |= {f"data/{name}.csv": csv_text(make(run)) for name, make in RUN_FRAMES.items()}
    texts |= {f"data/{name}.csv": csv_text(make(trial)) for name, make in TRIAL_FRAMES.items()}
    texts |= {
        "data/graph.json": node_link_json(state.graph),
        "data/graph.dot": dot_text(state.graph),
        "data/graph.mmd": mermaid_text(state.graph),
        "data/duplication.json": node_link_json(duplication_graph(state.clones, state.audited)),
        "data/duplication_definitions.json": node_link_json(definition_graph(state.clones, state.audited)),
    }
    texts |= _of_change(change, state) if change else {}
    (folder / "data").mkdir()
    for path, text in texts.items():
        (folder / path).write_text(text, encoding="utf-8", newline="")
    return tuple(sorted(texts))


def _of_change(change: Change, head: State) -> dict[str, str]:
    """The files of the second half of the workbook."""
    compared, base = change.comparison, change.base
    found = {name: make(compared) for name, make in COMPARISON_FRAMES.items()}
    found["stories"] = comparison_frames.story_frame(compared, base, head)
    found["left"] = comparison_frames.left_frame(base, head)
    texts = {"comparison.json": comparisonreport.as_json(compared)}
    if change.verification:
        found |= {name: make(change.verification) for name, make in CLAIM_FRAMES.items()}
        texts["claims.json"] = verificationreport.as_json(change.verification)
    return texts | {f"data/{name}.csv": csv_text(frame) for name, frame in found.items()}


def csv_text(frame: pd.DataFrame) -> str:
    """A frame as CSV; text that a spreadsheet would take for a formula gets an apostrophe before it."""
    safe = frame.copy()
    for column in frame.columns:
        if frame[column].dtype.kind not in "iufb":
            safe[column] = frame[column].map(_plain)
    return str(safe.to_csv(index=False, lineterminator="\n"))


def _plain(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
