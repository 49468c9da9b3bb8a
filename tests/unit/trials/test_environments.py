"""What a project requires, read from its files and never obeyed beyond names."""

import pytest
from repositories import write

from auditlib.errors import SourceError
from auditlib.trials.environments import given_environment, project_requirements

PYPROJECT = """
[project]
dependencies = ["click>=8", "windows-only; sys_platform == 'win32'", "here @ file:///tmp/here"]
optional-dependencies = {test = ["pytest>=8"], docs = ["sphinx"]}
[dependency-groups]
dev = ["hypothesis", {include-group = "other"}]
"""
REQUIREMENTS = """
# a comment
-r other.txt
--index-url https://elsewhere.example
flask==3.0 \\
    --hash=sha256:00
-e .
git+https://example.org/x.git
numpy>=1  # inline
"""


def test_names_are_taken_and_everything_else_is_told(tmp_path):
    write(tmp_path, {"pyproject.toml": PYPROJECT, "requirements-dev.txt": REQUIREMENTS})

    plain, odd = project_requirements(tmp_path)

    assert plain == ("click>=8", "flask==3.0", "hypothesis", "numpy>=1", "pytest>=8")
    assert dict(odd) == {
        "-e .": "no requirement by name",
        "git+https://example.org/x.git": "no requirement by name",
        "here @ file:///tmp/here": "from a URL",
    }


@pytest.mark.parametrize(
    "text", ["[project", "[project]\ndependencies = 3\n", "project = 1\n"], ids=["broken", "odd", "no table"]
)
def test_a_project_file_that_says_nothing_usable_requires_nothing(tmp_path, text):
    write(tmp_path, {"pyproject.toml": text})

    assert project_requirements(tmp_path) == ((), ())


def test_a_python_that_is_not_there_is_named():
    with pytest.raises(SourceError, match="--python /no/such/python: there is no such program"):
        given_environment("/no/such/python")
