"""Text from an audited repository, made safe to show: nothing in it can move the cursor or reorder a line."""

from __future__ import annotations

import re

_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff\U000e0000-\U000e007f]"
)


def visible(text: str) -> str:
    r"""The text with control, bidirectional and invisible characters written as escapes; tab and newline stay.

    Example:
        >>> print(visible("a\x1b[31mb\u202ec"))
        a\x1b[31mb\u202ec
    """
    return _HIDDEN.sub(lambda match: match[0].encode("unicode_escape").decode(), text)


def one_line(text: str) -> str:
    r"""The visible text on one line: line breaks and tabs are escaped too.

    Example:
        >>> print(one_line("a\nb"))
        a\nb
    """
    return visible(text).replace("\n", "\\n").replace("\t", "\\t")


def percentage(share: float) -> str:
    """A share of 0–1 in percent; what is not all, or not none, is never rounded to it.

    Example:
        >>> percentage(0.25), percentage(1), percentage(0.9999), percentage(0.0001)
        ('25.0 %', '100.0 %', 'over 99.9 %', 'under 0.1 %')
    """
    shown = f"{share:.1%}".replace("%", " %")
    if 0 < share < 1:
        return {"100.0 %": "over 99.9 %", "0.0 %": "under 0.1 %"}.get(shown, shown)
    return shown


def counted(number: int, noun: str) -> str:
    """The number with its noun, in the plural where it is not one.

    Example:
        >>> counted(1, "file"), counted(1200, "file")
        ('1 file', '1,200 files')
    """
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def markdown_text(text: str) -> str:
    r"""Text of the audited repository as plain text on one line: no Markdown or HTML of its own takes effect.

    Example:
        >>> print(markdown_text("a_b <i>"))
        a\_b &lt;i>
    """
    escaped = one_line(text).replace("&", "&amp;").replace("<", "&lt;")
    return "".join(f"\\{character}" if character in "\\`*_[]|#~" else character for character in escaped)
