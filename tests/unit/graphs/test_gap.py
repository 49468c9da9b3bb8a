"""The API gap between what callers use and what stays."""

from __future__ import annotations

import pytest
from builders import removal

OLD = """\
class Old:
    def __init__(self, size=1):
        self.size = size

    def fetch(self, key, ttl=0):
        return key

    async def load(self, key):
        return key

    @property
    def full(self):
        return False
"""


def gap(new: str, call: str, old: str = OLD) -> list[tuple[str, str, str]]:
    """The gap for one caller that has `old`, an instance of Old."""
    app = f"from old import Old\nasync def main(old: Old):\n    {call}\n"
    found = removal({"old.py": old, "new.py": new, "app.py": app}, "old.py:Old", into="new.py:New")
    assert all(one.callers == (found.callers[-1],) for one in found.gap)
    return [(one.member, one.kind.value, one.detail) for one in found.gap]


@pytest.mark.parametrize(
    ("new", "call", "expected"),
    [
        ("class New:\n    pass", "old.fetch(1)", ("fetch", "missing", "")),
        ("class New:\n    async def fetch(self, key): ...", "old.fetch(1)", ("fetch", "async", "becomes async")),
        ("class New:\n    def load(self, key): ...", "await old.load(1)", ("load", "async", "is no longer async")),
        ("class New:\n    def fetch(self): ...", "old.fetch(1)",
         ("fetch", "arguments", "takes at most 0 by position, gets 1")),
        ("class New:\n    def fetch(self, key): ...", "old.fetch(1, ttl=2)",
         ("fetch", "arguments", "has no parameter ttl")),
        ("class New:\n    def fetch(self, key, space): ...", "old.fetch(1)", ("fetch", "arguments", "asks for space")),
        ("class New:\n    def full(self): ...", "old.full", ("full", "arguments", "is a method there")),
        ("class New:\n    def __init__(self, path): ...", "Old()", ("__init__", "arguments", "asks for path")),
        ("class New:\n    pass", "Old(size=2)", ("__init__", "arguments", "has no parameter size")),
        ("@dataclass\nclass New:\n    path: str\n    size: int = 1", "Old(size=2)",
         ("__init__", "arguments", "asks for path")),
    ],
    ids=["missing", "becomes-async", "becomes-sync", "arity", "keyword", "required", "property", "constructor",
         "no-constructor", "dataclass"],
)  # fmt: skip
def test_what_callers_use_and_what_stays_lacks_is_a_gap(new: str, call: str, expected: tuple[str, str, str]):
    assert gap(new, call) == [expected]


@pytest.mark.parametrize(
    ("new", "call"),
    [
        ("class New:\n    def fetch(self, key, ttl=1, *, space=''): ...", "old.fetch(1, ttl=2)"),
        ("class New:\n    def fetch(self, *keys, **options): ...", "old.fetch(1, ttl=2)"),
        ("class New:\n    def fetch(self, key, space): ...", "old.fetch(*keys)"),
        ("class Base:\n    def fetch(self, key): ...\nclass New(Base):\n    pass", "old.fetch(1)"),
        ("from elsewhere import Base\nclass New(Base):\n    pass", "old.fetch(1)"),
        ("class New:\n    def __getattr__(self, name): ...", "old.fetch(1)"),
        ("class New:\n    def __init__(self):\n        self.fetch = None", "old.fetch(1)"),
        ("class New(Model):\n    pass", "Old(size=2)"),
    ],
    ids=["fits", "takes-all", "starred", "inherited", "foreign-base", "getattr", "attribute", "foreign-constructor"],
)
def test_nothing_is_said_of_what_fits_or_is_not_known(new: str, call: str):
    assert gap(new, call) == []


def test_members_that_nobody_uses_are_no_gap():
    assert gap("class New:\n    pass", "print(old)") == []


def test_a_member_that_what_goes_lacks_as_well_is_no_gap():
    assert gap("class New:\n    pass", "old.gone()") == []


def test_functions_are_compared_as_such():
    files = {
        "old.py": "def load(path, mode): ...",
        "new.py": "async def read(path): ...",
        "app.py": "from old import load\nload(1, mode=2)",
    }
    found = removal(files, "old.py:load", into="new.py:read")

    assert [(one.member, one.kind.value) for one in found.gap] == [("load", "arguments"), ("load", "async")]


def test_a_function_that_a_class_replaces_is_not_compared():
    files = {"old.py": "def load(path): ...", "new.py": "class New: ...", "app.py": "from old import load\nload(1)"}

    assert removal(files, "old.py:load", into="new.py:New").gap == ()


def test_modules_are_compared_name_by_name():
    files = {
        "old.py": "def load(path): ...\ndef dump(path): ...\nLIMIT = 1",
        "new.py": "def load(path, mode): ...\nLIMIT = 2",
        "app.py": "import old\nold.load(1)\nold.dump(1)\nprint(old.LIMIT)",
    }
    found = removal(files, "old.py", into="new.py")

    assert [(one.member, one.kind.value) for one in found.gap] == [("dump", "missing"), ("load", "arguments")]
