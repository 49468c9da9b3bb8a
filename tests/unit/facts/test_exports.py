"""Names: what a module binds, and what its `__all__` says."""

import pytest

from auditlib.facts.source import read_python


@pytest.mark.parametrize(
    ("text", "exports"),
    [
        ("x = 1", None),
        ("__all__ = []", ()),
        ("__all__ = ['b', 'a', 'b']", ("b", "a")),
        ("__all__ = ('a',)", ("a",)),
        ("__all__: list[str] = ['a']", ("a",)),
        ("__all__: list[str]", None),
        ("__all__ = ['a'] + ['b'] + ('c',)", ("a", "b", "c")),
        ("__all__ = ['a']\n__all__ += ['b']", ("a", "b")),
        ("__all__ = ['a']\n__all__.extend(['b', 'c'])", ("a", "b", "c")),
        ("__all__ = ['a']\n__all__.append('b')", ("a", "b")),
        ("__all__ = ['a']\n__all__ = ['b']", ("b",)),
        ("__all__ = ['a']\nif x:\n __all__ += ['b']\nelse:\n __all__ = ['c']", ("a", "b", "c")),
        ("try:\n __all__ = ['a']\nexcept E:\n __all__ = ['b']", ("a", "b")),
        ("__all__ = ['a']\n__all__ += other.__all__", None),
        ("__all__ = ['a']\n__all__.remove('a')", None),
        ("__all__ = ['a']\n__all__ -= ['a']", None),
        ("__all__ = [name for name in dir()]", None),
        ("__all__ = ['a', B]", None),
        ("def f():\n __all__ = ['a']", None),
        ("class A:\n __all__ = ['a']\n__all__ = ['b']", ("b",)),
    ],
)
def test_exports_are_those_of_a_literal_all(text: str, exports: tuple[str, ...] | None):
    assert read_python(text.encode()).exports == exports


@pytest.mark.parametrize(
    ("text", "bindings"),
    [
        ("a = b.c = d[0] = 1", "a"),
        ("(a, [b, *c]), d.e = x", "a b c"),
        ("a: int = 1\nb: int", "a"),
        ("a += 1", "a"),
        ("for a, b in x:\n c = 1\nelse:\n d = 1", "a b c d"),
        ("while x:\n a = 1", "a"),
        ("with x as a, y as (b, c), z:\n d = 1", "a b c d"),
        ("try:\n a = 1\nexcept E as e:\n b = 1\nelse:\n c = 1\nfinally:\n d = 1", "a b c d"),
        ("if x:\n a = 1\nelif y:\n b = 1\nelse:\n c = 1", "a b c"),
        ("if (a := x) and (b := y):\n pass", "a b"),
        ("[b := c for c in x]", "b"),
        ("@(a := f)\ndef g(x=(b := 1)):\n pass", "a b g"),
        (
            "match x:\n case [a, *b]: 1\n case {'k': c, **d}: 1\n case E(e) as g: 1\n case _: 1",
            "a b c d e g",
        ),
        ("def f():\n global a, b\n a = c = 1", "a b f"),
        ("class A:\n a = 1\n def f(self): self.x = 1", "A"),
        ("import a.b, c as d\nfrom e import f as g, h\nfrom i import *", "a d g h"),
        ("a = 1\ndel a", "a"),
        ("async def a():\n async with b as c: pass\n async for d in e: pass", "a"),
    ],
)
def test_bindings_are_the_names_of_the_module_in_any_branch(text: str, bindings: str):
    assert read_python(text.encode()).bindings == tuple(sorted(bindings.split()))


@pytest.mark.parametrize(
    ("text", "is_open"),
    [
        ("x = 1", False),
        ("def __getattr__(name): return 1", True),
        ("class A:\n def __getattr__(self, name): return 1", False),
        ("globals()['a'] = 1", True),
        ("globals().update(x)", True),
        ("exec('a = 1')", True),
        ("x.exec('a')", False),
        ("from a import *", True),
        ("import sys\nsys.modules[__name__] = A()", True),
        ("import sys\nif x:\n del sys.modules['a']", True),
        ("import sys\ndef f():\n return sys.modules[a]", False),
        ("import sys\nf = lambda a: sys.modules[a]", False),
        ("make(__name__, {'a': b})", True),
        ("make(__name__, {'a': [b]})", True),
        ("make(__name__, names={**table})", True),
        ("make(__name__, {1: 'a'})", True),
        ("make(__name__, {'a': 'b.c'})", False),
        ("def f():\n return make(__name__, {'a': b})", False),
        ("make(a, {'a': b}, __name__.b, [__name__, 1])", False),
        ("'globals() and exec('", False),
    ],
)
def test_names_are_open_where_no_statement_shows_them(text: str, is_open: bool):
    assert read_python(text.encode()).open_names is is_open


@pytest.mark.parametrize(
    ("text", "bindings"),
    [
        ("make(__name__, by_module={'a.b': ['c', 'd'], 'e': ('f',)})", "c d f"),
        ("make(__name__, {'a': 'b.c:a', 'd': {'e': 'f'}})", "a d"),
        ("x = 1\nmake(name=__name__, names={'a': {'b'}})", "b x"),
        ("log(__name__)", ""),
        ("make(__name__, {'a': 1}, {})", ""),
    ],
)
def test_the_names_of_a_table_that_goes_with_the_name_of_the_module_are_bound(text: str, bindings: str):
    facts = read_python(text.encode())

    assert (facts.bindings, facts.open_names) == (tuple(bindings.split()), False)
