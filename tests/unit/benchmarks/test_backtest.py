"""How the backtest counts: the parts of a text, the set that goes, its imports, the error of an answer."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

from auditlib.facts.lexer import lex
from auditlib.facts.raw import line_counts

FOLDER = Path(__file__).parents[3] / "benchmarks" / "backtest"
MODULE = '''"""What it does."""

import json
import os

LIMIT = 3


# Twice as good.
@final
class Copy:
    """A copy."""

    def load(self):
        return json.loads(
            # the text

            self.text)


def use(one):
    return os.fspath(one.load())
'''


@pytest.fixture(autouse=True)
def on_path(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.syspath_prepend(str(FOLDER))


def side(*gone: str, kept: str | None = None):
    return import_module("side").Side(MODULE, gone, kept)


def numbers(size) -> tuple[int, int, int]:
    return size.physical, size.sloc, size.lloc


@pytest.mark.parametrize(
    "text",
    [MODULE, "", "x = 1", '"""A\n\nB"""\n', "x = '''\n\n'''\n", "if x: y; z\n", "f(\n\n# why\n1)\n\n", "a = \\\n  1\n"],
    ids=["module", "empty", "no-end", "docstring", "long-string", "semicolon", "brackets", "continuation"],
)
def test_lines_add_up_to_the_size_of_the_text(text: str):
    counting = import_module("counting")

    (count,) = line_counts([text], lex(text))

    assert numbers(counting.size(text)) == (count.physical, count.sloc, count.lloc)


@pytest.mark.parametrize("gone", [("Copy",), ("Copy", "Copy.load")], ids=["once", "with-its-method"])
def test_set_has_decorators_comments_and_blank_lines_above_and_each_line_once(gone: tuple[str, ...]):
    one = side(*gone)

    assert min(one.gone) == MODULE.split("\n").index("LIMIT = 3") + 2
    assert numbers(one.size_of(one.gone)) == (12, 6, 5)


def test_parts_of_a_side_add_up_to_the_whole():
    one = side("Copy", kept="use")

    parts = [one.size_of(one.gone), one.size_of(one.kept), one.size_of(one.imports), one.others]

    assert import_module("counting").total(parts) == one.size
    assert [size.sloc for size in parts] == [6, 2, 2, 1]


def test_own_imports_are_those_that_nothing_else_uses():
    assert import_module("features").own_imports(side("Copy")).sloc == 1
    assert import_module("features").own_imports(side("Copy.load")).sloc == 1
    assert import_module("features").own_imports(side()).sloc == 0


def test_second_definition_of_a_name_is_told_by_its_number():
    text = import_module("definitions").Text("def f(): ...\ndef f(): ...\n")

    assert text.extent("f#2") == frozenset({2})


def test_uses_are_counted_outside_of_the_set_and_of_imports():
    removed = import_module("removed")

    assert removed.sites(side("Copy"), {"load", "json"}) == [MODULE.split("\n").index("def use(one):") + 2]


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("class Kept: ...\nclass Gone(Kept): ...\n", {"inherits", "calls"}),
        ("class Gone: ...\nclass Kept(Gone): ...\n", {"inherited", "called"}),
        ("class Kept: ...\nclass Gone:\n    def load(self): return Kept()\n", {"calls"}),
        ("class Kept: ...\nclass Gone: ...\nGone()\n", set()),
    ],
    ids=["subclass", "base", "wrapper", "apart"],
)
def test_relation_says_who_inherits_and_who_uses_whom(text: str, flags: set[str]):
    entry = {"deleted": ["a.py:Gone"], "into": "a.py:Kept"}
    targets = import_module("removed").Targets.of(entry)
    one = targets.before("a.py", text)

    found = import_module("relations").relation(targets, {"a.py": one}, one)

    assert {name for name, holds in found.items() if holds} == {"same_file", *flags}


@pytest.mark.parametrize(
    ("path", "role"),
    [("a/b.py", "product"), ("a/tests/b.py", "test"), ("a/test_b.py", "test"), ("docs/conf.py", "apart")],
)
def test_role_of_a_file_is_that_of_its_path(path: str, role: str):
    assert import_module("sources").role(path) == role


@pytest.mark.parametrize(
    ("answer", "net", "percent"), [(-30, -20, 50), (-20, -20, 0), (0, 0, 0), (-5, 5, 200), (-5, 0, float("inf"))]
)
def test_error_is_in_percent_of_the_net(answer: int, net: int, percent: float):
    assert import_module("summary").error(answer, net) == percent
