"""Classes, functions and groups of members of a module."""

from __future__ import annotations

from builders import unnamed

from auditlib.graphs.roles.components import Outline, group_of, joined

STORE = '''\
import json

LIMIT = 3

@decorated
def load(path):
    return json.load(path)

class Store:
    """Keeps."""

    kind: str = "plain"

    def __init__(self):
        self._cache = {}
        self.name = ""

    def get(self, key):
        return self._cache[key]

    def rename(self, name):
        self.name = name
        return self
'''


def outline(text: str) -> Outline:
    (module,) = unnamed({"a.py": text})
    return Outline(module)


def test_components_are_the_classes_and_the_functions_of_the_top_level():
    found = outline(STORE).components

    assert [(one.kind, one.name, one.part.ranges) for one in found] == [
        ("function", "load", ((5, 7),)),
        ("class", "Store", ((9, 23),)),
    ]


def test_a_class_has_its_fields_and_what_its_methods_set():
    _, store = outline(STORE).components

    assert sorted(one.name for one in store.attributes) == ["_cache", "kind", "name"]
    assert [one.name for one in store.bodies] == ["__init__", "get", "rename"]


def test_a_group_holds_the_members_that_work_on_an_attribute():
    _, store = outline(STORE).components

    group = group_of(store, frozenset({"_cache"}), frozenset())

    assert group is not None
    assert group.part.members == ("_cache", "get")
    assert group.part.ranges == ((15, 15), (18, 19))


def test_nobody_works_on_an_attribute_that_is_not_there():
    _, store = outline(STORE).components

    assert group_of(store, frozenset({"_other"}), frozenset()) is None


def test_a_class_in_an_except_is_a_fallback():
    (store,) = outline(
        "try:\n    from x import Store\nexcept ImportError:\n    class Store:\n        pass\n"
    ).components

    assert store.fallback


def test_ranges_that_overlap_are_one():
    assert joined([(5, 9), (1, 2), (8, 12)]) == ((1, 2), (5, 12))
