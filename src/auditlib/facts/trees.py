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
    texts = [(number, _spaced(text)) for number, text in lines]
    if any(_BOX.search(text) for _, text in texts) or any(_ARROWS.match(text) for _, text in texts):
        return ()
    drawn = any(_MARKED.match(text) for _, text in texts)
    if not drawn and (least is None or not _all_paths([text for _, text in texts], least)):
        return ()
    roots = _under_one(link_nodes(_nodes(texts, drawn=drawn)))
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


def _all_paths(texts: Sequence[str], least: int) -> bool:
    entries = [read_entry(_LIST_BULLET.sub("", text.strip(), count=1)) for text in texts if text.strip()]
    named = [entry for entry in entries if entry.names and not entry.comment.startswith(("=", "{", "("))]
    odd = len(entries) - len(named) + sum(not strong(entry) for entry in named)
    if not any(entry.folder for entry in named):
        return odd == 0 and len(entries) >= least
    return len(entries) > 1 and odd <= _ODD_LINES * len(entries)


def _nodes(texts: Sequence[tuple[int, str]], *, drawn: bool) -> Iterator[Node]:
    comment_column = 0
    for number, text in texts:
        found = _MARKED.match(text) or _PLAIN.match(text)
        if found is None:
            continue
        content = found["text"]
        marked = found.re is _MARKED
        column = len(found["lead"])
        if drawn and not marked and comment_column and column >= comment_column - _NEAR:
            continue  # the comment of the line above goes on
        if not drawn:
            content = _LIST_BULLET.sub("", content, count=1)
        entry = read_entry(content)
        if drawn and not marked and column and not strong(entry):
            continue
        comment_column = text.rfind(entry.comment) if entry.comment and entry.names else 0
        yield Node(number, column, marked, entry)


def _holds(above: Node, node: Node) -> bool:
    if node.marked and not above.marked:
        return node.column >= above.column
    if node.marked or above.marked:
        return node.column > above.column + _NEAR
    return node.column > above.column


def _of_files(root: Node, *, drawn: bool) -> bool:
    """True for a tree of files and folders, not of ideas, calls or components."""
    nodes = list(root.walk())
    below = nodes[1:] if len(nodes) > 1 else nodes
    if drawn and root.children and all(not child.entry.names and not child.children for child in root.children):
        return False
    leaves = [node for node in below if not node.children]
    named = sum(bool(node.entry.names) for node in leaves)
    parents = [node for node in nodes if node.children]
    files = sum(_is_file(node) for node in parents)
    return any(strong(node.entry) for node in nodes) and named >= MOST * len(leaves) and files <= MOST * len(parents)


def _is_file(node: Node) -> bool:
    return not node.entry.folder and bool(node.entry.names) and file_like(node.entry.names[0])
