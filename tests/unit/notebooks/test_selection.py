"""Which notebooks run, with which parameters, under which key."""

import pytest
from nbformat import v4

from auditlib.errors import ParamsError
from auditlib.notebooks.files import notebook_text, title_of
from auditlib.notebooks.manifest import whole
from auditlib.notebooks.phase import phase_folder
from auditlib.notebooks.selection import check_parameters, declared_parameters, notebook_key, plan, shipped_notebooks
from auditlib.params import Params

STORIES = ({"id": "TS-1", "notebook": "10_duplication_map"}, {"id": "TS-2", "notebook": "20_consolidation"})


def book(parameters='params = "demo"\ndepth = 3'):
    return v4.new_notebook(
        cells=[
            v4.new_markdown_cell("# Cycles\n\nWhy?"),
            v4.new_code_cell(parameters, metadata={"tags": ["parameters"]}),
        ]
    )


def test_phase_without_notebooks_gets_all_there_are():
    assert [one.name for one in plan(Params())] == list(shipped_notebooks())


def test_phase_gets_what_it_asks_for_and_the_overview():
    planned = plan(Params(notebooks=("70_import_graph",), stories=STORIES))

    assert [one.name for one in planned] == ["00_overview", "10_duplication_map", "20_consolidation", "70_import_graph"]
    assert planned[1].stories == ("TS-1",)


def test_notebook_that_this_version_lacks_is_planned_without_a_path():
    planned = {one.name: one.path for one in plan(Params(stories=STORIES, notebooks=("80_backtest",)))}

    assert planned["80_backtest"] is None
    assert planned["10_duplication_map"].is_absolute()


def test_stories_narrow_the_phase():
    assert [one.name for one in plan(Params(stories=STORIES), ["TS-1"])] == ["00_overview", "10_duplication_map"]


@pytest.mark.parametrize(
    ("params", "wanted", "said"),
    [
        (Params(stories=STORIES), "TS1", "did you mean 'TS-1'"),
        (Params(), "TS-1", "there are none"),
        (Params(stories=STORIES), "x", "there are TS-1, TS-2"),
    ],
    ids=["near", "none", "far"],
)
def test_unknown_story_is_refused_with_the_nearest(params, wanted, said):
    with pytest.raises(ParamsError, match=said):
        plan(params, [wanted])


def test_parameters_are_those_of_the_tagged_cell():
    assert declared_parameters(book()) == ("params", "depth")
    assert declared_parameters(v4.new_notebook(cells=[v4.new_code_cell("x = 1")])) == ()


def test_unknown_parameter_is_refused_with_the_nearest():
    with pytest.raises(ParamsError, match="unknown parameter 'parms'; did you mean 'params'"):
        check_parameters("10_x", notebook_text(book()).encode(), ["parms", "depth"])

    check_parameters("10_x", notebook_text(book()).encode(), ["params"])


@pytest.mark.parametrize(
    "change", [(b"b", "p", "s"), (b"a", "q", "s"), (b"a", "p", "t")], ids=["source", "params", "subject"]
)
def test_key_changes_with_all_that_a_notebook_depends_on(change):
    assert notebook_key(*change) != notebook_key(b"a", "p", "s")
    assert notebook_key(b"a", "p", "s") == notebook_key(b"a", "p", "s")


@pytest.mark.parametrize(
    ("params", "folder"),
    [
        ({"repository": "/x/service.git", "phase": "3"}, "service-3"),
        ({"repository": "/x/a b!"}, "a-b"),
        ({"repository": "bundled:demo", "phase": "2.4"}, "demo-2.4"),
        ({}, "repository"),
        ({"repository": "/x/..."}, "repository"),
    ],
    ids=["bare", "odd name", "bundled", "none", "dots"],
)
def test_folder_of_a_phase_is_a_plain_name(params, folder):
    assert phase_folder(Params(**params)) == folder


@pytest.mark.parametrize(
    ("notebook", "title"),
    [(book(), "Cycles"), (v4.new_notebook(), "Import graph"), (None, "Import graph")],
    ids=["heading", "no heading", "no notebook"],
)
def test_title_is_the_first_heading_or_the_name_in_words(notebook, title):
    assert title_of(notebook, "70_import_graph") == title


def test_run_with_a_failed_notebook_is_not_whole():
    assert whole({"notebooks": [{"status": "complete"}, {"status": "missing"}]})
    assert not whole({"notebooks": [{"status": "failed"}]})
    assert not whole(None)
