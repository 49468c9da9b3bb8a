"""What a token is and a number for its text: the same in every process and Python version."""

from __future__ import annotations

import keyword
import re
from enum import IntEnum

import xxhash

from auditlib.facts.strings import NESTED_START


class Kind(IntEnum):
    """What a token is, by its text alone. Soft keywords (`match`, `case`, `type`) are names."""

    NAME = 1
    NUMBER = 2  # True, False, None and ... too
    STRING = 3
    LONG_STRING = 4  # one that spans lines
    KEYWORD = 5  # any that is none of the three below
    BLOCK = 6  # a keyword that can open a block: if elif else for while try except finally with async
    DEFINITION = 7  # def class
    IMPORT = 8  # import from
    OPERATOR = 9
    MARK = 10  # , : . = ;
    OPEN = 11
    CLOSE = 12
    LINE = 13
    COMMENT = 14
    CONTINUATION = 15
    NESTED_START = 16  # the opening of an f-string that no pattern matches; never in what `lex` returns


class CodeTable(dict[str, int]):
    """Code of each token text, made when first met: the kind in the low 8 bits, above them 56 bits of a hash.

    Of a number or string the hash is that of its normal form (see `normal`); of a LINE it is the column of the
    indentation; a comment has none. Long texts are rarely met twice and not kept, and a full table begins anew, so it
    stays small.

    Example:
        >>> codes = CodeTable()
        >>> codes["'a'"] == codes['"a"'] != codes['b"a"']
        True
    """

    def __missing__(self, text: str) -> int:
        """Make and, mostly, keep the code of a text."""
        if text[0] == "#":  # a fifth of the texts that are not known
            return _COMMENT
        kind = kind_of(text)
        value = _column(text) if kind is _LINE else xxhash.xxh3_64_intdigest(normal(text, kind)) >> 8
        value = value << 8 | kind
        if len(text) <= _LONGEST_KEPT:
            if len(self) >= _MOST_KEPT:
                self.clear()
            self[text] = value
        return value


def kind_of(text: str) -> Kind:
    """The kind of a token."""
    if text in _KIND_OF_TEXT:
        return _KIND_OF_TEXT[text]
    start = text[0]
    kind = _KIND_OF_START.get(start)
    if kind is None:
        kind = _kind_of_word(text) if start.isalpha() or start == "_" else Kind.OPERATOR
    elif kind is Kind.CONTINUATION and len(text) == 1:
        kind = Kind.OPERATOR
    elif kind is Kind.STRING and _LINE_END.search(text):
        kind = Kind.LONG_STRING
    return kind


def normal(text: str, kind: Kind) -> bytes:
    """A token without what formatters may change: the quotes of a string, the case of prefixes and digits."""
    if kind is _STRING or kind is _LONG_STRING:
        text = _normal_string(text)
    elif kind is _NUMBER and not text.isalpha():
        text = text.lower()
    return text.encode("utf-8", "surrogatepass")


_NUMBER, _STRING, _LONG_STRING, _LINE, _COMMENT = Kind.NUMBER, Kind.STRING, Kind.LONG_STRING, Kind.LINE, Kind.COMMENT
_MOST_KEPT = 1_000_000
_LONGEST_KEPT = 64
_TAB = 8
_KIND_OF_START = {
    **dict.fromkeys("([{", Kind.OPEN),
    **dict.fromkeys(")]}", Kind.CLOSE),
    **dict.fromkeys("\r\n", Kind.LINE),
    **dict.fromkeys("0123456789.", Kind.NUMBER),
    **dict.fromkeys("\"'", Kind.STRING),
    "#": Kind.COMMENT,
    "\\": Kind.CONTINUATION,
}
_KIND_OF_TEXT = {
    **dict.fromkeys(keyword.kwlist, Kind.KEYWORD),
    **dict.fromkeys(["if", "elif", "else", "for", "while", "try", "except", "finally", "with", "async"], Kind.BLOCK),
    **dict.fromkeys(("def", "class"), Kind.DEFINITION),
    **dict.fromkeys(("import", "from"), Kind.IMPORT),
    **dict.fromkeys(("True", "False", "None"), Kind.NUMBER),
    **dict.fromkeys(",:.=;", Kind.MARK),
    "...": Kind.NUMBER,
}
_NESTED = re.compile(NESTED_START)
_LINE_END = re.compile(r"[\r\n]")
_OPENING = re.compile(r"([A-Za-z]*)(\"\"\"|'''|\"|')")


def _kind_of_word(text: str) -> Kind:
    if not text.isidentifier() and ("'" in text or '"' in text):
        if _NESTED.fullmatch(text):
            return Kind.NESTED_START
        return Kind.LONG_STRING if _LINE_END.search(text) else Kind.STRING
    return Kind.NAME


def _column(line: str) -> int:
    """Width of the indentation at the end of a LINE; a form feed begins it anew, as Python has it."""
    return len(line.lstrip("\\\r\n").rpartition("\f")[2].expandtabs(_TAB))


def _normal_string(text: str) -> str:
    opening = _OPENING.match(text)
    if opening is None:
        return text
    prefix, quote = opening[1].lower().replace("u", ""), opening[2]
    body = text[opening.end() :].removesuffix(quote)
    if "\\" in body and "r" not in prefix:
        body = body.replace("\\'", "'").replace('\\"', '"')
    return f"{prefix}{len(quote)}{body}"
