"""Import edges of real packages against grimp's; those that differ have an explanation."""

from __future__ import annotations

import importlib.util
from importlib import import_module
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


def benchmark():
    """The benchmark that compares a package, loaded from its file."""
    spec = importlib.util.spec_from_file_location("grimp_equality", BENCHMARKS / "grimp_equality.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def compare():
    pytest.importorskip("grimp")
    return benchmark().compare


@pytest.mark.parametrize("package", ["jinja2", "pydantic", "hypothesis", "auditlib"])
def test_edges_are_those_of_grimp(compare, package: str):
    folder = Path(import_module(package).__file__).parents[1]

    result = compare(folder, package)

    assert result.modules[0] == result.modules[1]
    assert len(result.ours & result.theirs) > 20
    assert result.unexplained == []


def test_a_name_that_hides_a_submodule_is_the_one_explained_difference(compare, tmp_path: Path):
    package = tmp_path / "hidingpkg"
    package.mkdir()
    (package / "__init__.py").write_text("from .cache import cache\n")
    (package / "cache.py").write_text("def cache(): ...\n")
    (package / "user.py").write_text("from hidingpkg import cache\n")

    result = compare(tmp_path, "hidingpkg")

    assert sorted(result.explained) == [("hidingpkg.user", "hidingpkg"), ("hidingpkg.user", "hidingpkg.cache")]
    assert result.unexplained == []
