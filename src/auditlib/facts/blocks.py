"""Markdown → the blocks that may draw a tree, each with the headings it stands under."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from auditlib.facts import marks
from auditlib.facts.listings import list_items, table_rows
from auditlib.facts.trees import is_drawn
from auditlib.model import EntryRole


class Form(StrEnum):
    """How a block may declare: by a fenced drawing, a drawing in the text, a list, or a table's first column."""

    FENCED = "fenced"
    UNFENCED = "unfenced"
    LIST = "list"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of a document, numbered, that may draw a tree. `headings` begin with the title, "" where there is none."""

    lines: tuple[tuple[int, str], ...]
    headings: tuple[str, ...]
    lead: str  # the short sentence right before it, "" where there is none
    form: Form

    def role(self, sections: Mapping[str, str]) -> EntryRole:
        """Role that the lead and the headings give."""
        return marks.section_role(self.headings, sections, lead=self.lead)

    @property
    def marks(self) -> frozenset[str]:
        """Why what stands here may be absent, by the lead and the headings below the title."""
        said = frozenset[str]()
        for text in (*self.headings[1:], self.lead):
            found = marks.entry_marks(text)
            said |= found if "generated" in text.casefold() else found - {marks.GENERATED}
        return said


def find_blocks(text: str) -> Iterator[Block]:
    """The blocks of a Markdown document that may draw a tree, in order."""
    lines = _NEWLINE.split(text)
    headings: list[tuple[int, str]] = []
    lead = ""
    pending: list[tuple[int, str]] = []  # unfenced lines of one tree that blank lines cut in pieces
    tokens = _parser().parse(text)
    for index, token in enumerate(tokens):
        drawn = _unfenced(token, lines)
        if pending and not drawn and token.type in _ENDS_A_TREE:
            yield Block(tuple(pending), _titles(headings), lead, Form.UNFENCED)
            pending = []
        pending.extend(drawn)
        opened = _opened(tokens, index)
        if opened:
            form, content = opened
            yield Block(content, _titles(headings), lead, form)
        if token.type == "heading_open":
            headings = _with_heading(headings, int(token.tag[1]), tokens[index + 1].content)
        lead = _lead(token, lead, drawn=bool(drawn))
    if pending:
        yield Block(tuple(pending), _titles(headings), lead, Form.UNFENCED)


_NEWLINE = re.compile(r"\r\n|\r|\n")
_ENDS_A_TREE = frozenset(
    {"heading_open", "fence", "paragraph_open", "bullet_list_open", "table_open", "hr", "code_block"}
)
_PLAIN_LANGUAGES = frozenset(
    {"", "ascii", "dir", "directory", "filetree", "none", "plain", "plaintext", "structure", "text", "tree", "txt"}
)
_SHELLS = frozenset({"bash", "console", "markdown", "md", "sh", "shell", "shell-session", "yaml", "yml", "zsh"})
_TAG = re.compile(r"</?(?:pre|code|div|p|span)\b[^<>]*>|<br\s*/?>", re.IGNORECASE)
_LONGEST_LEAD = 100


@cache
def _parser() -> MarkdownIt:
    """Blocks only: no inline text is ever read as Markdown."""
    return MarkdownIt("commonmark").enable("table").disable(["inline", "reference"])


def _titles(headings: list[tuple[int, str]]) -> tuple[str, ...]:
    title = [] if headings and headings[0][0] == 1 else [""]
    return (*title, *(text for _, text in headings))


def _with_heading(headings: list[tuple[int, str]], level: int, title: str) -> list[tuple[int, str]]:
    """The headings that stand above what follows a new one: it ends those of its own level and below."""
    return [*(heading for heading in headings if heading[0] < level), (level, title)]


def _opened(tokens: Sequence[Token], index: int) -> tuple[Form, tuple[tuple[int, str], ...]] | None:
    """Form and lines of the fence, or the outermost list or table, that opens here; None where none does."""
    token = tokens[index]
    if token.type == "fence":
        return (Form.FENCED, _content(token)) if _may_draw(token) else None
    if token.type == "bullet_list_open" and not token.level:
        return Form.LIST, tuple(list_items(tokens, index))
    if token.type == "table_open" and not token.level:
        return Form.TABLE, tuple(table_rows(tokens, index))
    return None


def _may_draw(token: Token) -> bool:
    """True for a fence without a language; one tagged as shell or Markdown must be drawn for the most part."""
    language = token.info.strip().split(maxsplit=1)[0].strip("{}.").casefold() if token.info.strip() else ""
    if language in _PLAIN_LANGUAGES:
        return True
    lines = [line for line in token.content.splitlines() if line.strip()]
    return language in _SHELLS and sum(map(is_drawn, lines)) > len(lines) / 2


def _content(token: Token) -> tuple[tuple[int, str], ...]:
    start = (token.map or [0])[0] + 2  # the line after the fence's opening, 1-based
    return tuple((start + offset, line) for offset, line in enumerate(token.content.split("\n")))


def _unfenced(token: Token, lines: list[str]) -> list[tuple[int, str]]:
    """The lines of a paragraph, an indented or an HTML block, if a branch is drawn in it."""
    if token.map is None or token.level or token.type not in {"paragraph_open", "code_block", "html_block"}:
        return []
    numbered = [(number + 1, _TAG.sub("", lines[number])) for number in range(*token.map) if number < len(lines)]
    return numbered if any(is_drawn(text) for _, text in numbered) else []


def _lead(token: Token, lead: str, *, drawn: bool) -> str:
    """The sentence that announces the next block: ends in a colon, or is bold."""
    if token.type == "inline" and not drawn:
        text = token.content.strip()
        announces = text.endswith((":", "：", ":**")) or (text.startswith("**") and text.endswith("**"))
        return text if announces and len(text) <= _LONGEST_LEAD else ""
    return "" if token.type in {"fence", "heading_open", "hr"} else lead
