"""Words, calls and shapes of a category in a module."""

from __future__ import annotations

from builders import unnamed

from auditlib.graphs.roles.components import Outline
from auditlib.graphs.roles.signals import Finder, Signals
from auditlib.params.schema import Category

CACHING = Category(
    words=("cache", "memory usage"),
    vague=("hit",),
    calls=("functools.lru_cache", "OrderedDict.popitem"),
    shapes=("eviction",),
)


def signals(text: str, category: Category = CACHING) -> Signals:
    (module,) = unnamed({"a.py": text})
    return Finder(category).signals(module, Outline(module))


def kinds(text: str) -> set[str]:
    return {kind for found in signals(text).found.values() for kind in found}


def test_a_word_counts_in_all_its_forms():
    assert kinds("cachedValue = 1") == {"word"}


def test_a_phrase_needs_its_words_side_by_side():
    assert kinds("memory_usage = 1") == {"word"}
    assert kinds("usage_of_memory = 1") == set()


def test_a_vague_word_says_nothing_alone():
    finder = Finder(CACHING)

    assert finder.matches("hits")
    assert not finder.telling("hits")


def test_a_call_is_known_by_what_its_name_was_imported_as():
    assert "call functools.lru_cache" in kinds("from functools import lru_cache as kept\n@kept\ndef f(): pass")


def test_a_method_of_a_class_is_found_on_any_object():
    assert "call self.items.popitem" in kinds("def f(self):\n    self.items.popitem()\n    cache = 1")


def test_words_of_imported_names_are_foreign():
    found = signals("from x import cache\ncache.get(1)\nown_cache = 2")

    assert found.foreign == {0, 1}


def test_shapes_are_looked_for_where_a_word_or_a_call_is():
    assert kinds("def f(cache):\n    cache.move_to_end(1)") == {"word", "eviction"}
    assert kinds("def f(x):\n    x.move_to_end(1)") == set()


def test_a_module_without_words_and_calls_does_not_concern():
    (module,) = unnamed({"a.py": "x = 1"})

    assert not Finder(CACHING).concerns(module)


def test_the_name_of_a_file_is_its_place():
    finder = Finder(CACHING)

    assert [finder.place(path) for path in ("a/cache/b.py", "a/hits.py", "cache/b/c.py")] == [1.0, 0.5, 0.0]
