"""Bytes → PythonFacts: what is read, and what is said of files that cannot be."""

import ast
import gc
import threading
import warnings

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditlib.facts.scopes import Scope
from auditlib.facts.source import facts_of, parse_python, read_python
from auditlib.model import Fault, LineCount, PythonFacts


@pytest.mark.parametrize(
    ("data", "bindings", "physical"),
    [
        (b"", (), 0),
        (b"# nothing but a comment\n", (), 1),
        (b"\xef\xbb\xbfx = 1\n", ("x",), 1),
        (b"# -*- coding: latin-1 -*-\nx = '\xe9'\n", ("x",), 2),
        (b"#!/bin/sh\n# vim: set fileencoding=cp1252 :\nx = '\x80'\n", ("x",), 3),
        (b"\xef\xbb\xbf# coding: utf8\nx = 1\n", ("x",), 2),
        (b"x = 1\r\ny = 2\rz = 3\n", ("x", "y", "z"), 3),
        (b"\x0cx = 1\n", ("x",), 2),
        (b"if x:\n\ty = 1\n", ("y",), 2),
        (b"x = '\\ud800'\n", ("x",), 1),
        ("naïve = 'é'\n".encode(), ("naïve",), 1),
    ],
    ids=[
        "empty",
        "comment",
        "bom",
        "latin-1",
        "cp1252",
        "bom-utf8",
        "crlf-cr",
        "form-feed",
        "tab",
        "surrogate",
        "utf-8",
    ],
)
def test_odd_but_sound_files_are_read(data: bytes, bindings: tuple[str, ...], physical: int):
    facts = read_python(data)

    assert facts.fault is None
    assert facts.bindings == bindings
    assert facts.lines.physical == physical


@pytest.mark.parametrize(
    ("data", "line", "code", "words"),
    [
        (b"x = (", 1, "syntax", "never closed"),
        (b"def f():\n", 1, "syntax", "indented block"),
        (b"if x:\n\ty\n        z\n", 3, "syntax", "tabs"),
        (b"x = 1\ny\0 = 2\n", 2, "null-bytes", "null bytes"),
        (b"x = 1\ny = '\xff'\n", 2, "encoding", "0xff"),
        (b"\xff\xfex\0", 1, "encoding", "UTF-16"),
        (b"# coding: zlib\n", 1, "encoding", "'zlib'"),
        (b"\n# coding: unicode_escape\n", 1, "encoding", "'unicode_escape'"),
        (b"# coding: utf-7\n", 1, "encoding", "'utf-7'"),
        (b"# coding: undefined\n", 1, "encoding", "'undefined'"),
        (b"# coding: no-such-codec\n", 1, "encoding", "'no-such-codec'"),
        (b"\xef\xbb\xbf# coding: latin-1\n", 1, "encoding", "byte order mark"),
        (b"# coding: shift_jis\nx = '\x81'\n", 2, "encoding", "shift_jis"),
    ],
)
def test_fault_names_what_is_wrong_and_where(data: bytes, line: int, code: str, words: str):
    fault = read_python(data).fault

    assert fault is not None
    assert (fault.line, fault.code) == (line, code)
    assert words in fault.message


@pytest.mark.parametrize("data", [b"-" * 100_000 + b"1", b"(" * 5_000 + b")" * 5_000, b"+".join([b"x"] * 200_000)])
def test_text_too_deep_for_the_parser_is_a_fault_of_the_file(data: bytes):
    facts = read_python(data)

    assert facts.fault is not None
    assert facts.fault.code in {"memory", "recursion", "syntax"}
    assert facts.lines.physical == 1


def test_long_sums_and_deep_nesting_that_parse_are_read():
    sums = b"x = " + b" + ".join([b"f(a)"] * 900) + b"\n"
    chain = b"y = a" + b".b()" * 300 + b"\n"
    nested = b"".join(b" " * depth + b"if x:\n" for depth in range(90)) + b" " * 90 + b"z = 1\n"

    facts = read_python(sums + chain + nested)

    assert facts.fault is None
    assert facts.bindings == ("x", "y", "z")
    assert len(facts.calls) == 1200
    assert facts.halstead.total_operators == 899
    assert facts.cyclomatic == 91


def test_a_long_elif_chain_is_read():
    chain = b"if x == 0:\n    pass\n" + b"".join(b"elif x == %d:\n    pass\n" % n for n in range(1, 150))

    assert read_python(chain).cyclomatic == 151


def test_faulty_file_keeps_its_lines_and_statements():
    facts = read_python(b"import os\n\n# why\nx = 1\ny = = 2\n")

    assert facts.fault == Fault(5, "syntax", "invalid syntax")
    assert facts.lines == LineCount(physical=5, blank=1, comment=1, single_comment=1, multi=0, sloc=3, lloc=3)
    assert facts.statements.start
    assert (facts.imports, facts.maintainability) == ((), 0.0)


def test_facts_can_be_stored_whatever_the_source_holds():
    data = b"__all__ = ['\\ud800']\nimport sys\nimport_module('\\udfff')\nsys.path.append('\\ud801')\n"

    facts = read_python(data)

    assert msgspec.msgpack.decode(msgspec.msgpack.encode(facts), type=PythonFacts) == facts
    assert facts.exports == ("\\ud800",)


def test_warnings_about_the_source_are_silent_in_threads_and_under_any_filter():
    results: list[PythonFacts] = []
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        thread = threading.Thread(target=lambda: results.append(read_python(b"x = '\\d' if 1is 1else 2\n")))
        thread.start()
        thread.join()
        results.append(read_python(b"x = '\\d'\n"))

    assert [facts.fault for facts in results] == [None, None]


def test_other_sources_still_warn():
    read_python(b"x = '\\d'\n")

    with pytest.warns((DeprecationWarning, SyntaxWarning)):
        ast.parse("x = '\\d'")


def test_the_tree_is_freed_without_garbage_collection():
    text = b"class A:\n    def f(self):\n        def g():\n            self.x = 1\n"
    read_python(text)
    gc.collect()
    gc.disable()
    try:
        read_python(text)
        left = [thing for thing in gc.get_objects() if isinstance(thing, (ast.stmt, Scope))]
    finally:
        gc.enable()

    assert left == []


FRAGMENTS = [
    "if x:\n",
    "    y = (z,)\n",
    "  (a) = f(b,)\n",
    "(c,) = d\n",
    "'''e\n\n'''",
    "(",
    ")",
    "lambda: 1\n",
    "\\\n",
]
FRAGMENTS += [
    "f'{g['h']}'\n",
    "async",
    "def i(self): return 1\n",
    ";",
    "\f",
    "# j\n",
    "x = 'k\n",
    "@l\n",
    "é",
    "0x",
    "\n",
]


@settings(deadline=None)
@given(st.lists(st.lists(st.sampled_from(FRAGMENTS), max_size=8).map("".join), min_size=1, max_size=6))
def test_facts_of_a_file_do_not_depend_on_those_beside_it(texts):
    contents = [text.encode() for text in texts]

    assert facts_of(list(map(parse_python, contents))) == list(map(read_python, contents))
