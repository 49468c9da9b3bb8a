"""Pieces of SVG: escaping, numbers, widths."""

import pytest

from auditlib.graphs.figures.svg import canvas, element, escape, fluid_canvas, label, text_width


@pytest.mark.parametrize(
    ("text", "written"),
    [("a<b>&\"'", "a&lt;b&gt;&amp;&quot;&#x27;"), ("a\x1bb", "a\\x1bb"), ("a\u202eb", "a\\u202eb")],
    ids=["markup", "control", "direction"],
)
def test_text_cannot_break_out_or_hide(text, written):
    assert escape(text) == written


def test_attributes_are_escaped_and_absent_ones_left_out():
    assert element("g", class_='a"b', data_node=3, id=None) == '<g class="a&quot;b" data-node="3"></g>'


def test_wide_characters_take_two_columns():
    assert text_width("漢") == 2 * text_width("a")


def test_coordinates_are_short():
    assert element("rect", x=1 / 3, y=2.0) == '<rect x="0.33" y="2"></rect>'


@pytest.mark.parametrize(
    "drawn",
    [
        canvas([label(1, 2, "x")], width=10, height=20, title="T", description="D & d"),
        fluid_canvas([], height=5, title="T", description="D & d"),
    ],
    ids=["fixed", "fluid"],
)
def test_picture_is_named_and_described(drawn):
    assert 'role="img"' in drawn
    assert "<title>T</title><desc>D &amp; d</desc>" in drawn
