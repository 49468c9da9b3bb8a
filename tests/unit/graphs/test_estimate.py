"""The estimate of a removal: its parts add up, and its coefficients are the package's."""

from __future__ import annotations

import pytest
from builders import removal
from hypothesis import given
from hypothesis import strategies as st

from auditlib.graphs.estimate import Coefficients, Experience, Extent, coefficients, estimate
from auditlib.model.patterns import RemovalKind, Size

KINDS = {kind.value: Experience(0.1, -0.2, 0.3, 40, 0.07) for kind in RemovalKind}
KNOWN = Coefficients("an example", KINDS, missing=1.0, short=0.5, adapted=2.0)


@given(
    st.sampled_from(list(RemovalKind)), st.integers(0, 5000), st.integers(0, 500), st.integers(0, 9), st.integers(0, 9)
)
def test_net_is_what_is_left_of_gross(kind: RemovalKind, gross: int, missing: int, adapted: int, imports: int):
    extent = Extent(
        kind, Size(gross, gross, gross), Size(gross), Size(missing, missing, missing), Size(), adapted, imports
    )
    found = estimate(extent, KNOWN)

    assert found.net == found.gross - found.kept - found.glue
    assert found.low.sloc <= found.net.sloc <= found.high.sloc


def test_each_term_is_what_it_says():
    extent = Extent(RemovalKind.CONSOLIDATION, Size(0, 200), Size(), Size(0, 20), Size(0, 20), adapted=2, imports=3)
    found = estimate(extent, KNOWN)

    assert (found.kept.sloc, found.glue.sloc, found.net.sloc) == (20 + 10 + 20, 3 + 4, 200 - 50 - 7)
    assert (found.low.sloc, found.high.sloc) == (143 - 60, 143 + 40)


def test_of_an_extraction_the_largest_part_stays():
    extent = Extent(RemovalKind.EXTRACTION, Size(0, 200), Size(0, 100))

    assert estimate(extent, KNOWN).kept.sloc == 10


def test_the_measured_error_stands_beside_the_estimate():
    assert "40 real removals" in estimate(Extent(RemovalKind.DEAD, Size()), KNOWN).method
    assert "7% of gross" in estimate(Extent(RemovalKind.DEAD, Size()), KNOWN).method


def test_what_was_not_measured_is_said_to_be_a_guess():
    guess = Coefficients("stated", {"dead duplicate": Experience(0.0, -0.1, 0.1)}, 1.0, 1.0, 1.0)

    assert "guess" in estimate(Extent(RemovalKind.DEAD, Size()), guess).method


@pytest.mark.parametrize("kind", list(RemovalKind), ids=lambda kind: kind.value)
def test_the_package_has_coefficients_for_every_kind(kind: RemovalKind):
    known = coefficients()

    assert known.origin
    assert known.kinds[kind.value].low <= known.kinds[kind.value].high


USED = "from old import {0}\n{0}().fetch()"


@pytest.mark.parametrize(
    ("app", "into", "kind"),
    [
        ("", None, RemovalKind.DEAD),
        ("from old import Old", "new.py:New", RemovalKind.DEAD),
        (USED.format("Old"), "new.py:New", RemovalKind.CONSOLIDATION),
        (USED.format("Old"), None, RemovalKind.WITHDRAWAL),
    ],
    ids=["dead", "imported-only", "consolidation", "withdrawal"],
)
def test_the_kind_follows_from_callers_and_what_stays(app: str, into: str | None, kind: RemovalKind):
    files = {"old.py": "class Old:\n    def fetch(self): ...", "new.py": "class New:\n    pass", "app.py": app}

    assert removal(files, "old.py:Old", into=into).kind is kind


def test_copies_without_one_that_stays_are_an_extraction():
    files = {"a.py": "def load(): ...\nload()", "b.py": "def load(): ...\nload()"}

    assert removal(files, "a.py:load", "b.py:load").kind is RemovalKind.EXTRACTION


def test_a_method_that_may_be_called_on_something_else_is_not_dead():
    files = {"a.py": "class A:\n    def run_it(self): ...", "b.py": "def f(thing):\n    thing.run_it()"}

    assert removal(files, "a.py:A.run_it").kind is RemovalKind.WITHDRAWAL


def test_what_a_decorator_registers_is_not_dead():
    files = {"a.py": "@app.route('/')\ndef index(): ...", "b.py": "@lru_cache\ndef index(): ..."}

    assert removal(files, "a.py:index").kind is RemovalKind.WITHDRAWAL
    assert removal(files, "b.py:index").kind is RemovalKind.DEAD
