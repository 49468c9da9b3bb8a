"""Lines drawn as a tree → nodes: box drawing, ASCII, or indentation alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from auditlib.facts.entries import Entry, file_like, read_entry, strong

MOST = 0.5  # share of a tree's lines that must be entries, for it to be one of files


@dataclass(slots=True)
class Node:
    """One line of a tree, with what hangs below it. `marked`: a branch was drawn before it."""

    line: int
    column: int
    marked: bool
    entry: Entry
    children: list[Node] = field(default_factory=list)

    def walk(self) -> Iterator[Node]:
        """This node and all below it, in order of lines."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.children))


def is_drawn(line: str) -> bool:
    """True where a branch is drawn at the start of the line.

    Example:
        >>> is_drawn("│   ├── a.py"), is_drawn("|-- a.py"), is_drawn("a - b")
        (True, True, False)
    """
    return _MARKED.match(_spaced(line)) is not None


def read_trees(lines: Sequence[tuple[int, str]], *, least: int | None = None) -> tuple[Node, ...]:
    """The roots of the trees that these (number, text) lines draw, in order; none where they draw none of files.

    Without any drawn branch the indentation decides, where nearly every line is a path: at least one that is
    written as a folder, or `least` files and nothing else. None: what is not drawn is no tree.
    """
    numbered = [(number, _spaced(text)) for number, text in lines]
    texts = [text for _, text in numbered]
    if _is_diagram(texts):
        return ()
    drawn = any(map(_MARKED.match, texts))
    if not drawn and (least is None or not _all_paths(texts, least)):
        return ()
    roots = _under_one(link_nodes(_nodes(numbered, drawn=drawn)))
    return tuple(root for root in roots if _of_files(root, drawn=drawn))


def link_nodes(nodes: Iterable[Node]) -> list[Node]:
    """Hang each node below the last one that stands to its left; what stands below none is a root."""
    roots: list[Node] = []
    branch: list[Node] = []
    for node in nodes:
        while branch and not _holds(branch[-1], node):
            branch.pop()
        if not branch and node.marked and roots and not roots[-1].marked:
            branch.append(roots[-1])
        (branch[-1].children if branch else roots).append(node)
        branch.append(node)
    return roots


def _under_one(roots: Sequence[Node]) -> list[Node]:
    """The roots, those that branch off from no line brought under one empty label."""
    marked = [root for root in roots if root.marked]
    if not marked:
        return list(roots)
    label = Node(marked[0].line, -1, True, Entry((), False, "", ""), marked)
    return [label, *(root for root in roots if not root.marked)]


_CORNERS = "├└┣┗┠┖╠╚┝┕╰╭┞┟┡┢"
_MARKED = re.compile(
    rf"(?P<lead>[\s│┃║|┆┊╎¦]*?)(?:[{_CORNERS}][─━═╌┄┬\-–—_]{{0,8}}[>╴]?|[+\\`|]-[-─]{{0,7}}>?)\s*(?P<text>[^\s─━\-].*)$"
)
_PLAIN = re.compile(r"(?P<lead>[\s│┃║|┆┊╎¦]*)(?P<text>[^\s│┃║|┆┊╎¦].*)$")
_BOX = re.compile(r"[┐┘┤┴╗╝╣╩]")
_ARROWS = re.compile(r"[\s│|]*[↓▼⬇⇩vV↑▲][\s↓▼│|]*$")
_LIST_BULLET = re.compile(r"[-*•]\s+")
_NEAR = 1  # columns that two siblings may be apart
_ODD_LINES = 0.2  # share of lines without a path that an indented tree may have


def _spaced(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u2003", " ").replace("\u3000", "  ").expandtabs(4).rstrip()


def _is_diagram(texts: Sequence[str]) -> bool:
    """True where boxes are closed, or arrows lead from line to line: a drawing, but not of a tree."""
    return any(_BOX.search(text) or _ARROWS.match(text) for text in texts)


def _all_paths(texts: Sequence[str], least: int) -> bool:
    entries = [read_entry(_LIST_BULLET.sub("", text.strip(), count=1)) for text in texts if text.strip()]
    paths = [entry for entry in entries if _is_path(entry)]
    odd = len(entries) - len(paths)
    if not any(entry.folder for entry in paths):
        return odd == 0 and len(entries) >= least
    return len(entries) > 1 and odd <= _ODD_LINES * len(entries)


def _is_path(entry: Entry) -> bool:
    """True for a path; not for an assignment or a call, whose "comment" goes on with a sign of code."""
    return bool(entry.names) and not entry.comment.startswith(("=", "{", "(")) and strong(entry)


def _nodes(texts: Sequence[tuple[int, str]], *, drawn: bool) -> Iterator[Node]:
    comment_column = 0
    for number, text in texts:
        found = _MARKED.match(text) or _PLAIN.match(text)
        if found is None:
            continue
        content = found["text"] if drawn else _LIST_BULLET.sub("", found["text"], count=1)
        node = Node(number, len(found["lead"]), found.re is _MARKED, read_entry(content))
        if drawn and _is_remark(node, comment_column):
            continue
        comment_column = _comment_column(node.entry, text)
        yield node


def _is_remark(node: Node, comment_column: int) -> bool:
    """True for a line without a branch that goes on with the comment of the line above, or is no path."""
    if node.marked:
        return False
    goes_on = comment_column != 0 and node.column >= comment_column - _NEAR
    return goes_on or (node.column > 0 and not strong(node.entry))


def _comment_column(entry: Entry, text: str) -> int:
    """Where the comment of a named entry begins on its line; 0 without one, -1 where it was put together."""
    return text.rfind(entry.comment) if entry.comment and entry.names else 0


def _holds(above: Node, node: Node) -> bool:
    if node.marked and not above.marked:
        return node.column >= above.column
    if node.marked or above.marked:
        return node.column > above.column + _NEAR
    return node.column > above.column


def _of_files(root: Node, *, drawn: bool) -> bool:
    """True for a tree of files and folders, not of ideas, calls or components."""
    if drawn and _lists_prose(root):
        return False
    nodes = list(root.walk())
    return any(strong(node.entry) for node in nodes) and _ends_in_names(nodes) and _branches_at_folders(nodes)


def _lists_prose(root: Node) -> bool:
    """True where all that hangs below the root, right there and no deeper, is without a name."""
    return bool(root.children) and not any(child.entry.names or child.children for child in root.children)


def _ends_in_names(nodes: Sequence[Node]) -> bool:
    """True where most of the lines that nothing hangs below have a name."""
    leaves = [node for node in nodes if not node.children]
    return sum(bool(node.entry.names) for node in leaves) >= MOST * len(leaves)


def _branches_at_folders(nodes: Sequence[Node]) -> bool:
    """True unless most of the lines that others hang below are files."""
    parents = [node for node in nodes if node.children]
    return sum(_is_file(node) for node in parents) <= MOST * len(parents)


def _is_file(node: Node) -> bool:
    return not node.entry.folder and bool(node.entry.names) and file_like(node.entry.names[0])
