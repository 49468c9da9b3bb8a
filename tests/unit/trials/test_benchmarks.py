"""Ratios with intervals, and what stays in memory."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditlib.trials.benchmarks import _slope, mean_interval, ratio_interval

times = st.floats(0.001, 10)


@given(st.lists(st.tuples(times, times), min_size=2, max_size=20))
def test_ratio_lies_in_its_interval_and_turns_over_with_the_states(pairs):
    base, head = zip(*pairs, strict=True)

    mean, low, high = ratio_interval(base, head)

    assert low <= mean * (1 + 1e-9)
    assert mean <= high * (1 + 1e-9)
    assert ratio_interval(head, base)[0] == pytest.approx(1 / mean)


def test_equal_rounds_have_no_width():
    assert ratio_interval([1.0, 2.0, 4.0], [1.5, 3.0, 6.0]) == pytest.approx((1.5, 1.5, 1.5))


def test_one_value_says_nothing_of_its_spread():
    assert mean_interval([3.0]) == (3.0, -math.inf, math.inf)


@pytest.mark.parametrize(
    ("held", "slope"),
    [
        ([0, 100, 200, 300, 400, 500, 600, 700], 10),
        ([0, 5_000, 9_000, 9_900, 9_900, 9_900, 9_900, 9_900], 0),
        ([50] * 8, 0),
    ],
    ids=["leaks", "fills up and stays", "keeps nothing"],
)
def test_slope_is_what_each_call_of_the_later_half_leaves(held, slope):
    assert _slope({"held": held, "batch": 10}) == pytest.approx(slope)
