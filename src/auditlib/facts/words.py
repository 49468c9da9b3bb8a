"""The words of a text: its identifiers and short strings, with which its tokens can be read again from their codes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from auditlib.facts.lexer import Tokens

LONGEST = 48
"""Characters of a string that is kept: keys, names and short messages; longer ones are prose."""


def words_of(tokens: Tokens) -> list[str]:
    r"""For each text its different words, sorted, one a line: names as written, strings in double quotes.

    Example:
        >>> from auditlib.facts.lexer import lex
        >>> words_of(lex("self.hits['rate'] = 1\n"))
        ['"rate"\nhits\nself']
    """
    return ["\n".join(sorted(set(_kept(set(tokens.texts[begin:end]))))) for begin, end in pairwise(tokens.bounds)]


_WORD = re.compile(
    rf"""[^\W\d]\w*+\Z|[bBrRuU]?(?P<quote>["'])(?P<body>[A-Za-z_][\w .:/%-]{{0,{LONGEST - 1}}})(?P=quote)\Z"""
)


def _kept(texts: Iterable[str]) -> Iterable[str]:
    for found in map(_WORD.match, texts):
        if found:
            yield f'"{found["body"]}"' if found["body"] else found[0]
