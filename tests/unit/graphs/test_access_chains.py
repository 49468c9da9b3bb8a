"""Chains of names, attributes and calls in a statement."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditlib.graphs.access_chains import Arguments, Reading

TOKENS = [
    "a",
    "b",
    ".",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    "=",
    ":",
    "await",
    "if",
    "else",
    "or",
    "*",
    '"t"',
    "0",
    "def",
]


@given(st.lists(st.sampled_from(TOKENS), max_size=30).map(" ".join))
def test_no_statement_is_too_broken_to_read(text: str):
    reading = Reading(text)
    size = len(reading.tokens)

    for chain in reading.chains.values():
        assert 0 <= chain.begin < chain.end
        assert all(isinstance(reading.arguments(step), Arguments) for step in chain.steps)
    assert all(0 <= place < size for place in reading.operands(0, size) or ())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("f ( )", Arguments()),
        ("f ( a , b )", Arguments(2)),
        ("f ( a , key = b )", Arguments(1, ("key",))),
        ("f ( a , * b )", Arguments(1, (), starred=True)),
        ("f ( ** b )", Arguments(0, (), starred=True)),
        ("f ( g ( a , b ) , [ c , d ] )", Arguments(2)),
        ("f ( a for a in b )", Arguments(1)),
    ],
    ids=["none", "positional", "keyword", "star", "double-star", "nested", "generator"],
)
def test_what_a_call_passes(text: str, expected: Arguments):
    reading = Reading(text)

    assert reading.arguments(reading.chains[0].steps[0]) == expected


@pytest.mark.parametrize(
    ("text", "roots"),
    [
        ("a or f ( )", ["a", "f"]),
        ("f ( ) if a else b", ["f", "b"]),
        ("await f ( a )", ["f"]),
        ("None", []),
        ("( a or b ) . c", ["("]),
        ("a == b", None),
        ("not a", None),
        ("a , b", None),
        ("lambda : a", None),
    ],
    ids=["or", "conditional", "await", "none", "group", "comparison", "negation", "tuple", "lambda"],
)
def test_which_parts_of_an_expression_may_be_its_value(text: str, roots: list[str] | None):
    reading = Reading(text)
    places = reading.operands(0, len(reading.tokens))

    assert (places if places is None else [reading.tokens[place] for place in places]) == roots
