"""What is worth judging in a module."""

from __future__ import annotations

from builders import unnamed

from auditlib.graphs.roles.candidates import candidates
from auditlib.graphs.roles.components import Outline
from auditlib.graphs.roles.signals import Finder
from auditlib.params.schema import Category

CACHING = Category(words=("cache",), vague=("expire",), shapes=("check-then-fill", "eviction"))


def found(text: str, path: str = "a.py") -> list[tuple[str, tuple[str, ...]]]:
    (module,) = unnamed({path: text})
    outline, finder = Outline(module), Finder(CACHING)
    return [
        (one.part.qualname, one.part.members) for one in candidates(outline, finder.signals(module, outline), finder)
    ]


def test_a_class_of_the_name_is_taken_whole():
    assert found("class Cache:\n    def get(self): return self.x") == [("Cache", ())]


def test_a_larger_class_gives_the_members_that_work_on_it():
    others = "".join(f"    def other{n}(self, x):\n        y = x\n        return y\n" for n in range(5))
    state = "    def __init__(self):\n        self._cache = {}\n    def read(self, x):\n        return self._cache[x]\n"
    text = f"class Reader:\n{state}{others}"

    assert found(text) == [("Reader", ("_cache", "read"))]


def test_a_function_that_memoises_is_taken_whatever_its_name():
    assert found("KNOWN = {}\ndef f(x):\n    if x not in KNOWN:\n        KNOWN[x] = made(x)\n    return KNOWN[x]") == [
        ("f", ())
    ]


def test_functions_that_share_a_global_are_a_group():
    text = "_cache = {}\ndef a(x):\n    return _cache[x]\ndef b(x):\n    _cache.pop(x)\n"

    assert ("", ("_cache", "a", "b")) in found(text)


def test_everything_in_a_file_of_the_name_is_taken():
    assert [name for name, _ in found("def f(): pass\nclass G: pass", "cache.py")] == ["f", "G"]


def test_a_vague_word_alone_is_not():
    assert found("class Session:\n    def __init__(self): self.x = 1\n    def expire(self): self.x = 2") == []
