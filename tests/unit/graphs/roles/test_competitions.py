"""Which parts compete."""

from __future__ import annotations

from collections.abc import Mapping

from builders import edges, project

from auditlib.graphs.roles.competitions import competitions, with_canonicals
from auditlib.graphs.roles.standing import Standing
from auditlib.model import Competition, Part, Pattern, PatternRole

STORE = "\n".join(f"    def {name}(self):\n        return 1" for name in ("get", "put", "drop", "size"))


def rivals(
    files: Mapping[str, str], *patterns: Pattern, declared: Mapping[str, tuple[str, str]] | None = None
) -> tuple[Competition, ...]:
    modules = project(files)
    return competitions(patterns, modules, Standing(modules, edges(files)), declared or {})


def pattern(path: str, qualname: str, role: PatternRole = PatternRole.IMPLEMENTATION) -> Pattern:
    return Pattern(f"{path}{qualname}", "caching", Part(path, qualname, ((1, 9),)), role, 0.9, ())


def names(found: tuple[Competition, ...]) -> list[tuple[str, list[str]]]:
    return [(one.basis, [f"{part.path}:{part.qualname}" for part in one.members]) for one in found]


TWO = {"a.py": f"class A:\n{STORE.replace('get', 'one')}", "b.py": f"class B:\n{STORE.replace('size', 'two')}"}


def test_implementations_of_one_category_compete():
    found = rivals(TWO, pattern("a.py", "A"), pattern("b.py", "B"))

    assert ("category", ["a.py:A", "b.py:B"]) in names(found)


def test_consumers_do_not():
    found = rivals(TWO, pattern("a.py", "A"), pattern("b.py", "B", PatternRole.CONSUMER))

    assert not [one for one in found if one.basis == "category"]


def test_a_declared_canonical_competes_with_one():
    found = rivals(TWO, pattern("a.py", "A"), declared={"caching": ("b.py", "B")})

    (one,) = (one for one in found if one.basis == "category")
    assert (one.canonical.path, one.canonical.declared) == ("b.py", True)


def test_classes_of_one_name_compete():
    assert names(rivals({"a.py": f"class A:\n{STORE}", "b.py": f"class A:\n{STORE}"})) == [
        ("name", ["a.py:A", "b.py:A"])
    ]


def test_classes_with_one_interface_compete():
    assert names(rivals({"a.py": f"class A:\n{STORE}", "b.py": f"class B:\n{STORE}"})) == [
        ("interface", ["a.py:A", "b.py:B"])
    ]


def test_a_family_does_not():
    assert rivals({"a.py": f"class A:\n{STORE}", "b.py": f"class B(A):\n{STORE}"}) == ()
    assert rivals({"a.py": f"class A(Store):\n{STORE}", "b.py": f"class B(Store):\n{STORE}"}) == ()


def test_implementations_know_what_stays():
    patterns = (pattern("a.py", "A"), pattern("b.py", "B"))

    found = with_canonicals(patterns, rivals(TWO, *patterns))

    assert {one.canonical.path for one in found if one.canonical} == {"a.py"}
