"""What Markdown documents refer to: files in code spans and targets of links, each with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

from auditlib.facts.prose import FILE_SUFFIXES

_PLACEHOLDER = re.compile(
    r"[*<>{}\[\]$|~…\s]|\.\.\.|(?:^|/)(?:path/to|your[_-]|my[_-]|foo|bar|baz|example|xxx|some[_-])", re.IGNORECASE
)
_LINES = re.compile(r":\d+(?:[-–:]\d+)*$|#.*$|::.*$")


class Reference(NamedTuple):
    """A file that a document names. `link` is whether it is the target of a link, and not merely a code span."""

    line: int
    target: str
    link: bool


def read_references(text: str) -> tuple[Reference, ...]:
    """The files that a Markdown text names, in its order; addresses, placeholders and globs are none.

    A code span counts where it has a folder and the suffix of a file.

    Example:
        >>> read_references("See [a](docs/a.md#top), `lib/b.py:12` and `lib/*.py`.")
        (Reference(line=1, target='docs/a.md', link=True), Reference(line=1, target='lib/b.py', link=False))
    """
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    return tuple(reference for token in tokens if token.type == "inline" for reference in _of_inline(token))


def _of_inline(token: Token) -> Iterator[Reference]:
    line = token.map[0] + 1 if token.map else 1
    for child in token.children or ():
        if child.type in {"softbreak", "hardbreak"}:
            line += 1
        elif child.type == "link_open":
            target = _linked(str(child.attrGet("href") or ""))
            if target:
                yield Reference(line, target, link=True)
        elif child.type == "code_inline":
            target = _LINES.sub("", child.content).removeprefix("./")
            if _is_path(target):
                yield Reference(line, target, link=False)


def _linked(href: str) -> str:
    """The path of a link within the repository, "" where it leads elsewhere."""
    try:
        parts = urlsplit(href)
    except ValueError:
        return ""
    return (
        "" if parts.scheme or parts.netloc or not parts.path or _PLACEHOLDER.search(parts.path) else unquote(parts.path)
    )


def _is_path(text: str) -> bool:
    suffix = text.rpartition(".")[2].lower()
    inside = "/" in text.strip("/") and not text.startswith(("/", "http", "../"))
    return inside and suffix in FILE_SUFFIXES and not _PLACEHOLDER.search(text)
