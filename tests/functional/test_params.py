"""Params read from files: layers, shipped ones, the resolved copy, and every error at once."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditlib import example
from auditlib.errors import ParamsError
from auditlib.params import KNOWN_NOTEBOOKS, Params, load_params, portable_json, resolved_json, shipped_names
from auditlib.params.schema import Category, Structure
from auditlib.params.yamlfile import MAX_BYTES

CHECKOUT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path):
    """A folder of params in three layers; the repository stands beside it."""
    params = tmp_path / "params"
    params.mkdir()
    (params / "base.yaml").write_text("counting: physical\nclones: {min_lines: 7}\n")
    (params / "service.yaml").write_text("scope: [lib]\nclones: {min_tokens: 33}\ntitle: the service\n")
    (params / "p1.yaml").write_text('phase: "1"\nrepository: ../service\ntitle: one phase\n')
    return params


def error_lines(source, overrides=()):
    with pytest.raises(ParamsError) as caught:
        load_params(source, overrides)
    return str(caught.value).splitlines()


def test_layers_lie_over_one_another_in_order(folder):
    found = load_params(folder / "p1.yaml", ["clones.min_lines=9"])

    assert found.counting == "physical"
    assert found.scope == ("lib",)
    assert found.title == "one phase"
    assert (found.clones.min_lines, found.clones.min_tokens) == (9, 33)
    assert set(found.categories) == {"caching", "memory", "response", "monitoring"}


def test_each_value_has_its_origin(folder):
    found = load_params(folder / "p1.yaml", ["clones.min_lines=9"])

    told = {key: place for key, place in found.origins.items() if not key.startswith("categories")}
    assert told == {
        "clones.min_lines": "--set",
        "clones.min_tokens": "service.yaml:2",
        "clones.silence": "auditlib:base.yaml:11",
        "counting": "base.yaml:1",
        "phase": "p1.yaml:1",
        "repository": "p1.yaml:2",
        "scope": "service.yaml:1",
        "size_limit": "auditlib:base.yaml:5",
        "title": "p1.yaml:3",
    }
    assert found.origins["categories.caching.words"].startswith("auditlib:base.yaml:")


def test_repository_of_a_file_is_looked_up_from_its_folder(folder):
    assert load_params(folder / "p1.yaml").repository == str(folder.parent.resolve() / "service")


def test_repository_of_a_setting_is_looked_up_from_the_current_folder_and_names_the_layer(
    folder, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    (folder / "other.yaml").write_text("scope: [src]\n")

    found = load_params("params/p1.yaml", ["repository=other.git"])

    assert found.repository == str(tmp_path.resolve() / "other.git")
    assert found.scope == ("src",)


def test_file_without_a_base_beside_it_has_the_shipped_one(tmp_path):
    (tmp_path / "only.yaml").write_text("scope: [lib]\n")

    found = load_params(tmp_path / "only.yaml")

    assert found.categories == load_params().categories


def test_base_alone_can_be_read(folder):
    assert load_params(folder / "base.yaml").clones.min_lines == 7


def test_setting_overrides_a_story_by_its_id():
    found = load_params("phase-2.4", ["stories[TS-2].target.lines=300", "head=1e5"])

    assert [story.target.lines for story in found.stories if story.id == "TS-2"] == [300]
    assert found.head == "1e5"
    assert found.origins["stories[1].target.lines"] == "--set"


def test_errors_of_all_layers_and_settings_come_at_once(folder):
    (folder / "base.yaml").write_text("counting: lines\n")
    (folder / "service.yaml").write_text("scope: &a [lib]\n")
    (folder / "p1.yaml").write_text("phase: 2.4\nrepository: ../service\nfoo: 1\nphase: 3\norigins: {}\n")

    lines = error_lines(folder / "p1.yaml", ["bar=1", "nonsense"])

    assert lines == [
        "--set: 'nonsense': expected key=value, such as base=v1.0",
        "--set: bar: unknown key",
        "base.yaml:1: counting: expected one of physical, sloc, logical",
        "p1.yaml:1: phase: expected text; quote it: '2.4'",
        "p1.yaml:3: foo: unknown key",
        "p1.yaml:4: phase: duplicate key; it already stands in line 1",
        "p1.yaml:5: origins: is written by auditlib; leave it out",
        "service.yaml:1: scope: anchor '&a' is not allowed; write the value out where it is used",
    ]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "x.yaml: the file is empty; a map of keys is expected"),
        (b"a: \xff", "x.yaml:1: not UTF-8; save the file as UTF-8"),
        (b"- a\n", "x.yaml:1: a map of keys is expected at the top, not a list"),
        (b"#" * (MAX_BYTES + 1), "x.yaml: larger than 1,000,000 bytes"),
        (b"[" * 5000, "x.yaml:1: nested deeper than 50"),
    ],
    ids=["empty", "encoding", "list", "size", "depth"],
)
def test_file_that_is_no_params_is_refused_in_one_line(tmp_path, data, said):
    (tmp_path / "x.yaml").write_bytes(data)

    assert error_lines(tmp_path / "x.yaml") == [said]


def test_unknown_name_gets_the_nearest_and_the_list(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    (line,) = error_lines("dmo")

    assert line == "dmo: no such params file; did you mean 'demo'? Shipped: demo, phase-2.4, self."


def test_what_is_no_readable_file_is_refused(tmp_path):
    os.mkfifo(tmp_path / "pipe.yaml")

    assert error_lines(tmp_path) == [f"{tmp_path}: is a folder; name a params file in it"]
    assert "no such params file" in error_lines(tmp_path / "pipe.yaml")[0]
    assert "cannot be read" in error_lines("a" * 5000)[0]


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every file")
def test_file_without_permission_is_refused(tmp_path):
    (tmp_path / "x.yaml").write_text("scope: [lib]")
    (tmp_path / "x.yaml").chmod(0)

    assert error_lines(tmp_path / "x.yaml") == ["x.yaml: cannot be read: Permission denied"]


def test_folder_that_has_the_name_of_a_shipped_file_does_not_hide_it(tmp_path, monkeypatch):
    (tmp_path / "demo").mkdir()
    monkeypatch.chdir(tmp_path)

    assert load_params("demo").bundled == "demo"


@pytest.mark.parametrize("name", ["demo", "self", "phase-2.4"])
def test_shipped_params_are_valid_and_read_back_equal(name, tmp_path):
    found = load_params(name)
    (tmp_path / "params.json").write_text(resolved_json(found))

    assert load_params(tmp_path / "params.json") == found
    assert set(found.planned_notebooks) <= set(KNOWN_NOTEBOOKS)


def test_shipped_names_are_the_files_of_the_checkout():
    assert shipped_names() == ("demo", "phase-2.4", "self")


def test_shipped_base_documents_the_defaults_of_the_schema():
    shipped = load_params()

    assert shipped.model_copy(update={"categories": {}, "origins": {}}) == Params()
    assert all(category.words and category.calls for category in shipped.categories.values())


def test_params_of_ourselves_point_at_this_checkout():
    found = load_params("self")

    assert Path(found.repository) == CHECKOUT
    assert all((CHECKOUT / path).is_dir() for path in (*found.scope, *found.tests, *found.import_roots))


def test_params_of_the_demo_name_what_its_repository_holds(tmp_path):
    repository, found = example.build(tmp_path / "demo"), load_params("demo")

    named = (found.structure.document, found.document, found.critical_tests, *(one.module for one in found.benchmarks))
    assert all((repository / path).is_file() for path in named)
    assert all((repository / path).is_dir() for path in (*found.scope, *found.tests, *found.structure.roots.values()))
    assert (found.base, found.head) == (example.BASE, example.HEAD)


def test_phase_as_data_has_its_seven_stories_and_the_deferral():
    found = load_params("phase-2.4")

    stories = {story.id: story for story in found.stories}
    assert list(stories) == [f"TS-{number}" for number in range(1, 8)]
    assert [stories[name].category for name in ("TS-2", "TS-3", "TS-4", "TS-5")] == list(found.categories)
    assert stories["TS-1"].target.lines == 1106
    assert [name for name, story in stories.items() if story.deferred] == ["TS-5"]
    assert all(category.canonical for category in found.categories.values())


def test_resolved_file_keeps_its_origins_but_for_what_is_set_anew(folder, tmp_path):
    found = load_params(folder / "p1.yaml")
    (tmp_path / "params.json").write_text(resolved_json(found))

    again = load_params(tmp_path / "params.json", ["title=other"])

    assert again.origins == {**found.origins, "title": "--set"}
    assert again == found.model_copy(update={"title": "other", "origins": again.origins})


def test_resolved_file_has_no_layers_under_it(folder):
    (folder / "p1.json").write_text('{"repository": "../service"}')

    found = load_params(folder / "p1.json")

    assert found.scope == ()
    assert found.categories == {}


def test_portable_text_tells_neither_where_the_repository_lies_nor_where_values_were_set(folder):
    found = load_params(folder / "p1.yaml")

    text = portable_json(found)

    assert '"repository": "service"' in text
    assert str(folder.parent) not in text
    assert "origins" not in text
    assert '"repository": "bundled:demo"' in portable_json(load_params("demo"))


def test_two_loads_give_the_same_bytes():
    assert resolved_json(load_params("phase-2.4")) == resolved_json(load_params("phase-2.4"))


@given(
    st.builds(
        Params,
        title=st.text(),
        categories=st.dictionaries(
            st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,9}", fullmatch=True),
            st.builds(Category, words=st.lists(st.text(min_size=1), max_size=3).map(tuple)),
            max_size=3,
        ),
        structure=st.builds(Structure, sections=st.just({})),
        size_limit=st.integers(1, 10**15),
    )
)
def test_any_params_read_back_equal_from_their_resolved_text(tmp_path_factory, params):
    path = tmp_path_factory.mktemp("resolved") / "params.json"
    path.write_text(resolved_json(params), encoding="utf-8")

    assert load_params(path) == params
