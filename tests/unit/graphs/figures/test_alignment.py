"""Lines that stand for one another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditlib.graphs.figures.alignment import LARGEST, align

LINES = st.lists(st.sampled_from(["a = 1", "b = 2", "", "  a = 1", "for x in y:", "return a"]), max_size=9)


def rows(first, second):
    return [(row.first, row.second) for row in align(first.split("; "), second.split("; "))]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("a; b", "a; b", [(0, 0), (1, 1)]),
        ("a; b", "    a; b", [(0, 0), (1, 1)]),
        ("start(); stop()", "start(); x = 1; stop()", [(0, 0), (None, 1), (1, 2)]),
        ("x = load(path)", "y = load(path)", [(0, 0)]),
        ("data = read(file)", "text = fetch(url)", [(0, 0)]),
        ("import os", "return {'a': [1, 2]}", [(0, None), (None, 0)]),
        ("x = f(1); y = g(x)", "log.info('x'); x = f(2); y = g(x)", [(None, 0), (0, 1), (1, 2)]),
    ],
    ids=["same", "indented", "inserted", "renamed", "all renamed", "unlike", "inserted before a change"],
)
def test_lines_stand_beside_what_they_became(first, second, expected):
    assert rows(first, second) == expected


def test_what_is_the_same_is_not_changed():
    assert [row.changed for row in align(["a", "b", "c"], ["a", "x + y", "c"])] == [False, True, True, False]


def test_large_changed_parts_are_taken_in_their_order():
    first = [f"a{number}" for number in range(LARGEST + 2)]
    second = [f"b{number}" for number in range(LARGEST + 1)]

    found = [(row.first, row.second) for row in align(first, second)]

    assert found == [*((number, number) for number in range(LARGEST + 1)), (LARGEST + 1, None)]


@given(LINES, LINES)
def test_every_line_stands_once_and_in_order(first, second):
    found = align(first, second)

    assert [row.first for row in found if row.first is not None] == list(range(len(first)))
    assert [row.second for row in found if row.second is not None] == list(range(len(second)))
    assert all(row.changed or first[row.first].strip() == second[row.second].strip() for row in found)
