"""A structure document (PROJECT_STRUCTURE.md) → declarations: what its trees say the repository holds.

The document's blocks are found by markdown-it-py; `facts.trees` reads the drawing, `facts.entries` a line of it,
`facts.marks` the words around it, `facts.placing` where the tree hangs.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from auditlib.facts.blocks import Block, Form, find_blocks
from auditlib.facts.declaring import Context, declarations, root_context
from auditlib.facts.entries import is_template
from auditlib.facts.listings import read_listing
from auditlib.facts.placing import UNNAMED, Places, names_folder
from auditlib.facts.trees import Node, read_trees
from auditlib.model import Declaration, Document, EntryKind, EntryRole


def read_structure(
    document: Document,
    *,
    roots: Mapping[str, str] | None = None,
    sections: Mapping[str, str] | None = None,
    folders: Collection[str] = (),
) -> tuple[Declaration, ...]:
    """What the trees of a document declare, in order of lines; nothing where it draws no tree. Never raises.

    `roots` says where a tree hangs ("lib/" → ".platform/lib") and `sections` which role a heading gives
    ("Legacy" → "legacy"); both come before what the document itself says. `folders` are the names at the top of
    the repository, where they are known: they tell a root line that is a folder from one that is the
    repository's name. A path is relative to the repository, a folder's without a final slash.

    Example:
        >>> tree = "```" + '''
        ... shop/
        ... ├── src/           # code
        ... │   └── cart.py
        ... └── README.md
        ... ''' + "```"
        >>> [(entry.path, entry.kind.value) for entry in read_structure(Document("S.md", tree))]
        [('src', 'dir'), ('src/cart.py', 'file'), ('README.md', 'file')]
    """
    trees = _trees(document, sections or {})
    _place(trees, Places(roots or {}, folders))
    found = [entry for tree in trees for entry in tree.entries]
    return tuple(sorted(_at_home(found, document.path, folders), key=lambda entry: (entry.line, entry.path)))


def structure_documents(paths: Iterable[str]) -> tuple[str, ...]:
    """The paths that are named like a structure document, the likeliest first.

    PROJECT_STRUCTURE.md comes before STRUCTURE.md, and that before names such as FOLDER_STRUCTURE.md or
    repository-layout.md; of equal names the one nearer to the top comes first.

    Example:
        >>> structure_documents(["docs/STRUCTURE.md", "a.py", "docs/architecture/PROJECT_STRUCTURE.md"])
        ('docs/architecture/PROJECT_STRUCTURE.md', 'docs/STRUCTURE.md')
    """
    ranked = []
    for path in paths:
        for rank, pattern in enumerate(_DOCUMENT_NAMES):
            if pattern.search(path.casefold()):
                ranked.append((rank, path.count("/"), path))
                break
    return tuple(path for _, _, path in sorted(ranked))


_DOCUMENT_NAMES = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?:^|/)project[-_ ]?structure\.(?:md|markdown)$",
        r"(?:^|/)structure\.(?:md|markdown)$",
        r"(?:^|/)(?:\w{1,30}[-_])?(?:structure|layout)\.(?:md|markdown)$",
    )
)


_NO_HOME = frozenset({"architecture", "design", "dev", "development", "doc", "docs", "documentation", "guides", "wiki"})


def _at_home(entries: Sequence[Declaration], document: str, folders: Collection[str]) -> list[Declaration]:
    """The entries of a document that lies in a folder of its own, `services/api/STRUCTURE.md`, moved there.

    Not so below docs/ and the like, nor where most entries begin with a folder at the top of the repository.
    """
    home = []
    for part in document.split("/")[:-1]:
        if part.casefold() in _NO_HOME or part.startswith("."):
            break
        home.append(part)
    tops = [entry.path.partition("/")[0] for entry in entries]
    if not home or 2 * sum(top in folders for top in tops) > len(tops):
        return list(entries)
    prefix = "/".join(home)
    return [replace(entry, path=_below(prefix, entry.path)) for entry in entries]


def _below(home: str, path: str) -> str:
    name = home.rpartition("/")[2]
    inside = path.removeprefix(f"{name}/") if path != name else ""
    return path if f"{path}/".startswith(f"{home}/") else f"{home}/{inside}".rstrip("/")


_LEAST_FILES = 3  # a fence with fewer plain file names declares nothing, unless its heading names their folder
_LISTED = frozenset({Form.LIST, Form.TABLE})
_LITERAL = frozenset({EntryKind.DIR, EntryKind.FILE})


@dataclass(slots=True)
class _Tree:
    """One tree of a block, and where it hangs once that is known."""

    block: Block
    root: Node
    context: Context
    itself: bool = False  # the root line is an entry below the context's base
    entries: tuple[Declaration, ...] = ()

    @property
    def headed(self) -> bool:
        """True where the first line stands above the rest and names where it all hangs."""
        if self.block.form in _LISTED:
            return False
        return not self.root.marked and bool(self.root.children) and bool(self.root.entry.names)

    def first_names(self) -> list[str]:
        """The names of the outermost entries: the root's, or those below it where it is a label."""
        nodes = [self.root] if self.root.entry.names else self.root.children
        return [name for node in nodes for name in node.entry.names]


def _trees(document: Document, sections: Mapping[str, str]) -> list[_Tree]:
    return [
        _Tree(block, root, Context(document.path, "", block.role(sections), block.marks))
        for block in find_blocks(document.text)
        for root in _roots(block)
    ]


def _roots(block: Block) -> tuple[Node, ...]:
    if block.form in _LISTED:
        return read_listing(block.lines)
    if block.form is Form.UNFENCED:
        return read_trees(block.lines, least=None)
    return read_trees(block.lines, least=1 if names_folder(block.headings) else _LEAST_FILES)


def _place(trees: Sequence[_Tree], places: Places) -> None:
    """Say of each tree where it hangs: first of those that something says it plainly of, then of the others."""
    waiting = []
    drawn = [tree for tree in trees if tree.block.form not in _LISTED]
    for tree in drawn:
        path = _sure_path(tree, places)
        if path is None:
            waiting.append(tree)
        else:
            _hang(tree, path, places)
    first = next((tree for tree in drawn if tree.headed), None)
    for tree in waiting:
        _place_waiting(tree, places, first=tree is first)
    _place_listings([tree for tree in trees if tree.block.form in _LISTED], places)


def _sure_path(tree: _Tree, places: Places) -> str | None:
    """Where a drawn tree hangs: by its first line, or else by the headings; None where nothing says it plainly."""
    headings = tree.block.headings
    return places.sure(tree.root, headings) if tree.headed else places.base(headings)


def _place_waiting(tree: _Tree, places: Places, *, first: bool) -> None:
    """Say where a tree hangs once the others are placed, which may have made it plain; guess where they have not."""
    path, doubt = _sure_path(tree, places), ""
    if path is None:
        path, doubt = places.guess(tree.root, tree.block.headings, first=first)
    tree.context = replace(tree.context, unplaced=doubt)
    _hang(tree, path, places)


def _place_listings(trees: Sequence[_Tree], places: Places) -> None:
    """Lists that say where they are come first: others are placed by the names they share with them."""
    names: dict[Block, list[str]] = {}
    for tree in trees:
        names.setdefault(tree.block, []).extend(tree.first_names())
    ordered = sorted(trees, key=lambda tree: not any("/" in name for name in names[tree.block]))
    for tree in ordered:
        voted = None if places.base(tree.block.headings) else places.voted(names[tree.block])
        first = next(iter(tree.first_names()), "")
        path, doubt = (voted, "") if voted is not None else places.listed(first, tree.block.headings)
        tree.context = replace(tree.context, unplaced=doubt)
        _hang(tree, path, places)


def _hang(tree: _Tree, base: str, places: Places) -> None:
    context = replace(tree.context, base=base)
    tree.itself = not tree.headed
    if tree.headed:
        context = root_context(context, tree.root)
    elif not tree.root.entry.names and not base and not _names_the_top(tree.root):
        context = replace(context, unplaced=UNNAMED)
    tree.context = context
    tree.entries = tuple(_declarations(tree))
    places.learn(entry.path for entry in tree.entries if entry.kind in _LITERAL and not entry.unplaced)


def _names_the_top(root: Node) -> bool:
    """True for a label such as "Project root", or one above paths that say themselves where they are."""
    inside = any("/" in name for child in root.children for name in child.entry.names)
    return inside or root.marked or "root" in root.entry.label.casefold()


def _declarations(tree: _Tree) -> Iterator[Declaration]:
    """What a tree declares; its root line too, where that is a folder and nothing but current."""
    context = tree.context
    if tree.headed and context.base and context.role is EntryRole.CURRENT:
        open_ended = is_template(context.base)
        kind = EntryKind.PLACEHOLDER if open_ended else EntryKind.DIR
        comment, marks = tree.root.entry.comment, tuple(sorted(context.marks))
        yield Declaration(
            context.document,
            tree.root.line,
            context.base,
            kind,
            "optional" in marks,
            context.role,
            comment=comment,
            marks=marks,
            unplaced=context.unplaced,
        )
    yield from declarations(tree.root, context, itself=tree.itself)
