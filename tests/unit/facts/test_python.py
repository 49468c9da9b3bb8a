"""Definitions with signature, bases, members; calls with their owner."""

import pytest

from auditlib.facts.source import read_python
from auditlib.model import Call, Definition, DefinitionKind, ParameterKind


def definitions(text: str) -> dict[str, Definition]:
    return {definition.qualname: definition for definition in read_python(text.encode()).definitions}


def only(text: str) -> Definition:
    (found,) = read_python(text.encode()).definitions
    return found


NESTED = """\
@decorated
class A:
    class B:
        def m(self): pass
    if x:
        async def n(self):
            def inner():
                class C: pass
            return 1

def f(): pass
"""


def test_nested_definitions_come_in_order_with_their_kind_and_lines():
    found = read_python(NESTED.encode()).definitions

    assert [(entry.qualname, entry.kind.value, entry.start, entry.end) for entry in found] == [
        ("A", "class", 2, 9),
        ("A.B", "class", 3, 4),
        ("A.B.m", "method", 4, 4),
        ("A.n", "method", 6, 9),
        ("A.n.inner", "function", 7, 8),
        ("A.n.inner.C", "class", 8, 8),
        ("f", "function", 11, 11),
    ]
    assert [entry.qualname for entry in found if entry.is_async] == ["A.n"]


def test_signature_has_kinds_defaults_and_annotations():
    parameters = only("def f(a, b: int = 1, /, c: 'X' = 2, *d: T, e, g: dict[str, é.F] = 3, **h) -> list[\n  int]: 1")

    assert [(one.name, one.kind.value, one.has_default, one.annotation) for one in parameters.parameters] == [
        ("a", "positional_only", False, ""),
        ("b", "positional_only", True, "int"),
        ("c", "positional", True, "'X'"),
        ("d", "var_positional", False, "T"),
        ("e", "keyword_only", False, ""),
        ("g", "keyword_only", True, "dict[str, é.F]"),
        ("h", "var_keyword", False, ""),
    ]
    assert parameters.returns == "list[ int]"


def test_defaults_reach_back_over_positional_only_parameters():
    parameters = only("def f(a, b=1, /, c=2): pass").parameters

    assert [one.has_default for one in parameters] == [False, True, True]
    assert parameters[0].kind is ParameterKind.POSITIONAL_ONLY


def test_class_has_bases_decorators_and_members():
    text = """\
@dataclass(frozen=True)
@register.now
class A(Base, mod.Generic[T], metaclass=Meta):
    x: int
    y = z = 1
    def __init__(this, other):
        this.a, this.b[0] = 1, 2
        other.no = 1
        def later():
            this.c: int = 3
    @staticmethod
    def s(self):
        self.no = 1
    @classmethod
    def k(cls):
        cls.d = 1
        with open(x) as cls.e: pass
        for cls.f in x: pass
    class Inner:
        no = 1
"""
    found = definitions(text)["A"]

    assert found.kind is DefinitionKind.CLASS
    assert found.bases == ("Base", "mod.Generic[T]")
    assert found.decorators == ("dataclass", "register.now")
    assert found.members == tuple(["x", "y", "z", "__init__", "a", "c", "s", "k", "d", "e", "f", "Inner"])


@pytest.mark.parametrize(
    ("text", "abstract"),
    [
        ("class A: pass", False),
        ("class A(ABC): pass", True),
        ("class A(abc.ABC): pass", True),
        ("class A(Protocol[T]): pass", True),
        ("class A(metaclass=ABCMeta): pass", True),
        ("class A(metaclass=Meta): pass", False),
        ("class A:\n @abstractmethod\n def f(self): pass", True),
        ("class A:\n @abc.abstractproperty\n def f(self): pass", True),
        ("class A:\n @other\n def f(self): pass", False),
    ],
)
def test_class_is_abstract_by_base_metaclass_or_method(text: str, abstract: bool):
    found = definitions(text)

    assert found["A"].abstract is abstract
    assert all(not found[name].abstract or abstract for name in found)


def test_calls_have_line_dotted_name_and_owner():
    text = """\
a.b.c(d())
f()()
g.h().i(j[0].k())
@deco(1)
def m(x=default(), y: Annotated[int, Depends(z)] = 1) -> Ret[call()]:
    assert check(x)
class N(base()):
    def o(self): return lambda: p()
"""
    calls = read_python(text.encode()).calls

    assert sorted(calls, key=lambda call: (call.line, call.name)) == [
        Call(1, "a.b.c", ""),
        Call(1, "d", ""),
        Call(2, "", ""),
        Call(2, "f", ""),
        Call(3, ".i", ""),
        Call(3, ".k", ""),
        Call(3, "g.h", ""),
        Call(4, "deco", ""),
        Call(5, "Depends", ""),
        Call(5, "call", ""),
        Call(5, "default", ""),
        Call(6, "check", "m"),
        Call(7, "base", ""),
        Call(8, "p", "N.o"),
    ]
    assert [call.line for call in calls] == sorted(call.line for call in calls)
