"""YAML text → a tree with positions, and everything that is refused on the way."""

import pytest

from auditlib.params.layers import plain
from auditlib.params.yamlfile import MAX_BYTES, MAX_DEPTH, Broken, parse_value, read_yaml


def read(text):
    return read_yaml(text.encode(), "a.yaml")


def said(text):
    return [str(problem) for problem in read(text)[1]]


def test_values_keep_the_line_of_their_key():
    tree, problems = read("base: v1\nclones:\n  min_lines:\n    7\n")

    assert problems == ()
    assert tree.value["base"].line == 1
    assert tree.value["clones"].line == 2
    assert tree.value["clones"].value["min_lines"].line == 3


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("on", "on"),
        ("true", True),
        ("False", False),
        ("~", None),
        ("''", ""),
        ("12", 12),
        ("-3", -3),
        ("012", "012"),
        ("1_000", "1_000"),
        ("0x1F", "0x1F"),
        ("1:30", "1:30"),
        ("2.4", 2.4),
        ("1e3", 1000.0),
        ("1e999", "1e999"),
        ("7" * 40, "7" * 40),
        ("2025-12-31", "2025-12-31"),
        ("'2.4'", "2.4"),
        ("nan", "nan"),
        ("[a, 1]", ["a", 1]),
        ("{a: {b: 1}}", {"a": {"b": 1}}),
    ],
)
def test_scalars_are_those_of_yaml_1_2(text, value):
    tree, problems = read(f"key: {text}")

    assert problems == ()
    assert plain(tree) == {"key": value}
    assert type(plain(tree)["key"]) is type(value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\nb: 2\na: 3\n", "a.yaml:3: a: duplicate key; it already stands in line 1"),
        ("x:\n  a: 1\n  a: 3\n", "a.yaml:3: x.a: duplicate key; it already stands in line 2"),
        ("a: &x 1\n", "a.yaml:1: a: anchor '&x' is not allowed; write the value out where it is used"),
        ("a: [1, &x [2]]\n", "a.yaml:1: a[1]: anchor '&x' is not allowed; write the value out where it is used"),
        ("a: !!python/object:os.system x\n", "a.yaml:1: a: tag 'tag:yaml.org,2002:python/object:os.system'"),
        ("a: !!map {b: 1}\n", "a.yaml:1: a: tag 'tag:yaml.org,2002:map' is not allowed; leave it out"),
        ("a:\n  - .nan\n", "a.yaml:2: a[0]: .nan is no number to work with; give a finite one"),
        ("a: -.INF\n", "a.yaml:1: a: -.INF is no number to work with; give a finite one"),
        ("? [a]\n: 1\n", "a.yaml:1: a key must be a word, not empty, a list or a map"),
        ("a:\n  '': 1\n", "a.yaml:2: a: a key must be a word, not empty, a list or a map"),
        ("!x a: 1\n", "a.yaml:1: tag '!x' is not allowed; leave it out"),
        ("a: 1\n---\nb: 2\n", "a.yaml:2: more than one document; keep one"),
        ("", "a.yaml: the file is empty; a map of keys is expected"),
        ("# only a comment\n", "a.yaml: the file is empty; a map of keys is expected"),
        ("\n- a\n", "a.yaml:2: a map of keys is expected at the top, not a list"),
        ("word\n", "a.yaml:1: a map of keys is expected at the top, not a single value"),
        ("a: [1\nb: 2\n", "a.yaml:2: not YAML: did not find expected ',' or ']'"),
        ("a: '\x01'\n", "a.yaml: not YAML: "),
        ("a: \x00\n", "a.yaml: not YAML: "),
    ],
)
def test_refusals_name_line_and_key(text, expected):
    (problem,) = said(text)

    assert problem.startswith(expected)


def test_alias_is_refused_where_it_stands_and_where_its_anchor_is():
    problems = said("a: &x [1]\nb: *x\n")

    assert problems == [
        "a.yaml:1: a: anchor '&x' is not allowed; write the value out where it is used",
        "a.yaml:2: b: alias '*x' is not allowed; write the value out",
    ]


def test_many_refusals_are_reported_at_once():
    problems = said("a: .nan\nb: !x 1\nb: 2\nc: *d\n")

    assert [problem.split(":")[1] for problem in problems] == ["1", "2", "3", "4"]


def test_refused_value_is_broken_in_the_tree():
    tree, _ = read("a: !x 1\nb: 2\n")

    assert tree.value["a"].value is Broken.BROKEN
    assert plain(tree) == {"a": None, "b": 2}


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"a: 1\nb: \xff\n", "a.yaml:2: not UTF-8; save the file as UTF-8"),
        ("a: ä".encode("utf-16"), "a.yaml:1: not UTF-8; save the file as UTF-8"),
        (b"a" * (MAX_BYTES + 1), "a.yaml: larger than 1,000,000 bytes"),
        (b"[" * 2 * MAX_DEPTH, "a.yaml:1: nested deeper than 50"),
        (b"[" * 100_000, "a.yaml:1: "),  # refused by us, or by PyYAML from 6.0.4 on
        (b"a: " + b"{b: " * MAX_DEPTH, "a.yaml:1: "),
    ],
)
def test_hostile_bytes_are_refused(data, expected):
    tree, (problem,) = read_yaml(data, "a.yaml")

    assert str(problem).startswith(expected)
    assert tree.value == {}


def test_byte_order_mark_is_no_part_of_the_first_key():
    tree, problems = read_yaml(b"\xef\xbb\xbfa: 1", "a.yaml")

    assert problems == ()
    assert plain(tree) == {"a": 1}


@pytest.mark.parametrize(
    ("text", "value"),
    [("", None), ("v1.0", "v1.0"), ("[a, b]", ["a", "b"]), ("3", 3), ("a: 1\nb: 2", {"a": 1, "b": 2})],
)
def test_value_of_a_setting_is_yaml_without_lines(text, value):
    node, problems = parse_value(text, "--set")

    assert problems == ()
    assert node.line == 0
    assert plain(node) == value


def test_value_of_a_setting_is_refused_like_a_file():
    _, (problem,) = parse_value("*x", "--set")

    assert str(problem) == "--set: alias '*x' is not allowed; write the value out"
