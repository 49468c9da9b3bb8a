"""Large graphs made small enough to read: modules folded into the folders that hold them."""

from __future__ import annotations

from collections import Counter
from itertools import takewhile
from typing import TYPE_CHECKING

import networkx as nx

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping


def folded(
    graph: nx.DiGraph[str], limit: int, *, keep: Collection[str] = ()
) -> tuple[nx.DiGraph[str], Mapping[str, int]]:
    """The graph, or its folders as deep as `limit` nodes allow, and how many modules each node holds.

    Modules of `keep` stand for themselves as long as they are at most half of the nodes.

    Edges carry `weight` (imported names) and `runtime` (whether importing the one imports the other).

    Imports inside one folder vanish. Where even the topmost folders are too many, those with most imports stay.
    """
    kept = keep if len(keep) <= limit // 2 else ()
    names = fold_names(graph.nodes, limit - len(kept) if len(graph) > limit else limit)
    names |= {path: path for path in kept}
    sizes = Counter(names.values())
    result: nx.DiGraph[str] = nx.DiGraph()
    result.add_nodes_from(sorted(sizes))
    for importer, imported in sorted(graph.edges):
        first, second = names[importer], names[imported]
        if first != second:
            edge = graph.edges[importer, imported]
            known = result.get_edge_data(first, second, {"weight": 0, "runtime": False})
            weight = known["weight"] + edge.get("weight", 1)
            result.add_edge(first, second, weight=weight, runtime=known["runtime"] or edge.get("runtime", True))
    if len(result) > limit:
        busiest = sorted(result, key=lambda node: (-result.degree(node), node))[:limit]
        result = nx.DiGraph(result.subgraph(sorted(busiest)))
    return result, {node: sizes[node] for node in result}


def told(sizes: Mapping[str, int], total: int) -> str:
    """How many modules are drawn as what; `sizes` has how many of the `total` each node holds.

    Example:
        >>> told({"a/": 3, "b/": 1, "a/x.py": 1}, 7)
        '7 modules folded into 2 folders and 1 module of a cycle; 2 modules are not drawn'
    """
    folders = sum(1 for node in sizes if node.endswith("/"))
    if not folders:
        return f"{total} modules"
    alone, rest = len(sizes) - folders, total - sum(sizes.values())
    words = f"{total} modules folded into {folders} folders"
    if alone:
        words += f" and {alone} {'module of a cycle' if alone == 1 else 'modules of cycles'}"
    return f"{words}; {rest} modules are not drawn" if rest else words


def fold_names(paths: Iterable[str], limit: int) -> dict[str, str]:
    """For each path the path itself, or the folder that stands for it, so that at most `limit` names are left.

    The folder that holds most paths is unfolded into those inside it, again and again, as long as the names fit. A
    folder of more than half of all paths is unfolded even if not all inside it fit: the largest do, and the folder
    stands for the rest. Where even the topmost folders are too many, there is a name for each.

    Example:
        >>> fold_names(["a/x/1.py", "a/y/2.py", "b/3.py"], 2)
        {'a/x/1.py': 'a/', 'a/y/2.py': 'a/', 'b/3.py': 'b/'}
        >>> sorted(set(fold_names(["a/x/1.py", "a/x/2.py", "a/y/3.py", "b/4.py"], 3).values()))
        ['a/x/', 'a/y/', 'b/']
    """
    every = sorted(paths)
    if len(every) <= limit:
        return {path: path for path in every}
    names = {path: _ancestor(path, 1) for path in every}
    while (unfolded := _unfolded(names, limit)) is not None:
        names = unfolded
    return names


def _unfolded(names: Mapping[str, str], limit: int) -> dict[str, str] | None:
    """The names with one folder unfolded: the largest that can be; None where none can."""
    sizes = Counter(names.values())
    for folder, size in sorted(sizes.items(), key=lambda one: (-one[1], one[0])):
        inside = {path: _below(path, folder) for path, name in names.items() if name == folder}
        shown = _shown_inside(inside, folder, limit - len(sizes), needed=2 * size <= len(names))
        if shown:
            return {**names, **{path: name if name in shown else folder for path, name in inside.items()}}
    return None


def _shown_inside(inside: Mapping[str, str], folder: str, room: int, *, needed: bool) -> list[str]:
    """The folders inside one that get a name of their own: all, or the largest for which there is room.

    None do where all are `needed` and do not fit.
    """
    children = Counter(name for name in inside.values() if name != folder)
    if len(children) - (folder not in inside.values()) <= room:
        return list(children)
    return [] if needed else sorted(children, key=lambda name: (-children[name], name))[: max(room, 0)]


def _below(path: str, folder: str) -> str:
    """The folder just below one that holds the path; that one where the path lies directly in it."""
    top = folder.removeprefix("./")
    rest = path.removeprefix(top).split("/")
    return f"{top}{rest[0]}/" if len(rest) > 1 and folder != "./" else folder


def short_names(paths: Iterable[str]) -> dict[str, str]:
    """Each path without the folders that all share; paths alone keep their last two parts.

    Example:
        >>> short_names(["lib/core/a.py", "lib/core/b.py"])
        {'lib/core/a.py': 'a.py', 'lib/core/b.py': 'b.py'}
    """
    every = sorted(paths)
    if len(every) < 2:
        return {path: path for path in every}
    first, last = every[0].split("/")[:-1], every[-1].split("/")[:-1]
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False)))
    cut = sum(len(part) + 1 for part in first[:same])
    return {path: path[cut:] or path for path in every}


def _ancestor(path: str, depth: int) -> str:
    folders = path.split("/")[:-1]
    return "/".join(folders[:depth]) + "/" if folders else "./"
