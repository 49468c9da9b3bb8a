"""The use cases of the ratchet: accept today's findings, and let only those pass that are known."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import partial
from importlib.metadata import version
from operator import attrgetter
from pathlib import Path

from msgspec.structs import replace

from auditlib.errors import ParamsError, SourceError
from auditlib.loading import Progress
from auditlib.model import Diagnostic, FileStatus, Finding, Run, Severity, SourceFile, Weight
from auditlib.model.gate import Accepted, Baseline, Gate, GateFinding, Growth
from auditlib.params import Params, baseline_beside
from auditlib.places import Place, Target, find_place, params_of, tip_of
from auditlib.sources.baselines import baseline_at, read_baseline, write_baseline
from auditlib.sources.git import toplevel
from auditlib.sources.hooks import install_hook
from auditlib.sources.opening import STAGED
from auditlib.usecases import scan_place
from auditlib.verdicts.ratchet import Ratchet, Tree, entries, hold
from auditlib.verdicts.renames import renames
from auditlib.visible import counted, one_line

IN_CI = "CI"
"""The environment variable that CI services set."""

WHAT_STANDS = "stands at {}"
"""The reason for which a gate against a revision lets a finding pass."""


def gate(  # noqa: PLR0913 (the options of the command)
    target: Target,
    *,
    staged: bool = False,
    base: str | None = None,
    jobs: int | None = None,
    progress: Progress | None = None,
    say: Callable[[str], None] = lambda line: None,  # noqa: ARG005
    today: date | None = None,
) -> Gate:
    """The findings of a state that are new: neither the baseline of the params nor the state at `base` has them.

    The state is that of the params; with `staged`, what the index holds, as a commit would take it. Notes ask nothing
    of anyone, and are counted only. `today` decides which acceptance has expired; without it, the day in UTC.

    Raises: ParamsError where the params or the baseline are wrong; SourceError where a state cannot be read.
    """
    params = params_of(target)
    day = today or datetime.now(UTC).date()
    known = _baseline(params, staged=staged)
    place = find_place(params, STAGED if staged else None)
    run = _scanned(place, jobs, progress, say)
    ratchet, notes = _held(place, run, known, day)
    found = ratchet.findings
    if base is not None:
        theirs = _standing(params, base, partial(_scanned, jobs=jobs, progress=progress, say=say))
        other, more = _held(place, run, theirs, day)
        found, notes = _either(found, other.findings), [*notes, *more]
    growth = _growth(params, known, base)
    lost = [one for one in run.project.diagnostics if one.weight is not Weight.NOTE]
    return Gate(
        tool=version("auditlib"),
        run=_marked(run, found),
        looked_at=_looked_at(run, staged=staged),
        against=_against(params, known, base),
        files_read=len(_read(run.project.files)),
        findings=found,
        notes=len(run.findings) - len(found),
        fixed=ratchet.fixed,
        stale=ratchet.stale,
        unjudged=ratchet.unjudged,
        size=len(known.accepted),
        growth=growth,
        broken_policies=tuple(_broken(params, growth, ratchet)),
        diagnostics=(*lost, *notes),
    )


def _looked_at(run: Run, *, staged: bool) -> str:
    return "staged" if staged else run.project.revision or "working tree"


def _standing(params: Params, revision: str, scanned: Callable[[Place], Run]) -> Baseline:
    """What stands at a revision, as if it were accepted."""
    place = find_place(params, revision)
    accepted = entries(scanned(place).findings, WHAT_STANDS.format(one_line(revision)), notes=True)
    return Baseline(revision=place.source.revision or "", accepted=accepted)


def _held(place: Place, run: Run, known: Baseline, day: date) -> tuple[Ratchet, Sequence[Diagnostic]]:
    """The findings held against what is known, renames followed; and what of these could not be told."""
    renamed, notes = _followed(place, run, known)
    return hold(run.findings, known.accepted, _tree(run, renamed), day), notes


def _marked(run: Run, found: Sequence[GateFinding]) -> Run:
    """The run, as any report shows it: what passes is accepted, what does not is new."""
    notes = (one for one in run.findings if one.severity is Severity.NOTE)
    findings = sorted((*notes, *(one.finding for one in found)), key=attrgetter("order"))
    return replace(run, findings=tuple(findings))


def _either(own: Sequence[GateFinding], theirs: Sequence[GateFinding]) -> tuple[GateFinding, ...]:
    """What either lets pass passes; both are of the same findings in one order."""
    return tuple(other if one.fails and not other.fails else one for one, other in zip(own, theirs, strict=True))


def baseline(  # noqa: PLR0913 (the options of the command)
    target: Target,
    *,
    reason: str = "",
    owner: str = "",
    expires: str = "",
    rules: Sequence[str] = (),
    prune: bool = False,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> tuple[Path, Baseline, Baseline]:
    """Accept today's findings: the file that was written, and the baseline before and after.

    What is known keeps its reason, owner and day; what has gone leaves. What is new enters for `reason`, of `rules`
    alone where any are given, and nothing new with `prune`.

    Raises: ParamsError in CI, where something new has no reason, or where the params are wrong; SourceError where the
    state cannot be read.
    """
    _check_wishes(expires)
    params, path = params_of(target), _file(target)
    place = find_place(params, None)
    run = _scanned(place, jobs, progress)
    known = read_baseline(path)
    ratchet, _ = _held(place, run, known, date.min)
    came = [] if prune else _failing(ratchet, rules)
    if came and not reason.strip():
        raise ParamsError(f"{counted(len(came), 'finding')} would be accepted: say why, with --reason TEXT")
    new = entries(came, reason.strip(), owner=owner, expires=expires)
    kept = [*ratchet.unjudged, *filter(None, (one.known for one in ratchet.findings))]
    accepted = {_key(one): one for one in [*kept, *new]}
    after = Baseline(revision=tip_of(place), accepted=tuple(sorted(accepted.values())))
    write_baseline(path, after)
    return path, known, after


def _failing(ratchet: Ratchet, rules: Sequence[str]) -> list[Finding]:
    """What would not pass, of these rules alone where any are given."""
    return [one.finding for one in ratchet.findings if one.fails and (not rules or one.finding.rule in rules)]


def _check_wishes(expires: str) -> None:
    if os.environ.get(IN_CI, "").lower() not in {"", "0", "false"}:
        raise ParamsError("a baseline is not written in CI: whoever accepts a finding does so by hand, and commits it")
    if expires and not _is_day(expires):
        raise ParamsError(f"--expires {one_line(expires)} is no day; write YYYY-MM-DD")


def _key(entry: Accepted) -> tuple[str, str, str]:
    return entry.rule, entry.path, entry.subject


def hook(target: Target, repository: str | Path = ".") -> Path:
    """Write a pre-commit hook that runs this auditlib on what is staged, by these params; returns its file.

    Raises: ParamsError where the params are wrong; SourceError where there is a hook that is not ours.
    """
    params_of(target)
    arguments = [_named_from_top(target, Path(repository)), "--staged", "--quiet"]
    return install_hook(Path(repository), [sys.executable, "-m", "auditlib", "gate", *arguments])


def _named_from_top(target: Target, repository: Path) -> str:
    """The params as a hook names them, which starts at the top of its working tree: each has its own."""
    path, top = Path(str(target)).resolve(), toplevel(repository)
    if not path.exists():
        return str(target)
    return path.relative_to(top).as_posix() if top and path.is_relative_to(top) else str(path)


def _scanned(
    place: Place,
    jobs: int | None,
    progress: Progress | None,
    say: Callable[[str], None] = lambda line: None,  # noqa: ARG005
) -> Run:
    return scan_place(place, ("findings",), jobs=jobs, progress=progress, say=say)


def _file(target: Target) -> Path:
    """The file that holds, or will hold, the baseline."""
    params = params_of(target)
    if params.baseline:
        return Path(params.baseline)
    if isinstance(target, Params) or not Path(target).is_file():
        raise ParamsError(
            f"{one_line(str(target))} has no place for a baseline: name a file of params, or add `baseline: PATH`"
        )
    return baseline_beside(Path(target))


def _baseline(params: Params, *, staged: bool) -> Baseline:
    """The baseline as it is on disk; where the index is asked about and has it, as it is there."""
    if params.baseline is None:
        return Baseline()
    path = Path(params.baseline)
    held = baseline_at(path, "") if staged else None
    if held is None and not path.is_file():
        raise ParamsError(f"the baseline {one_line(str(path))} is not there; `auditlib baseline` writes it")
    return held or read_baseline(path)


def _against(params: Params, known: Baseline, base: str | None) -> str:
    name = one_line(Path(params.baseline).name) if params.baseline else ""
    listed = f"{name} ({len(known.accepted):,} accepted)" if name else ""
    return " and ".join(filter(None, (listed, base and one_line(base)))) or "nothing: every finding is new"


def _tree(run: Run, renamed: Mapping[str, str]) -> Tree:
    files = run.project.files
    folders = {folder for file in files for folder in _above(file.path)}
    return Tree(
        paths=folders.union(file.path for file in files),
        failed=frozenset(file.path for file in files if file.status is FileStatus.FAILED),
        rules=frozenset(rule.id for rule in run.rules),
        renames=renamed,
    )


def _above(path: str) -> Iterator[str]:
    parts = path.split("/")
    return ("/".join(parts[:count]) for count in range(1, len(parts)))


def _followed(place: Place, run: Run, known: Baseline) -> tuple[Mapping[str, str], Sequence[Diagnostic]]:
    """The files that entries speak of and that have other names now, old → new; what cannot be told is noted."""
    now = _read(run.project.files)
    gone = {one.path for one in known.accepted} - now.keys()
    if not gone or not known.revision:
        return {}, ()
    try:
        before = find_place(place.params, known.revision).source
        then = _read(before.find())
    except SourceError as error:
        told = f"renames since {known.revision[:12]} are not followed: {error}"
        return {}, (Diagnostic(".", 0, "renames-not-followed", told),)
    left = [then[path] for path in sorted(gone & then.keys())]
    come = [now[path] for path in sorted(now.keys() - then.keys())]
    return dict(renames(_texts(before.read(left)), _texts(place.source.read(come)))), ()


def _read(files: Iterable[SourceFile]) -> dict[str, SourceFile]:
    return {one.path: one for one in files if one.status is FileStatus.READ}


def _texts(read: Iterator[tuple[SourceFile, bytes]]) -> dict[str, list[str]]:
    return {file.path: content.decode("utf-8", "replace").splitlines() for file, content in read if content}


def _growth(params: Params, known: Baseline, base: str | None) -> Growth | None:
    """What the baseline gained and lost since `base`, else since the last commit; None where it was not there."""
    since = base or "HEAD"
    earlier = baseline_at(Path(params.baseline), since) if params.baseline else None
    if earlier is None:
        return None
    before, now = (set(map(_key, of.accepted)) for of in (earlier, known))
    return Growth(one_line(since), len(now - before), len(before - now))


def _broken(params: Params, growth: Growth | None, ratchet: Ratchet) -> Iterator[str]:
    if params.gate.growth == "fail" and growth and growth.added:
        yield f"the baseline accepts {counted(growth.added, 'finding')} more than at {growth.since}"
    left = len(ratchet.stale) + len(ratchet.fixed)
    if params.gate.stale == "fail" and left:
        told = f"the baseline accepts {counted(left, 'finding')} that nothing has"
        yield f"{told}; `auditlib baseline --prune` takes them out"


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
