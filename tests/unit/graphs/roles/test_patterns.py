"""Patterns of a repository."""

from __future__ import annotations

from builders import unnamed
from hypothesis import given, settings
from hypothesis import strategies as st

from auditlib.graphs.roles.patterns import MOST_EVIDENCE, find_patterns
from auditlib.model import PatternRole
from auditlib.params.schema import Category

CACHING = Category(words=("cache",), vague=("ttl",), shapes=("check-then-fill", "eviction", "expiry", "hit-counting"))
CACHE = '''\
class TextCache:
    """A cache of texts."""

    def __init__(self, ttl):
        self._cache = {}
        self.hits = 0

    def get_cached(self, key):
        if key in self._cache:
            self.hits += 1
        return self._cache.get(key)

    def cache_text(self, key, text):
        if len(self._cache) >= self.max_size:
            self._cache.popitem()
        self._cache[key] = text
'''
FILES = {
    "a/text_cache.py": CACHE,
    "b.py": "def get_cache():\n    return text_cache.current()\n",
    "c.py": "class CacheError(Exception):\n    pass\n",
    "d.py": "x = 1\n",
}


def test_an_implementation_comes_with_its_evidence():
    (found,) = find_patterns(unnamed({"a/text_cache.py": CACHE}), {"caching": CACHING})

    assert (found.role, found.part.qualname) == (PatternRole.IMPLEMENTATION, "TextCache")
    assert {"name", "docstring", "word", "eviction", "hit-counting"} <= {one.signal for one in found.evidence}
    assert len(found.evidence) <= MOST_EVIDENCE + 2


def test_what_is_none_says_what_it_is():
    found = find_patterns(unnamed(FILES), {"caching": CACHING})

    roles = {one.part.qualname: one.role for one in found}
    assert roles == {
        "TextCache": PatternRole.IMPLEMENTATION,
        "get_cache": PatternRole.FACADE,
        "CacheError": PatternRole.HOMONYM,
    }


def test_a_repository_without_words_has_no_patterns():
    assert find_patterns(unnamed({"d.py": "x = 1"}), {"caching": CACHING}) == ()


MODULES = unnamed(FILES)
EXPECTED = find_patterns(MODULES, {"caching": CACHING, "texts": Category(words=("text",))})


@settings(max_examples=10, deadline=None)
@given(st.permutations(MODULES))
def test_the_order_of_files_does_not_matter(modules):
    assert find_patterns(modules, {"texts": Category(words=("text",)), "caching": CACHING}) == EXPECTED
