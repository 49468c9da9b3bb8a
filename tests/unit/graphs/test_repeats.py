"""Maximal repeats against their definition, tried on every run."""

import time
from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from auditlib.graphs.repeats import maximal_repeats

SHORTEST = 2


def found(files, shortest=SHORTEST):
    """Every repeat as (length, places), of files given as lists of (shape, depth)."""
    statements = [statement for file in files for statement in file]
    shape = np.array([shape for shape, _ in statements], np.uint64)
    depth = np.array([depth for _, depth in statements], np.int64)
    repeats = maximal_repeats(shape, depth, np.cumsum([0, *map(len, files)]), shortest)
    columns = zip(repeats.left.tolist(), repeats.right.tolist(), repeats.length.tolist(), strict=True)
    return [(length, tuple(sorted(repeats.places[left:right].tolist()))) for left, right, length in columns]


def expected(files):
    """By definition: runs of equal shapes and equal steps, whose neighbours are not all the same on either side."""
    offsets = np.cumsum([0, *map(len, files)]).tolist()
    runs = {}
    for file, offset in zip(files, offsets, strict=False):
        for begin in range(len(file)):
            for end in range(begin + SHORTEST, len(file) + 1):
                part = file[begin:end]
                key = tuple(shape for shape, _ in part), steps(part)
                before = (file[begin - 1][0], steps(file[begin - 1 : begin + 1])) if begin else ("edge", offset)
                after = (file[end][0], steps(file[end - 1 : end + 1])) if end < len(file) else ("edge", offset)
                runs.setdefault(key, []).append((offset + begin, before, after))
    return {
        (len(key[0]), tuple(place for place, _, _ in places))
        for key, places in runs.items()
        if len({before for _, before, _ in places}) > 1 and len({after for _, _, after in places}) > 1
    }


def steps(part):
    return tuple(after - before for (_, before), (_, after) in pairwise(part))


@settings(deadline=None)
@given(st.lists(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 1)), max_size=14), max_size=4))
def test_repeats_are_those_of_the_definition(files):
    repeats = found(files)

    assert set(repeats) == expected(files)
    assert len(set(repeats)) == len(repeats)


def test_run_does_not_cross_files():
    assert found([[(1, 0), (2, 0)], [(3, 0)], [(1, 0), (2, 0), (3, 0)]]) == [(2, (0, 3))]


def test_indentation_around_a_run_does_not_matter_and_within_it_does():
    body = [(1, 1), (2, 2), (3, 1)]

    assert found([[*body, (4, 0)], [(shape, depth + 5) for shape, depth in body]]) == [(3, (0, 4))]
    assert found([[(1, 0), (2, 0), (3, 0)], [(1, 0), (2, 0), (3, 1)]]) == [(2, (0, 3))]


def test_many_equal_statements_take_little_time():
    begin = time.process_time()
    repeats = found([[(1, 0)] * 2_000], shortest=1_900)
    maximal_repeats(np.ones(100_000, np.uint64), np.zeros(100_000, np.int64), np.array([0, 100_000]), 5)

    assert len(repeats) == 100
    assert time.process_time() - begin < 10
