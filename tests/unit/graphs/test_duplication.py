"""The duplication graph: each line once, whatever classes it is in."""

import networkx as nx
import pytest
from builders import unnamed
from hypothesis import given
from hypothesis import strategies as st

from auditlib.graphs.clones import find_clones
from auditlib.graphs.duplication import (
    GLUE,
    clone_coverage,
    cloned_sloc,
    definition_graph,
    duplication_graph,
    redundancy,
    redundancy_free_sloc,
    redundant_sloc,
    shared_code,
)
from auditlib.model import CloneGroup, CloneType, Fragment

FILES = {
    "a.py": "one()\n\ntwo(\n  1)\n# three\nfour()\nfive()\n",
    "b.py": "six()\nseven()\neight()\n",
    "c.py": "nine()\n",
}
MODULES = unnamed(FILES)


def group(name, *fragments):
    return CloneGroup(name, CloneType.TYPE_1, 1.0, tuple(Fragment(*fragment) for fragment in fragments))


OVERLAPPING = (
    group("k1", ("a.py", 1, 4), ("b.py", 1, 2)),
    group("k2", ("a.py", 3, 6), ("b.py", 2, 3)),
    group("k3", ("b.py", 1, 1), ("b.py", 3, 3)),
)


def test_every_module_is_a_node_with_its_sloc():
    graph = duplication_graph(OVERLAPPING, MODULES)

    assert dict(graph.nodes(data=True)) == {
        "a.py": {"sloc": 5, "cloned_sloc": 4},
        "b.py": {"sloc": 3, "cloned_sloc": 3},
        "c.py": {"sloc": 1, "cloned_sloc": 0},
    }


def test_edge_counts_lines_of_several_classes_once_on_the_side_that_has_fewer():
    graph = duplication_graph(OVERLAPPING, MODULES)

    assert graph.edges["a.py", "b.py"] == {"sloc": 3, "classes": ("k1", "k2")}


def test_copies_within_one_module_are_an_edge_to_itself():
    graph = duplication_graph(OVERLAPPING, MODULES)

    assert graph.edges["b.py", "b.py"] == {"sloc": 2, "classes": ("k3",)}


def test_shared_code_is_sorted_by_paths():
    assert [(one.first, one.second) for one in shared_code(OVERLAPPING, MODULES)] == [
        ("a.py", "b.py"),
        ("b.py", "b.py"),
    ]


def test_class_in_very_many_modules_joins_each_with_the_first(monkeypatch):
    monkeypatch.setattr("auditlib.graphs.duplication.MOST_LINKED", 2)
    groups = [group("k", ("a.py", 1, 1), ("b.py", 1, 1), ("c.py", 1, 1))]

    graph = duplication_graph(groups, MODULES)

    assert sorted(graph.edges) == [("a.py", "b.py"), ("a.py", "c.py")]


@pytest.mark.parametrize(("groups", "sloc"), [(OVERLAPPING, 7), ((), 0), (OVERLAPPING[2:], 2)])
def test_coverage_is_the_share_of_cloned_sloc(groups, sloc):
    assert cloned_sloc(groups, MODULES) == sloc
    assert clone_coverage(groups, MODULES) == sloc / 9


def test_coverage_of_nothing_is_none():
    assert clone_coverage((), ()) is None


def test_wholly_copied_modules_are_wholly_covered():
    text = "".join(f"def f{number}(x):\n    y = g(x)\n    return y + h(x, {number})\n\n" for number in range(8))
    modules = unnamed({"a.py": text, "b.py": text})

    assert clone_coverage(find_clones(modules).groups, modules) == 1


CODE = """\
import os

@cached
def f(x):
    y = g(x)
    return y

class C:
    def m(self):
        a = 1
        def inner(b):
            return a + b
        return inner
"""
NESTED = unnamed({"a.py": CODE, "b.py": CODE})
IN_DEFINITIONS = (
    group("k1", ("a.py", 3, 6, "f"), ("b.py", 3, 6, "f")),
    group("k2", ("a.py", 10, 12, "C.m"), ("b.py", 10, 12, "C.m")),
    group("k3", ("a.py", 1, 6), ("a.py", 8, 13, "C")),
)


def test_definitions_that_hold_a_fragment_are_nodes_with_decorators_and_what_is_nested():
    graph = definition_graph(IN_DEFINITIONS, NESTED)

    assert dict(graph.nodes(data=True)) == {
        "a.py:": {"sloc": 11, "cloned_sloc": 5},
        "a.py:C": {"sloc": 6, "cloned_sloc": 6},
        "a.py:C.m": {"sloc": 5, "cloned_sloc": 3},
        "a.py:f": {"sloc": 4, "cloned_sloc": 4},
        "b.py:C.m": {"sloc": 5, "cloned_sloc": 3},
        "b.py:f": {"sloc": 4, "cloned_sloc": 4},
    }


def test_definitions_that_share_code_are_joined():
    graph = definition_graph(IN_DEFINITIONS, NESTED)

    assert dict(graph.edges) == {
        ("a.py:", "a.py:C"): {"sloc": 5, "classes": ("k3",)},
        ("a.py:C.m", "b.py:C.m"): {"sloc": 3, "classes": ("k2",)},
        ("a.py:f", "b.py:f"): {"sloc": 4, "classes": ("k1",)},
    }


def test_saving_is_what_goes_less_a_call_for_each_copy():
    (one,) = redundancy([group("k", ("a.py", 1, 7), ("b.py", 1, 3), ("c.py", 1, 1))], MODULES)

    assert one.redundant == 3 + 1
    assert one.saving == one.redundant - 2 * GLUE


def test_saving_is_never_below_nothing():
    (one,) = redundancy([group("k", ("a.py", 1, 1), ("c.py", 1, 1))], MODULES)

    assert (one.redundant, one.saving) == (1, 0)


def test_of_overlapping_classes_each_line_goes_with_the_largest():
    large = group("large", ("a.py", 1, 7), ("b.py", 1, 3))
    small = group("small", ("b.py", 2, 3), ("b.py", 1, 1), ("c.py", 1, 1))

    found = {one.group.id: one.redundant for one in redundancy([small, large], MODULES)}

    assert found == {"large": 3, "small": 0}


def test_a_line_that_stays_for_one_class_does_not_go_for_another():
    files = unnamed({"a.py": "go()\n" * 10, "b.py": "go()\n" * 20})
    large = group("large", ("a.py", 1, 10), ("b.py", 1, 10))
    small = group("small", ("a.py", 6, 10), ("b.py", 12, 19))

    found = {one.group.id: one.redundant for one in redundancy([large, small], files)}

    assert found == {"large": 10, "small": 0}


def test_wholly_copied_modules_are_half_redundant():
    text = "".join(f"def f{number}(x):\n    y = g(x)\n    return y + h(x, {number})\n\n" for number in range(8))
    modules = unnamed({"a.py": text, "b.py": text})

    groups = find_clones(modules).groups

    assert redundant_sloc(groups, modules) == redundancy_free_sloc(groups, modules) == 24


def test_classes_stand_with_most_saved_first():
    groups = [group("b", ("a.py", 3, 4), ("b.py", 2, 3)), group("a", ("a.py", 6, 7), ("b.py", 1, 1))]

    assert [one.group.id for one in redundancy(groups, MODULES)] == ["b", "a"]


LINES = 12
PLAIN = unnamed({path: "go()\n" * LINES for path in ("a.py", "b.py", "c.py")})
fragments = st.builds(
    lambda path, start, length: (path, start, min(LINES, start + length)),
    st.sampled_from(["a.py", "b.py", "c.py"]),
    st.integers(1, LINES),
    st.integers(0, 6),
)
classes = st.lists(st.lists(fragments, min_size=2, max_size=4, unique=True), max_size=6).map(
    lambda found: [group(f"k{number}", *parts) for number, parts in enumerate(found)]
)


@given(classes)
def test_no_line_goes_twice_and_savings_add_up(groups):
    found = redundancy(groups, PLAIN)
    total = redundant_sloc(groups, PLAIN)

    assert sum(one.redundant for one in found) == total <= cloned_sloc(groups, PLAIN)
    assert redundancy_free_sloc(groups, PLAIN) == 3 * LINES - total
    assert all(0 <= one.saving <= one.redundant for one in found)
    assert all(one.redundant <= cloned_sloc([one.group], PLAIN) for one in found)


@given(classes, st.randoms())
def test_order_of_files_and_classes_does_not_matter(groups, chance):
    files, shuffled = list(PLAIN), list(groups)
    chance.shuffle(files)
    chance.shuffle(shuffled)

    assert redundancy(shuffled, files) == redundancy(groups, PLAIN)
    for graph in (duplication_graph, definition_graph):
        one, other = graph(shuffled, files), graph(groups, PLAIN)
        assert nx.utils.graphs_equal(one, other)
        assert list(one) == list(other)


@given(st.lists(st.lists(st.integers(1, 5), min_size=2, max_size=4), max_size=5))
def test_class_that_overlaps_with_no_other_saves_by_the_formula(sizes_of_classes):
    line, groups = 1, []
    for number, sizes in enumerate(sizes_of_classes):
        starts = [line + sum(sizes[:index]) for index in range(len(sizes))]
        parts = [("a.py", start, start + size - 1) for start, size in zip(starts, sizes, strict=True)]
        groups.append(group(f"k{number}", *parts))
        line += sum(sizes)

    found = {one.group.id: one for one in redundancy(groups, unnamed({"a.py": "go()\n" * line}))}

    for number, sizes in enumerate(sizes_of_classes):
        assert found[f"k{number}"].redundant == sum(sizes) - max(sizes)
        assert found[f"k{number}"].saving == max(0, sum(sizes) - max(sizes) - GLUE * (len(sizes) - 1))
