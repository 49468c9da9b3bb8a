"""Who uses a part: how an object is followed from where it is made to what is taken from it."""

from __future__ import annotations

import pytest
from builders import state

from auditlib.graphs.flow import Flow
from auditlib.graphs.namespaces import Namespaces
from auditlib.graphs.naming import named_part
from auditlib.graphs.uses import Uses, find_uses

CACHE = """\
LIMIT = 10


class Cache:
    def __init__(self, size=10):
        self.size = size

    def fetch(self, key):
        return key


def get_cache() -> Cache:
    return Cache()
"""


def uses(files: dict[str, str], part: str = "lib/cache.py:Cache") -> Uses:
    """The uses of a part in a repository that has `lib/cache.py`."""
    known = state({"lib/__init__.py": "", "lib/cache.py": CACHE, **files})
    return find_uses([named_part(part, known)], Flow(Namespaces(known.modules, known.edges)))


def members(text: str, **files: str) -> list[tuple[int, str]]:
    """Line and name of each member of the cache that a module takes."""
    found = uses({"app.py": text, **{f"{name}.py": content for name, content in files.items()}})
    return [(use.line, use.member) for use in found.known if use.path == "app.py" and use.kind == "member"]


@pytest.mark.parametrize(
    "text",
    [
        "from lib.cache import Cache\nCache().fetch(1)",
        "from lib.cache import Cache as C\nc = C()\nc.fetch(1)",
        "import lib.cache\nc = lib.cache.Cache()\nc.fetch(1)",
        "import lib.cache as lc\nlc.Cache().fetch(1)",
        "from lib import cache\ncache.Cache().fetch(1)",
        "from lib.cache import get_cache\nget_cache().fetch(1)",
        "from lib.cache import Cache\ndef f(c: Cache):\n    c.fetch(1)",
        "from lib.cache import Cache\ndef f(c: 'Cache | None' = None):\n    c.fetch(1)",
        "from lib.cache import Cache\ndef f(c: Cache | None):\n    x = c or Cache()\n    x.fetch(1)",
        "from lib.cache import Cache\nwith Cache() as c:\n    c.fetch(1)",
        "from lib.cache import Cache\ndef f(key):\n    c = Cache()\n    return f'{c.fetch(key)} of {key}'",
        "from lib.cache import Cache\n_one = None\ndef one():\n    global _one\n    _one = Cache()\n    return _one\n"
        "one().fetch(1)",
        "from lib.cache import Cache\nclass A:\n    def __init__(self):\n        self.c = Cache()\n    def g(self):\n"
        "        return self.c.fetch(1)",
        "from lib.cache import Cache\nclass A:\n    c: Cache\ndef f(a: A):\n    return a.c.fetch(1)",
        "from lib.cache import Cache\nclass A:\n    @property\n    def c(self) -> Cache:\n        return Cache()\n"
        "def f(a: A):\n    return a.c.fetch(1)",
        "from lib.cache import Cache\nclass Small(Cache):\n    pass\nSmall().fetch(1)",
        "from lib.cache import Cache\nclass Small(Cache):\n    def fetch(self, key):\n"
        "        return super().fetch(key)",
        "import pytest\nfrom lib.cache import Cache\n@pytest.fixture\ndef c():\n    yield Cache()\ndef test(c):\n"
        "    c.fetch(1)",
    ],
    ids=[
        "constructor", "alias", "dotted-import", "module-alias", "module", "factory", "parameter", "optional-text",
        "either", "with", "f-string", "global", "attribute", "field", "property", "inherited", "super", "fixture",
    ],
)  # fmt: skip
def test_a_member_is_found_however_the_object_came_there(text: str):
    assert "fetch" in [name for _, name in members(text)]


def test_an_object_is_followed_through_the_attribute_of_another_module():
    holder = "from lib.cache import Cache\nclass Holder:\n    def __init__(self):\n        self.store = Cache()\n"

    assert members("from holder import Holder\nHolder().store.fetch(1)", holder=holder) == [(2, "fetch")]


def test_a_re_export_leads_to_the_part():
    found = uses({"lib/__init__.py": "from .cache import Cache", "app.py": "from lib import Cache\nCache(size=3)"})

    assert [(use.path, use.line, use.kind.value) for use in found.known if not use.path.startswith("lib/c")] == [
        ("app.py", 1, "import"),
        ("app.py", 2, "call"),
        ("lib/__init__.py", 1, "import"),
    ]


def test_what_a_call_passes_is_known_and_whether_it_is_awaited():
    found = uses({"app.py": "from lib.cache import Cache\nasync def f():\n    await Cache(1, size=2).fetch(*a)"})
    calls = {(use.member, use.arguments, use.awaited) for use in found.known if use.path == "app.py" and use.arguments}

    assert calls == {("", (1, ("size",), False), False), ("fetch", (0, (), True), True)}


def test_a_member_of_a_subclass_that_overrides_it_is_none_of_the_part():
    small = "from lib.cache import Cache\nclass Small(Cache):\n    def fetch(self, key):\n        return 1\n"

    assert members(small + "Small().fetch(1)") == []


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("def f(thing):\n    thing.fetch(1)", [(2, "fetch")]),
        ("import requests\ndef f():\n    requests.fetch(1)", []),
        ("def f(thing: dict):\n    thing.fetch(1)", []),
        ("def f(thing):\n    thing.get(1)", []),
    ],
    ids=["nothing-known", "another-package", "a-builtin", "another-name"],
)
def test_a_member_of_something_unknown_is_said_to_be_so(text: str, unknown: list[tuple[int, str]]):
    assert [(one.line, one.member) for one in uses({"app.py": text}).unknown] == unknown


def test_a_name_that_something_else_has_as_well_tells_nothing():
    files = {
        "other.py": "class Other:\n    def fetch(self):\n        pass",
        "app.py": "def f(thing):\n    thing.fetch(1)",
    }

    assert uses(files).unknown == ()


def test_a_variable_called_like_the_class_is_likely_to_hold_it():
    files = {
        "other.py": "class Other:\n    def fetch(self):\n        pass",
        "app.py": "def f(cache):\n    cache.fetch(1)",
    }

    assert [one.line for one in uses(files).unknown] == [2]


def test_a_patch_target_in_a_string_is_a_use():
    found = uses({"tests/test_app.py": 'def test():\n    patch("lib.cache.Cache.fetch")'})

    assert [(use.path, use.line, use.kind.value, use.member) for use in found.known if use.kind == "text"] == [
        ("tests/test_app.py", 2, "text", "fetch")
    ]


def test_everything_that_is_imported_from_a_module_that_goes_is_a_use():
    found = uses({"app.py": "from lib.cache import LIMIT, get_cache\nget_cache()"}, part="lib/cache.py")

    assert [(use.line, use.member) for use in found.known if use.kind == "import"] == [(1, "LIMIT"), (1, "get_cache")]


def test_object_is_followed_against_the_order_of_the_files():
    """Something else is learnt in each round, and does not use up the rounds."""
    files = {"z0.py": "from lib.cache import Cache\nv0 = Cache()\n"}
    files["y9.py"] = "from lib.cache import Cache\nclass Other: ...\nw9 = Other()\n"
    before = "z0"
    for number in range(1, 9):
        name = f"{'a' if number % 2 else 'z'}{number}"
        head = f"from lib.cache import Cache\nfrom {before} import v{number - 1}\n"
        files[f"{name}.py"] = f"{head}v{number} = v{number - 1}\nv{number}.fetch(1)\n"
        files[f"y{9 - number}.py"] = (
            f"from lib.cache import Cache\nfrom y{10 - number} import w{10 - number}\nw{9 - number} = w{10 - number}\n"
        )
        before = name

    assert sum(use.kind == "member" and use.member == "fetch" for use in uses(files).known) == 8


@pytest.mark.parametrize(
    "cycle",
    [
        "from other import A\nclass A(A.Inner): ...",
        "class A(B.X): ...\nclass B(A.X): ...",
        "class B:\n    @property\n    def p(self) -> b.p: ...\nb: B = B()\nA = b.p",
    ],
    ids=["rebound", "each other's", "property"],
)
def test_names_that_lead_back_to_themselves_end_the_search_there(cycle):
    files = {"other.py": "class A:\n    class Inner: ...\n", "cycle.py": cycle}
    text = "from lib.cache import Cache\nfrom cycle import A\nx = A\nA().fetch(1)\nCache().fetch(1)"

    found = uses({"app.py": text, **files})
    assert [use.line for use in found.known if use.path == "app.py" and use.kind == "member"] == [5]
