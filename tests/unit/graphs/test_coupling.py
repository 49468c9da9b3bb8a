"""Coupling metrics."""

from __future__ import annotations

import networkx as nx
import pytest

from auditlib.graphs.coupling import afferent_coupling, distance, efferent_coupling, instability

GRAPH = nx.DiGraph([("a", "b"), ("b", "c"), ("d", "b"), ("b", "b")])
GRAPH.add_node("alone")


@pytest.mark.parametrize(
    ("node", "ca", "ce", "expected"),
    [("a", 0, 1, 1.0), ("b", 2, 1, 1 / 3), ("c", 1, 0, 0.0), ("alone", 0, 0, None)],
)
def test_couplings_count_other_modules(node: str, ca: int, ce: int, expected: float | None):
    assert (afferent_coupling(GRAPH, node), efferent_coupling(GRAPH, node)) == (ca, ce)
    assert instability(GRAPH, node) == expected


def test_an_unknown_module_is_an_error():
    with pytest.raises(nx.NetworkXError):
        instability(GRAPH, "gone")


@pytest.mark.parametrize(
    ("abstract", "unstable", "expected"),
    [(0.0, 1.0, 0.0), (1.0, 1.0, 1.0), (0.0, 0.0, 1.0), (0.5, 0.25, 0.25), (None, 0.5, None), (0.5, None, None)],
)
def test_distance_is_that_from_the_main_sequence(
    abstract: float | None, unstable: float | None, expected: float | None
):
    assert distance(abstract, unstable) == expected
