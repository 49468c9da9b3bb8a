"""What the params name against what a state has: nothing that is named and not there passes in silence."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

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
    return tuple(
        [*_empty_scope(params, paths, matches), *_lost_folders(params, paths), *_lost_tests(params, paths, matches)]
    )


def expected_diagnostics(params: Params, facts: Facts) -> Iterator[Diagnostic]:
    """Yield what a reader must know: canonicals that are not there, and settings that could not be read."""
    for path, line, reason in unreadable_settings({one.path: one.text for one in facts.settings}):
        yield Diagnostic(path, line, "settings-unreadable", f"source roots are found without it: {reason}")
    defined = {module.path: {one.qualname for one in module.facts.definitions} for module in facts.modules}
    for name, category in sorted(params.categories.items()):
        if category.canonical is not None:
            yield from _lost_canonical(name, category.canonical, ("", *params.scope), defined)


def _empty_scope(params: Params, paths: Sequence[str], matches: Matches) -> list[str]:
    if not params.scope or any(matches(params.scope, path) for path in paths):
        return []
    return [f"scope: {', '.join(params.scope)}: nothing lies there, so nothing would be audited"]


def _lost_folders(params: Params, paths: Sequence[str]) -> Iterator[str]:
    keys = {"import_roots": params.import_roots, "structure.strict_under": params.structure.strict_under}
    for key, folders in keys.items():
        lost = [folder for folder in folders if folder != "." and not any(below(path, folder) for path in paths)]
        yield from (f"{key}: {folder}: there is no such folder" for folder in lost)


def _lost_tests(params: Params, paths: Sequence[str], matches: Matches) -> Iterator[str]:
    lost = [glob for glob in params.tests if not any(matches((glob,), path) for path in paths)]
    yield from (f"tests: {glob}: nothing lies there" for glob in lost)


def _lost_canonical(
    category: str, canonical: str, folders: Sequence[str], defined: Mapping[str, Collection[str]]
) -> Iterator[Diagnostic]:
    """A diagnostic where none of the folders holds the module of a canonical, or the module defines no such name."""
    path, _, qualname = canonical.partition(":")
    there = [place for folder in folders if (place := join(folder, path)) in defined]
    lacks = f"the canonical of {category} is not there:"
    if not there:
        yield Diagnostic(path, 0, "canonical-missing", f"{lacks} no module {path}")
    elif not any(qualname in defined[place] for place in there):
        yield Diagnostic(there[0], 0, "canonical-missing", f"{lacks} the module defines no {qualname}")
