"""What speaks for and against a component."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from builders import unnamed

from auditlib.graphs.roles.candidates import candidates
from auditlib.graphs.roles.components import Outline
from auditlib.graphs.roles.features import features
from auditlib.graphs.roles.signals import Finder
from auditlib.params.schema import Category

CACHING = Category(words=("cache",), vague=("expire",), shapes=("check-then-fill", "eviction"))


def judged(text: str, path: str = "a.py") -> Mapping[str, float]:
    (module,) = unnamed({path: text})
    outline, finder = Outline(module), Finder(CACHING)
    signals = finder.signals(module, outline)
    (one,) = candidates(outline, signals, finder)
    return features(one, outline, signals, finder)


MEMO = "KNOWN = {}\ndef f(x):\n    if x not in KNOWN:\n        KNOWN[x] = made(x)\n    return KNOWN[x]"
WRAPPER = "def cached(f):\n    @wraps(f)\n    def wrapper(x):\n        return f(x)\n    return wrapper"


@pytest.mark.parametrize(
    ("feature", "text"),
    [
        ("name", "class Cache:\n    def get(self): return self.x"),
        ("head", "class TextCacheManager:\n    def get(self): return self.x"),
        ("summary", 'class CacheX:\n    """A cache."""\n    x = 1'),
        ("fields alone", "class Cache:\n    x: int = 1"),
        ("record", "@dataclass\nclass CacheEntry:\n    x: int"),
        ("enum", "class CacheMode(Enum):\n    ON = 1"),
        ("exception", "class CacheError(Exception):\n    pass"),
        ("interface", "class Cache(Protocol):\n    def get(self): ..."),
        ("trivial", "class Cache:\n    def get(self): pass"),
        ("fallback", "try:\n    import x\nexcept ImportError:\n    class Cache:\n        pass"),
        ("delegating", "def get_cache():\n    return other.current()"),
        ("acts on it", "def refresh_cache(x):\n    x = 1\n    y = x + 1"),
        ("handles", "@receiver(saved)\ndef cache_saved(x):\n    x = 1"),
        ("foreign", "class CacheUser:\n    def __init__(self, cache):\n        self.cache = cache"),
        ("updates and tells", "class Cache:\n    def get(self): return self.x\n    def put(self, x): self.x = [x]"),
        ("shape check-then-fill", MEMO),
        ("returns what it keeps", MEMO),
        ("wraps a function", WRAPPER),
    ],
)
def test_a_feature_is_there(feature, text):
    assert judged(text).get(feature, 0) > 0


def test_features_lie_between_0_and_1():
    found = judged("class Cache:\n" + "".join(f"    def cache{n}(self): self.cache{n} = []\n" for n in range(30)))

    assert all(0 < value <= 1 for value in found.values())


def test_one_function_of_a_larger_class_is_told():
    others = "".join(f"    def other{n}(self, x):\n        y = x\n        return y\n" for n in range(5))
    found = judged(
        f"class Reader:\n    def read(self, x):\n        self._cache = x\n        return self._cache\n{others}"
    )

    assert found["alone in a class"] == 1
    assert found["share of the class"] < 0.5
