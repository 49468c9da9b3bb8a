"""Syntax of other Pythons is named, with the version it needs."""

import sys

import pytest

from auditlib.facts.source import read_python

NEWER = [
    ("type X = int", (3, 12), "'type' statement"),
    ("type X[T] = list[T]", (3, 12), "'type' statement"),
    ("def f[T](x): pass", (3, 12), "type parameters of a function"),
    ("async def f[T](x): pass", (3, 12), "type parameters of a function"),
    ("class A[T]: pass", (3, 12), "type parameters of a class"),
    ("class A[T = int]: pass", (3, 13), "default of a type parameter"),
    ('x = f"{d["a"]}"', (3, 12), "nested in an f-string"),
    ("x = f'{'a'}'", (3, 12), "nested in an f-string"),
    ('x = f"{\n1}"', (3, 12), "nested in an f-string"),
    ("x = f\"{'\\n'.join(x)}\"", (3, 12), "backslash"),
    ('x = f"""{\n1 # one\n}"""', (3, 12), "comment"),
    ("x = t'{a}'", (3, 14), "t-string"),
    ("try: pass\nexcept ValueError, TypeError: pass", (3, 14), "without parentheses"),
    ("lazy import os", (3, 15), "lazy import"),
    ("x = [*y for y in z]", (3, 15), "unpacking"),
    ("x = {**y for y in z}", (3, 15), "unpacking"),
]
PYTHON_2 = [
    ("print 'a'", "print statement"),
    ("print x, y", "print statement"),
    ("exec code in names", "exec statement"),
    ("try: pass\nexcept ValueError, error: pass", "'except Type, name'"),
    ("raise ValueError, 'a'", "'raise Type, value'"),
    ("x = `y`", "backquotes"),
    ("x = a <> b", "<>"),
    ("x = ur'a'", "ur"),
    ("x = 0777", "octal"),
    ("x = 10L", "long integer"),
    ("x = 0xffL", "long integer"),
    ("def f((a, b)): pass", "tuple"),
]


@pytest.mark.parametrize(("text", "version", "construct"), NEWER, ids=[text for text, _, _ in NEWER])
def test_newer_syntax_is_named_with_the_python_it_needs(text: str, version: tuple[int, int], construct: str):
    fault = read_python(text.encode()).fault

    if sys.version_info >= version:
        assert fault is None
    else:
        assert fault is not None
        assert fault.code == "syntax-newer"
        assert construct in fault.message
        assert f"needs Python {version[0]}.{version[1]}; auditlib runs on 3.{sys.version_info[1]}" in fault.message


@pytest.mark.parametrize(("text", "construct"), PYTHON_2, ids=[text for text, _ in PYTHON_2])
def test_python_2_is_named(text: str, construct: str):
    fault = read_python(text.encode()).fault

    assert fault is not None
    assert fault.code == "syntax-python2"
    assert construct in fault.message


@pytest.mark.parametrize("text", ["x = f'{a b}'", "x = f'{'", "x = 1 +", "x = 'abc", "except: pass"])
def test_a_plain_error_is_not_mistaken_for_another_python(text: str):
    fault = read_python(text.encode()).fault

    assert fault is not None
    assert fault.code == "syntax"
