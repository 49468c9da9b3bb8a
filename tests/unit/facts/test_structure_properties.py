"""Laws of the structure parser, on trees and texts that nobody chose."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditlib.facts.structure import read_structure
from auditlib.model import Document

Tree = dict[str, "Tree | None"]

NAMES = st.from_regex(r"[a-z]{2,6}[a-z0-9_-]{0,4}", fullmatch=True).filter(lambda name: name[-1] not in "-_")
FILES = st.builds("{}.{}".format, NAMES, st.sampled_from(["py", "md", "yaml", "test.ts"]))
TREES = st.recursive(
    st.dictionaries(FILES, st.none(), min_size=1, max_size=3),
    lambda inner: st.dictionaries(NAMES, inner, min_size=1, max_size=3),
    max_leaves=8,
)


def box(tree: Tree, lead: str = "") -> Iterator[str]:
    for index, (name, inner) in enumerate(tree.items()):
        last = index == len(tree) - 1
        yield f"{lead}{'└── ' if last else '├── '}{name}{'/' if inner else ''}"
        yield from box(inner or {}, lead + ("    " if last else "│   "))


def ascii_art(tree: Tree, lead: str = "") -> Iterator[str]:
    for index, (name, inner) in enumerate(tree.items()):
        last = index == len(tree) - 1
        yield f"{lead}{'`-- ' if last else '|-- '}{name}{'/' if inner else ''}  # of {name}"
        yield from ascii_art(inner or {}, lead + ("    " if last else "|   "))


def indented(tree: Tree, lead: str = "  ") -> Iterator[str]:
    for name, inner in tree.items():
        yield f"{lead}{name}{'/' if inner else ''}"
        yield from indented(inner or {}, f"{lead}  ")


def listed(tree: Tree, lead: str = "") -> Iterator[str]:
    for name, inner in tree.items():
        yield f"{lead}- `{name}{'/' if inner else ''}`: what it is"
        yield from listed(inner or {}, f"{lead}  ")


def flattened(tree: Tree, base: str = "") -> Iterator[tuple[str, str]]:
    for name, inner in tree.items():
        yield f"{base}{name}", "dir" if inner else "file"
        yield from flattened(inner or {}, f"{base}{name}/")


@pytest.mark.parametrize("drawn", [box, ascii_art, indented], ids=["box", "ascii", "indented"])
@settings(max_examples=60, deadline=None)
@given(tree=TREES)
def test_a_drawn_tree_is_read_back(drawn: Callable[[Tree], Iterator[str]], tree: Tree) -> None:
    text = "\n".join(["```", "project-root/", *drawn(tree), "```"])

    found = read_structure(Document("S.md", text))
    assert [(entry.path, entry.kind.value) for entry in found] == list(flattened(tree))


@settings(max_examples=60, deadline=None)
@given(tree=TREES)
def test_a_listed_tree_is_read_back(tree: Tree) -> None:
    text = "\n".join(listed(tree))

    found = read_structure(Document("S.md", text))
    assert [(entry.path, entry.kind.value) for entry in found] == list(flattened(tree))


PIECES = [
    "```\n",
    "├── ",
    "│   ",
    "└── ",
    "|-- ",
    "a/",
    "b.py",
    "\n",
    "# ",
    "- ",
    "`",
    "...",
    "[",
    "]",
    "<",
    ">",
    "{",
    "}",
]
PIECES += [
    "(",
    ")",
    "*",
    "**",
    "→",
    ": ",
    "|",
    "\t",
    "\u00a0",
    "✅ ",
    "📁 ",
    "[3+ more]",
    "..",
    "/",
    "\\",
    "\r\n",
    "<pre>",
]


@settings(max_examples=300, deadline=None)
@given(text=st.one_of(st.text(max_size=200), st.lists(st.sampled_from(PIECES), max_size=60).map("".join)))
def test_no_text_breaks_the_parser_and_every_line_exists(text: str) -> None:
    found = read_structure(Document("S.md", text))

    lines = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    assert all(1 <= entry.line <= lines for entry in found)
    assert all(entry.path and not entry.path.startswith("/") and not entry.path.endswith("/") for entry in found)
    assert all(".." not in entry.path.split("/") for entry in found)


@pytest.mark.parametrize(
    "line",
    [
        "├── " + "[" * 5000,
        "├── " + "a " * 5000,
        "│" * 5000 + "├── a.py",
        "├── " + "{a," * 3000,
        "├── " + "`" * 5000,
        "├── " + "📁" * 5000,
        "├── " + "a/" * 5000,
        "├── " + "a:" * 5000,
        "├── a.py " + "(" * 5000,
        "- " * 3000,
        "├── " + "NEW " * 2000,
    ],
)
def test_long_lines_cost_little(line: str) -> None:
    text = f"```\nroot/\n├── a.py\n{line}\n```\n\n{line}\n"

    found = read_structure(Document("S.md", text))
    assert len(found) < 20
