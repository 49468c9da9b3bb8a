import pytest

from auditlib.facts.critical_tests import critical_test_modules, find_critical_tests


@pytest.mark.parametrize(
    ("text", "modules"),
    [
        (b"- {test_module: b.py}\n- {test_module: a.py}\n- {test_module: a.py}\n", ("a.py", "b.py")),
        (b"p0:\n  deep:\n    - name: x\n      test_module: t/x.py\n", ("t/x.py",)),
        (b"p0: [{test_module: 3}, {test_module: [a]}, plain]\n", ()),
        (b"", ()),
        (b"\xff\xfe not yaml: [", ()),
    ],
    ids=["sorted and once", "nested", "no text", "empty", "not YAML"],
)
def test_modules_are_read_from_any_depth(text, modules):
    assert critical_test_modules(text, "p0.yaml") == modules


A, B, C = "tests/test_a.py", ".platform/tests/test_b.py", ".platform/tests/p0/test_c.py"


@pytest.mark.parametrize(
    ("module", "found"),
    [
        ("tests/test_a.py", (A,)),
        ("test_b.py", (B,)),
        ("tests.p0.test_c", (C,)),
        (".platform/tests/p0/", (C,)),
        ("tests.p0", (C,)),
        ("test_gone.py", ()),
    ],
    ids=["from the root", "from the definition file", "dotted, from above", "a folder", "a dotted folder", "missing"],
)
def test_module_is_looked_for_upwards_from_its_definition(module, found):
    assert find_critical_tests([module], ".platform/tests/p0.yaml", [A, B, C]) == {module: found}
