"""The use case of two revisions: both read from the object store, each file once, and held against each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from auditlib.loading import Progress, Reading, differing_texts, tool_version
from auditlib.model import Diagnostic, FileStatus, PythonFacts
from auditlib.model.comparison import Comparison
from auditlib.params import portable_json
from auditlib.places import Place, Target, check_fit, find_place, read_side, state_of
from auditlib.sources.git import commits_between
from auditlib.sources.roles import NOT_WANTED
from auditlib.visible import counted


def compare(  # noqa: PLR0913 (the options of the command)
    repository: Target,
    base: str = "base",
    head: str = "head",
    *,
    params: str | Path | None = None,
    jobs: int | None = None,
    executor: str | None = None,
    progress: Progress | None = None,
) -> Comparison:
    """Two revisions held against each other: where lines went, what broke, which tests guard less.

    The words "base" and "head" are those of the params, where these name one. Taken from the cache where nothing it
    depends on has changed.

    Raises: ParamsError where the params name no such revision; SourceError where one is not there or cannot be read.
    """
    places = find_place(repository, base, params, executor), find_place(repository, head, params, executor)
    before = read_side(places[0], jobs, progress)
    after = read_side(places[1], jobs, progress, known=before.encoded)
    check_fit(places[1], [before, after])
    key = ":".join(("compare", tool_version(), before.digest, after.digest, portable_json(places[1].params)))
    known = places[1].cache.get_many([key])
    if key in known:
        return msgspec.msgpack.decode(known[key], type=Comparison)
    comparison = _compared(places, (before, after))
    places[1].cache.put_many({key: msgspec.msgpack.encode(comparison)})
    return comparison


def _compared(places: Sequence[Place], readings: tuple[Reading, Reading]) -> Comparison:
    from auditlib.verdicts.comparison import compare_states  # noqa: PLC0415 - networkx: a warm run needs none
    from auditlib.verdicts.delta import Delta, Side  # noqa: PLC0415 - the same

    shared: dict[str, PythonFacts] = {}
    others = reversed(readings)
    texts = [differing_texts(*one) for one in zip((place.source for place in places), readings, others, strict=True)]
    states = [state_of(place, one, shared=shared) for place, one in zip(places, readings, strict=True)]
    before, after = map(Side, states, texts)
    return compare_states(Delta(before, after), notes=[*_not_counted(readings), *_relation(places)])


def _not_counted(readings: tuple[Reading, Reading]) -> Iterator[Diagnostic]:
    """That files of other kinds differ, which no ledger of lines counts."""
    before, after = (
        {file.path: file.blob for file in one.project.files if file.status is FileStatus.SKIPPED and file.blob}
        for one in readings
    )
    differ = sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))
    if differ:
        message = (
            f"{counted(len(differ), 'file')} that differ are {NOT_WANTED}, or excluded: no line of them is counted"
        )
        yield Diagnostic(".", 0, "not-counted", message)


def _relation(places: Sequence[Place]) -> Iterator[Diagnostic]:
    """How the revisions are related, where a reader would go wrong otherwise."""
    base, head = (place.source.revision or "" for place in places)
    if base == head:
        yield Diagnostic(".", 0, "same-revision", f"base and head are one commit, {base[:12]}: nothing can differ")
        return
    distance = commits_between(places[0].repository, base, head)
    if distance is None:
        message = "base is no ancestor of head: what was added to the branch of base alone counts as deleted"
        yield Diagnostic(".", 0, "not-an-ancestor", message)
    elif distance == 1:
        message = "one commit leads from base to head: the history does not tell what was done in which step"
        yield Diagnostic(".", 0, "one-commit", message)
