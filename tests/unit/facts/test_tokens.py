"""Statements of a text: what counts as one, what makes two equal."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditlib.facts.codes import Kind
from auditlib.facts.statements import Mark
from auditlib.facts.tokens import COLUMN_TYPES, KIND_MASK, MOST_CODES, short_code, statement_columns, view
from auditlib.model import StatementColumns


def statements(text):
    return view(statement_columns(text))


def same(column, one, other):
    return getattr(statements(one), column).tolist() == getattr(statements(other), column).tolist()


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("x = 1\n\ny = 2", [1, 3]),
        ("if x: y = 1; z = 2", [1, 1, 1]),
        ("for x in lambda: 3, lambda y: 4: pass", [1, 1]),
        ("def f(a: int = 3, *, k=lambda: 4) -> dict[str, int]:\n    return {1: 2}[1:]", [1, 2]),
        ("@a\n@b(\n    1)\nclass C: x: int", [1, 2, 4, 4]),
        ("'''a\nb'''\nx = '''c\nd'''\n'e'", [3]),
        ("x = (\n  # why\n\n  1,\n)\ny", [1, 6]),
        ("x = 1 + \\\n  2\ny", [1, 3]),
        ("match x:\n    case 1: pass", [1, 2]),
        ("", []),
        ("# only a comment", []),
        (";;", []),
    ],
)
def test_statement_starts(text, lines):
    assert statements(text).start.tolist() == lines


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("f(a, b)", "f(\n    a,  # why\n    b,\n)"),
        ("if x: return 1", "if x:\n\n    return 1"),
        ("x = 'a' + u'b'", 'x = "a" + "b"'),
        ("a; b", "a\nb"),
        ("x = 0XFF", "x = 0xff"),
        ("def f():\n    '''doc'''\n    pass", "def f():\n    pass"),
        ("x = a + \\\n  b", "x = a + b"),
        ("if x:\n  y", "if x:\n\ty"),
        ("(\n  x,\n) = y", "(x,) = y"),
    ],
)
def test_layout_does_not_count(one, other):
    assert same("exact", one, other)
    assert same("depth", one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a - b", "b - a"),
        ("x = 1", "x = 2"),
        ("f(x)", "f(y)"),
        ("y = (x,)", "y = (x)"),
        ("y\n(x,) = z", "y\n(x) = z"),
        ("a.b", "a,b"),
    ],
)
def test_other_code_has_another_hash(one, other):
    assert not same("exact", one, other)


@pytest.mark.parametrize(
    ("one", "other", "shape"),
    [
        ("a = b + a", "x = y + x", True),
        ("a = 1", "b = 2.5", True),
        ("a = 1", "a = '1'", False),
        ("a = 'x'", "a = '''x\ny'''", True),
        ("a.b(c)", "a[b](c)", False),
        ("return a", "yield a", False),
    ],
)
def test_shape_leaves_out_names_and_values(one, other, shape):
    assert same("shape", one, other) is shape


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("import a", [Mark.IMPORT]),
        ("from a import (b, c)", [Mark.IMPORT]),
        ("async def f(): pass", [Mark.DEFINITION | Mark.HEADER, Mark.PLAIN]),
        ("class A: x: int = 3", [Mark.DEFINITION | Mark.HEADER, Mark.PLAIN]),
        ("async with a: b()", [Mark.HEADER, 0]),
        ("@a.b(c)\ndef f(): ...", [Mark.DECORATOR, Mark.DEFINITION | Mark.HEADER, Mark.PLAIN]),
        ("self.x = x\nSIZES = {'a': [1, None]}", [Mark.PLAIN, Mark.PLAIN]),
        ("x = f(1)\ny = x + 1\nreturn x", [0, 0, 0]),
        ("x = y[0](1)", [0]),
        ("x = y\n(z) = x", [Mark.PLAIN, Mark.PLAIN]),
    ],
)
def test_marks(text, marks):
    assert statements(text).marks.tolist() == marks


@pytest.mark.parametrize(
    ("text", "depth"),
    [
        ("if a:\n  if b:\n      c\n  d\ne", [0, 1, 2, 1, 0]),
        ("if a: b; c\nd", [0, 1, 1, 0]),
        ("    a\n  b\n", [0, 0]),
        ("class A:\n\tdef f(self):\n\t\tpass\n\n# end\nx", [0, 1, 2, 0]),
    ],
)
def test_depth(text, depth):
    assert statements(text).depth.tolist() == depth


@pytest.mark.parametrize(
    ("text", "sloc"),
    [
        ("x = 1\n\ny = [\n  # why\n\n  1,\n]", [1, 4]),
        ("a; b\nc", [1, 0, 1]),
        ("x = '''a\n\nb'''", [2]),
        ("f('''a\nb''', '''c\n\n\n''')", [3]),
        ("x = \\\n  1", [2]),
    ],
)
def test_sloc_counts_each_filled_line_once(text, sloc):
    assert statements(text).sloc.tolist() == sloc


def test_codes_are_those_of_all_tokens_of_statements_that_count():
    found = statements("'doc'\na = a + 1\nreturn\nb('x')")

    assert found.code_counts.tolist() == [5, 1, 4]
    assert (found.codes & KIND_MASK == Kind.NAME).nonzero()[0].tolist() == [0, 2, 6]
    assert found.codes[0] == found.codes[2] == short_code("a")
    assert found.codes[5] == short_code("return")


def test_names_are_those_of_definitions_in_order():
    columns = statement_columns("class A(B):\n    async def f(self): pass\n\n\ndef g(): ...\n")

    assert columns.names == ("A", "f", "g")


def test_long_statement_is_whole_in_its_hash_and_capped_in_its_counts():
    numbers = [str(number) for number in range(100_000)]
    found = statements(f"x = [{', '.join(numbers)}]\ny = 1")
    other = statements(f"x = [{', '.join([*numbers[:-1], '7'])}]\ny = 1")

    assert found.tokens.tolist() == [65_535, 3]
    assert found.code_counts.tolist() == [MOST_CODES, 3]
    assert found.exact[0] != other.exact[0]
    assert found.exact[1] == other.exact[1]


def test_hashes_are_the_same_in_every_process_and_python_version():
    columns = statement_columns("def f(x):\n    return [x, 'a']\n")

    assert columns.exact.hex() == "c51a63ac627b650a03320161472969b3"


@settings(deadline=None)
@given(st.text(alphabet="fr\"'{}()[]:;\\\n# \tab1.=,@", max_size=80))
def test_no_text_is_a_fault_and_columns_have_one_entry_a_statement(text):
    columns = statement_columns(text)
    found = view(columns)

    assert {len(getattr(found, name)) for name in COLUMN_TYPES if name != "codes"} == {len(found.start)}
    assert len(found.codes) == found.code_counts.sum(dtype=np.int64)
    assert len(columns.names) == int((found.marks & Mark.DEFINITION > 0).sum())
    assert (found.start <= found.end).all()


def test_text_without_code_has_empty_columns():
    assert statement_columns("'''doc'''") == StatementColumns()


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ('RULE = Rule(\n    id="AL1",\n    severity=Severity.NOTE,\n)\n', True),
        ("total = compute(rows, by=1)\n", False),
        ("total = sum(map(int, rows), start=1, end=2)\n", False),
        ("def f():\n    total = compute(rows=1, by=2)\n", False),
        ("compute(rows=1, by=2)\n", False),
    ],
    ids=["a row of a table", "one keyword", "a call in a call", "inside a function", "no name"],
)
def test_a_name_for_one_call_at_module_level_is_plain(text, plain):
    last = view(statement_columns(text)).marks[-1]

    assert bool(last & Mark.PLAIN) is plain
