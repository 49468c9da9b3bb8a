"""Two states → a comparison: the ledger, what broke, and what guards less than it did."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import version

from auditlib.model import Diagnostic, FileStatus
from auditlib.model.comparison import Comparison
from auditlib.verdicts.breakage import Breakage
from auditlib.verdicts.charging import charging
from auditlib.verdicts.delta import Delta
from auditlib.verdicts.elimination import Elimination
from auditlib.verdicts.repairs import find_fixes
from auditlib.verdicts.undefined import undefined_names, unknown_by_star
from auditlib.verdicts.weakening import Weakening


def compare_states(delta: Delta, *, notes: Sequence[Diagnostic] = ()) -> Comparison:
    """All that can be said of two states; `notes` are what is known already of how they were read."""
    elimination = Elimination(delta)
    prefixes, stories = _prefixes(delta.head.state.params.scope), charging(delta, elimination)
    base, head = (side.state.facts.project for side in (delta.base, delta.head))
    read = {file.path for one in (base, head) for file in one.files if file.status is not FileStatus.SKIPPED}
    broken = Breakage(delta, elimination)
    weakening = Weakening(delta, broken.whereabouts)
    return Comparison(
        tool=version("auditlib"),
        name=head.name,
        base=base.revision or "",
        head=head.revision or "",
        files_compared=len(read),
        ledger=elimination.rows(prefixes, stories),
        files=elimination.files(stories),
        api_breaks=broken.api_breaks(),
        broken_imports=tuple(one.found for one in broken.imports),
        undefined_names=undefined_names(delta),
        broken_calls=broken.calls(),
        tests=weakening.changes(),
        fixes=find_fixes(delta, elimination, weakening),
        notes=tuple(
            sorted(
                {
                    *notes,
                    *_unjudged("base", base.diagnostics),
                    *_unjudged("head", head.diagnostics),
                    *_not_followed(delta),
                }
            )
        ),
    )


def _unjudged(side: str, diagnostics: Sequence[Diagnostic]) -> list[Diagnostic]:
    """What was not judged of one state, with the name of that state."""
    return [Diagnostic(one.path, one.line, one.code, f"{one.message} (at {side})") for one in diagnostics]


def _not_followed(delta: Delta) -> Iterator[Diagnostic]:
    """Files in which undefined names are not known for sure, or not at all."""
    for path in sorted(delta.head.unread):
        yield Diagnostic(path, 0, "names-unread", "pyflakes cannot follow this file: undefined names are not told")
    for path in unknown_by_star(delta):
        yield Diagnostic(path, 0, "star-import", "a star import may give names here: undefined ones are not told")


def _prefixes(scope: Sequence[str]) -> Callable[[str], str]:
    """What gives the entry of the scope that a path lies in, else its first folder, "" for a file at the root."""
    folders = sorted((one.rstrip("/") for one in scope if not set("*?[") & set(one)), key=len, reverse=True)

    def prefix(path: str) -> str:
        inside = (folder for folder in folders if path == folder or path.startswith(f"{folder}/"))
        return next(inside, path.partition("/")[0] if "/" in path else "")

    return prefix
