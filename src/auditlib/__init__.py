"""The architecture audit workbook: one public name for each command, and the frames and figures of the notebooks.

Names are imported from their modules when first used, so that `import auditlib` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from keyword import iskeyword
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from auditlib.comparing import compare
    from auditlib.errors import AuditError, ParamsError, PluginError, SourceError
    from auditlib.explaining import explain, explainable
    from auditlib.gating import baseline, gate, hook
    from auditlib.graphs.comparison_frames import (
        api_break_frame,
        broken_frame,
        changed_file_frame,
        claim_count_frame,
        claim_frame,
        ledger_frame,
        left_frame,
        repair_frame,
        story_frame,
        weaker_test_frame,
    )
    from auditlib.graphs.enforcement_frames import (
        feature_frame,
        feature_gap_frame,
        guard_frame,
        proof_frame,
        protocol_frame,
    )
    from auditlib.graphs.figures.arcs import definition_figure, duplication_figure
    from auditlib.graphs.figures.bars import bar_chart
    from auditlib.graphs.figures.cards import trial_verdict, verdict
    from auditlib.graphs.figures.change_cards import claim_verdict, comparison_verdict, enforcement_verdict
    from auditlib.graphs.figures.figure import table
    from auditlib.graphs.figures.layers import import_figure
    from auditlib.graphs.figures.matrix import dependency_matrix
    from auditlib.graphs.figures.scatter import hotspot_figure
    from auditlib.graphs.figures.sidebyside import side_by_side
    from auditlib.graphs.figures.tree import structure_tree
    from auditlib.graphs.frames import (
        account_frame,
        change_coupling_frame,
        clone_fragment_frame,
        clone_frame,
        coupling_frame,
        cycle_frame,
        declaration_frame,
        definition_frame,
        diagnostic_frame,
        file_frame,
        finding_frame,
        hotspot_frame,
        import_frame,
        measurement_frame,
        module_frame,
        rule_frame,
        silenced_frame,
        status_frame,
    )
    from auditlib.graphs.state import State
    from auditlib.graphs.subsystem_frames import (
        category_frame,
        competition_frame,
        gap_frame,
        pattern_frame,
        step_frame,
    )
    from auditlib.graphs.trial_frames import (
        benchmark_frame,
        elsewhere_frame,
        import_trial_frame,
        memory_frame,
        state_trial_frame,
        test_change_frame,
        test_run_frame,
    )
    from auditlib.model import Run, Trial
    from auditlib.model.claims import Verification
    from auditlib.model.comparison import Comparison
    from auditlib.model.gate import Baseline, Gate
    from auditlib.model.patterns import Removal
    from auditlib.notebooks.commands import demo, run, try_
    from auditlib.notebooks.lab import lab
    from auditlib.notebooks.phase import RunResult
    from auditlib.trying import KINDS, Wishes
    from auditlib.usecases import PARTS, audit, evidence, init, load, load_base, scan, whatif
    from auditlib.verifying import verify

_HOMES = {
    "AuditError": "errors",
    "Baseline": "model.gate",
    "Comparison": "model.comparison",
    "Gate": "model.gate",
    "KINDS": "trying",
    "PARTS": "usecases",
    "ParamsError": "errors",
    "PluginError": "errors",
    "Removal": "model.patterns",
    "Run": "model",
    "RunResult": "notebooks.phase",
    "SourceError": "errors",
    "State": "graphs.state",
    "Trial": "model",
    "Verification": "model.claims",
    "Wishes": "trying",
    "account_frame": "graphs.frames",
    "api_break_frame": "graphs.comparison_frames",
    "audit": "usecases",
    "bar_chart": "graphs.figures.bars",
    "baseline": "gating",
    "benchmark_frame": "graphs.trial_frames",
    "broken_frame": "graphs.comparison_frames",
    "category_frame": "graphs.subsystem_frames",
    "change_coupling_frame": "graphs.frames",
    "changed_file_frame": "graphs.comparison_frames",
    "claim_count_frame": "graphs.comparison_frames",
    "claim_frame": "graphs.comparison_frames",
    "claim_verdict": "graphs.figures.change_cards",
    "clone_fragment_frame": "graphs.frames",
    "clone_frame": "graphs.frames",
    "compare": "comparing",
    "comparison_verdict": "graphs.figures.change_cards",
    "competition_frame": "graphs.subsystem_frames",
    "coupling_frame": "graphs.frames",
    "cycle_frame": "graphs.frames",
    "declaration_frame": "graphs.frames",
    "definition_figure": "graphs.figures.arcs",
    "definition_frame": "graphs.frames",
    "demo": "notebooks.commands",
    "dependency_matrix": "graphs.figures.matrix",
    "diagnostic_frame": "graphs.frames",
    "duplication_figure": "graphs.figures.arcs",
    "elsewhere_frame": "graphs.trial_frames",
    "enforcement_verdict": "graphs.figures.change_cards",
    "evidence": "usecases",
    "explain": "explaining",
    "explainable": "explaining",
    "feature_frame": "graphs.enforcement_frames",
    "feature_gap_frame": "graphs.enforcement_frames",
    "file_frame": "graphs.frames",
    "finding_frame": "graphs.frames",
    "gap_frame": "graphs.subsystem_frames",
    "gate": "gating",
    "guard_frame": "graphs.enforcement_frames",
    "hook": "gating",
    "hotspot_figure": "graphs.figures.scatter",
    "hotspot_frame": "graphs.frames",
    "import_figure": "graphs.figures.layers",
    "import_frame": "graphs.frames",
    "import_trial_frame": "graphs.trial_frames",
    "init": "usecases",
    "lab": "notebooks.lab",
    "ledger_frame": "graphs.comparison_frames",
    "left_frame": "graphs.comparison_frames",
    "load": "usecases",
    "load_base": "usecases",
    "measurement_frame": "graphs.frames",
    "memory_frame": "graphs.trial_frames",
    "module_frame": "graphs.frames",
    "pattern_frame": "graphs.subsystem_frames",
    "proof_frame": "graphs.enforcement_frames",
    "protocol_frame": "graphs.enforcement_frames",
    "repair_frame": "graphs.comparison_frames",
    "rule_frame": "graphs.frames",
    "run": "notebooks.commands",
    "scan": "usecases",
    "side_by_side": "graphs.figures.sidebyside",
    "silenced_frame": "graphs.frames",
    "state_trial_frame": "graphs.trial_frames",
    "status_frame": "graphs.frames",
    "step_frame": "graphs.subsystem_frames",
    "story_frame": "graphs.comparison_frames",
    "structure_tree": "graphs.figures.tree",
    "table": "graphs.figures.figure",
    "test_change_frame": "graphs.trial_frames",
    "test_run_frame": "graphs.trial_frames",
    "trial_verdict": "graphs.figures.cards",
    "try_": "notebooks.commands",
    "verdict": "graphs.figures.cards",
    "verify": "verifying",
    "weaker_test_frame": "graphs.comparison_frames",
    "whatif": "usecases",
}

__all__ = [
    "KINDS",
    "PARTS",
    "AuditError",
    "Baseline",
    "Comparison",
    "Gate",
    "ParamsError",
    "PluginError",
    "Removal",
    "Run",
    "RunResult",
    "SourceError",
    "State",
    "Trial",
    "Verification",
    "Wishes",
    "account_frame",
    "api_break_frame",
    "audit",
    "bar_chart",
    "baseline",
    "benchmark_frame",
    "broken_frame",
    "category_frame",
    "change_coupling_frame",
    "changed_file_frame",
    "claim_count_frame",
    "claim_frame",
    "claim_verdict",
    "clone_fragment_frame",
    "clone_frame",
    "compare",
    "comparison_verdict",
    "competition_frame",
    "coupling_frame",
    "cycle_frame",
    "declaration_frame",
    "definition_figure",
    "definition_frame",
    "demo",
    "dependency_matrix",
    "diagnostic_frame",
    "duplication_figure",
    "elsewhere_frame",
    "enforcement_verdict",
    "evidence",
    "explain",
    "explainable",
    "feature_frame",
    "feature_gap_frame",
    "file_frame",
    "finding_frame",
    "gap_frame",
    "gate",
    "guard_frame",
    "hook",
    "hotspot_figure",
    "hotspot_frame",
    "import_figure",
    "import_frame",
    "import_trial_frame",
    "init",
    "lab",
    "ledger_frame",
    "left_frame",
    "load",
    "load_base",
    "measurement_frame",
    "memory_frame",
    "module_frame",
    "pattern_frame",
    "proof_frame",
    "protocol_frame",
    "repair_frame",
    "rule_frame",
    "run",
    "scan",
    "side_by_side",
    "silenced_frame",
    "state_trial_frame",
    "status_frame",
    "step_frame",
    "story_frame",
    "structure_tree",
    "table",
    "test_change_frame",
    "test_run_frame",
    "trial_verdict",
    "try_",
    "verdict",
    "verify",
    "weaker_test_frame",
    "whatif",
]


def __getattr__(name: str) -> object:
    known = f"{name}_" if iskeyword(name) else name  # the command `try`
    if known not in _HOMES:
        raise AttributeError(f"module 'auditlib' has no attribute {name!r}")
    return getattr(import_module(f"auditlib.{_HOMES[known]}"), known)


def __dir__() -> list[str]:
    return list(__all__)
