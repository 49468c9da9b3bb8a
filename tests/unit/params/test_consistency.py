"""What must agree between one key and another."""

import pytest

from auditlib.params.consistency import contradictions


def story(name, *after, **more):
    return {"id": name, "notebook": "00_overview", "after": list(after), **more}


@pytest.mark.parametrize(
    ("section", "key"), [("stories", "id"), ("rules", "id"), ("benchmarks", "name"), ("critical_features", "name")]
)
def test_id_given_twice_is_named_with_the_first(section, key):
    values = {section: [{key: "a", "layers": ["x"]}, {key: "b", "layers": ["x"]}, {key: "a", "layers": ["x"]}]}

    assert contradictions(values) == (((section, 2, key), f"'a' is already the {key} of {section}[0]"),)


def test_story_after_an_unknown_one_gets_the_nearest():
    values = {"stories": [story("TS-1"), story("TS-2", "TS-1", "TS1")]}

    assert contradictions(values) == ((("stories", 1, "after", 1), "unknown story 'TS1'; did you mean 'TS-1'?"),)


def test_unknown_category_gets_the_nearest():
    values = {
        "categories": {"caching": {}},
        "stories": [story("A", category="cacheing"), story("B", category="caching")],
    }

    assert contradictions(values) == (
        (("stories", 0, "category"), "unknown category 'cacheing'; did you mean 'caching'?"),
    )


@pytest.mark.parametrize(
    ("stories", "said"),
    [
        ([story("A", "A")], ["A after A"]),
        ([story("A"), story("B", "C", "A"), story("C", "B")], ["B after C after B"]),
        ([story("A", "C"), story("B", "A"), story("C", "B")], ["A after C after B after A"]),
        (
            [story("A", "B"), story("B", "A"), story("C", "D"), story("D", "C")],
            ["A after B after A", "C after D after C"],
        ),
    ],
    ids=["itself", "two", "three", "two cycles"],
)
def test_stories_that_wait_for_one_another_are_told_as_a_cycle(stories, said):
    messages = [message for _, message in contradictions({"stories": stories})]

    assert sorted(messages) == [f"stories wait for one another: {cycle}" for cycle in said]


def test_order_without_a_cycle_is_accepted():
    assert contradictions({"stories": [story("C", "A", "B"), story("B", "A"), story("A")]}) == ()


@pytest.mark.parametrize(
    "values",
    [
        None,
        [1],
        {"stories": 3},
        {"stories": [1, None, {"id": [1], "after": "x", "category": 2}], "categories": 1, "rules": {"a": 1}},
    ],
)
def test_wrong_types_are_left_to_the_schema(values):
    assert contradictions(values) == ()
