"""What was computed from values is forgotten as soon as one of those grows, and not before."""

from __future__ import annotations

from functools import partial

import pytest

from auditlib.graphs.knowledge import Fact, Knowledge
from auditlib.graphs.namespaces import NOTHING, Value, Values

ONE = frozenset({Value("instance", "a.py", "One")})
TWO = frozenset({Value("instance", "a.py", "Two")})
X = Fact("variable", "a.py", "", "x")
Y = Fact("variable", "a.py", "", "y")
LOCAL = Fact("variable", "a.py", "f", "z")


class _Counted:
    """A computation that reads some facts and counts how often it ran."""

    def __init__(self, known: Knowledge, *facts: Fact) -> None:
        self.known, self.facts, self.runs = known, facts, 0

    def __call__(self) -> Values:
        self.runs += 1
        return NOTHING.union(*map(self.known.values, self.facts))


def test_what_nothing_is_known_of_has_no_value() -> None:
    assert Knowledge().values(X) == NOTHING


def test_result_is_computed_once() -> None:
    known = Knowledge()
    compute = _Counted(known, X)
    assert known.remember("r", compute, NOTHING) == known.remember("r", compute, NOTHING) == NOTHING
    assert compute.runs == 1


def test_result_is_computed_again_after_what_it_read_has_grown() -> None:
    known = Knowledge()
    compute = _Counted(known, X)
    known.remember("r", compute, NOTHING)
    known.add(X, ONE)
    assert not known.remembers("r")
    assert known.remember("r", compute, NOTHING) == ONE
    known.add(X, TWO)
    assert known.remember("r", compute, NOTHING) == ONE | TWO


@pytest.mark.parametrize(("fact", "values"), [(Y, ONE), (X, NOTHING), (LOCAL, ONE)])
def test_result_holds_while_other_facts_grow(fact: Fact, values: Values) -> None:
    known = Knowledge()
    known.remember("r", _Counted(known, X), NOTHING)
    known.add(fact, values)
    assert known.remembers("r")


def test_values_known_already_change_nothing() -> None:
    known = Knowledge()
    known.add(X, ONE | TWO)
    known.remember("r", _Counted(known, X), NOTHING)
    known.add(X, ONE)
    assert known.remembers("r")


def test_result_about_a_module_depends_on_the_whole_module() -> None:
    known = Knowledge()
    known.remember("r", _Counted(known, X), NOTHING, home="a.py")
    known.add(LOCAL, ONE)
    assert not known.remembers("r")


@pytest.mark.parametrize("cached", [False, True])
def test_result_depends_on_what_the_results_it_used_read(cached: bool) -> None:
    known = Knowledge()
    inner = _Counted(known, X)
    if cached:
        known.remember("inner", inner, NOTHING)
    outer = partial(known.remember, "inner", inner, NOTHING)
    known.remember("outer", outer, NOTHING)
    known.add(X, ONE)
    assert known.remember("outer", outer, NOTHING) == ONE


def test_result_is_not_kept_where_what_it_read_grew_meanwhile() -> None:
    known = Knowledge()

    def compute() -> Values:
        before = known.values(X)
        known.add(X, ONE)
        return before

    assert known.remember("r", compute, NOTHING) == NOTHING
    assert not known.remembers("r")
    assert known.remember("r", compute, NOTHING) == ONE
    assert known.remembers("r")


def test_computation_that_fails_leaves_nothing_behind() -> None:
    known = Knowledge()

    def fail() -> Values:
        known.values(X)
        raise ValueError("failed")

    with pytest.raises(ValueError, match="failed"):
        known.remember("r", fail, NOTHING)
    assert not known.remembers("r")
    assert known.remember("r", _Counted(known, X), NOTHING) == NOTHING


def test_facts_that_hold_a_value_are_found() -> None:
    known = Knowledge()
    known.add(X, ONE)
    known.add(Y, TWO)
    assert list(known.holding(TWO | NOTHING)) == [Y]


def test_result_is_not_kept_where_what_a_result_inside_it_read_grew_meanwhile() -> None:
    known = Knowledge()

    def inner() -> Values:
        before = known.values(X)
        known.add(X, ONE)
        return before

    known.remember("outer", partial(known.remember, "inner", inner, NOTHING), NOTHING)
    assert not known.remembers("outer")


@pytest.mark.parametrize("first", ["one", "other"])
def test_results_that_need_one_another_are_circular_whichever_is_asked_first(first: str) -> None:
    known = Knowledge()
    needs = {"one": "other", "other": "one"}

    def compute(name: str) -> Values:
        return known.remember(needs[name], partial(compute, needs[name]), TWO) | ONE

    known.remember(first, partial(compute, first), TWO)
    assert {name: known.remember(name, partial(compute, name), TWO) for name in needs} == {"one": TWO, "other": TWO}
    assert known.remember("outside", partial(compute, "one"), NOTHING) == TWO | ONE
