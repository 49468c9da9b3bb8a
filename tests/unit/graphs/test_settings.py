"""Source folders as settings files declare them."""

from __future__ import annotations

import pytest

from auditlib.graphs.settings import declared_folders


@pytest.mark.parametrize(
    ("text", "folder"),
    [
        ('[tool.setuptools.package-dir]\n"" = "src"', "src"),
        ('[tool.setuptools.package-dir]\nshop = "lib/shop"', "lib"),
        ('[tool.setuptools.packages.find]\nwhere = ["source"]', "source"),
        ('[tool.poetry]\npackages = [{include = "shop", from = "python"}]', "python"),
        ('[tool.pdm.build]\npackage-dir = "src"', "src"),
        ('[tool.hatch.build.targets.wheel]\npackages = ["src/shop"]', "src"),
        ('[tool.hatch.build]\nsources = ["lib"]', "lib"),
        ('[tool.hatch.build.sources]\n"lib" = ""', "lib"),
        ('[tool.pytest.ini_options]\npythonpath = "./tests/"', "tests"),
    ],
    ids=["package-dir", "one-package", "find", "poetry", "pdm", "hatch", "sources", "sources-table", "pytest"],
)
def test_pyproject_declares_a_folder(text: str, folder: str):
    declared = declared_folders({"pyproject.toml": text})

    assert [path for path, _ in declared] == [folder]


@pytest.mark.parametrize(
    ("text", "folder"),
    [
        ("[options]\npackage_dir =\n    = src\n", "src"),
        ("[options.packages.find]\nwhere = lib\n", "lib"),
        ("[tool:pytest]\npythonpath = tests\n", "tests"),
    ],
    ids=["package_dir", "find", "pytest"],
)
def test_setup_cfg_declares_a_folder(text: str, folder: str):
    declared = declared_folders({"setup.cfg": text})

    assert [path for path, _ in declared] == [folder]


@pytest.mark.parametrize(
    "settings",
    [
        {"pyproject.toml": "not = [toml"},
        {"setup.cfg": "no section"},
        {"pyproject.toml": '[tool.setuptools.package-dir]\nother = "lib"'},
        {"pyproject.toml": '[tool.pytest.ini_options]\npythonpath = ["../outside", "/etc"]'},
        {"pyproject.toml": "tool = 3"},
        {"tox.ini": "[tool:pytest]\npythonpath = tests\n"},
    ],
    ids=["bad-toml", "bad-ini", "renamed", "outside", "no-table", "other-file"],
)
def test_what_cannot_be_read_declares_nothing(settings: dict[str, str]):
    assert declared_folders(settings) == ()


def test_a_file_below_the_root_declares_relative_to_its_folder():
    text = '[tool.pytest.ini_options]\npythonpath = ["."]'

    declared = declared_folders({"services/api/pyproject.toml": text})

    assert declared == (("services/api", "services/api/pyproject.toml: tool.pytest.ini_options.pythonpath"),)
