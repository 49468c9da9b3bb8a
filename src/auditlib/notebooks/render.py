"""An executed notebook as the body of a page, or as Markdown: nbconvert with our templates, everything sanitised."""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass
from functools import cache
from html import unescape
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from auditlib.visible import visible

if TYPE_CHECKING:
    from nbconvert.exporters import TemplateExporter
    from nbformat import NotebookNode

DROPPED = ("parameters", "injected-parameters")
"""Tags of the cells that a page leaves out; the executed notebook beside it has them."""

TAGS = frozenset(
    {
        "a", "abbr", "article", "b", "blockquote", "br", "caption", "code", "dd", "del", "details", "div", "dl", "dt",
        "em", "figcaption", "figure", "h1", "h2", "h3", "h4", "hr", "i", "li", "mark", "ol", "p", "pre", "s", "section",
        "small", "span", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
        "wbr", "svg", "g", "path", "rect", "line", "circle", "text", "title", "desc",
    }
)  # fmt: skip
"""Elements that a page may hold: no script, style, form, image or frame."""

ATTRIBUTES = frozenset(
    {
        "class", "id", "title", "role", "scope", "colspan", "rowspan", "open", "aria-label", "data-node", "data-from",
        "data-to", "viewBox", "width", "height", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "rx", "d", "fill",
        "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "text-anchor", "font-size",
        "font-weight", "font-family",
    }
)  # fmt: skip
"""Attributes that they may have: none that runs, loads or styles."""

_ACTIVE = re.compile(r"<(style|script)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_HEADING = re.compile(r"<h2>(.*?)</h2>", re.DOTALL)
_ANCHORED = re.compile(r'<h2 id="([^"]+)">(.*?)</h2>', re.DOTALL)
_NO_WORD = re.compile(r"\W+")
_MARKUP = re.compile(r"<[^>]+>")
_SOURCE = re.compile(r'<span class="al-source">(data/[\w.-]+)</span>')
_NUMBER = re.compile(r'<code class="al-id">([\w.:-]+)</code>')


@dataclass(frozen=True, slots=True)
class Heading:
    """One entry of a page's contents."""

    anchor: str
    title: str


def render_html(notebook: NotebookNode) -> str:
    """The cells as sanitised HTML, to stand inside a page; the same notebook gives the same text."""
    body, _ = _exporter("html").from_notebook_node(notebook)
    anchored = _HEADING.sub(_anchored, str(body))
    linked = _NUMBER.sub(r'<a class="al-id" href="index.html#m-\1">\1</a>', anchored)
    return visible(_SOURCE.sub(r'<a class="al-source" href="\1">\1</a>', linked))


def render_markdown(notebook: NotebookNode) -> str:
    """Prose and outputs as Markdown, without code."""
    body, _ = _exporter("markdown").from_notebook_node(notebook)
    return visible(re.sub(r"\n{3,}", "\n\n", str(body)).strip() + "\n")


def render_verdict(notebook: NotebookNode) -> str:
    """The outputs of the cells tagged `verdict` alone, as sanitised HTML; "" where none was reached."""
    part = copy.copy(notebook)
    part.cells = [cell for cell in notebook.cells if "verdict" in cell.metadata.get("tags", []) and cell.outputs]
    if not part.cells:
        return ""
    return re.sub(r'<details class="code">.*?</details>', "", render_html(part), flags=re.DOTALL)


def headings(body: str) -> tuple[Heading, ...]:
    """The second-level headings of a rendered body, in order."""
    return tuple(Heading(anchor, unescape(_MARKUP.sub("", text))) for anchor, text in _ANCHORED.findall(body))


def clean(markup: str) -> str:
    """Markup with nothing in it that runs, loads or styles; forbidden elements go, their text stays.

    Example:
        >>> clean('<p onclick="x()">a<script>b</script><img src=c></p>')
        '<p>a</p>'
    """
    import bleach  # type: ignore[import-untyped]  # noqa: PLC0415 (only where a page is rendered)

    return str(
        bleach.clean(
            _ACTIVE.sub("", markup),
            tags=TAGS,
            attributes=lambda tag, name, value: name in ATTRIBUTES or (tag == "a" and name == "href" and _local(value)),
            protocols=("http", "https", "mailto"),
            strip=True,
        )
    )


@cache
def _exporter(kind: str) -> TemplateExporter:
    """An nbconvert exporter that finds our template and no other, whatever folder the user stands in."""
    from nbconvert.exporters import HTMLExporter, MarkdownExporter  # noqa: PLC0415 (heavy)
    from traitlets.config import Config  # noqa: PLC0415

    config = Config()
    config.TagRemovePreprocessor.enabled = True
    config.TagRemovePreprocessor.remove_cell_tags = list(DROPPED)
    settings: dict[str, Any] = {
        "config": config,
        "template_paths": [str(files("auditlib.notebooks") / "templates")],
        "template_file": "cells.html.j2" if kind == "html" else "cells.md.j2",
        "filters": {"clean": clean},
    }
    if kind == "html":
        settings |= {"sanitize_html": True, "exclude_anchor_links": True}
        return HTMLExporter(**settings)  # type: ignore[no-untyped-call]
    return MarkdownExporter(**settings)  # type: ignore[no-untyped-call]


def _anchored(match: re.Match[str]) -> str:
    slug = _NO_WORD.sub("-", unescape(_MARKUP.sub("", match[1]))).strip("-").lower()
    return f'<h2 id="{slug}">{match[1]}</h2>'


def _local(link: str) -> bool:
    """Links lead to other pages of the report, or, when a reader follows them, to the web: never to a script."""
    return not link.lower().startswith(("javascript:", "data:", "vbscript:"))
