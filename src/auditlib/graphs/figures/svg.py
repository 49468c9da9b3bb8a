"""Small deterministic pieces of SVG and HTML, and text that cannot do harm or hide."""

from __future__ import annotations

import html
import unicodedata
from typing import TYPE_CHECKING

from auditlib.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable

FONT_SIZE = 12
ADVANCE = 0.62
"""Width of a monospaced character over the font size: 0.60 to 0.62 in the usual fonts, so labels never touch."""

FONT = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace"
INK = "currentColor"
ACCENT = "#2f6fde"
ALARM = "#d1453b"
GOOD = "#2e8b57"
QUIET = "#8a8f98"

_SETTING = {"font_family": FONT, "font_size": FONT_SIZE, "fill": INK}


def escape(value: object) -> str:
    """A value as text for HTML or SVG, in elements and in quoted attributes; nothing in it stays hidden.

    Example:
        >>> escape("<b> & co")
        '&lt;b&gt; &amp; co'
    """
    return html.escape(visible(str(value)))


def number(value: float) -> str:
    """A coordinate or a figure, with at most two decimals and no trailing zeros.

    Example:
        >>> number(2.50), number(3.0), number(1 / 3)
        ('2.5', '3', '0.33')
    """
    return f"{value:.2f}".rstrip("0").rstrip(".")


def text_width(text: str, *, size: int = FONT_SIZE) -> float:
    """Width in pixels of a line set in the figures' monospaced font; wide characters count twice."""
    columns = sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
    return columns * size * ADVANCE


def element(name: str, content: str = "", /, **attributes: object) -> str:
    """One element. Values are escaped; `content` is markup; `_` in a name stands for `-`, a final `_` is dropped."""
    pairs = ((key.rstrip("_").replace("_", "-"), value) for key, value in attributes.items() if value is not None)
    written = "".join(f' {key}="{escape(_plain(value))}"' for key, value in pairs)
    return f"<{name}{written}>{content}</{name}>"


def label(x: object, y: object, text: str, **attributes: object) -> str:
    """A line of text with its baseline at `y`."""
    return element("text", escape(text), x=x, y=y, **attributes)


def canvas(parts: Iterable[str], *, width: float, height: float, title: str, description: str) -> str:
    """An SVG of fixed size in pixels, named and described for those who do not see it."""
    content = element("title", escape(title)) + element("desc", escape(description)) + "".join(parts)
    size = {"width": number(width), "height": number(height)}
    box = f"0 0 {size['width']} {size['height']}"
    return element("svg", content, class_="al-svg", viewBox=box, role="img", **_SETTING, **size)


def fluid_canvas(parts: Iterable[str], *, height: float, title: str, description: str) -> str:
    """An SVG as wide as its place: horizontal positions inside are percentages."""
    content = element("title", escape(title)) + element("desc", escape(description)) + "".join(parts)
    size = {"width": "100%", "height": number(height)}
    return element("svg", content, class_="al-svg al-fluid", role="img", **_SETTING, **size)


def _plain(value: object) -> object:
    return number(value) if isinstance(value, float) else value
