"""The duplication graph: files, folders or definitions in a column, an arc for each pair that shares code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditlib.graphs.duplication import definition_name, shared_code
from auditlib.graphs.figures.figure import Figure
from auditlib.graphs.figures.folding import fold_names, short_names
from auditlib.graphs.figures.svg import ACCENT, INK, canvas, element, escape, label, number, text_width
from auditlib.graphs.frames import pair_frame
from auditlib.visible import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from auditlib.graphs.duplication import SharedCode
    from auditlib.model import CloneGroup, Module

NODES = 40
"""Lines that the column can bear: more files are folded into their folders."""

DEFINITIONS = 28
"""Definitions that are drawn: their names are long, and they cannot be folded."""

LONGEST = 60
"""Characters of the label of a definition; the whole name is its title, and stands in the table."""

ROW = 22
BEND = 13.0
"""Pixels that an arc reaches to the right for each row that it spans, up to a limit."""
REACH = 300.0


def duplication_figure(
    groups: Sequence[CloneGroup], modules: Sequence[Module], *, title: str = "Duplication graph", limit: int = NODES
) -> Figure:
    """Which files share code: an arc is as thick as the SLOC that two files share, each line counted once.

    More than `limit` files are folded into the folders that hold them. Copies within one file or folder are a dot.
    """
    names = fold_names({fragment.path for group in groups for fragment in group.fragments}, limit)
    pairs = shared_code(groups, modules, name=lambda fragment: names[fragment.path])
    folders = len(set(names.values()))
    folded = f", folded into {counted(folders, 'folder')}" if folders < len(names) else ""
    return _figure(pairs, title, f"{_classes(groups)} in {counted(len(names), 'file')}{folded}; ")


def definition_figure(
    groups: Sequence[CloneGroup],
    modules: Sequence[Module],
    *,
    title: str = "Definitions that share code",
    limit: int = DEFINITIONS,
) -> Figure:
    """Which functions, methods and classes share code; what stands at module level is its module's.

    Of more than `limit` definitions those of the pairs that share most are drawn.
    """
    every = {definition_name(fragment) for group in groups for fragment in group.fragments}
    pairs = shared_code(groups, modules, name=definition_name)
    drawn = _most_shared(pairs, limit)
    inside = _nodes(drawn)
    few = f", {len(inside)} drawn: those that share most" if len(inside) < len(every) else ""
    counts = f"{_classes(groups)} in {counted(len(every), 'definition')}{few}; "
    return _figure(drawn, title, counts)


def _most_shared(pairs: Sequence[SharedCode], limit: int) -> list[SharedCode]:
    """The pairs with most SLOC that have no more than `limit` nodes together."""
    nodes: set[str] = set()
    found = []
    for pair in sorted(pairs, key=lambda pair: (-pair.sloc, pair)):
        both = nodes | {pair.first, pair.second}
        if len(both) <= limit:
            nodes = both
            found.append(pair)
    return sorted(found)


def _figure(pairs: Sequence[SharedCode], title: str, counts: str) -> Figure:
    order = sorted(_nodes(pairs))
    rows = {node: index for index, node in enumerate(order)}
    words = {node: _label(name) for node, name in short_names(order).items()}
    left = max(map(text_width, words.values()), default=0) + 12
    arcs = [pair for pair in pairs if pair.first != pair.second]
    inner = _nodes(pair for pair in pairs if pair.first == pair.second)
    parts = [_arc(pair, rows, left) for pair in arcs]
    parts += [_line(node, words[node], rows[node], left, node in inner) for node in order]
    described = (
        f"{counts}{counted(len(arcs), 'arc')}: the thicker, the more lines are shared; "
        f"{counted(len(inner), 'filled dot')}: copies within one."
    )
    width = left + 24 + max((_reach(pair, rows) for pair in arcs), default=0)
    svg = canvas(parts, width=width, height=ROW * len(order) + 8, title=title, description=described)
    return Figure(svg, title, described, pair_frame(pairs))


def _nodes(pairs: Iterable[SharedCode]) -> set[str]:
    return {node for pair in pairs for node in (pair.first, pair.second)}


def _reach(pair: SharedCode, rows: Mapping[str, int]) -> float:
    return min(abs(rows[pair.first] - rows[pair.second]) * BEND, REACH)


def _label(name: str) -> str:
    """A name that is not too long to read: of a definition its last part, of a path the file, else how it begins.

    Example:
        >>> _label("backends/elasticsearch.py:ElasticsearchBackend.get_by_exact_identity")
        'backends/elasticsearch.py:….get_by_exact_identity'
        >>> _label("app/base.py:")
        'app/base.py: module level'
    """
    path, colon, qualname = name.partition(":")
    if colon and not qualname:
        return f"{path}: module level"
    if len(name) > LONGEST and "." in qualname:
        name = f"{path}:….{qualname.rpartition('.')[2]}"
    if len(name) > LONGEST and colon and "/" in path:
        name = f"…/{path.rpartition('/')[2]}:{name.partition(':')[2]}"
    return name if len(name) <= LONGEST or not colon else f"{name[: LONGEST - 1]}…"


def _classes(groups: Sequence[CloneGroup]) -> str:
    return "1 clone class" if len(groups) == 1 else f"{len(groups):,} clone classes"


def _arc(pair: SharedCode, rows: Mapping[str, int], left: float) -> str:
    first, second = rows[pair.first], rows[pair.second]
    y1, y2 = number(ROW * first + ROW / 2), number(ROW * second + ROW / 2)
    bend = number(left + 12 + _reach(pair, rows) * 4 / 3)
    start = number(left + 8)
    path = f"M{start} {y1}C{bend} {y1} {bend} {y2} {start} {y2}"
    name = element("title", escape(f"{pair.first} and {pair.second}: {pair.sloc} lines"))
    thick = float(min(1.2 + pair.sloc / 25, 9))
    return element(
        "path", name, d=path, fill="none", stroke=ACCENT, stroke_opacity=0.65, stroke_width=thick,
        class_="al-edge", data_from=first, data_to=second,
    )  # fmt: skip


def _line(node: str, text: str, row: int, left: float, inner: bool) -> str:
    y = ROW * row + ROW / 2
    words = label(number(left - 6), number(y + 4), text, text_anchor="end")
    dot = element(
        "circle", cx=left + 5, cy=y, r=4, fill=INK, fill_opacity=1.0 if inner else 0.0, stroke=INK, stroke_width=1.2
    )
    return element("g", element("title", escape(node)) + words + dot, class_="al-node", data_node=row)
