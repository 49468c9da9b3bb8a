"""The notebooks are prose and calls: no logic, no saved outputs, no code without words above it."""

import ast
import json
import re
from pathlib import Path

import pytest

import auditlib

ROOT = Path(__file__).parents[2]
STORIES = sorted((ROOT / "notebooks").glob("*.ipynb"))
PATHS = [*STORIES, *sorted((ROOT / "benchmarks").rglob("*.ipynb"))]
NOTEBOOKS = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in PATHS}
CODE = [
    pytest.param(cell, id=f"{name}:{cell['id']}")
    for name, notebook in NOTEBOOKS.items()
    for cell in notebook["cells"]
    if cell["cell_type"] == "code"
]
LOGIC = (
    ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.For, ast.While, ast.If, ast.IfExp, ast.Try,
    ast.With, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.BinOp, ast.BoolOp, ast.AugAssign,
)  # fmt: skip

each_notebook = pytest.mark.parametrize("notebook", NOTEBOOKS.values(), ids=NOTEBOOKS)
each_code = pytest.mark.parametrize("cell", CODE)


def source(cell):
    return "".join(cell["source"])


def tags(cell):
    return cell["metadata"].get("tags", [])


def parameters(notebook):
    tree = ast.parse(source(notebook["cells"][1]))
    return {statement.targets[0].id: ast.literal_eval(statement.value) for statement in tree.body}


@each_code
def test_code_holds_no_logic(cell):
    found = [type(node).__name__ for node in ast.walk(ast.parse(source(cell))) if isinstance(node, LOGIC)]

    assert not found


@each_code
def test_no_output_is_saved(cell):
    assert cell["outputs"] == []
    assert cell["execution_count"] is None


@each_code
def test_names_are_public_and_exist(cell):
    used = re.findall(r"\bauditlib\.(\w+)", source(cell))

    assert not [name for name in used if name not in auditlib.__all__ or not hasattr(auditlib, name)]


@each_notebook
def test_notebook_begins_with_its_question_then_parameters_then_setup(notebook):
    first, second = notebook["cells"][:2]
    setup = [cell for cell in notebook["cells"] if cell["cell_type"] == "code" and "setup" in tags(cell)]

    assert first["cell_type"] == "markdown"
    assert source(first).startswith("# ")
    assert "?" in source(first)
    assert tags(second) == ["parameters"]
    assert len(setup) == 1


@each_notebook
def test_parameters_are_literals(notebook):
    assert parameters(notebook)


@pytest.mark.parametrize("name", [path.stem for path in STORIES])
def test_demo_is_the_default(name):
    assert parameters(NOTEBOOKS[name])["params"] == "demo"


@each_notebook
def test_code_has_prose_above_it(notebook):
    kinds = ["prose" if cell["cell_type"] == "markdown" else "code" for cell in notebook["cells"]]
    bare = [
        notebook["cells"][index]["id"]
        for index in range(1, len(kinds))
        if kinds[index] == "code" and kinds[index - 1] == "code"
    ]

    assert not bare


@each_notebook
def test_verdict_comes_first_and_once(notebook):
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]

    assert [index for index, cell in enumerate(code) if "verdict" in tags(cell)] == [2]


@each_notebook
def test_cell_ids_are_words_and_unique(notebook):
    ids = [cell["id"] for cell in notebook["cells"]]

    assert len(set(ids)) == len(ids)
    assert not [name for name in ids if not re.fullmatch(r"[a-z]+(-[a-z]+)*", name)]


def test_notebook_is_written_as_jupyter_writes_it():
    for path in PATHS:
        notebook = NOTEBOOKS[path.stem]

        assert (
            path.read_text(encoding="utf-8")
            == json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
        )
