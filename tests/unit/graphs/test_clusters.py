"""Clusters of things of which some pairs are similar."""

from hypothesis import given
from hypothesis import strategies as st

from auditlib.graphs.clusters import clusters

PAIRS = st.dictionaries(
    st.tuples(st.integers(0, 8), st.integers(0, 8)).filter(lambda pair: pair[0] < pair[1]), st.floats(0.7, 1)
)


def test_the_closest_pair_stays_together_whatever_else_is_like_one_of_them():
    family = {(0, other): 0.8 for other in range(2, 6)}

    assert [0, 1] in [sorted(cluster)[:2] for cluster in clusters(6, {(0, 1): 0.95, **family})]


def test_a_chain_of_small_differences_makes_no_class_of_strangers():
    chain = {(number, number + 1): 0.9 for number in range(9)}

    assert max(map(len, clusters(10, chain))) < 4


def test_what_is_all_alike_is_one_cluster():
    alike = {(one, other): 0.9 for other in range(7) for one in range(other)}

    assert clusters(7, alike) == [[0, 1, 2, 3, 4, 5, 6]]


@given(PAIRS)
def test_each_thing_is_in_one_cluster(similar):
    found = clusters(9, similar)

    assert sorted(thing for cluster in found for thing in cluster) == list(range(9))
