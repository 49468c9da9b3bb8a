"""Scores and roles."""

from __future__ import annotations

import pytest

from auditlib.graphs.roles.judging import role, score, weights
from auditlib.model import PatternRole

CLASS = {"name": 1.0, "head": 1.0, "state": 1.0, "shapes": 1.0, "members": 1.0, "place": 1.0, "size": 0.8}


def test_what_speaks_for_it_makes_the_score_higher():
    assert score(CLASS, "caching") > 0.8 > score({"name": 1.0}, "caching") > score({}, "caching")


def test_a_category_of_a_users_own_is_judged_too():
    assert score(CLASS, "retry") > 0.6 > score({}, "retry")


def test_a_feature_without_a_weight_changes_nothing():
    assert score({"unheard of": 1.0}, "caching") == score({}, "caching")


@pytest.mark.parametrize(
    ("features", "likely", "expected"),
    [
        ({}, 0.9, PatternRole.IMPLEMENTATION),
        ({"interface": 1.0}, 0.1, PatternRole.STUB),
        ({"trivial": 0.8}, 0.1, PatternRole.STUB),
        ({"delegating": 1.0}, 0.1, PatternRole.FACADE),
        ({"foreign": 1.0}, 0.1, PatternRole.CONSUMER),
        ({"words": 0.1, "calls": 0.5}, 0.1, PatternRole.CONSUMER),
        ({"words": 0.1}, 0.1, PatternRole.HOMONYM),
    ],
)
def test_the_role_says_what_it_is_instead(features, likely, expected):
    assert role(features, likely) is expected


def test_categories_have_weights_of_their_own():
    assert weights().own.keys() == weights().categories.keys()
