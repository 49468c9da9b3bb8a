"""Kernels of statements: the same for versions of one statement, and for no others."""

import pytest

from auditlib.facts.tokens import statement_columns, view


def kernel(text):
    return view(statement_columns(text)).kernel.tolist()


VERSIONS = {
    "names and literals": ("rows.append(cut(line, 1))", "items.append(split(text, 'x'))"),
    "coroutine": ("async def load(a): ...", "def read(b, c): ..."),
    "await": ("rows = await fetch(url)", "rows = fetch(url)"),
    "await alone": ("await self.close(1)", "close(1)"),
    "async for": ("async for row in rows: pass", "for row in rows: pass"),
    "receiver": ("self.total = self.rows[0] + x", "total = rows[0] + x"),
    "hints": ("def f(a: int, b: str = 'x') -> None: pass", "def f(a, b='x'): pass"),
    "annotation": ("rows: dict[str, int] = load(path)", "rows = load(path)"),
    "format call": ("name = '{} {}'.format(a.b, c(d))", "name = f'{a.b} {c(d)}'"),
    "format group": ("raise Wrong('%s of %d' % (a, b))", "raise Wrong(f'{a} of {b}')"),
    "format name": ("print('%s' % row.name, end='')", "print(f'{row.name}', end='')"),
}


@pytest.mark.parametrize(("one", "other"), VERSIONS.values(), ids=VERSIONS.keys())
def test_versions_of_a_statement_have_one_kernel(one, other):
    assert kernel(one) == kernel(other)


OTHERS = {
    "operator": ("x = a + b", "x = a - b"),
    "call": ("x = f(a)", "x = f[a]"),
    "lambda": ("f = lambda x: x + 1", "f = 1"),
    "slice": ("x = rows[a:b]", "x = rows[a]"),
    "modulo": ("x = a % b", "x = a"),
    "definition": ("def f(): pass", "class f: pass"),
}


@pytest.mark.parametrize(("one", "other"), OTHERS.values(), ids=OTHERS.keys())
def test_other_statements_have_other_kernels(one, other):
    assert kernel(one)[0] != kernel(other)[0]


@pytest.mark.parametrize("text", ["x = '%' %", "x = 'a'.format", "x = 'a'.format(", "async", "await", "x: int"])
def test_broken_statements_have_one_too(text):
    assert len(kernel(text)) == 1
