"""Line counts equal radon's."""

import ast
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from radon.raw import analyze

from auditlib.facts import raw
from auditlib.facts.lexer import lex
from auditlib.facts.source import read_python
from auditlib.model import LineCount


def radon_count(text: str) -> LineCount:
    found = analyze(text)
    return LineCount(found.loc, found.blank, found.comments, found.single_comments, found.multi, found.sloc, found.lloc)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        " \n\t\n",
        "x",
        "x = 1\n\n\n",
        "# a\n    # b\nx = 1  # c\n",
        "'''one'''\n",
        '"""a\n\n   \nb\n"""\n',
        '"""a\nb"""  # why\n',
        "def f():\n    r'''a\n    b'''\n    b'x'\n    u'y'\n",
        "'a' 'b'\n",
        "('a')\n",
        "-'a'\n",
        "x = '''a\n\nb'''\n",
        "x = [\n\n    1,  # one\n    # two\n\n]\n",
        "x = 1 + \\\n    2\n",
        "'a' \\\n    'b'\n",
        "'a\\\nb'\n",
        "\\\n'a'\n",
        "\\\n# a\n",
        "if x: y\n",
        "if x:  # a\n    y\n",
        "if x: y; z\n",
        "if x: y; z;\n",
        "x; y; z;\n",
        "x: int = 1; y: int; z[1:]; w\n",
        "x = {1: 2}\n",
        "x = a[1:2]; y = {\n1: 2}; z\n",
        "lambda: 1\n",
        "(x := 1)\n",
        "def f(a: int) -> {1: 2}:\n    pass\n",
        "class A: pass\n",
        "\fdef f():\n    pass\n\f\n",
        "x = 1\f\n",
        "# a\fb\n",
        "'''a\fb\x1cc'''\n",
        "x = 1 \\\n\ny = 2\n",
        "x = 1 \\\n",
        "x = 'é\u2028'\n",
        "'\xa0'\n'''\n\xa0\n'''\n",
        "async def f():\n    await x\n",
        "match x:\n    case {'a': b}: pass\n    case _:\n        pass\n",
        "if x:\n\ty = 1\n\n\tz = 2\n",
        "@a\ndef f(): ...\n",
    ],
)
def test_counts_are_radons(text: str):
    try:
        expected = radon_count(text)
    except SyntaxError:
        pytest.skip("radon fails on this text")

    assert read_python(text.encode()).lines == expected


LINES = [
    *(
        "x",
        "x = 1",
        "x: int = 1",
        "x = {1: 2}",
        "x = a[1:2]",
        "f(lambda: 1)",
        "(x := 1)",
        "'a'",
        "r'''b\n\n  c'''",
        '"""d"""  # e',
    ),
    *("x = '''a\n\n'''", "('a')", "[\n\n1,  # b\n\n]", "x = 1 + \\\n 2", "'a\\\nb'", "\\\n'a'", "x = ':;#'", "pass"),
    *(
        "x = [1,\n# two\n2]; y: int",
        "if x: y",
        "while x: y; z",
        "def f(a: int): pass",
        "class A: 'b'",
        "with a: b = {c: d}",
    ),
]
PLAIN = st.lists(st.sampled_from([*LINES, "", " \t", "# note", "    # note", "\f"]), max_size=8).map("\n".join)
JOINED = (
    st.lists(st.sampled_from(LINES[:16]), min_size=1, max_size=4).map("; ".join).filter(lambda text: "#" not in text)
)
BLOCK = JOINED.map(lambda text: f"if x:  # why\n    {text}\n\n")


@settings(deadline=None)
@given(st.lists(st.one_of(PLAIN, JOINED, BLOCK), max_size=5).map("\n".join))
def test_counts_are_radons_on_any_program(text: str):
    expected = radon_count(text)

    found = read_python(text.encode())

    assert found.fault is None
    assert found.lines == expected


SOURCE = Path(raw.__file__).read_text(encoding="utf-8")
PARTS = [ast.get_source_segment(SOURCE, statement) or "" for statement in ast.parse(SOURCE).body]


@settings(deadline=None, max_examples=30)
@given(st.lists(st.sampled_from(PARTS), max_size=6), st.sampled_from(["\n", "\n\n\n", "\n# --\n", "\n\f\n"]))
def test_counts_are_radons_on_parts_of_a_real_module(parts: list[str], between: str):
    text = between.join(parts)

    assert read_python(text.encode()).lines == radon_count(text)


def test_radon_is_not_asked_about_a_long_text():
    text = "x = 1 \\\n\n" + "y = 2\n" * 1_000

    counted = read_python(text.encode()).lines

    assert raw.only_radon_knows(["", text], lex("", text)) == [False, True]
    assert counted.physical == 1_002


def test_text_on_which_radon_fails_is_counted_all_the_same():
    text = "℘ = 1\nx = '''a\f'''\n"

    counted = read_python(text.encode()).lines

    assert counted.sloc == 3


def test_text_that_does_not_parse_is_counted():
    counted = read_python(b"x = (1,\n\n# a\ny = 2\n").lines

    assert (counted.physical, counted.comment) == (4, 1)


@pytest.mark.parametrize("text", ["x: '''abc\n", "x: 1 \\\n", "x: 1; y\\\n"])
def test_text_that_never_comes_to_a_logical_end_is_counted(text: str):
    assert read_python(text.encode()).lines.lloc == 2


@pytest.mark.skipif(sys.version_info < (3, 12), reason="radon sees one token there")
def test_formatted_string_is_a_string_in_every_python():
    assert read_python(b"f'{a:b}'\n").lines.single_comment == 1
