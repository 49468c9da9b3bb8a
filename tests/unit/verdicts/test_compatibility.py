import pytest
from builders import LOAD, compared

from auditlib.model.comparison import BreakKind

CLASS = """\
    class Cache:
        size = 10

        def __init__(self, limit=1):
            self.limit = limit

        def get(self, key):
            return key

        @property
        def full(self):
            return False

        @full.setter
        def full(self, value):
            pass

        @property
        def empty(self):
            return True
"""

SETTER = """
        @full.setter
        def full(self, value):
            pass
"""


def breaks(before, after):
    return {(one.path, one.qualname, one.kind) for one in compared(before, after).api_breaks}


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        pytest.param("def get(self, key):", "def get(self, name):", {("get", "parameter_renamed")}, id="parameter"),
        pytest.param("def get(self, key):", "async def get(self, key):", {("get", "became_async")}, id="async"),
        pytest.param("def get(self", "def fetch(self", {("get", "renamed")}, id="renamed"),
        pytest.param("size = 10", "count = 10", {("size", "removed")}, id="attribute"),
        pytest.param("self.limit = limit", "self._limit = limit", {("limit", "removed")}, id="instance attribute"),
        pytest.param("limit=1", "limit", {("__init__", "parameter_required")}, id="constructor"),
        pytest.param("@property\n        def empty", "def empty", {("empty", "became_method")}, id="property"),
        pytest.param(SETTER, "", {("full", "setter_removed")}, id="setter"),
        pytest.param("size = 10", "def size(self): ...", {("size", "became_method")}, id="attribute to method"),
        pytest.param("return key", "return key + 1", set(), id="body"),
        pytest.param("def get(self, key):", "def get(self, key, more=None):", set(), id="optional parameter"),
    ],
)
def test_member_that_differs_is_a_break(old, new, found):
    after = CLASS.replace(old, new)

    assert after != CLASS
    assert breaks({"a.py": CLASS}, {"a.py": after}) == {
        ("a.py", f"Cache.{name}", BreakKind(kind)) for name, kind in found
    }


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        pytest.param({"a.py": LOAD}, {"a.py": ""}, {("a.py", "load", "removed")}, id="gone"),
        pytest.param({"a.py": LOAD}, {}, {("a.py", "load", "removed")}, id="file gone"),
        pytest.param({"a.py": LOAD, "b.py": ""}, {"a.py": "", "b.py": LOAD}, {("a.py", "load", "moved")}, id="moved"),
        pytest.param(
            {"a.py": LOAD}, {"a.py": LOAD.replace("load", "read")}, {("a.py", "load", "renamed")}, id="renamed"
        ),
        pytest.param({"a.py": LOAD}, {"a.py": LOAD.replace("load", "read") + "load = read\n"}, set(), id="aliased"),
        pytest.param(
            {"a.py": LOAD, "b.py": ""}, {"a.py": "from b import load\n", "b.py": LOAD}, set(), id="moved with import"
        ),
        pytest.param(
            {"p/__init__.py": "from p.a import load\n", "p/a.py": LOAD},
            {"p/__init__.py": "from p.b import load\n", "p/b.py": LOAD},
            set(),
            id="moved behind its package",
        ),
        pytest.param(
            {"p/__init__.py": "from p.a import load\n", "p/a.py": LOAD},
            {"p/__init__.py": "", "p/a.py": LOAD},
            {("p/__init__.py", "load", "export_lost")},
            id="no longer passed on",
        ),
        pytest.param(
            {"p/__init__.py": "from p.a import load\n", "p/a.py": LOAD},
            {"p/__init__.py": "", "p/a.py": ""},
            {("p/a.py", "load", "removed"), ("p/__init__.py", "load", "export_lost")},
            id="told of each place that offered it",
        ),
        pytest.param(
            {"a.py": "__all__ = ['x', 'y']\nx = y = 1\n"},
            {"a.py": "__all__ = ['x']\nx = y = 1\n"},
            {("a.py", "y", "export_lost")},
            id="out of __all__",
        ),
        pytest.param(
            {"a.py": "__all__ = ['x']\nx = 1\n" + LOAD},
            {"a.py": "__all__ = ['x']\nx = 1\n"},
            set(),
            id="not in __all__",
        ),
        pytest.param({"a.py": "LIMIT = 1\n"}, {"a.py": ""}, {("a.py", "LIMIT", "removed")}, id="global"),
        pytest.param({"a.py": "log = logging.getLogger('a')\n"}, {"a.py": ""}, set(), id="logger"),
        pytest.param({"a.py": "T = TypeVar('T')\n"}, {"a.py": ""}, set(), id="type variable"),
        pytest.param(
            {"a.py": "if TYPE_CHECKING:\n    Name = str\n"}, {"a.py": ""}, set(), id="for type checkers alone"
        ),
        pytest.param({"_a.py": LOAD}, {"_a.py": ""}, set(), id="private module"),
        pytest.param({"a.py": LOAD.replace("load", "_load")}, {"a.py": ""}, set(), id="private name"),
        pytest.param({"tests/test_a.py": LOAD}, {"tests/test_a.py": ""}, set(), id="test"),
        pytest.param({"tools/a.py": LOAD}, {"tools/a.py": ""}, set(), id="tool"),
        pytest.param(
            {"a.py": "class C: ...\n"}, {"a.py": "def C(): ...\n"}, {("a.py", "C", "kind_changed")}, id="kind"
        ),
        pytest.param(
            {"a.py": "def C(): ...\n"}, {"a.py": "class C: ...\n"}, set(), id="class is called as a function was"
        ),
        pytest.param({"a.py": LOAD}, {"a.py": "def __getattr__(name): ...\n"}, set(), id="given when asked for"),
        pytest.param({"a.py": LOAD}, {"a.py": "def load(:\n"}, set(), id="does not parse at head"),
        pytest.param({"a.py": LOAD}, {"b.py": LOAD + "def x(:\n"}, set(), id="moved, and does not parse there"),
        pytest.param(
            {"p/__init__.py": "from p._a import C\n", "p/_a.py": "class C:\n    def get(self): ...\n"},
            {"p/__init__.py": "from p._a import C\n", "p/_a.py": "class C:\n    ...\n"},
            {("p/_a.py", "C.get", "removed")},
            id="private module behind a public package",
        ),
    ],
)
def test_name_that_is_not_where_it_was_is_a_break(before, after, found):
    assert breaks(before, after) == {(path, name, BreakKind(kind)) for path, name, kind in found}


def test_member_that_a_new_base_has_is_no_break():
    before = {"a.py": "class A:\n    def get(self): ...\n"}
    after = {"a.py": "class Base:\n    def get(self): ...\n\n\nclass A(Base):\n    pass\n"}

    assert breaks(before, after) == set()


def test_member_that_a_foreign_base_may_have_is_not_judged():
    before = {"a.py": "class A:\n    def get(self): ...\n"}
    after = {"a.py": "from elsewhere import Base\n\n\nclass A(Base):\n    pass\n"}

    assert breaks(before, after) == set()


def test_fields_of_a_dataclass_are_its_constructor():
    before = {"a.py": "@dataclass\nclass A:\n    x: int\n"}
    after = {"a.py": "@dataclass\nclass A:\n    x: int\n    y: int\n"}

    assert breaks(before, after) == {("a.py", "A.__init__", BreakKind.PARAMETER_REQUIRED)}
