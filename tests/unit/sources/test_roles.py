import pickle

import pytest

from auditlib.model import Role
from auditlib.sources.roles import RoleRules, folder_reason, matches


@pytest.mark.parametrize(
    ("path", "role"),
    [
        ("pkg/a.py", Role.PRODUCT),
        ("pkg/a.pyi", Role.PRODUCT),
        ("gui.pyw", Role.PRODUCT),
        ("tests/a.py", Role.TEST),
        ("pkg/test/a.py", Role.TEST),
        ("pkg/test_a.py", Role.TEST),
        ("pkg/a_test.py", Role.TEST),
        ("pkg/tests.py", Role.TEST),
        ("pkg/latests.py", Role.PRODUCT),
        ("conftest.py", Role.TEST),
        ("pkg/contest.py", Role.PRODUCT),
        ("latest/a.py", Role.PRODUCT),
        ("tests/README.md", Role.DOCUMENT),
        ("README.MARKDOWN", Role.DOCUMENT),
        ("tests/conftest.cfg", Role.OTHER),
        ("setup.cfg", Role.OTHER),
    ],
)
def test_role_follows_from_the_name(path, role):
    assert RoleRules().role(path) is role


def test_tests_of_the_params_replace_the_defaults():
    rules = RoleRules(tests=("checks",))

    assert rules.role("checks/a.py") is Role.TEST
    assert rules.role("tests/a.py") is Role.PRODUCT


def test_critical_test_is_named_by_its_exact_path():
    rules = RoleRules(critical_tests=("tests/test_a.py",))

    assert rules.role("tests/test_a.py") is Role.CRITICAL_TEST
    assert rules.role("tests/sub/test_a.py") is Role.TEST


def test_named_document_is_wanted_whatever_its_suffix():
    rules = RoleRules(documents=("docs/STRUCTURE.txt",))

    assert rules.role("docs/STRUCTURE.txt") is Role.DOCUMENT
    assert rules.wanted("docs/STRUCTURE.txt")
    assert not rules.wanted("docs/OTHER.txt")


@pytest.mark.parametrize(
    ("path", "role"),
    [(".platform/lib/a.py", Role.PRODUCT), ("setup.py", Role.OTHER), ("tests/test_a.py", Role.TEST)],
    ids=["inside", "outside", "a test"],
)
def test_python_outside_of_the_scope_is_other(path, role):
    rules = RoleRules(scope=(".platform/lib",))

    assert rules.role(path) is role
    assert rules.wanted(path)


def test_exclusion_names_its_glob():
    rules = RoleRules(exclude=("vendor", "**/generated/**"))

    assert rules.exclusion("pkg/generated/a.py") == "excluded by params: **/generated/**"
    assert rules.exclusion("vendor/") == "excluded by params: vendor"
    assert rules.exclusion("pkg/vendor/a.py") == ""


@pytest.mark.parametrize(
    ("glob", "path", "expected"),
    [
        ("lib", "lib/a/b.py", True),
        ("lib", "library/a.py", False),
        ("lib/", "lib/a.py", True),
        ("./lib", "lib/a.py", True),
        (".", "anything/at/all.py", True),
        ("*.py", "a.py", True),
        ("*.py", "a/a.py", False),
        ("**/*.py", "a.py", True),
        ("**/*.py", "a/b/c.py", True),
        ("a/**/c.py", "a/c.py", True),
        ("a/**/c.py", "a/b/b/c.py", True),
        ("a/**", "a/b/c", True),
        ("a/**", "b/a/c", False),
        ("a?.py", "ab.py", True),
        ("a?b", "a/b", False),
        ("[ab].py", "b.py", True),
        ("[!ab].py", "b.py", False),
        ("[a-c].py", "b.py", True),
        ("[ab.py", "[ab.py", True),
        ("a.b", "aXb", False),
        ("a\n*", "a\nb", True),
    ],
)
def test_glob_matches_a_path_or_a_folder_above_it(glob, path, expected):
    assert matches((glob,), path) is expected


def test_no_globs_match_nothing():
    assert not matches((), "a.py")


@pytest.mark.parametrize(
    ("name", "never"), [("__pycache__", True), (".tox", True), ("cache", False), (".github", False)]
)
def test_folders_that_hold_no_source_have_a_reason(name, never):
    assert bool(folder_reason(name)) is never


def test_rules_reach_a_worker_unchanged():
    rules = RoleRules(scope=("lib",), exclude=("x",))

    assert pickle.loads(pickle.dumps(rules)) == rules
