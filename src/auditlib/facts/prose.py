"""Markdown to statements: list items, table rows and sentences, each with its line and the headings above it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

FILE_SUFFIXES = ("py", "md", "yaml", "yml", "json", "toml", "cfg", "ini", "txt", "sh", "html", "ipynb", "rst")
_LABEL = re.compile(r"([^:]{1,59}):(?:\s|$)")
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
_FILE = re.compile(rf"(?<![\w/.`*-])\.?[\w][\w./-]*\.(?:{'|'.join(FILE_SUFFIXES)})\b(?![\w/])")


class Statement(NamedTuple):
    """One thing that a document says. `text` is as written, `plain` without markup, `codes` what stands in backticks.

    `parent` is the place of the list item that it hangs below, None at the top; `cells` are those of a table row, each
    with the header of its column.
    """

    line: int
    text: str
    plain: str
    headings: tuple[str, ...]
    codes: tuple[str, ...] = ()
    parent: int | None = None
    cells: tuple[tuple[str, str], ...] = ()
    is_item: bool = False

    @property
    def label(self) -> str:
        """What stands before the first colon, "" where there is none.

        Example:
            >>> Statement(1, "", "Total so far: 987+ lines", ()).label
            'Total so far'
        """
        found = _LABEL.match(self.plain)
        return found[1].strip() if found else ""

    @property
    def files(self) -> tuple[str, ...]:
        """The names of files in it, in backticks or not, in their order, each once."""
        bare = self.plain
        for code in self.codes:
            bare = bare.replace(code, " ")
        found = [code for code in self.codes if is_file(code)] + [match[0] for match in _FILE.finditer(bare)]
        return tuple(dict.fromkeys(found))


def is_file(text: str) -> bool:
    """Whether a code span is the name of a file or a folder.

    Example:
        >>> is_file("utils/cache.py"), is_file("docs/"), is_file("CacheManager"), is_file("quay.io/a"), is_file("a/b c")
        (True, True, False, False, False)
    """
    suffix = text.rpartition(".")[2].lower() if "." in text else ""
    named = suffix in FILE_SUFFIXES or text.endswith("/")
    return named and not re.search(r"[\s(){}*<>|]|://", text) and text.strip("/.") != ""


def read_statements(text: str) -> tuple[Statement, ...]:
    """The statements of a Markdown document in its order; code blocks and HTML say nothing.

    Example:
        >>> [(one.line, one.plain, one.headings) for one in read_statements("# A\\n\\n- **b**: `c.py`\\n")]
        [(3, 'b: c.py', ('A',))]
    """
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    return tuple(_Reader(tokens, text.split("\n")).statements())


class _Reader:
    """Walks over the tokens of a document once."""

    def __init__(self, tokens: Sequence[Token], lines: Sequence[str]) -> None:
        self._tokens = tokens
        self._lines = lines
        self._headings: list[tuple[int, str]] = []
        self._items: list[int | None] = []  # the statement of each list item that is open
        self._header: list[str] = []
        self._found: list[Statement] = []

    def statements(self) -> Iterator[Statement]:
        row: list[Token] = []
        in_head = False
        for place, token in enumerate(self._tokens):
            if token.type == "list_item_open":
                self._items.append(None)
            elif token.type == "list_item_close":
                self._items.pop()
            elif token.type in {"thead_open", "thead_close"}:
                in_head = token.type == "thead_open"
            elif token.type == "tr_open":
                row = []
            elif token.type == "tr_close":
                self._row(row, is_header=in_head)
            elif token.type == "inline":
                before = self._tokens[place - 1]
                if before.type in {"th_open", "td_open"}:
                    row.append(token)
                else:
                    self._inline(token, before)
        yield from self._found

    def _inline(self, token: Token, before: Token) -> None:
        if before.type == "heading_open":
            level = int(before.tag[1:])
            self._headings = [one for one in self._headings if one[0] < level]
            self._headings.append((level, _plain(token)))
        elif before.type == "paragraph_open":
            self._paragraph(token)

    def _paragraph(self, token: Token) -> None:
        start = token.map[0] if token.map else 0
        parent = next((one for one in reversed(self._items[:-1]) if one is not None), None) if self._items else None
        parts = [token.content] if self._items else _parts(token.content)
        for offset, part in _placed(token.content, parts):
            self._add(start + offset + 1, part, parent)
        if self._items and self._items[-1] is None:
            self._items[-1] = len(self._found) - 1

    def _add(self, line: int, text: str, parent: int | None) -> None:
        (inline,) = MarkdownIt("commonmark").parseInline(text)
        plain = _plain(inline)
        if plain.strip():
            codes = tuple(child.content for child in inline.children or () if child.type == "code_inline")
            above = tuple(title for _, title in self._headings)
            self._found.append(Statement(line, text, plain, above, codes, parent, (), bool(self._items)))

    def _row(self, cells: Sequence[Token], *, is_header: bool) -> None:
        texts = [_plain(cell) for cell in cells]
        if is_header:
            self._header = texts
            return
        line = cells[0].map[0] if cells and cells[0].map else 0
        codes = tuple(child.content for cell in cells for child in cell.children or () if child.type == "code_inline")
        above = tuple(title for _, title in self._headings)
        named = tuple(zip([*self._header, *[""] * len(texts)], texts, strict=False))
        self._found.append(Statement(line + 1, self._lines[line].strip(), " | ".join(texts), above, codes, None, named))


def _plain(token: Token) -> str:
    """The text of an inline token without its markup; a line break is a blank."""
    words = (
        " " if child.type in {"softbreak", "hardbreak"} else child.content
        for child in token.children or ()
        if child.type in {"text", "code_inline", "softbreak", "hardbreak"}
    )
    return re.sub(r"\s+", " ", "".join(words)).strip()


def _parts(content: str) -> list[str]:
    """The statements of a paragraph: its lines where each begins a bold label, else its sentences."""
    lines = content.split("\n")
    if len(lines) > 1 and all(line.lstrip().startswith("**") for line in lines):
        return lines
    return _SENTENCE.split(content)


def _placed(content: str, parts: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Each part with the number of lines before it."""
    begin = 0
    for part in parts:
        begin = content.index(part, begin)
        yield content.count("\n", 0, begin), part.replace("\n", " ")
        begin += len(part)
