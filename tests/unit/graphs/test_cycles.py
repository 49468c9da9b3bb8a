"""Import cycles and the shortest way round them."""

from __future__ import annotations

import networkx as nx
import pytest
from builders import graph
from hypothesis import given
from hypothesis import strategies as st

from auditlib.graphs.cycles import find_cycles, shortest_cycle

TYPED = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import {}"
LAZY = "def f():\n    import {}"


def test_a_graph_without_a_cycle_has_none():
    assert find_cycles(graph({"a.py": "import b", "b.py": ""})) == ()


@pytest.mark.parametrize(
    ("back", "kind"),
    [("import a", "runtime"), (LAZY.format("a"), "lazy"), (TYPED.format("a"), "type_checking")],
    ids=["runtime", "lazy", "type-checking"],
)
def test_the_weakest_import_decides_the_kind(back: str, kind: str):
    (cycle,) = find_cycles(graph({"a.py": "import b", "b.py": back}))

    assert (cycle.kind, cycle.members, cycle.shortest) == (kind, ("a.py", "b.py"), ("a.py", "b.py"))
    assert (cycle.path, cycle.line) == ("a.py", 1)


def test_a_component_is_told_again_only_where_a_weaker_import_makes_it_larger():
    files = {"a.py": "import b", "b.py": "import a\nimport c", "c.py": LAZY.format("a"), "d.py": TYPED.format("a")}

    found = find_cycles(graph(files))

    assert [(cycle.kind.value, cycle.members) for cycle in found] == [
        ("runtime", ("a.py", "b.py")),
        ("lazy", ("a.py", "b.py", "c.py")),
    ]


def test_the_shortest_cycle_shown_is_one_that_needs_the_weaker_import():
    files = {"a.py": "import b", "b.py": "import a\nimport c", "c.py": LAZY.format("a")}

    cycle = find_cycles(graph(files))[-1]

    assert cycle.shortest == ("a.py", "b.py", "c.py")


def test_cycles_are_sorted_by_kind_and_size():
    files = {"a.py": "import b", "b.py": "import a", "c.py": "import d", "d.py": "import e", "e.py": "import c"}

    assert [len(cycle.members) for cycle in find_cycles(graph(files))] == [3, 2]


@given(
    st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")).filter(lambda pair: pair[0] != pair[1]))
)
def test_the_shortest_cycle_is_a_cycle_and_none_is_shorter(pairs: list[tuple[str, str]]):
    found = nx.DiGraph(pairs)
    girths = [len(cycle) for cycle in nx.simple_cycles(found)]

    shortest = shortest_cycle(found)

    assert len(shortest) == min(girths, default=0)
    assert all(found.has_edge(*pair) for pair in zip(shortest, shortest[1:] + shortest[:1], strict=True))
    assert not shortest or shortest[0] == min(shortest)
