"""A phase: published whole or not at all, skipped where nothing changed, honest about what failed."""

import fcntl
import json
import os
import re
import signal
import subprocess
import sys
import time
from textwrap import dedent

import nbformat
import pytest
from nbformat import v4

from auditlib.errors import ParamsError, SourceError
from auditlib.notebooks import selection
from auditlib.notebooks.phase import run_phase
from auditlib.params import Params

FILES = {
    "lib/a.py": "import b\n\n\ndef f(x):\n    y = x\n    y += 1\n    y *= 2\n    z = b.g()\n    return y + z\n",
    "lib/b.py": "def g():\n    return 1\n",
    "=odd.md": "# Odd\n",
}


def write_notebook(folder, name, *sources, parameters='params = "demo"'):
    cells = [
        v4.new_markdown_cell(f"# {name.partition('_')[2].capitalize()}\n\nWhy?", id="question"),
        v4.new_code_cell(parameters, id="parameters", metadata={"tags": ["parameters"]}),
        *(v4.new_code_cell(source, id=f"cell-{index}") for index, source in enumerate(sources)),
    ]
    if sources:
        cells[2].metadata["tags"] = ["verdict"]
    nbformat.write(v4.new_notebook(cells=cells), folder / f"{name}.ipynb")


@pytest.fixture
def notebooks(tmp_path, monkeypatch):
    """A folder of two small notebooks, in place of those that are shipped."""
    folder = tmp_path / "notebooks"
    folder.mkdir()
    monkeypatch.setattr(selection, "notebook_folder", lambda: folder)
    write_notebook(folder, "00_overview", "'verdict of the overview'")
    write_notebook(folder, "70_import_graph", "open(params).read()[:1]")
    return folder


@pytest.fixture
def params(tmp_path):
    for path, text in FILES.items():
        (tmp_path / "service" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "service" / path).write_text(text)
    return Params(repository=str(tmp_path / "service"), phase="1", title="A <phase>")


def states(result):
    return {one.name: one.status for one in result.notebooks}


def contents(folder):
    """Every file of a run but what is volatile."""
    found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    found["manifest.json"] = json.loads(found["manifest.json"])
    del found["manifest.json"]["volatile"]
    return found


def test_run_is_published_whole_with_its_index_and_data(tmp_path, notebooks, params):
    result = run_phase(params, out=tmp_path / "out")

    names = {path.relative_to(result.folder).as_posix() for path in result.folder.rglob("*") if path.is_file()}
    expected = {"index.html", "manifest.json", "params.json", "audit.json", "data/modules.csv", "data/graph.json"}
    assert expected | {f"00_overview.{suffix}" for suffix in ("ipynb", "html", "md")} <= names
    assert states(result) == {"00_overview": "executed", "70_import_graph": "executed"}
    assert result.complete
    assert "verdict of the overview" in result.index.read_text()
    assert sorted(path.name for path in result.index.parent.iterdir()) == sorted(
        [".lock", "index.html", "latest.json", result.folder.name]
    )


def test_links_of_the_stable_index_lead_into_the_run(tmp_path, notebooks, params):
    result = run_phase(params, out=tmp_path / "out")

    links = re.findall(r'href="([^"#]+)', result.index.read_text())
    local = [link for link in links if not link.startswith("data:")]
    assert local
    assert [link for link in local if not (result.index.parent / link).exists()] == []


def test_no_path_of_this_machine_is_published(tmp_path, notebooks, params):
    result = run_phase(params, out=tmp_path / "out")

    assert [name for name, text in contents(result.folder).items() if str(tmp_path) in str(text)] == []


def test_two_runs_give_the_same_bytes(tmp_path, notebooks, params):
    first = run_phase(params, out=tmp_path / "one")
    second = run_phase(params, out=tmp_path / "two", jobs=2)

    assert contents(first.folder) == contents(second.folder)


def test_second_run_executes_nothing_and_says_why(tmp_path, notebooks, params, monkeypatch):
    first = run_phase(params, out=tmp_path / "out")
    monkeypatch.setattr("auditlib.notebooks.building.build", lambda *_, **__: pytest.fail("nothing has changed"))

    second = run_phase(params, out=tmp_path / "out")

    assert set(states(second).values()) == {"skipped"}
    assert all(one.reason.startswith("unchanged") for one in second.notebooks)
    assert second.folder == first.folder


def test_fresh_run_executes_all_and_replaces_the_old(tmp_path, notebooks, params):
    first = run_phase(params, out=tmp_path / "out")
    before = contents(first.folder)

    second = run_phase(params, out=tmp_path / "out", fresh=True)

    assert set(states(second).values()) == {"executed"}
    assert contents(second.folder) == before


def test_changed_notebook_alone_is_executed_again(tmp_path, notebooks, params):
    first = run_phase(params, out=tmp_path / "out")
    write_notebook(notebooks, "70_import_graph", "'other'")

    second = run_phase(params, out=tmp_path / "out")

    assert states(second) == {"00_overview": "skipped", "70_import_graph": "executed"}
    assert second.folder != first.folder
    assert first.folder.exists()


def test_changed_repository_is_audited_again(tmp_path, notebooks, params):
    run_phase(params, out=tmp_path / "out")
    (tmp_path / "service" / "lib" / "b.py").write_text("def g():\n    return 2\n")

    assert set(states(run_phase(params, out=tmp_path / "out")).values()) == {"executed"}


def test_failing_notebook_is_published_marked_and_tried_again(tmp_path, notebooks, params):
    write_notebook(notebooks, "70_import_graph", "'seen before'", "1 / 0")

    result = run_phase(params, out=tmp_path / "out")
    again = run_phase(params, out=tmp_path / "out")

    page = (result.folder / "70_import_graph.html").read_text()
    assert not result.complete
    assert states(result) == {"00_overview": "executed", "70_import_graph": "failed"}
    assert "This notebook failed." in page
    assert "seen before" in page
    assert "Import_graph failed: ZeroDivisionError" in result.index.read_text()
    assert states(again) == {"00_overview": "skipped", "70_import_graph": "failed"}


def test_notebook_that_this_version_lacks_is_named(tmp_path, notebooks, params):
    stories = ({"id": "TS-2", "notebook": "20_consolidation"},)

    result = run_phase(
        Params(**params.model_dump(exclude={"stories", "origins"}, exclude_unset=True), stories=stories),
        out=tmp_path / "out",
    )

    assert states(result)["20_consolidation"] == "missing"
    assert "not yet available in this version" in result.index.read_text()


STORIES = [{"id": "A", "notebook": "10_duplication_map"}, {"id": "B", "notebook": "40_compliance"}]


def test_one_story_leaves_the_pages_of_the_others_on_the_index(tmp_path, notebooks, params):
    for story in STORIES:
        write_notebook(notebooks, story["notebook"], "'done'")
    told = Params.model_validate_json(json.dumps({"repository": params.repository, "phase": "1", "stories": STORIES}))
    first = run_phase(told, out=tmp_path / "out", stories=["A"])
    second = run_phase(told, out=tmp_path / "out", stories=["B"])
    third = run_phase(told, out=tmp_path / "out", stories=["A"])

    assert states(first) == {"00_overview": "executed", "10_duplication_map": "executed"}
    assert states(second) == {"00_overview": "skipped", "10_duplication_map": "skipped", "40_compliance": "executed"}
    assert set(states(third).items()) == {(name, "skipped") for name in states(second)}
    assert all(f'href="{third.folder.name}/{name}.html' in third.index.read_text() for name in states(second))


def test_an_unchanged_notebook_is_found_in_an_older_run(tmp_path, notebooks, params):
    before = (notebooks / "70_import_graph.ipynb").read_text()
    run_phase(params, out=tmp_path / "out")
    write_notebook(notebooks, "70_import_graph", "'other'")
    run_phase(params, out=tmp_path / "out")
    (notebooks / "70_import_graph.ipynb").write_text(before)
    write_notebook(notebooks, "00_overview", "'new'")

    assert states(run_phase(params, out=tmp_path / "out")) == {"00_overview": "executed", "70_import_graph": "skipped"}


def test_undeclared_parameter_is_refused_before_a_kernel_starts(tmp_path, notebooks, params, monkeypatch):
    write_notebook(notebooks, "70_import_graph", parameters="parms = 1")
    monkeypatch.setattr("auditlib.notebooks.building.build", lambda *_, **__: pytest.fail("too late"))

    with pytest.raises(ParamsError, match="did you mean 'parms'"):
        run_phase(params, out=tmp_path / "out")


def test_second_run_into_one_folder_is_refused(tmp_path, notebooks, params):
    folder = tmp_path / "out" / "service-1"
    folder.mkdir(parents=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)

        with pytest.raises(ParamsError, match="another run is writing"):
            run_phase(params, out=tmp_path / "out")


def test_what_a_killed_run_left_is_cleared_and_what_it_set_aside_comes_back(tmp_path, notebooks, params):
    result = run_phase(params, out=tmp_path / "out")
    folder = result.index.parent
    (folder / ".staging-1" / "data").mkdir(parents=True)
    result.folder.rename(folder / f".replaced-{result.folder.name}")

    again = run_phase(params, out=tmp_path / "out")

    assert set(states(again).values()) == {"skipped"}
    assert result.folder.exists()
    assert not list(folder.glob(".staging-*")) + list(folder.glob(".replaced-*"))


def test_damaged_manifest_is_not_believed(tmp_path, notebooks, params):
    result = run_phase(params, out=tmp_path / "out")
    (result.folder / "manifest.json").write_text("{")

    assert set(states(run_phase(params, out=tmp_path / "out")).values()) == {"executed"}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_read_only_output_is_named(tmp_path, notebooks, params):
    (tmp_path / "out").mkdir(mode=0o500)

    with pytest.raises(SourceError, match="cannot be written"):
        run_phase(params, out=tmp_path / "out")


def test_output_that_is_a_file_is_named(tmp_path, notebooks, params):
    (tmp_path / "out").write_text("")

    with pytest.raises(SourceError, match="cannot be written"):
        run_phase(params, out=tmp_path / "out")


def test_interrupt_leaves_nothing_and_keeps_what_was_published(tmp_path, notebooks, params):
    result = run_phase(params, out=tmp_path / "out")
    before = sorted(path.name for path in result.index.parent.iterdir())
    mark = tmp_path / "started"
    write_notebook(notebooks, "70_import_graph", f"import time; open({str(mark)!r}, 'w').close(); time.sleep(60)")
    script = f"""
        from pathlib import Path
        from auditlib.notebooks import selection
        from auditlib.notebooks.phase import run_phase
        from auditlib.params import Params
        selection.notebook_folder = lambda: Path({str(notebooks)!r})
        params = Params(repository={params.repository!r}, phase="1", title="A <phase>")
        run_phase(params, out=Path({str(tmp_path / "out")!r}))
    """
    process = subprocess.Popen([sys.executable, "-c", dedent(script)], stderr=subprocess.PIPE, text=True)
    end = time.monotonic() + 120
    while not mark.exists():
        assert process.poll() is None
        assert time.monotonic() < end
        time.sleep(0.1)

    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=60)

    assert "KeyboardInterrupt" in told
    assert sorted(path.name for path in result.index.parent.iterdir()) == before
    assert result.index.read_text()


def test_data_files_are_safe_for_a_spreadsheet(tmp_path, notebooks, params):
    result = run_phase(params, out=tmp_path / "out")

    assert "\n'=odd.md," in (result.folder / "data" / "files.csv").read_text()
