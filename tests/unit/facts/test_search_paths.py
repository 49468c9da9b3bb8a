"""`sys.path` additions that can be told without running them."""

import pytest

from auditlib.facts.source import read_python

HEAD = "import os, sys\nfrom os.path import dirname, join\nfrom pathlib import Path\n"


@pytest.mark.parametrize(
    ("expression", "path", "relative_to_file"),
    [
        ("'lib'", "lib", False),
        ("''", ".", False),
        ("'./a/../b'", "b", False),
        ("__file__", "__file__", True),
        ("os.path.dirname(__file__)", ".", True),
        ("os.path.dirname(os.path.abspath(__file__))", ".", True),
        ("dirname(dirname(os.path.realpath(__file__)))", "..", True),
        ("os.path.join(os.path.dirname(__file__), '..', 'lib')", "../lib", True),
        ("os.path.join(os.path.dirname(__file__), os.pardir)", "..", True),
        ("os.path.normpath(join(dirname(__file__), '../..'))", "../..", True),
        ("os.path.dirname(__file__) + '/../lib'", "../lib", True),
        ("str(Path(__file__).parent / 'lib')", "lib", True),
        ("str(Path(__file__).resolve().parent.parent)", "..", True),
        ("str(Path(__file__).absolute().parents[1] / 'src' / 'a')", "../src/a", True),
        ("Path(__file__).parents[0].as_posix()", ".", True),
        ("os.fspath(Path(dirname(__file__), 'x').joinpath('y', 'z'))", "x/y/z", True),
        ("str(HERE)", ".", True),
        ("str(ROOT / 'lib')", "../lib", True),
    ],
)
def test_literal_paths_are_worked_out(expression: str, path: str, relative_to_file: bool):
    names = "HERE = Path(__file__).parent\nROOT: Path = HERE.parent\n"
    text = f"{HEAD}{names}sys.path.insert(0, {expression})\nsys.path.append({expression})\n"

    found = read_python(text.encode()).search_paths

    assert [(entry.line, entry.path, entry.relative_to_file) for entry in found] == [
        (6, path, relative_to_file),
        (7, path, relative_to_file),
    ]


@pytest.mark.parametrize(
    "statement",
    [
        "sys.path.append(name)",
        "sys.path.append(os.environ['X'])",
        "sys.path.append(os.getcwd())",
        "sys.path.append('/usr/lib')",
        "sys.path.append(os.path.join(x, 'lib'))",
        "sys.path.append(os.path.join('lib', __file__))",
        "sys.path.append(Path(__file__).parents[i])",
        "sys.path.append(Path(__file__) % 2)",
        "sys.path.append(Path(__file__) + name)",
        "sys.path.append(Path())",
        "sys.path.append(f(__file__))",
        "sys.path.append(1)",
        "sys.path.append()",
        "sys.path.insert(0)",
        "sys.path.remove('lib')",
        "a = 'x'\na = 'y'\nsys.path.append(a)",
        "a = b\nb = a\nsys.path.append(a)",
        "path.append('lib')",
    ],
)
def test_all_else_is_no_literal_path(statement: str):
    assert read_python(f"{HEAD}{statement}\n".encode()).search_paths == ()


def test_paths_added_in_functions_count():
    text = "import sys\ndef f():\n    sys.path.append('lib')\n"

    assert [entry.line for entry in read_python(text.encode()).search_paths] == [3]
