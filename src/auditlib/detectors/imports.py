"""Imports that lead nowhere, too far, or to more than one place; modules that no import can reach."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from msgspec.structs import replace

from auditlib.graphs.layout import Layout
from auditlib.model import Finding, ImportContext, ImportEdge, ImportStatus, Rule, Severity

if TYPE_CHECKING:
    from auditlib.graphs.state import State

BROKEN_IMPORT = Rule(
    id="AL302",
    name="broken-import",
    severity=Severity.ERROR,
    because="The package is ours and has no such module or name: the import fails, or a fallback silently takes over.",
    remedy="Import what is there now, or restore it; drop the fallback if the module is gone for good.",
    bad="# performance/cache.py defines Cache\nfrom performance.cachee import Cache",
    good="# performance/cache.py defines Cache\nfrom performance.cache import Cache",
)
IMPORT_ESCAPES_ROOT = Rule(
    id="AL303",
    name="import-escapes-root",
    severity=Severity.ERROR,
    because="A relative import beyond the top-level package fails wherever the code is run from.",
    remedy="Import absolutely, from a source root that holds both.",
    bad="# lib/core/store.py, with lib as source root\nfrom ..performance import cache",
    good="# lib/core/store.py, with lib as source root\nfrom performance import cache",
)
AMBIGUOUS_IMPORT = Rule(
    id="AL304",
    name="ambiguous-import",
    severity=Severity.WARNING,
    because="Which file it loads depends on the order of sys.path, and so on who runs first.",
    remedy="Declare the source roots in their order (params: import_roots), or rename one of the modules.",
    bad="# a/config.py and b/config.py, both folders added to sys.path\nimport config",
    good="# a/config.py and b/config.py, the folder above them added to sys.path\nfrom a import config",
)
SHADOWED_MODULE = Rule(
    id="AL305",
    name="shadowed-module",
    severity=Severity.WARNING,
    because="Python takes the package of the same name: no import ever reaches the module.",
    remedy="Delete the module, or move what is still needed into the package.",
    bad="# core/cache.py beside core/cache/__init__.py\nfrom core.cache import Cache",
    good="# core/cache/__init__.py alone\nfrom core.cache import Cache",
)
RULES = (BROKEN_IMPORT, IMPORT_ESCAPES_ROOT, AMBIGUOUS_IMPORT, SHADOWED_MODULE)

BY_STATUS = {
    ImportStatus.BROKEN: BROKEN_IMPORT,
    ImportStatus.ESCAPES_ROOT: IMPORT_ESCAPES_ROOT,
    ImportStatus.AMBIGUOUS: AMBIGUOUS_IMPORT,
}
CONSEQUENCES = {
    ImportContext.TOP: (Severity.ERROR, "importing the module fails"),
    ImportContext.CLASS: (Severity.ERROR, "importing the module fails"),
    ImportContext.FUNCTION: (Severity.ERROR, "calling the function fails"),
    ImportContext.TRY: (Severity.WARNING, "its guard always takes over, silently"),
    ImportContext.EXCEPT: (Severity.WARNING, "the fallback itself fails when it is needed"),
    ImportContext.TYPE_CHECKING: (Severity.WARNING, "type checkers see no type"),
}
"""How much an import that fails matters, and what happens, by where it stands."""

_STATEMENT = attrgetter("path", "target", "name", "status")


def detect(state: State) -> Iterator[Finding]:
    """Yield a finding for each name that a file imports wrongly, at its first line, and for each shadowed module.

    What imports that are tried first (`try … except ImportError`) and their fallbacks find missing is a warning.
    """
    wrong = [edge for edge in state.edges if edge.status in BY_STATUS]
    for _, same in groupby(sorted(wrong, key=lambda edge: (*_STATEMENT(edge), edge.line)), key=_STATEMENT):
        yield _finding(list(same))
    for path, package in Layout(module.path for module in state.modules).shadowed():
        yield SHADOWED_MODULE.finding(path, 1, path, f"{package} hides this module: no import reaches it")


def _finding(same: list[ImportEdge]) -> Finding:
    """One finding for the imports of one name in one file; the most serious decides."""
    severity, consequence = min((CONSEQUENCES[edge.context] for edge in same), key=lambda known: _ORDER.index(known[0]))
    first = same[0]
    rule = BY_STATUS[first.status]
    lines = f" (also in {len(same) - 1} more lines)" if len(same) > 1 else ""
    failing = "" if rule is AMBIGUOUS_IMPORT else f"; {consequence}"
    message = f"{_statement(first)}: {first.reason}{failing}{lines}"
    finding = rule.finding(first.path, first.line, f"{first.target} {first.name}".strip(), message)
    return finding if rule is AMBIGUOUS_IMPORT else replace(finding, severity=severity)


_ORDER = tuple(Severity)


def _statement(edge: ImportEdge) -> str:
    return f"from {edge.target} import {edge.name}" if edge.name else f"import {edge.target}"
