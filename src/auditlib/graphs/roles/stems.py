"""Words of identifiers, and which of them stand for the same thing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

import snowballstemmer


@lru_cache(maxsize=1 << 16)
def parts(identifier: str) -> tuple[str, ...]:
    """The words of an identifier in lower case, in order; digits are none.

    Example:
        >>> parts("getHTTPResponse_cache2")
        ('get', 'http', 'response', 'cache')
    """
    return tuple(word.lower() for word in _WORD.findall(identifier))


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """What a word shares with its other forms.

    Source: M. F. Porter, "Snowball: a language for stemming algorithms" (2001).

    Example:
        >>> {stem(word) for word in ("cache", "caches", "cached", "caching")}
        {'cach'}
    """
    found: str = _STEMMER.stemWord(word)
    return found


def stems(identifiers: Iterable[str]) -> list[str]:
    """The stems of the words of identifiers, in order."""
    return [stem(word) for identifier in identifiers for word in parts(identifier)]


_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_STEMMER = snowballstemmer.stemmer("english")
