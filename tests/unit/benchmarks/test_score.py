"""Rates with their intervals, and counts of several seeds as one."""

import math

import pytest
import score
from score import Rate


@pytest.mark.parametrize(
    ("found", "total", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_interval_is_wilsons(found, total, low, high):
    """The examples of R. G. Newcombe, "Two-sided confidence intervals for the single proportion" (1998), method 3."""
    assert Rate(found, total).interval == pytest.approx((low, high), abs=5e-5)


def test_interval_of_a_full_rate_ends_at_one():
    low, high = Rate(77, 77).interval

    assert high == pytest.approx(1)
    assert 0.95 < low < 0.96


def test_nothing_to_find_says_nothing():
    assert math.isnan(Rate(0, 0).share)
    assert Rate(0, 0).interval == (0, 1)
    assert str(Rate(0, 0)) == "-"


def test_rate_is_shown_with_its_interval_and_numbers():
    assert str(Rate(10, 11)) == "90.9% [62.3–98.4] 10/11"


def test_pooled_counts_are_sums_and_what_was_missed_stays_apart():
    first = {"total": {"found": 1, "total": 2}, "type": {"Type-1": {"found": 1, "total": 2}}, "missed": ["a/0002"]}
    second = {"total": {"found": 0, "total": 1}, "type": {"Type-2": {"found": 0, "total": 1}}, "missed": ["b/0001"]}

    assert score.pooled([first, second]) == {
        "total": {"found": 1, "total": 3},
        "type": {"Type-1": {"found": 1, "total": 2}, "Type-2": {"found": 0, "total": 1}},
        "missed": ["a/0002", "b/0001"],
    }


def test_one_recall_pooled_is_itself():
    truth = [
        {
            "id": "0001",
            "kind": "Type-1",
            "operator": "verbatim",
            "parameter": "",
            "similarity": 1.0,
            "original": {"path": "a.py", "start": 1, "end": 9},
            "copy": {"path": "b.py", "start": 1, "end": 9},
        }
    ]
    found = score.recall(truth, [[("a.py", 1, 9), ("b.py", 2, 9)]])

    assert found["total"] == {"found": 1, "total": 1}
    assert score.pooled([found]) == found
