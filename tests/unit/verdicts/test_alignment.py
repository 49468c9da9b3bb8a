import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditlib.verdicts import alignment
from auditlib.verdicts.alignment import align

texts = st.lists(st.sampled_from("abcd"), max_size=12)


def rebuilt(before, after):
    """Both texts, put together again from what is kept and the hunks."""
    found = align(before, after)
    left = sorted([i for i, _ in found.kept] + [i for hunk in found.hunks for i in hunk.before])
    right = sorted([j for _, j in found.kept] + [j for hunk in found.hunks for j in hunk.after])
    return [before[i] for i in left], [after[j] for j in right]


@given(texts, texts)
def test_each_line_is_kept_or_in_one_hunk(before, after):
    found = align(before, after)

    assert rebuilt(before, after) == (before, after)
    assert all(before[i] == after[j] for i, j in found.kept)
    assert list(found.kept) == sorted(found.kept, key=lambda pair: pair[1])


@given(texts)
def test_nothing_is_left_of_equal_texts(text):
    assert align(text, text).hunks == ()


@pytest.mark.parametrize("cells", [0, 4, 400])
def test_large_texts_are_cut_at_lines_that_stand_once(monkeypatch, cells):
    monkeypatch.setattr(alignment, "CELLS", cells)

    found = align(list("xaXbYcz"), list("yabZcw"))

    assert set(found.kept) == {(1, 1), (3, 2), (5, 4)}
