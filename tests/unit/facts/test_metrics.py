"""Complexity, Halstead counts and maintainability equal radon's."""

import ast
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from radon.metrics import h_visit, mi_visit
from radon.visitors import ComplexityVisitor

from auditlib.facts.metrics import maintainability_index
from auditlib.facts.source import read_python
from auditlib.model import Halstead, LineCount

BLOCKS = """\
def f(a, b=c and d):
    return a and b or not c

def g(x):
    def closure():
        if x: return 1
    class Local:
        def m(self):
            if x: pass
    return [y for y in x if y if z] and (lambda: x if y else z)

class A(B or C):
    x = 1 if y else 2
    def m(self):
        try: pass
        except E: pass
        except F or G: pass
        else: pass
        finally: pass
    if x:
        def n(self): assert a and b, c or d
    class Inner:
        def o(self):
            while x: pass
            else: pass

class One:
    def m(self): return x and y

class Bare:
    x = a or b

@deco(a and b)
async def h():
    async for x in y: pass
    else: pass
    async with a as b: await c
    match x:
        case 1 | 2 if a and b: pass
        case -1: pass
        case _: pass
    match y:
        case z: pass
    try: pass
    except* E: pass

if a:
    def conditional(): pass
elif b: pass
for x in {y: z for y in x}: x += 1; x -= x; x += -x
z = a < b <= c != 1 == 1.0 == True
w = "a" + a.a + a + f"{a + b:{c * d}}" + x[1 + 2:-3]
assert not (a and b)
"""


def test_every_block_has_radons_complexity():
    visitor = ComplexityVisitor.from_ast(ast.parse(BLOCKS))

    found = read_python(BLOCKS.encode())

    ours = Counter((one.start, one.name, one.cyclomatic) for one in found.definitions)
    theirs = Counter((block.lineno, block.name, block.complexity) for block in visitor.blocks)
    assert not theirs - ours
    assert {name for _, name, _ in ours - theirs} == {"closure", "Local", "m", "Inner", "o"}
    assert found.cyclomatic == visitor.total_complexity


def test_halstead_counts_are_radons():
    total = h_visit(BLOCKS).total

    found = read_python(BLOCKS.encode()).halstead

    assert found == Halstead(total.h1, total.h2, total.N1, total.N2)
    assert found.volume == pytest.approx(total.volume)


@pytest.mark.parametrize("text", ["", "x = 1\n", "# a\n", "x = a + b\n", BLOCKS, f"'''a\nb'''\n# note\n{BLOCKS}"])
def test_maintainability_is_radons(text: str):
    assert read_python(text.encode()).maintainability == pytest.approx(mi_visit(text, multi=True), abs=1e-12)


def test_maintainability_of_code_in_comments_only_is_full():
    assert maintainability_index(Halstead(1, 1, 1, 1), 1, LineCount(1, 0, 1, 1, 0, 0, 0)) == 100.0


NAMES = st.sampled_from(["a", "b", "1", "1.0", "True", "'a'", "a.b", "f(a)", "None", "..."])
EXPRESSIONS = st.recursive(
    NAMES,
    lambda inner: st.one_of(
        st.builds("({} {} {})".format, inner, st.sampled_from(["+", "and", "or", "<", "is not", "**"]), inner),
        st.builds("(not {})".format, inner),
        st.builds("({} < {} <= {})".format, inner, inner, inner),
        st.builds("({} if {} else {})".format, inner, inner, inner),
        st.builds("[{} for a in {} if {}]".format, inner, inner, inner),
        st.builds("(lambda a={}: {})".format, inner, inner),
        st.builds("{{{}: {}, **{}}}".format, inner, inner, inner),
        st.builds("a[{}:{}]".format, inner, inner),
    ),
    max_leaves=8,
)


def indented(text: str) -> str:
    return "".join(f"  {line}\n" for line in text.splitlines())


SIMPLE = st.one_of(
    st.builds("a = {}\n".format, EXPRESSIONS),
    st.builds("a += {}\n".format, EXPRESSIONS),
    st.builds("assert {}, {}\n".format, EXPRESSIONS, EXPRESSIONS),
)
STATEMENTS = st.recursive(
    SIMPLE,
    lambda inner: st.one_of(
        st.builds("{}{}".format, inner, inner),
        st.builds("if {}:\n{}else:\n{}".format, EXPRESSIONS, inner.map(indented), inner.map(indented)),
        st.builds("for a in {}:\n{}else:\n{}".format, EXPRESSIONS, inner.map(indented), inner.map(indented)),
        st.builds("try:\n{}except {}:\n{}".format, inner.map(indented), EXPRESSIONS, inner.map(indented)),
        st.builds("def f(a={}):\n{}".format, EXPRESSIONS, inner.map(indented)),
        st.builds("@{}\ndef g():\n{}".format, EXPRESSIONS, inner.map(indented)),
        st.builds("class A(f({})):\n{}".format, EXPRESSIONS, inner.map(indented)),
        st.builds("match {}:\n  case {{'k': -1}} if {}: 1\n  case b: 1\n".format, EXPRESSIONS, EXPRESSIONS),
    ),
    max_leaves=8,
)


@settings(deadline=None)
@given(STATEMENTS)
def test_numbers_are_radons_on_any_program(text: str):
    visitor, total = ComplexityVisitor.from_code(text), h_visit(text).total

    found = read_python(text.encode())

    assert found.fault is None
    assert found.cyclomatic == visitor.total_complexity
    assert found.halstead == Halstead(total.h1, total.h2, total.N1, total.N2)
    ours = Counter((one.start, one.name, one.cyclomatic) for one in found.definitions)
    assert not Counter((block.lineno, block.name, block.complexity) for block in visitor.blocks) - ours
