"""Of several folders that hold a name, the one that Python would look into goes first, and one that has it wins."""

from __future__ import annotations

import pytest
from builders import edges, unnamed

from auditlib.graphs.roots import Tier, source_roots
from auditlib.model import ImportEdge

HOUSE = {
    "house/__init__.py": "",
    "house/core.py": "class Core: ...",
    "house/parts/__init__.py": "",
    "house/parts/house/__init__.py": "def start(): ...",
    "house/parts/lamp/__init__.py": "from house.core import Core",
    "house/parts/lamp/light.py": "class Light: ...",
}
OFTEN = {f"tests/{name}.py": "from lamp.light import Light" for name in "abcd"}
TWO_ROOTS = {"x.py": "import sys\nsys.path.append('one')\nsys.path.append('two')"}


def of(files: dict[str, str], path: str) -> ImportEdge:
    """The edge of the last import of one file."""
    return [edge for edge in edges(files) if edge.path == path][-1]


@pytest.mark.parametrize(
    "added",
    [OFTEN, {"tests/conftest.py": "import sys\nsys.path.insert(0, 'house/parts')"}],
    ids=["discovered", "inserted"],
)
def test_a_root_inside_a_package_hides_no_top_level_package(added: dict[str, str]):
    edge = of({**HOUSE, **added}, "house/parts/lamp/__init__.py")

    assert (edge.status, edge.imported) == ("resolved", "house/core.py")


def test_a_root_inside_a_package_names_no_module_and_comes_last():
    roots = source_roots(unnamed({**HOUSE, **OFTEN}))

    assert [(root.path, root.tier) for root in roots] == [(".", Tier.OBSERVED), ("house/parts", Tier.PACKAGE)]


def test_a_name_that_resolves_nowhere_else_is_found_inside_a_package():
    assert of({**HOUSE, **OFTEN}, "tests/a.py").imported == "house/parts/lamp/light.py"


def test_a_package_discovered_for_one_name_is_no_root_for_others():
    edge = of({**HOUSE, **OFTEN, "house/parts/radio.py": "", "main.py": "from radio import Tuner"}, "main.py")

    assert (edge.status, edge.reason) == ("external", "")


def test_a_package_that_imports_its_namesake_is_no_evidence():
    wrapper = {
        f"house/parts/lamp/{name}.py": "from lamp.light import Light\nfrom lamp.api import Client" for name in "abc"
    }

    assert [root.path for root in source_roots(unnamed({**HOUSE, **wrapper}))] == ["."]


def test_a_package_whose_modules_all_import_one_another_without_it_is_a_root():
    inside = {f"house/parts/lamp/{name}.py": "from lamp.light import Light" for name in "abc"}

    assert "house/parts" in [root.path for root in source_roots(unnamed({**HOUSE, **inside}))]


@pytest.mark.parametrize("nearer", ["one", "two"])
def test_the_root_that_has_what_is_asked_wins(nearer: str):
    files = {
        **TWO_ROOTS,
        "one/tool/__init__.py": "def work(): ...",
        "two/tool/__init__.py": "",
        f"{nearer}/main.py": "from tool import work",
    }

    edge = of(files, f"{nearer}/main.py")

    assert (edge.status, edge.imported) == ("resolved", "one/tool/__init__.py")


def test_a_namespace_that_has_what_is_asked_goes_before_a_module_that_has_not():
    files = {**TWO_ROOTS, "one/suite/part.py": "x = 1", "two/suite.py": "", "main.py": "from suite.part import x"}

    assert of(files, "main.py").imported == "one/suite/part.py"


def test_what_no_root_has_is_broken_where_the_name_is_looked_up_first():
    files = {**TWO_ROOTS, "one/tool.py": "", "two/tool.py": "", "two/main.py": "from tool import work"}

    edge = of(files, "two/main.py")

    assert (edge.status, edge.reason) == ("broken", "module two/tool.py has no name 'work'")


TASK = "from pydantic import BaseModel"
SCRIPTS = {"examples/pydantic/__init__.py": "", "examples/pydantic/part.py": "x = 1", "examples/pydantic/main.py": TASK}


@pytest.mark.parametrize(
    "files",
    [
        SCRIPTS,
        {**SCRIPTS, "examples/pydantic/other.py": "import pydantic"},
        {"examples/pydantic.py": "", "examples/main.py": TASK},
        {"examples/conftest.py": "", "examples/pydantic.py": "", "examples/deep/main.py": TASK},
    ],
    ids=["own-package", "bare-import-shows-nothing", "own-folder", "conftest"],
)
def test_the_folder_of_a_script_claims_no_name_that_nothing_shows_to_be_ours(files: dict[str, str]):
    path = next(path for path in files if path.endswith("main.py"))

    edge = of(files, path)

    assert edge.status == "external"
    assert edge.reason.startswith("nothing shows that ")


@pytest.mark.parametrize(
    "files",
    [
        {**SCRIPTS, "examples/pydantic/other.py": "from pydantic.part import x"},
        {**SCRIPTS, "examples/pydantic/__init__.py": "class Base_Model: ..."},
        {**SCRIPTS, "examples/pydantic/main.py": "from pydantic.part import gone"},
    ],
    ids=["used", "near", "has-the-module"],
)
def test_what_is_shown_to_be_ours_may_be_broken(files: dict[str, str]):
    assert of(files, "examples/pydantic/main.py").status == "broken"
