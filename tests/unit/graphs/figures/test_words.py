"""The words in which two lines differ."""

from hypothesis import given
from hypothesis import strategies as st

from auditlib.graphs.figures.words import changed_words


def test_changed_words_are_told_apart():
    left, right = changed_words("total = price + tax", "total = cost + tax")

    assert left == (("total = ", False), ("price", True), (" + tax", False))
    assert right == (("total = ", False), ("cost", True), (" + tax", False))


def test_blanks_between_changed_words_are_changed():
    assert changed_words("not ready", "really done now")[0] == (("not ready", True),)


@given(st.text("ab (=)", max_size=12), st.text("ab (=)", max_size=12))
def test_pieces_are_the_line(first, second):
    left, right = changed_words(first, second)

    assert "".join(text for text, _ in left) == first
    assert "".join(text for text, _ in right) == second
    assert "".join(text for text, new in left if not new) == "".join(text for text, new in right if not new) or " " in (
        first + second
    )
