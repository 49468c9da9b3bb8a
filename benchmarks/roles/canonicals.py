"""Of labelled groups of rivals, how often the part that is proposed to stay is the one that people chose."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from figures import Share
from labelled import Repository

from auditlib.graphs.roles.standing import Standing, canonical
from auditlib.model import Part
from auditlib.usecases import load


def precision_at_1(repositories: Sequence[Repository]) -> dict[str, Any]:
    """The share of all groups, of those that nobody would argue about, and what came out wrong."""
    rows = [row for repository in repositories for row in _rows(repository)]
    sure = [right for certain, right, _ in rows if certain]
    return {
        "all": Share(sum(right for _, right, _ in rows), len(rows)).record(),
        "sure": Share(sum(sure), len(sure)).record(),
        "wrong": [text for _, right, text in rows if not right],
    }


def _rows(repository: Repository) -> Iterator[tuple[bool, bool, str]]:
    state = load(repository.root)
    standing = Standing(state.modules, state.edges, {one.path for one in state.declarations})
    for group in repository.labels["canonicals"]:
        members = [_part(name, group["category"], repository, standing) for name in group["members"]]
        stays = canonical(members, group["category"] or "", standing)
        got = f"{stays.path}:{stays.qualname}"
        yield group["sure"], got == group["canonical"], f"{group['canonical']} wanted, {got} proposed"


def _part(name: str, category: str | None, repository: Repository, standing: Standing) -> Part:
    path, _, qualname = name.rpartition(":")
    one = standing.definition(Part(path, qualname, ()))
    ranges = ((one.start, one.end),) if one else ()
    labels = (item for item in repository.labels["items"] if _is_meant(item, path, qualname, category))
    return Part(path, qualname, ranges, tuple(next(labels, {}).get("members") or ()))


def _is_meant(item: Mapping[str, Any], path: str, qualname: str, category: str | None) -> bool:
    if (item["path"], item["role"], item["category"]) != (path, "implementation", category):
        return False
    whole = item["qualname"]
    first = f"{whole}.{(item.get('members') or [''])[0]}"
    return qualname in {whole, first} or qualname.startswith(f"{whole}.")
