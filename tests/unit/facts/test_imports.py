"""Import statements and calls that import, each with its context."""

import pytest

from auditlib.facts.source import read_python
from auditlib.model import Import, ImportContext

TOP, TRY, EXCEPT = ImportContext.TOP, ImportContext.TRY, ImportContext.EXCEPT
TYPES, FUNCTION, CLASS = ImportContext.TYPE_CHECKING, ImportContext.FUNCTION, ImportContext.CLASS


def imports(text: str) -> tuple[Import, ...]:
    return read_python(text.encode()).imports


def context_of(text: str, module: str = "x") -> list[ImportContext]:
    return [entry.context for entry in imports(text) if entry.module == module]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import a", [("a", "", 0, "a")]),
        ("import a.b", [("a.b", "", 0, "a")]),
        ("import a.b as c, d", [("a.b", "", 0, "c"), ("d", "", 0, "d")]),
        ("from a import b as c, d", [("a", "b", 0, "c"), ("a", "d", 0, "d")]),
        ("from ..a import b", [("a", "b", 2, "b")]),
        ("from . import b", [("", "b", 1, "b")]),
        ("from a import *", [("a", "*", 0, "")]),
    ],
)
def test_each_name_of_a_statement_is_one_import(text: str, expected: list[tuple[str, str, int, str]]):
    assert [(entry.module, entry.name, entry.level, entry.bound) for entry in imports(text)] == expected


@pytest.mark.parametrize(
    ("text", "context"),
    [
        ("import x", TOP),
        ("if a:\n import x", TOP),
        ("def f():\n import x", FUNCTION),
        ("async def f():\n import x", FUNCTION),
        ("class A:\n import x", CLASS),
        ("class A:\n def f(self):\n  import x", FUNCTION),
        ("def f():\n class A:\n  import x", CLASS),
        ("try:\n import x\nexcept ImportError:\n pass", TRY),
        ("try:\n import x\nexcept (KeyError, ModuleNotFoundError):\n pass", TRY),
        ("try:\n import x\nexcept builtins.ImportError:\n pass", TRY),
        ("try:\n import x\nexcept Exception:\n pass", TRY),
        ("try:\n import x\nexcept:\n pass", TRY),
        ("try:\n import x\nexcept* ImportError:\n pass", TRY),
        ("try:\n import x\nexcept KeyError:\n pass", TOP),
        ("try:\n import x\nfinally:\n pass", TOP),
        ("try:\n pass\nexcept ImportError:\n import x", EXCEPT),
        ("try:\n pass\nexcept KeyError:\n import x", TOP),
        ("try:\n pass\nexcept ImportError:\n pass\nelse:\n import x", TOP),
        ("try:\n pass\nexcept ImportError:\n pass\nfinally:\n import x", TOP),
        ("try:\n if a:\n  import x\nexcept ImportError:\n pass", TRY),
        ("try:\n def f():\n  import x\nexcept ImportError:\n pass", FUNCTION),
        ("def f():\n try:\n  import x\n except ImportError:\n  pass", TRY),
        ("def f():\n try:\n  import x\n except KeyError:\n  pass", FUNCTION),
        ("with suppress(ImportError):\n import x", TRY),
        ("with contextlib.suppress(KeyError, ModuleNotFoundError) as a:\n import x", TRY),
        ("with suppress(KeyError):\n import x", TOP),
        ("with raises(ImportError):\n import x", TRY),
        ("with pytest.raises((KeyError, ImportError), match='x'):\n import x", TRY),
        ("with pytest.raises(expected_exception=ImportError):\n import x", TRY),
        ("with self.assertRaises(ModuleNotFoundError) as a:\n import x", TRY),
        ("with self.assertRaises(KeyError):\n import x", TOP),
        ("with open(a):\n import x", TOP),
        ("if TYPE_CHECKING:\n import x", TYPES),
        ("if typing.TYPE_CHECKING:\n import x", TYPES),
        ("from typing import TYPE_CHECKING as T\nif T:\n import x", TYPES),
        ("if T:\n import x", TOP),
        ("if TYPE_CHECKING:\n pass\nelse:\n import x", TOP),
        ("if TYPE_CHECKING:\n pass\nelif a:\n import x", TOP),
        ("if not TYPE_CHECKING:\n import x", TOP),
        ("if not TYPE_CHECKING:\n pass\nelse:\n import x", TYPES),
        ("if TYPE_CHECKING and a:\n import x", TYPES),
        ("if TYPE_CHECKING or a:\n import x", TOP),
        ("def f():\n if TYPE_CHECKING:\n  import x", TYPES),
        ("for a in b:\n pass\nelse:\n import x", TOP),
        ("while a:\n import x", TOP),
        ("match a:\n case 1:\n  import x", TOP),
    ],
)
def test_context_is_the_innermost_that_applies(text: str, context: ImportContext):
    assert context_of(text) == [context]


@pytest.mark.parametrize(
    ("text", "module", "level"),
    [
        ("import_module('a.b')", "a.b", 0),
        ("importlib.import_module(name='a.b')", "a.b", 0),
        ("from importlib import import_module as load\nload('a')", "a", 0),
        ("import importlib as il\nil.import_module('a')", "a", 0),
        ("import importlib.util\nimportlib.import_module('a')", "a", 0),
        ("importlib.import_module('.a', package=__package__)", "a", 1),
        ("importlib.import_module('..a.b', __name__)", "a.b", 2),
        ("importlib.import_module('.a', 'p.q')", "p.q.a", 0),
        ("importlib.import_module('..a', package='p.q')", "p.a", 0),
        ("importlib.import_module('....a', package='p.q')", "", 0),
        ("importlib.import_module('.a', package=p)", "", 0),
        ("importlib.import_module('.a')", "", 0),
        ("importlib.import_module(name)", "", 0),
        ("importlib.import_module(f'a.{b}')", "", 0),
        ("importlib.import_module()", "", 0),
        ("__import__('a.b')", "a.b", 0),
        ("__import__('a', globals(), locals(), [], 1)", "a", 1),
        ("__import__('a', level=2)", "a", 2),
    ],
)
def test_calls_that_import_are_dynamic_imports(text: str, module: str, level: int):
    (found,) = [entry for entry in imports(text) if entry.dynamic]

    assert (found.module, found.name, found.level, found.bound) == (module, "", level, "")


def test_dynamic_import_has_line_and_context_and_stands_in_order():
    text = "import importlib\ntry:\n    a = importlib.import_module(\n        'x')\nexcept ImportError:\n    import y\n"

    assert [(entry.line, entry.module, entry.context) for entry in imports(text)] == [
        (1, "importlib", TOP),
        (3, "x", TRY),
        (6, "y", EXCEPT),
    ]


def test_another_import_module_is_no_import():
    assert imports("loader.import_module('a')\nx.y.import_module('b')\n") == ()
