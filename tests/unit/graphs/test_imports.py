"""The import graph: nodes with metrics, edges with lines and kinds, reachability."""

from __future__ import annotations

import networkx as nx
import pytest
from builders import graph
from hypothesis import given
from hypothesis import strategies as st

from auditlib.graphs.imports import importers, reachable
from auditlib.model import ModuleMetrics

CHAIN = {"a.py": "import b", "b.py": "from c import x, y\nimport c", "c.py": "x = y = 1"}


def test_edges_lead_from_importer_to_imported():
    found = graph(CHAIN)

    assert list(found.edges) == [("a.py", "b.py"), ("b.py", "c.py")]
    assert found.edges["b.py", "c.py"] == {
        "weight": 3, "lines": [1, 2], "contexts": ["top"], "kind": "runtime", "runtime": True,
    }  # fmt: skip


def test_nodes_have_the_metrics_of_their_modules():
    node = graph(CHAIN).nodes["b.py"]

    assert set(node) == set(ModuleMetrics.__struct_fields__) - {"path"}
    assert (node["name"], node["sloc"], node["ca"], node["ce"], node["fan_in"], node["fan_out"]) == ("b", 2, 1, 1, 1, 3)
    assert (node["instability"], node["abstractness"], node["distance"]) == (0.5, None, None)


def test_distance_is_known_where_there_are_classes():
    found = graph({"a.py": "import b", "b.py": "from typing import Protocol\nclass Port(Protocol): ..."})

    assert (found.nodes["b.py"]["abstractness"], found.nodes["b.py"]["distance"]) == (1.0, 0.0)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("import b", "runtime"),
        ("class A:\n    import b", "runtime"),
        ("try:\n    import b\nexcept ImportError:\n    b = None", "runtime"),
        ("def f():\n    import b", "lazy"),
        ("def f():\n    try:\n        import b\n    except ImportError:\n        pass", "lazy"),
        ("class A:\n    def f(self):\n        import b", "lazy"),
        ("import importlib\nimportlib.import_module('b')", "lazy"),
        ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import b", "type_checking"),
        ("def f():\n    import b\nimport b", "runtime"),
    ],
    ids=["top", "class", "try", "function", "try-in-function", "method", "dynamic", "type-checking", "both"],
)
def test_the_kind_of_an_edge_is_the_strongest_of_its_imports(text: str, kind: str):
    edge = graph({"a.py": text, "b.py": ""}).edges["a.py", "b.py"]

    assert (edge["kind"], edge["runtime"]) == (kind, kind == "runtime")


def test_a_stub_is_no_node_and_an_import_of_oneself_no_edge():
    found = graph({"a.py": "import a", "a.pyi": "import b", "b.py": "", "lone.pyi": "import b"})

    assert list(found) == ["a.py", "b.py", "lone.pyi"]
    assert list(found.edges(data="kind")) == [("lone.pyi", "b.py", "type_checking")]


def test_reachable_counts_the_packages_on_the_way():
    files = {
        "main.py": "import p.q.r",
        "p/__init__.py": "import side",
        "p/q/__init__.py": "",
        "p/q/r.py": "",
        "side.py": "",
    }

    assert reachable(graph(files), ["main.py"]) == {
        "main.py",
        "p/q/r.py",
        "p/__init__.py",
        "p/q/__init__.py",
        "side.py",
    }
    assert reachable(graph(files), ["main.py"], packages=False) == {"main.py", "p/q/r.py"}


def test_importers_are_those_that_reach_a_module():
    assert importers(graph(CHAIN), ["b.py"]) == {"a.py", "b.py"}
    assert importers(graph(CHAIN), ["gone.py"]) == frozenset()


@given(st.lists(st.tuples(st.sampled_from("abcde"), st.sampled_from("abcde"))))
def test_instability_is_a_share_and_couplings_balance(pairs: list[tuple[str, str]]):
    texts = {name: "\n".join(f"import {second}" for first, second in pairs if first == name) for name in "abcde"}

    found = graph({f"{name}.py": text for name, text in texts.items()})

    nodes = [found.nodes[path] for path in found]
    assert all(node["instability"] is None or 0 <= node["instability"] <= 1 for node in nodes)
    assert sum(node["ca"] for node in nodes) == sum(node["ce"] for node in nodes) == nx.number_of_edges(found)
