"""How a problem reads."""

import pytest

from auditlib.params.problems import Problem, dotted, near_miss


@pytest.mark.parametrize(
    ("problem", "text"),
    [
        (Problem("a.yaml", 3, "base", "wrong"), "a.yaml:3: base: wrong"),
        (Problem("--set", 0, "base", "wrong"), "--set: base: wrong"),
        (Problem("a.yaml", 0, "", "empty"), "a.yaml: empty"),
        (Problem("a.yaml", 1, "[\x1b[31m\n]", "unknown key"), r"a.yaml:1: [\x1b[31m\n]: unknown key"),
    ],
)
def test_problem_reads_as_one_line(problem, text):
    assert str(problem) == text


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        (("stories", 2, "notebook"), "stories[2].notebook"),
        (("structure", "roots", "lib/"), "structure.roots[lib/]"),
        ((0,), "[0]"),
        ((), ""),
    ],
)
def test_key_is_written_as_it_can_be_set(parts, text):
    assert dotted(parts) == text


def test_nothing_is_suggested_where_nothing_is_near():
    assert near_miss("zzz", ["notebook", "id"]) == ""


def test_suggestion_does_not_depend_on_the_order_of_the_known():
    assert near_miss("ac", ["ab", "ad"]) == near_miss("ac", ["ad", "ab"])
