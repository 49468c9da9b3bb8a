"""Graphs as text."""

from __future__ import annotations

import json

import networkx as nx
from builders import graph

from auditlib.graphs.export import dot_text, mermaid_text, node_link_json

FILES = {"a.py": "import b", "b.py": "def f():\n    import a"}


def test_node_link_json_can_be_read_back():
    found = graph(FILES)

    read = nx.node_link_graph(json.loads(node_link_json(found)), edges="edges")

    assert dict(read.nodes(data=True)) == dict(found.nodes(data=True))
    assert list(read.edges(data=True)) == list(found.edges(data=True))


def test_undirected_graph_can_be_read_back():
    shared = nx.Graph()
    shared.add_edge("b.py", "a.py", sloc=3, classes=("k",))
    shared.add_edge("b.py", "b.py", sloc=2, classes=("l",))

    text = node_link_json(shared)

    read = nx.node_link_graph(json.loads(text), edges="edges")
    assert not read.is_directed()
    assert [(pair["source"], pair["target"]) for pair in json.loads(text)["edges"]] == [
        ("a.py", "b.py"),
        ("b.py", "b.py"),
    ]
    assert read.edges["a.py", "b.py"] == {"sloc": 3, "classes": ["k"]}


def test_the_order_of_nodes_and_edges_does_not_matter():
    forwards = nx.DiGraph([("a", "b"), ("b", "c")])
    backwards = nx.DiGraph([("b", "c"), ("a", "b")])

    for write in (node_link_json, dot_text, mermaid_text):
        assert write(forwards) == write(backwards)


def test_imports_that_do_not_run_at_once_are_drawn_otherwise():
    assert '"b.py" -> "a.py" [style=dashed];' in dot_text(graph(FILES))
    assert "n1 -.-> n0" in mermaid_text(graph(FILES))


def test_names_cannot_break_out_of_their_quotes():
    hostile = nx.DiGraph([('a"];\n<b>\\', "c")])

    assert '"a\\"];\\n<b>\\\\" -> "c";' in dot_text(hostile)
    assert 'n0["a#34;#93;#59;#10;#60;b#62;#92;"]' in mermaid_text(hostile)


def test_mermaid_rolls_a_large_graph_up_to_as_many_folders_as_fit():
    large = nx.DiGraph([("p/q/a.py", "p/r/b.py"), ("p/q/c.py", "p/q/a.py"), ("p/r/b.py", "s/d.py"), ("e.py", "s/d.py")])

    text = mermaid_text(large, most_nodes=4)

    assert [line.strip() for line in text.splitlines()[1:]] == [
        'n0["."]', 'n1["p/q"]', 'n2["p/r"]', 'n3["s"]', "n0 --> n3", "n1 --> n2", "n2 --> n3",
    ]  # fmt: skip
    assert len(mermaid_text(large, most_nodes=3).splitlines()) == 6
