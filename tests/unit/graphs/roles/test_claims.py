"""Claims of several categories to the same lines."""

from __future__ import annotations

from auditlib.graphs.roles.claims import Claim, outdone
from auditlib.model import Part

CACHE = Part("a.py", "Cache", ((1, 50),))
STATS = Part("a.py", "Cache", ((10, 20),), ("get_stats",))


def test_a_piece_of_a_whole_that_does_another_job_is_no_job_of_its_own():
    claims = [Claim(CACHE, "caching", 0.9), Claim(STATS, "monitoring", 0.6)]

    assert outdone(claims, 0.3) == {1}


def test_a_whole_that_does_nothing_leaves_its_pieces_alone():
    claims = [Claim(CACHE, "caching", 0.2), Claim(STATS, "monitoring", 0.1)]

    assert outdone(claims, 0.3) == set()


def test_a_likelier_piece_stands():
    claims = [Claim(CACHE, "caching", 0.4), Claim(STATS, "monitoring", 0.6)]

    assert outdone(claims, 0.3) == set()


def test_one_whole_has_one_category():
    claims = [Claim(CACHE, "caching", 0.2), Claim(CACHE, "memory", 0.2), Claim(CACHE, "response", 0.1)]

    assert outdone(claims, 0.3) == {1, 2}


def test_groups_of_one_class_may_do_two_jobs():
    other = Part("a.py", "Cache", ((12, 22),), ("watch",))

    assert outdone([Claim(STATS, "caching", 0.9), Claim(other, "monitoring", 0.6)], 0.3) == set()
