"""The architecture audit workbook: one public name for each command, and the frames and figures of the notebooks.

Names are imported from their modules when first used, so that `import auditlib` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from auditlib.comparing import compare
    from auditlib.errors import AuditError, ParamsError, PluginError, SourceError
    from auditlib.explaining import explain, explainable
    from auditlib.graphs.figures.arcs import definition_figure, duplication_figure
    from auditlib.graphs.figures.bars import bar_chart
    from auditlib.graphs.figures.cards import verdict
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
    from auditlib.model import Run
    from auditlib.model.comparison import Comparison
    from auditlib.model.patterns import Removal
    from auditlib.notebooks.commands import demo, run
    from auditlib.notebooks.lab import lab
    from auditlib.notebooks.phase import RunResult
    from auditlib.usecases import PARTS, audit, init, load, scan, whatif

_HOMES = {
    "AuditError": "errors",
    "PARTS": "usecases",
    "Comparison": "model.comparison",
    "ParamsError": "errors",
    "PluginError": "errors",
    "Removal": "model.patterns",
    "Run": "model",
    "RunResult": "notebooks.phase",
    "SourceError": "errors",
    "State": "graphs.state",
    "account_frame": "graphs.frames",
    "audit": "usecases",
    "bar_chart": "graphs.figures.bars",
    "category_frame": "graphs.subsystem_frames",
    "change_coupling_frame": "graphs.frames",
    "clone_fragment_frame": "graphs.frames",
    "clone_frame": "graphs.frames",
    "compare": "comparing",
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
    "explain": "explaining",
    "explainable": "explaining",
    "file_frame": "graphs.frames",
    "finding_frame": "graphs.frames",
    "gap_frame": "graphs.subsystem_frames",
    "hotspot_figure": "graphs.figures.scatter",
    "hotspot_frame": "graphs.frames",
    "import_figure": "graphs.figures.layers",
    "import_frame": "graphs.frames",
    "init": "usecases",
    "lab": "notebooks.lab",
    "load": "usecases",
    "measurement_frame": "graphs.frames",
    "module_frame": "graphs.frames",
    "pattern_frame": "graphs.subsystem_frames",
    "rule_frame": "graphs.frames",
    "run": "notebooks.commands",
    "scan": "usecases",
    "side_by_side": "graphs.figures.sidebyside",
    "silenced_frame": "graphs.frames",
    "status_frame": "graphs.frames",
    "step_frame": "graphs.subsystem_frames",
    "structure_tree": "graphs.figures.tree",
    "table": "graphs.figures.figure",
    "verdict": "graphs.figures.cards",
    "whatif": "usecases",
}

__all__ = [
    "PARTS",
    "AuditError",
    "Comparison",
    "ParamsError",
    "PluginError",
    "Removal",
    "Run",
    "RunResult",
    "SourceError",
    "State",
    "account_frame",
    "audit",
    "bar_chart",
    "category_frame",
    "change_coupling_frame",
    "clone_fragment_frame",
    "clone_frame",
    "compare",
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
    "explain",
    "explainable",
    "file_frame",
    "finding_frame",
    "gap_frame",
    "hotspot_figure",
    "hotspot_frame",
    "import_figure",
    "import_frame",
    "init",
    "lab",
    "load",
    "measurement_frame",
    "module_frame",
    "pattern_frame",
    "rule_frame",
    "run",
    "scan",
    "side_by_side",
    "silenced_frame",
    "status_frame",
    "step_frame",
    "structure_tree",
    "table",
    "verdict",
    "whatif",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'auditlib' has no attribute {name!r}")
    return getattr(import_module(f"auditlib.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return list(__all__)
