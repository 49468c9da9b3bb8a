"""The shipped notebooks: in batch, by papermill's own command, and as JupyterLab opens them, with the same numbers."""

import json
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from auditlib.notebooks.batch import execute_all
from auditlib.notebooks.files import read_notebook
from auditlib.notebooks.lab import lab_command, prepare_lab
from auditlib.notebooks.selection import shipped_notebooks
from auditlib.params import load_params

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def defaults(tmp_path_factory):
    """Every shipped notebook run as it is, as Run All does: its defaults point at the demo."""
    notebooks = {name: read_notebook(path.read_bytes()) for name, path in shipped_notebooks().items()}
    return execute_all(notebooks, folder=tmp_path_factory.mktemp("defaults"), jobs=2)


def outputs(notebook):
    return {cell.id: [out.get("data") for out in cell.outputs] for cell in notebook.cells if cell.cell_type == "code"}


@pytest.mark.parametrize("name", shipped_notebooks())
def test_notebook_runs_with_its_defaults(defaults, name):
    assert defaults[name].failure == ""


@pytest.mark.parametrize("name", shipped_notebooks())
def test_every_cell_below_the_setup_shows_something(defaults, name):
    shown = outputs(defaults[name].notebook)

    assert [cell for cell, found in shown.items() if not found and cell not in ("parameters", "setup")] == []


@pytest.mark.parametrize("name", shipped_notebooks())
def test_no_cell_writes_to_the_error_stream(defaults, name):
    streams = [
        out for cell in defaults[name].notebook.cells for out in cell.get("outputs", []) if out.output_type == "stream"
    ]

    assert streams == []


def test_papermill_gives_the_same_outputs(defaults, tmp_path):
    out = tmp_path / "out.ipynb"
    command = [
        sys.executable,
        "-m",
        "papermill",
        "notebooks/10_duplication_map.ipynb",
        str(out),
        "-p",
        "params",
        "params/demo.yaml",
    ]

    subprocess.run([*command, "--no-progress-bar"], cwd=ROOT, capture_output=True, check=True, timeout=300)

    executed = outputs(nbformat.read(out, as_version=4))
    expected = outputs(defaults["10_duplication_map"].notebook)
    assert {cell: executed[cell] for cell in expected} == expected


def test_lab_opens_copies_with_the_parameters_in_them(tmp_path):
    folder = prepare_lab(load_params("demo"), tmp_path)

    notebook = nbformat.read(folder / "00_overview.ipynb", as_version=4)
    injected = [cell.source for cell in notebook.cells if cell.id == "injected-parameters"]
    assert re.search(r'params = "params.json"', injected[0])
    assert json.loads((folder / "params.json").read_text())["repository"] == "bundled:demo"


def test_lab_keeps_what_a_reader_has_written(tmp_path):
    mine = prepare_lab(load_params("demo"), tmp_path) / "00_overview.ipynb"
    mine.write_text("mine")

    prepare_lab(load_params("demo"), tmp_path)

    assert mine.read_text() == "mine"


def test_lab_obeys_no_foreign_configuration(tmp_path, monkeypatch):
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "/elsewhere")

    command, environment = lab_command(tmp_path)

    assert command[:4] == [sys.executable, "-P", "-m", "jupyterlab"]
    assert "JUPYTER_CONFIG_PATH" not in environment
    assert environment["JUPYTER_CONFIG_DIR"].startswith(str(tmp_path))
