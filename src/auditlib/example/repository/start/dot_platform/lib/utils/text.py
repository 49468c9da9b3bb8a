"""Text as recipients read it."""

from __future__ import annotations

import unicodedata


def shorten(text: str, length: int) -> str:
    """The text in at most `length` characters, cut at a word where one ends in time."""
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    head, _, _ = cut.rpartition(" ")
    return (head or cut).rstrip(",;:.") + "…"


def initials(name: str) -> str:
    """Capital first letters of the parts of a name: "Ada King" gives "AK"."""
    return "".join(part[0].upper() for part in name.split() if part)


def fold(text: str) -> str:
    """Lower case without accents, for comparison."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(character for character in decomposed if not unicodedata.combining(character)).casefold()
