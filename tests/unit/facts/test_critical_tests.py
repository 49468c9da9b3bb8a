import pytest

from auditlib.facts.critical_tests import critical_test_modules, definition_problems, find_critical_tests


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


SOUND = "- {name: Login, test_module: tests/a.py, critical_level: BLOCKING, timeout: 30}\n"


@pytest.mark.parametrize("text", [SOUND, f"version: 1\ntests:\n  {SOUND}", f"p0:\n  security:\n    {SOUND}"])
def test_a_sound_definition_file_has_no_problems(text):
    assert definition_problems(text.encode(), "p0.yaml") == ()


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("", 0, "defines no critical test"),
        ("just words\n", 0, "defines no critical test"),
        ("- tests/a.py\n- tests/b.py\n", 0, "defines no critical test"),
        ("- {name: [\n", 2, "not YAML"),
        ("- &a {name: A, test_module: a.py}\n- *a\n", 2, "alias '*a' is not allowed"),
        ("- {name: A, name: B, test_module: a.py}\n", 1, "duplicate key"),
        ("- {name: A, test_module: !!str a.py}\n", 1, "tag"),
        (f"{SOUND}- {{name: A, test_module: a.py, critical_level: URGENT}}\n", 2, "one of BLOCKING, HIGH, MEDIUM, LOW"),
        (
            f"{SOUND}- {{name: A, test_module: a.py, timeout_seconds: -5}}\n",
            2,
            "'A': timeout_seconds -5 is no positive",
        ),
        (f"{SOUND}- {{name: A, command: pytest x}}\n", 2, "'A': a command is never run; remove it"),
        (f"{SOUND}- {{name: A}}\n", 2, "'A' has no test_module"),
        (f"{SOUND}- {{test_module: ''}}\n", 2, "an entry without a name has no test_module"),
        (f"{SOUND}{SOUND}", 2, "'Login' stands in line 1 already"),
    ],
)
def test_what_is_wrong_with_a_definition_file_is_told(text, line, says):
    found = definition_problems(text.encode(), "p0.yaml")

    assert any(one.line == line and says in one.message for one in found), found
    assert {(one.path, one.weight) for one in found} == {("p0.yaml", "not judged")}
