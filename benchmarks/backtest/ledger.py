"""Where the lines of a consolidation went: the parts add up to what was won or lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from counting import Size, total
from removed import Targets, sites
from side import Side
from sources import Change, Commit

Pairs = Sequence[tuple[Change, Side, Side]]


def ledger(commit: Commit, targets: Targets, changes: Sequence[Change]) -> dict[str, object]:
    """The parts of the net of some product files: net = - gross + survivor + imports + callers + rest.

    `callers` are changed files that used a name of the set; `sites` are these uses, `edited` those on deleted lines.
    """
    missing = targets.gone.keys() - {change.path for change in changes}
    if missing:
        raise ValueError(f"{commit.sha}: not changed: {sorted(missing)}")
    pairs = [(one, targets.before(one.path, one.before), targets.after(one.path, one.after)) for one in changes]
    names = targets.names({one.path: before for one, before, _ in pairs})
    used = {one.path: sites(before, names) for one, before, _ in pairs}
    callers = [pair for pair in pairs if used[pair[0].path]]
    return {
        "gross": asdict(total(before.size_of(before.gone) for _, before, _ in pairs)),
        "survivor": _survivor(commit, targets, pairs),
        "imports": asdict(_imports(pairs)),
        "callers": {
            "files": len(callers),
            "sites": sum(map(len, used.values())),
            "edited": sum(line in set(one.deleted) for one in changes for line in used[one.path]),
            "net": asdict(_others(callers)),
        },
        "rest": asdict(_others(pairs) - _others(callers)),
        "unparsed": sum(None in (before.parsed, after.parsed) for _, before, after in pairs),
    }


def _imports(pairs: Pairs) -> Size:
    return total(after.size_of(after.imports) - before.size_of(before.imports) for _, before, after in pairs)


def _others(pairs: Pairs) -> Size:
    return total(after.others - before.others for _, before, after in pairs)


def _survivor(commit: Commit, targets: Targets, pairs: Pairs) -> dict[str, object]:
    """The survivor's size before and after; in a file that the commit does not change both are the same."""
    before = total(side.size_of(side.kept) for _, side, _ in pairs)
    after = total(side.size_of(side.kept) for _, _, side in pairs)
    if targets.into[0] and targets.into[0] not in {one.path for one, _, _ in pairs}:
        before = after = _unchanged(commit, targets)
    return {"existed": bool(before.physical), "before": asdict(before), "after": asdict(after)}


def _unchanged(commit: Commit, targets: Targets) -> Size:
    path = targets.into[0]
    side = targets.before(path, commit.text(commit.parent, path))
    return side.size_of(side.kept)
