"""Which part should stay."""

from __future__ import annotations

from collections.abc import Mapping

from builders import edges, project

from auditlib.graphs.roles.standing import Standing, canonical
from auditlib.model import Part

CACHE = "class Cache:\n    def get(self, key): return key\n    def put(self, key): self.x = key\n"


def standing(files: Mapping[str, str], *, declared: tuple[str, ...] = ()) -> Standing:
    return Standing(project(files), edges(files), declared)


def whole(path: str, qualname: str = "Cache") -> Part:
    return Part(path, qualname, ((1, 3),))


def stays(files: Mapping[str, str], *paths: str, declared: tuple[str, ...] = ()) -> str:
    return canonical([whole(path) for path in paths], "caching", standing(files, declared=declared)).path


def test_the_one_that_others_import_stays():
    files = {"a.py": CACHE, "b.py": CACHE, "c.py": "from b import Cache", "d.py": "from b import Cache"}

    assert stays(files, "a.py", "b.py") == "b.py"


def test_the_one_in_the_declared_file_stays():
    assert stays({"a.py": CACHE, "b.py": CACHE}, "a.py", "b.py", declared=("b.py",)) == "b.py"


def test_what_is_old_or_special_does_not():
    assert stays({"legacy.py": CACHE, "z.py": CACHE}, "legacy.py", "z.py") == "z.py"


def test_a_definition_of_its_own_stays_before_members_of_another():
    files = {"a.py": CACHE, "b.py": CACHE}
    group = Part("a.py", "Cache", ((2, 2),), ("get",))

    assert canonical([group, whole("b.py")], "caching", standing(files)).path == "b.py"


def test_of_equal_ones_the_first_stays():
    assert stays({"b.py": CACHE, "a.py": CACHE}, "b.py", "a.py") == "a.py"


def test_a_declared_one_stays_whatever_speaks_against_it():
    found = canonical([whole("a.py")], "caching", standing({"a.py": CACHE, "old.py": CACHE}), ("old.py", "Cache"))

    assert (found.path, found.exists, found.declared) == ("old.py", True, True)


def test_a_declared_one_that_is_not_there_is_vetoed():
    found = canonical([whole("a.py")], "caching", standing({"a.py": CACHE}), ("b.py", "Cache"))

    assert not found.exists
    assert found.vetoes == ("b.py defines no Cache in this state",)


def test_a_path_may_be_relative_to_the_scope():
    known = standing({"lib/a.py": CACHE})

    assert known.place("a.py:Cache", ("", "lib")) == ("lib/a.py", "Cache")
    assert known.place("b.py:Cache", ("", "lib")) == ("b.py", "Cache")


def test_records_classes_and_functions_are_told_apart():
    known = standing({"a.py": f"{CACHE}class Entry:\n    x: int = 1\ndef get():\n    return 1\n"})

    kinds = [known.kind(Part("a.py", name, ())) for name in ("Cache", "Entry", "get")]
    assert kinds == ["class", "record", "function"]
