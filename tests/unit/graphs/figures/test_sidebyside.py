"""Copies side by side: the right two, differences marked, nothing of the source can break out, cuts are counted."""

import html
import re

import pytest
from builders import unnamed

from auditlib.graphs.figures.pairs import LONGEST, LONGEST_LINE, ROWS
from auditlib.graphs.figures.sidebyside import side_by_side
from auditlib.graphs.state import State
from auditlib.model import CloneGroup, CloneType, Facts, Fragment, Project
from auditlib.notebooks.render import clean
from auditlib.params import Params

ONE = """\
def load(path):
    text = read(path)
    if not text:
        raise Missing(path)
    return parse(text)
"""
OTHER = """\
class Store:
    def fetch(self, path):
        text = read(path)
        log(path)
        if not text:
            raise Missing(path)
        return parse(text, strict=True)
"""


def state(files, *groups, read=None):
    """A state of these files with these clone classes, each a list of fragments."""
    made = State(Facts(Project("p", None, (), ()), unnamed(files), ()), Params(), read or files.get)
    named = [CloneGroup(f"k{rank}", CloneType.TYPE_3, 0.8, tuple(parts)) for rank, parts in enumerate(groups)]
    vars(made)["clones"] = tuple(named)
    return made


def whole(path, text, definition=""):
    return Fragment(path, 1, text.count("\n"), definition)


PAIR = ({"a.py": ONE, "b.py": OTHER}, [whole("a.py", ONE, "load"), Fragment("b.py", 2, 7, "Store.fetch")])


def rows(shown):
    """The cells of each row of the first table, as text."""
    found = re.findall(r"<tr[^>]*>(.*?)</tr>", shown)
    cells = [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row) for row in found]
    return [[html.unescape(re.sub(r"<[^>]+>", "", cell)) for cell in row] for row in cells]


def test_lines_stand_beside_one_another_under_their_places():
    shown = side_by_side(state(*PAIR))._repr_html_()

    assert rows(shown) == [
        ["", "a.py:1–5 load", "", "b.py:2–7 Store.fetch"],
        ["1", "def load(path):", "2", "def fetch(self, path):"],
        ["2", "    text = read(path)", "3", "    text = read(path)"],
        ["", "", "4", "    log(path)"],
        ["3", "    if not text:", "5", "    if not text:"],
        ["4", "        raise Missing(path)", "6", "        raise Missing(path)"],
        ["5", "    return parse(text)", "7", "    return parse(text, strict=True)"],
    ]


def test_words_that_differ_are_marked_and_lines_alone_are_marked_whole():
    shown = side_by_side(state(*PAIR))._repr_html_()

    assert re.findall("<mark>(.*?)</mark>", shown) == ["load", "fetch", "self, ", "log(path)", ", strict=True"]


def test_page_keeps_marks_and_indentation_and_drops_the_style():
    page = clean(side_by_side(state(*PAIR))._repr_html_())

    assert "<pre>    <mark>log(path)</mark></pre>" in page
    assert "<style" not in page
    assert "white-space" not in page


def test_markdown_is_a_diff():
    text = side_by_side(state(*PAIR))._repr_markdown_()

    assert text.endswith(
        "```diff\n--- a.py:1–5 load\n+++ b.py:2–7 Store.fetch\n-def load(path):\n+def fetch(self, path):\n"
        "     text = read(path)\n+    log(path)\n     if not text:\n         raise Missing(path)\n"
        "-    return parse(text)\n+    return parse(text, strict=True)\n```"
    )


def test_class_says_its_type_size_and_saving():
    text = side_by_side(state(*PAIR))._repr_markdown_()

    assert "**1. Type-3, 2 copies, similarity 0.80, saving 4 SLOC** (clone class `k0`)" in text


def test_source_cannot_break_out():
    hostile = "x = '</td><script>alert(1)</script>'\ny = '\u202e ``` ````'\n"
    files = {"a.py": hostile, "b.py": hostile + "z = '<b>'\n"}
    made = side_by_side(state(files, [whole("a.py", hostile), whole("b.py", files["b.py"])]))

    assert "<script" not in made._repr_html_()
    assert "\\u202e" in made._repr_html_()
    assert "<mark>z = &#x27;&lt;b&gt;&#x27;</mark>" in made._repr_html_()
    assert made._repr_markdown_().count("\n`````") == 2
    assert "\u202e" not in made._repr_markdown_()


def test_of_several_copies_the_two_that_differ_most_are_shown():
    near = ONE.replace("load", "open")
    files = {"a.py": ONE, "b.py": near, "c.py": ONE.replace("text", "body").replace("path", "name")}
    shown = side_by_side(state(files, [whole(path, text) for path, text in files.items()]))._repr_html_()

    assert rows(shown)[0] == ["", "a.py:1–5 ", "", "c.py:1–5 "]
    assert "the two that differ most. Also at b.py:1." in shown


def test_classes_of_tests_alone_stand_last():
    longer = ONE + "def save(path):\n    write(path)\n    close(path)\n"
    files = {"a.py": ONE, "b.py": ONE, "tests/c.py": longer, "tests/d.py": longer}
    made = side_by_side(
        state(
            files, [whole("tests/c.py", longer), whole("tests/d.py", longer)], [whole("a.py", ONE), whole("b.py", ONE)]
        )
    )

    assert [pair.one.group.id for pair in made.pairs] == ["k1", "k0"]
    assert [pair.one.saving for pair in made.pairs] == [4, 7]


def test_only_the_first_classes_are_shown_and_the_first_is_open():
    files = {path: ONE * 3 for path in ("a.py", "b.py")}
    groups = [[Fragment("a.py", line, line + 4), Fragment("b.py", line, line + 4)] for line in (1, 6, 11)]
    made = side_by_side(state(files, *groups), limit=2)

    assert made.caption.startswith("2 of 3 clone classes")
    assert made._repr_html_().count("<details") == 2
    assert made._repr_html_().count("<details open") == 1


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ("go()\n" * 20, "go()\n" * 20 + "stop(now)\n", "14 lines not shown: the same in both"),
        ("go()\n" * (ROWS + 3), "go()\n" * (ROWS + 3), "3 lines not shown: the same in both"),
        (
            "".join(f"a{n} = 1\n" for n in range(ROWS + 3)),
            "".join(f"b{n} = 1\n" for n in range(ROWS + 3)),
            "3 lines not shown, 3 of them with differences",
        ),
        ("go()\n" * (LONGEST + 1), "go()\n" * LONGEST, f"Past the first {LONGEST} lines, 1 line not compared"),
        ("x" * (LONGEST_LINE + 7) + "\n", "y\n", "x … 7 more characters"),
    ],
    ids=["same", "past the limit", "differences past the limit", "past what is compared", "long line"],
)
def test_what_is_cut_is_counted(first, second, words):
    made = side_by_side(state({"a.py": first, "b.py": second}, [whole("a.py", first), whole("b.py", second)]))

    assert words in html.unescape(re.sub("<[^>]+>", "", made._repr_html_()))


def test_text_that_cannot_be_had_is_said_so():
    made = side_by_side(state(*PAIR, read={"a.py": ONE}.get))

    for shown in (made._repr_html_(), made._repr_markdown_()):
        assert "The source text is not available" in shown
        assert "def load" not in shown


def test_state_without_a_reader_has_no_text():
    assert State(Facts(Project("p", None, (), ()), (), ()), Params()).read("a.py") is None


def test_no_clone_class_is_said_so():
    made = side_by_side(state({}))

    assert "There are no clone classes." in made._repr_html_()
    assert made._repr_markdown_() == "**Copies side by side** There are no clone classes."
    assert repr(made) == "<SideBySide: There are no clone classes.>"
