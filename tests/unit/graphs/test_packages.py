"""The import graph rolled up to packages."""

from __future__ import annotations

import networkx as nx
from builders import graph, project

from auditlib.graphs.packages import package_graph

FILES = {
    "main.py": "import shop.cart",
    "shop/__init__.py": "",
    "shop/cart.py": "from store.disk import Disk\nfrom store.port import Port",
    "shop/till.py": "from shop.cart import x\nimport store.disk",
    "store/disk.py": "class Disk: ...",
    "store/port.py": "import abc\nclass Port(abc.ABC): ...",
    "store/deep/index.py": "import store.disk",
}


def rolled(depth: int | None = None) -> nx.DiGraph:
    return package_graph(project(FILES), graph(FILES), depth=depth)


def test_packages_sum_their_modules():
    nodes = rolled().nodes

    assert list(nodes) == [".", "shop", "store", "store/deep"]
    assert (nodes["shop"]["modules"], nodes["shop"]["sloc"]) == (3, 4)
    assert nodes["store"]["abstractness"] == 0.5


def test_couplings_of_a_package_count_modules_across_its_border():
    nodes = rolled().nodes

    assert (nodes["shop"]["ca"], nodes["shop"]["ce"]) == (1, 2)
    assert (nodes["store"]["ca"], nodes["store"]["ce"], nodes["store"]["instability"]) == (3, 0, 0.0)
    assert nodes["store"]["distance"] == 0.5


def test_edges_between_packages_add_their_weights():
    edges = rolled().edges

    assert edges["shop", "store"] == {"weight": 3, "runtime": True}
    assert ("shop", "shop") not in edges


def test_depth_cuts_the_folders():
    found = rolled(depth=1)

    assert list(found) == [".", "shop", "store"]
    assert ("store", "store") not in found.edges
