"""Patterns of Python's string literals, and the end of those f-strings that no pattern can match."""

from __future__ import annotations

import re

BLANKS = r"[ \t\f]*+"
_ANY = r"(?s:.)"
_ESCAPE = r"\\(?:\r\n|[^{}]|(?=[{}]))"  # of an f-string: a brace means the same after a backslash
_QUOTES = ('"', "'")


def _quoted(quote: str) -> str:
    """Pattern of a plain string from its quote on; an unterminated one ends with its line, a long one with the text."""
    long = rf"{quote}{quote}[^{quote}\\]*+(?:(?:\\{_ANY}?|{quote}(?!{quote}{quote}))[^{quote}\\]*+)*+(?:{quote * 3}|\Z)"
    short = rf"[^{quote}\\\r\n]*+(?:\\(?:\r\n|{_ANY})?[^{quote}\\\r\n]*+)*+{quote}?"
    return rf"{quote}(?:{long}|{short})"


def _formatted(quote: str) -> str:
    """Pattern of an f-string from its quote on, with balanced braces and none of its own quotes within."""
    short, long = rf"[^{quote}\\{{}}\r\n]", rf"(?:[^{quote}\\{{}}]|{quote}(?!{quote}{quote}))"
    return rf"(?:{quote * 3}{_fields(long)}{quote * 3}|{quote}(?!{quote}{quote}){_fields(short)}{quote})"


def _fields(plain: str) -> str:
    field = rf"\{{(?:{plain}|{_ESCAPE}|\{{{plain}*+\}})*+\}}"
    return rf"(?:{plain}|{_ESCAPE}|\{{\{{|\}}|{field})*+"


PLAIN_DOUBLE, PLAIN_SINGLE = map(_quoted, _QUOTES)
FORMATTED = "|".join(map(_formatted, _QUOTES))
FORMATTED_PREFIX = r"(?:[fFtT][rR]?|[rR][fFtT])"
NESTED_START = rf"{FORMATTED_PREFIX}(?:\"\"\"|\"|'''|')"

_PLAIN = re.compile(f"{PLAIN_DOUBLE}|{PLAIN_SINGLE}")
_PREFIX = re.compile(r"[A-Za-z]*")
_OPENING = re.compile(r"([A-Za-z]*)(\"\"\"|\"|'''|')")
_LITERAL_PART = re.compile(rf"{_ESCAPE}|\{{\{{|[{{\r\n\"']")
_FIELD_PART = re.compile(r"(?:(?<![\w])[bBfFrRtTuU]{1,2})?[\"']|[()\[\]{}:]")
_SPEC_PART = re.compile(r"[{}\r\n\"']")


def end_of_nested(text: str, start: int) -> int | None:
    """Where the f-string that begins at `start` ends, by the grammar of Python 3.12; None where it does not."""
    opening = _OPENING.match(text, start)
    if opening is None:
        return None
    return _Reader(text).end(opening)


def end_of_plain(text: str, start: int) -> int:
    """Where the string that begins at `start` ends if it is read as one without fields."""
    prefix = _PREFIX.match(text, start)
    plain = _PLAIN.match(text, prefix.end() if prefix else start)
    return plain.end() if plain else len(text)


class _Reader:
    """Reads one f-string. Open strings and fields are on a stack of our own, so that depth cannot exhaust Python's.

    An entry of the stack is the quote of an open string, "{" for a field, ":" for the format of a field, or a bracket.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.stack: list[str] = []
        self.quotes: list[str] = []

    def end(self, opening: re.Match[str]) -> int | None:
        place: int | None = self._open(opening)
        while self.quotes and place is not None:
            top = self.stack[-1]
            if top == ":":
                place = self._format(place)
            elif top in "{([":
                place = self._field(place)
            else:
                place = self._literal(place)
        return place

    def _open(self, opening: re.Match[str]) -> int:
        self.stack.append(opening[2])
        self.quotes.append(opening[2])
        return opening.end()

    def _literal(self, place: int) -> int | None:
        quote = self.stack[-1]
        part = _LITERAL_PART.search(self.text, place)
        if part is None:
            return None
        if part[0] == "{":
            self.stack.append("{")
        elif part[0] in "\r\n":
            return part.end() if len(quote) > 1 else None
        elif self.text.startswith(quote, part.start()):
            self.stack.pop()
            self.quotes.pop()
            return part.start() + len(quote)
        return part.end()

    def _field(self, place: int) -> int | None:
        part = _FIELD_PART.search(self.text, place)
        if part is None:
            return None
        found = part[0]
        if found[-1] in _QUOTES:
            return self._string(part.start())
        if found in "([{":
            # a brace within a field is a bracket: it takes no format
            self.stack.append("(" if found == "{" else found)
        elif found == ":":
            if self.stack[-1] == "{":
                self.stack.append(":")
        else:
            self.stack.pop()
        return part.end()

    def _string(self, start: int) -> int:
        opening = _OPENING.match(self.text, start)
        if opening and set(opening[1].lower()) & {"f", "t"}:
            return self._open(opening)
        return end_of_plain(self.text, start)

    def _format(self, place: int) -> int | None:
        part = _SPEC_PART.search(self.text, place)
        if part is None:
            return None
        quote = self.quotes[-1]
        if part[0] == "{":
            self.stack.append("{")
        elif part[0] == "}":
            del self.stack[-2:]
        elif (part[0] in "\r\n" and len(quote) == 1) or self.text.startswith(quote, part.start()):
            return None
        return part.end()
