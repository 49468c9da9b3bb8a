"""The architecture audit workbook: one public name for each command, and the frames and figures of the notebooks.

Names are imported from their modules when first used, so that `import auditlib` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from auditlib.drafting import init
    from auditlib.errors import AuditError, ParamsError, PluginError, SourceError
    from auditlib.explaining import explain
    from auditlib.graphs.state import State
    from auditlib.model import Run
    from auditlib.usecases import PARTS, audit, load, scan

_HOMES = {
    "AuditError": "errors",
    "PARTS": "usecases",
    "ParamsError": "errors",
    "PluginError": "errors",
    "Run": "model",
    "SourceError": "errors",
    "State": "graphs.state",
    "audit": "usecases",
    "explain": "explaining",
    "init": "drafting",
    "load": "usecases",
    "scan": "usecases",
}

__all__ = [
    "PARTS",
    "AuditError",
    "ParamsError",
    "PluginError",
    "Run",
    "SourceError",
    "State",
    "audit",
    "explain",
    "init",
    "load",
    "scan",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'auditlib' has no attribute {name!r}")
    return getattr(import_module(f"auditlib.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return list(__all__)
