"""A placed tree → declarations: paths, kinds, roles and marks of its entries."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from auditlib.facts import marks
from auditlib.facts.entries import REST, Entry, file_like, folder_like, is_glob, is_template
from auditlib.facts.trees import Node
from auditlib.model import Declaration, EntryCount, EntryKind, EntryRole


class Context(Struct, frozen=True):
    """What a line of a tree takes over from what it stands under."""

    document: str
    base: str
    role: EntryRole
    marks: frozenset[str]
    unplaced: str = ""


def declarations(root: Node, context: Context, *, itself: bool) -> Iterator[Declaration]:
    """What a tree declares, in order of lines. `itself`: the root line hangs below the context's base too.

    Otherwise the base is the root line's own path.
    """
    slashes = any(node.entry.folder for node in root.walk())
    waiting = [(root, context)] if itself else [(child, context) for child in reversed(root.children)]
    while waiting:
        node, here = waiting.pop()
        below = here
        if _is_group(node, slashes=slashes):
            below = _grouped(node, here)
        elif node.entry.names:
            below = _inside(node, here)
            yield from _declared(node, here, below, slashes=slashes)
            if _is_plain_file(node):
                continue  # what hangs below a file are its classes and functions
        waiting.extend((child, below) for child in reversed(node.children))


def root_context(context: Context, root: Node) -> Context:
    """The context for what hangs below a root line: its comment may give a role or marks."""
    role = marks.entry_role(root.entry.decoration, root.entry.comment)
    role = role if role and context.role is EntryRole.CURRENT else context.role
    return replace(context, role=role, marks=context.marks | marks.entry_marks(root.entry.comment))


def join(base: str, name: str) -> str:
    """The path of a name below a base; "" is the repository."""
    return f"{base}/{name}" if base else name


_LIMIT_OF_VARIANTS = 32
_ROUTE_FOLDERS = frozenset({"app", "pages", "routes"})  # their "[id]" is a real name in several web frameworks
_FOLDER_SIGNS = ("📁", "📂", "🗂", "🗁")
_FILE_SIGNS = ("📄", "📃", "📝", "📜")
_OPEN_KINDS = frozenset({EntryKind.GLOB, EntryKind.PLACEHOLDER})
_GUESS = 0.5
_BRACES = re.compile(r"\{([^{}]*,[^{}]*)\}")


def _grouped(node: Node, here: Context) -> Context:
    """The context of what a label groups: as around it, but for the role that the label gives."""
    role = marks.label_role(node.entry.label or " ".join(node.entry.names))
    return replace(here, role=role or here.role)


def _inside(node: Node, here: Context) -> Context:
    """The context of a node's children; of its own role and marks too."""
    entry = node.entry
    role = marks.entry_role(entry.decoration, entry.comment)
    role = role if role and here.role is not EntryRole.EXAMPLE else here.role
    path = here.base if _is_here(entry.names[0]) else join(here.base, entry.names[0])
    local = {marks.GENERATED} if marks.LOCAL_NAMES.intersection(path.split("/")) else set()
    return replace(here, base=path, role=role, marks=here.marks | marks.entry_marks(entry.comment) | local)


def _declared(node: Node, here: Context, own: Context, *, slashes: bool) -> Iterator[Declaration]:
    for name in (variant for written in node.entry.names for variant in _variants(written)):
        path = join(here.base, name)
        if _is_here(name) or ".." in path.split("/"):
            continue
        kind = _kind(node, path, name, slashes=slashes)
        yield Declaration(
            document=own.document,
            line=node.line,
            path=path,
            kind=kind,
            optional=marks.OPTIONAL in own.marks,
            role=own.role,
            comment=node.entry.comment,
            marks=tuple(sorted(own.marks)),
            count=_count(node.entry, kind, name),
            unplaced=own.unplaced if "/" not in name else "",
            confidence=1.0 if _sure(node.entry, name, kind) else _GUESS,
        )


def _is_here(name: str) -> bool:
    """True for "." and "/": the folder that is being described."""
    return name != REST and not name.strip("./")


def _variants(name: str) -> list[str]:
    """`{a,b}.py` as `a.py` and `b.py`; the name alone where it has no such list, or too long a one."""
    found = _BRACES.search(name)
    if found is None:
        return [name]
    variants = [name[: found.start()] + part.strip() + name[found.end() :] for part in found[1].split(",")]
    return variants if len(variants) <= _LIMIT_OF_VARIANTS else [name]


def _is_group(node: Node, *, slashes: bool) -> bool:
    """True for a line that only groups what stands below it: "Core files", "[legacy directories]"."""
    entry = node.entry
    if not entry.names:
        return True
    name = entry.names[0]
    if entry.folder:
        return False
    if " " in name and name[0] == "[":
        return bool(node.children)
    signed_otherwise = bool(entry.decoration) and not _has_sign(entry, _FOLDER_SIGNS + _FILE_SIGNS)
    return slashes and signed_otherwise and name.isalnum() and name[0].isupper()


def _is_plain_file(node: Node) -> bool:
    return not node.entry.folder and file_like(node.entry.names[0])


def _kind(node: Node, path: str, name: str, *, slashes: bool) -> EntryKind:
    if _is_open(path):
        return EntryKind.PLACEHOLDER
    if is_glob(path):
        return EntryKind.GLOB
    if node.entry.folder or folder_like(name) or _has_sign(node.entry, _FOLDER_SIGNS):
        return EntryKind.DIR
    if file_like(name) or _has_sign(node.entry, _FILE_SIGNS):
        return EntryKind.FILE
    return EntryKind.DIR if node.children or not slashes else EntryKind.FILE


def _has_sign(entry: Entry, signs: Sequence[str]) -> bool:
    return any(sign in entry.decoration for sign in signs)


def _sure(entry: Entry, name: str, kind: EntryKind) -> bool:
    return entry.folder or file_like(name) or folder_like(name) or kind in _OPEN_KINDS


def _is_open(path: str) -> bool:
    """True where a segment is to be filled in, "..." too; "[id]" below the routes of a web framework is a real name."""
    segments = path.split("/")
    return any(
        is_template(segment)
        and not (segment[0] == "[" and " " not in segment and _ROUTE_FOLDERS.intersection(segments[:index]))
        for index, segment in enumerate(segments)
    )


def _count(entry: Entry, kind: EntryKind, name: str) -> EntryCount | None:
    if kind is EntryKind.PLACEHOLDER:
        return marks.bracket_count(name)
    return marks.folder_count(entry.comment) if kind is EntryKind.DIR else None
