"""Params: what a run is told, typed, layered, and with every problem reported at once."""

from auditlib.params.load import baseline_beside, load_params, portable_json, resolved_json, shipped_names
from auditlib.params.schema import KNOWN_NOTEBOOKS, Benchmark, Params

__all__ = [
    "KNOWN_NOTEBOOKS",
    "Benchmark",
    "Params",
    "baseline_beside",
    "load_params",
    "portable_json",
    "resolved_json",
    "shipped_names",
]
