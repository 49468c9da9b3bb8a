"""Trees laid over one another, `--set`, and where each value came from."""

import pytest

from auditlib.params.layers import find, merge, origins, override, plain
from auditlib.params.yamlfile import read_yaml


def tree(text, file="a.yaml"):
    return read_yaml(text.encode(), file)[0]


def test_maps_merge_and_all_else_is_replaced():
    lower = tree("clones: {min_lines: 5, min_tokens: 50}\nscope: [a, b]\nbase: x")
    upper = tree("clones: {min_lines: 9}\nscope: [c]")

    assert plain(merge(lower, upper)) == {
        "clones": {"min_lines": 9, "min_tokens": 50},
        "scope": ["c"],
        "base": "x",
    }


def test_origin_is_the_line_of_the_layer_that_set_the_value():
    merged = merge(tree("\nbase: x\nhead: y", "base.yaml"), tree("head: z\nscope: [a, b]\nrules: []", "phase.yaml"))
    merged, _ = override(merged, ["title=T", "clones.min_lines=3"])

    assert origins(merged) == {
        "base": "base.yaml:2",
        "clones.min_lines": "--set",
        "head": "phase.yaml:1",
        "rules": "phase.yaml:3",
        "scope": "phase.yaml:2",
        "title": "--set",
    }


def test_origins_go_into_lists_of_maps():
    assert origins(tree("stories:\n - {id: A}\n -\n  id: B")) == {
        "stories[0].id": "a.yaml:2",
        "stories[1].id": "a.yaml:4",
    }


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("base=v1", {"base": "v1"}),
        ("base=a=b", {"base": "a=b"}),
        ("base=", {"base": None}),
        ("clones.min_lines=3", {"clones": {"min_lines": 3}}),
        ("structure.roots[lib/]=src", {"structure": {"roots": {"lib/": "src"}}}),
        ("clones={min_lines: 3}", {"clones": {"min_lines": 3}}),
    ],
)
def test_setting_reaches_its_key(setting, expected):
    changed, problems = override(tree("{}"), [setting])

    assert problems == ()
    assert plain(changed) == expected


@pytest.mark.parametrize(
    "key", ["stories[1].notebook", "stories[B].notebook", "stories.B.notebook", "stories.1.notebook"]
)
def test_item_of_a_list_goes_by_number_or_id(key):
    changed, problems = override(tree("stories: [{id: A, notebook: x}, {id: B, notebook: x}]"), [f"{key}=y"])

    assert problems == ()
    assert [story["notebook"] for story in plain(changed)["stories"]] == ["x", "y"]


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("base", "--set: 'base': expected key=value, such as base=v1.0"),
        ("=x", "--set: '=x': expected key=value, such as base=v1.0"),
        ("a..b=x", "--set: 'a..b=x': expected key=value, such as base=v1.0"),
        (".a=x", "--set: '.a=x': expected key=value, such as base=v1.0"),
        ("stories[C].notebook=x", "--set: stories[C].notebook: no such item in the list"),
        ("stories[7].notebook=x", "--set: stories[7].notebook: no such item in the list"),
        ("base=[1", "--set: base: not YAML: did not find expected ',' or ']'"),
    ],
)
def test_setting_that_cannot_be_applied_is_named(setting, message):
    unchanged = tree("stories: [{id: A}]")

    _, (problem,) = override(unchanged, [setting])

    assert str(problem) == message


def test_find_stops_at_the_last_node_there_is():
    root = tree("stories:\n- id: A")

    assert find(root, ["stories", 0, "id"]).value == "A"
    assert find(root, ["stories", 0, "notebook"]).line == 2
    assert find(root, ["stories", 5]).line == 1
