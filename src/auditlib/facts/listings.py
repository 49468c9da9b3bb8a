"""Lists and tables whose entries are paths: "- `src/`: the code", "| `main.py` | starts it |"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from markdown_it.token import Token

from auditlib.facts.entries import REST, Entry, read_entry, strong
from auditlib.facts.trees import Node, link_nodes


def list_items(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, str]]:
    """The numbered items of the list that opens at `start`, those of lists inside it further to the right."""
    for index in range(start + 1, len(tokens)):
        token = tokens[index]
        if token.level <= tokens[start].level:
            return
        if token.type == "paragraph_open" and token.map and tokens[index + 1].content:
            yield token.map[0] + 1, " " * token.level + tokens[index + 1].content.split("\n", 1)[0]


def table_rows(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, str]]:
    """The numbered rows of the table that opens at `start`: its first column, the second as comment.

    None where the head of the first column does not speak of files, folders or paths.
    """
    rows = _rows(tokens, start)
    _, head = next(rows, (0, [""]))
    if _PATH_COLUMN.match(head[0]):
        for line, cells in rows:
            yield line, "  # ".join(cells[:2])


def read_listing(lines: Sequence[tuple[int, str]]) -> tuple[Node, ...]:
    """The entries of a list or table, as trees; none where fewer than most of its outermost items are paths."""
    roots = link_nodes(Node(number, _indent(text), False, _entry(text.strip())) for number, text in lines)
    named = [root for root in roots if root.entry.names or any(child.entry.names for child in root.children)]
    return tuple(named) if named and len(named) >= MOST * len(roots) else ()


MOST = 0.75  # share of the outermost items that must be paths

_PATH_COLUMN = re.compile(
    r"\W*(?:(?:file|folder|directory|dir|sub-?directory|director(?:y|ies))s?(?:\W{1,3}\w+)?(?: (?:name|path))?|paths?"
    r"|location|modules?|packages?|路径|文件|目录|模块|文件名|caminho|arquivo|diret[óo]rio|pasta|archivo|ruta|carpeta"
    r"|fichero|fichier|chemin|dossier|datei|ordner|パス|ファイル|경로)\W*$",
    re.IGNORECASE,
)
# A path, quoted or not, and then the end, a second path, or what begins its explanation.
_ITEM = re.compile(r"(?:\*\*)?(?:`[^`]+`|\*\*[^*]+\*\*|[^\s`*]+)(?:\*\*)?\s*(?:$|[:：–—(（,、/→←#|]|-\s)")
_BOLD = re.compile(r"\*\*[^*`/]+\*\*\s*$")  # "**Llama.cpp**" alone is a title


def _rows(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, list[str]]]:
    """Line and cells of each row of the table that opens at `start`, its head first."""
    cells: list[str] = []
    line = 0
    for token in islice(tokens, start + 1, None):
        if token.type == "table_close":
            return
        if token.type == "tr_open" and token.map:
            cells, line = [], token.map[0] + 1
        elif token.type == "inline":
            cells.append(token.content)
        elif token.type == "tr_close" and cells:
            yield line, cells


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())


def _entry(text: str) -> Entry:
    """The entry of an item; one that is no path is a label for what stands below it."""
    entry = read_entry(text)
    if _BOLD.match(text):
        return Entry((), False, text, "")
    is_path = entry.names and REST not in entry.names and strong(entry) and _ITEM.match(text)
    return entry if is_path else Entry((), False, text, "")
