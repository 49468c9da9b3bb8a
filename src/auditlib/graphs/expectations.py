"""What the params name against what a state has: nothing that is named and not there passes in silence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from auditlib.graphs.layout import below, join
from auditlib.graphs.settings import unreadable_settings
from auditlib.model import Diagnostic, Facts
from auditlib.params import Params

Matches = Callable[[tuple[str, ...], str], bool]
"""Whether one of the globs matches a path or a folder above it."""


def unmet_params(params: Params, paths: Sequence[str], *, matches: Matches) -> tuple[str, ...]:
    """A line for each key of params whose folders or globs are not in a state that has these paths.

    Without them nothing would be looked up, counted as a test or held to the document, and all of it would pass. Of a
    scope, one part that is there is enough.
    """
    found = []
    if params.scope and not any(matches(params.scope, path) for path in paths):
        found.append(f"scope: {', '.join(params.scope)}: nothing lies there, so nothing would be audited")
    for key, folders in (
        ("import_roots", params.import_roots),
        ("structure.strict_under", params.structure.strict_under),
    ):
        lost = [folder for folder in folders if folder != "." and not any(below(path, folder) for path in paths)]
        found += [f"{key}: {folder}: there is no such folder" for folder in lost]
    lost = [glob for glob in params.tests if not any(matches((glob,), path) for path in paths)]
    found += [f"tests: {glob}: nothing lies there" for glob in lost]
    return tuple(found)


def expected_diagnostics(params: Params, facts: Facts) -> Iterator[Diagnostic]:
    """Yield what a reader must know: canonicals that are not there, and settings that could not be read."""
    for path, line, reason in unreadable_settings({one.path: one.text for one in facts.settings}):
        message = f"source roots are found without it: {reason}"
        yield Diagnostic(path, line, "settings-unreadable", message)
    defined = {module.path: {one.qualname for one in module.facts.definitions} for module in facts.modules}
    for name, category in sorted(params.categories.items()):
        if category.canonical is None:
            continue
        path, _, qualname = category.canonical.partition(":")
        there = [place for folder in ("", *params.scope) if (place := join(folder, path)) in defined]
        if not there:
            message = f"the canonical of {name} is not there: no module {path}"
            yield Diagnostic(path, 0, "canonical-missing", message)
        elif qualname and not any(qualname in defined[place] for place in there):
            message = f"the canonical of {name} is not there: the module defines no {qualname}"
            yield Diagnostic(there[0], 0, "canonical-missing", message)
