"""The duplication graph: each line once, whatever classes it is in."""

import pytest
from builders import unnamed

from auditlib.graphs.clones import find_clones
from auditlib.graphs.duplication import clone_coverage, cloned_sloc, duplication_graph, shared_code
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
