"""AL611 self-satisfying-test, AL612 test-cannot-fail."""

from __future__ import annotations

from textwrap import indent

import pytest
from builders import state

from auditlib.detectors import integrity


def rules(text, critical=("tests/p0/test_a.py",)):
    files = {"tests/p0/test_a.py": text}
    made = state(files, critical=critical)
    made.read = files.get
    return [one.rule for one in integrity.detect(made)]


def made_of(body):
    return "def test_it():\n" + indent(body, "    ")


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ('assert "x" in Path(__file__).read_text()', ["AL611"]),
        ('assert "x" in Path(__file__).resolve().read_text(encoding="utf-8")', ["AL611"]),
        ('assert "x" in open(__file__).read()', ["AL611"]),
        ('with Path(__file__).open() as file:\n    assert "x" in file.read()', ["AL611"]),
        ("assert 'x' in inspect.getsource(sys.modules[__name__])", ["AL611"]),
        ('assert "x" in (Path(__file__).parent / "record.md").read_text()', []),
        ("try:\n    start()\nexcept Exception:\n    pass\nassert True", ["AL612"]),
        ("try:\n    assert start()\nexcept:\n    pass", ["AL612"]),
        ("pass", ["AL612"]),
        ('"""To do."""', ["AL612"]),
        ("try:\n    start()\nexcept ValueError:\n    pass", []),
        ("try:\n    start()\nexcept Exception as error:\n    pytest.fail(str(error))", []),
        ("try:\n    start()\nexcept Exception:\n    pass\nelse:\n    assert started()", []),
        ("start()", []),
        ("assert start().status == 200", []),
    ],
)
def test_what_guards_nothing_is_found(body, found):
    assert rules(made_of(body)) == found


def test_methods_of_test_classes_are_looked_into():
    assert rules("class TestA:\n" + indent(made_of("pass").replace("()", "(self)"), "    ")) == ["AL612"]


def test_only_critical_tests_are_looked_into():
    assert rules(made_of("pass"), critical=()) == []


@pytest.mark.parametrize("rule", integrity.RULES, ids=lambda rule: rule.id)
def test_the_examples_of_the_rules_show_them(rule):
    assert rules(rule.bad) == [rule.id]
    assert rules(rule.good) == []
