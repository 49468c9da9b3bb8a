"""Imports to edges: each statement has one, with what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

import pytest
from builders import edges, project, unnamed
from hypothesis import given
from hypothesis import strategies as st

from auditlib.graphs.resolver import resolve_imports
from auditlib.graphs.roots import source_roots
from auditlib.model import ImportEdge, ImportStatus

PACKAGE = {"core/__init__.py": "", "core/cache.py": "class Cache: ...\nLIMIT = 3\n", "core/store/__init__.py": ""}


def last(files: Mapping[str, str], *, roots: Sequence[str] = (), others: Sequence[str] = ()) -> ImportEdge:
    """The edge of the last import of `main.py`, or of the only importing file."""
    found = edges(files, roots=roots, others=others)
    return [edge for edge in found if edge.path.endswith("main.py")][-1]


@pytest.mark.parametrize(
    ("statement", "imported"),
    [
        ("import core", "core/__init__.py"),
        ("import core.cache", "core/cache.py"),
        ("import core.cache as c", "core/cache.py"),
        ("from core import cache", "core/cache.py"),
        ("from core.cache import Cache", "core/cache.py"),
        ("from core.cache import *", "core/cache.py"),
        ("from core.cache import __name__", "core/cache.py"),
        ("from core import *", "core/__init__.py"),
        ("from core import store", "core/store/__init__.py"),
    ],
)
def test_an_absolute_import_leads_to_its_file(statement: str, imported: str):
    edge = last({**PACKAGE, "main.py": statement})

    assert (edge.status, edge.imported) == (ImportStatus.RESOLVED, imported)


@pytest.mark.parametrize(
    ("statement", "status", "reason"),
    [
        ("import core.cachee", "broken", "package core has no module 'cachee' (near: 'cache')"),
        ("from core import queue", "broken", "package core has no name or module 'queue'"),
        ("from core.cache import Cachee", "broken", "module core/cache.py has no name 'Cachee' (near: 'Cache')"),
        ("import core.cache.deep", "broken", "the module core/cache.py has no submodule 'deep'"),
        ("import json", "stdlib", ""),
        ("import distutils", "stdlib", ""),
        ("import numpy.linalg", "external", ""),
        ("from . import core", "escapes_root", "main.py lies directly in a root: it has no parent package for '.'"),
        ("__import__(name)", "dynamic", "the name is computed when it runs"),
    ],
)
def test_what_is_not_resolved_says_why(statement: str, status: str, reason: str):
    edge = last({**PACKAGE, "main.py": statement})

    assert (edge.status, edge.reason) == (status, reason)


@pytest.mark.parametrize(
    ("statement", "status", "imported"),
    [
        ("from . import cache", "resolved", "core/cache.py"),
        ("from .cache import Cache", "resolved", "core/cache.py"),
        ("from .. import core", "escapes_root", None),
        ("from ..store import x", "escapes_root", None),
        ("from .gone import x", "broken", None),
    ],
)
def test_a_relative_import_starts_at_the_package(statement: str, status: str, imported: str | None):
    edge = last({**PACKAGE, "core/main.py": statement})

    assert (edge.status, edge.imported) == (status, imported)


def test_the_level_of_an_init_is_its_own_folder():
    (edge,) = edges({**PACKAGE, "core/__init__.py": "from .cache import Cache"})

    assert edge.imported == "core/cache.py"


def test_a_climb_that_another_root_allows_does_not_escape():
    files = {".p/lib/core/main.py": "from ..performance import cache", ".p/lib/performance/cache.py": ""}

    assert last(files, roots=[".p/lib", ".p"]).imported == ".p/lib/performance/cache.py"
    assert last(files, roots=[".p/lib"]).status == "escapes_root"


def test_a_climb_out_of_src_escapes():
    edge = last({"src/core/main.py": "from ..other import x", "src/other.py": "x = 1"})

    assert edge.status == "escapes_root"
    assert edge.reason == "'..' climbs beyond core, the top-level package of core.main"


def test_a_folder_without_a_name_of_its_own_may_still_be_a_package():
    edge = last({".my-tools/run/main.py": "from .part import x", ".my-tools/run/part.py": "x = 1"})

    assert edge.imported == ".my-tools/run/part.py"


@pytest.mark.parametrize(
    ("init", "imported"),
    [
        ("from .cache import cache", "core/__init__.py"),
        ("from . import cache", "core/cache.py"),
        ("from core import cache", "core/cache.py"),
        ("import core.cache as cache", "core/cache.py"),
        ("def cache(): ...\nfrom . import cache", "core/__init__.py"),
    ],
    ids=["hidden-by-function", "bound-relative", "bound-absolute", "bound-as", "redefined"],
)
def test_a_name_that_the_package_binds_hides_its_submodule(init: str, imported: str):
    edge = last({"core/__init__.py": init, "core/cache.py": "def cache(): ...", "main.py": "from core import cache"})

    assert edge.imported == imported


@pytest.mark.parametrize(
    "text",
    [
        "def __getattr__(name): ...",
        "globals()['x'] = 1",
        "locals()['x'] = 1",
        "from os import *",
        "def broken(:",
    ],
    ids=["getattr", "globals", "locals", "star", "fault"],
)
def test_a_module_whose_names_are_open_is_not_judged(text: str):
    edge = last({"core.py": text, "main.py": "from core import anything"})

    assert (edge.status, edge.imported) == (ImportStatus.RESOLVED, "core.py")


@pytest.mark.parametrize(
    "init",
    [
        "__path__ = extend_path(__path__, __name__)",
        "import sys\nsys.meta_path.append(finder)",
        "import importlib\nlocals()['x'] = importlib.import_module(name)",
    ],
    ids=["path", "meta-path", "dynamic"],
)
def test_a_package_that_takes_in_modules_from_elsewhere_is_not_broken(init: str):
    edge = last({"core/__init__.py": init, "main.py": "import core.other.part"})

    assert (edge.status, edge.reason) == (ImportStatus.EXTERNAL, "core takes in modules from elsewhere")


def test_a_compiled_module_exists_and_its_names_are_not_judged():
    files = {"core/__init__.py": "", "main.py": "from core._fast.inner import x"}

    edge = last(files, others=["core/_fast.cpython-311-x86_64-linux-gnu.so"])

    assert edge.imported == "core/_fast.cpython-311-x86_64-linux-gnu.so"


def test_the_stub_of_a_compiled_module_is_open():
    edge = last({"core/__init__.py": "", "core/fast.pyi": "x: int", "main.py": "from core.fast import y"})

    assert edge.imported == "core/fast.pyi"


def test_a_stub_package_beside_a_compiled_module_describes_it():
    files = {"core/__init__.py": "", "core/fast/__init__.pyi": "", "main.py": "from core.fast import y"}

    assert last(files, others=["core/fast.so"]).imported == "core/fast.so"


def test_the_names_of_a_stub_beside_the_module_count():
    files = {"core.py": "setattr_later = 1", "core.pyi": "x: int = 1", "main.py": "from core import x"}

    assert last(files).imported == "core.py"


@pytest.mark.parametrize(
    ("files", "imported"),
    [
        ({"cache.py": "", "cache/__init__.py": ""}, "cache/__init__.py"),
        ({"cache.py": "", "cache/part.py": ""}, "cache.py"),
    ],
    ids=["package", "namespace"],
)
def test_of_one_name_a_package_goes_first_and_a_namespace_last(files: dict[str, str], imported: str):
    assert last({**files, "main.py": "import cache"}).imported == imported


def test_a_namespace_package_has_no_file():
    edge = last({"space/part.py": "", "main.py": "import space"}, roots=["."])

    assert (edge.status, edge.imported) == (ImportStatus.RESOLVED, "space")
    assert edge.reason == "space is a namespace package: it has no file of its own"


@pytest.mark.parametrize(
    ("other", "status"),
    [("import os", "external"), ("from django.proj import urls", "resolved")],
    ids=["mere", "meant"],
)
def test_a_folder_without_init_is_an_external_package_unless_something_comes_from_it(other: str, status: str):
    edge = last({"examples/django/proj/urls.py": "", "examples/other.py": other, "examples/main.py": "import django"})

    assert edge.status == status


def test_a_namespace_package_spans_its_roots():
    files = {"a/space/one.py": "", "b/space/two.py": "", "main.py": "import space.two"}

    assert last(files, roots=["a", "b"]).imported == "b/space/two.py"


@pytest.mark.parametrize(
    ("extra", "roots", "status"),
    [
        ({}, [], "external"),
        ({"other.py": "import docker.entry"}, [], "broken"),
        ({}, ["."], "broken"),
    ],
    ids=["nobody-uses-it", "used", "declared"],
)
def test_a_folder_is_a_package_of_ours_where_that_is_known(extra: dict[str, str], roots: list[str], status: str):
    files = {"docker/entry.py": "", "main.py": "from docker.errors import APIError", **extra}

    assert last(files, roots=roots).status == status


def test_a_shared_prefix_may_go_on_elsewhere():
    files = {"google/ours/part.py": "", "other.py": "import google.ours.part", "main.py": "import google.protobuf"}

    assert last(files).status == "external"


def test_a_missing_name_that_is_nearly_there_is_broken():
    edge = last({"core/cache.py": "", "main.py": "import core.cachee"})

    assert (edge.status, edge.reason) == ("broken", "package core has no module 'cachee' (near: 'cache')")


def test_the_path_that_a_file_adds_comes_first_for_it():
    added = "import sys\nsys.path.insert(0, 'b')\nimport config"
    files = {"a/config.py": "", "b/config.py": "", "a/main.py": added}

    assert last(files).imported == "b/config.py"


def test_two_roots_without_an_order_are_ambiguous():
    files = {
        "a/config.py": "",
        "b/config.py": "",
        "x.py": "import sys\nsys.path.append('a')\nsys.path.append('b')",
        "c/main.py": "import config",
    }

    edge = last(files)

    assert (edge.status, edge.imported) == (ImportStatus.AMBIGUOUS, None)
    assert edge.reason == "a/config.py and b/config.py lie on roots without a declared order"
    assert last(files, roots=["b"]).imported == "b/config.py"


def test_a_rival_that_lacks_the_rest_is_none():
    files = {
        "a/config.py": "",
        "b/config/__init__.py": "",
        "b/config/user.py": "",
        "x.py": "import sys\nsys.path.append('a')\nsys.path.append('b')",
        "c/main.py": "import config.user",
    }

    assert last(files).imported == "b/config/user.py"


def test_the_nearest_root_wins_among_those_that_hold_the_file():
    files = {"config.py": "", "service/config.py": "", "service/main.py": "import config"}

    assert last(files).imported == "service/config.py"


def test_conftest_puts_its_folder_on_the_path():
    files = {"tests/conftest.py": "", "tests/support.py": "", "tests/deep/main.py": "import support"}

    assert last(files).imported == "tests/support.py"


@pytest.mark.parametrize(
    ("files", "statement", "status"),
    [
        ({"logging.py": "x = 1"}, "import logging", "resolved"),
        ({"platform/__init__.py": "", "platform/core.py": ""}, "import platform.core", "resolved"),
        ({"platform/__init__.py": ""}, "from platform import system", "stdlib"),
        ({"json/part.py": ""}, "import json", "stdlib"),
        ({"lib/json.py": "", "x.py": "import sys\nsys.path.append('lib')"}, "import json", "stdlib"),
    ],
    ids=["hidden", "only-ours-has-it", "only-theirs-has-it", "namespace", "foreign-root"],
)
def test_the_standard_library_is_hidden_only_by_a_file_that_comes_first(
    files: dict[str, str], statement: str, status: str
):
    assert last({**files, "main.py": statement}).status == status


@pytest.mark.parametrize(
    ("main", "status"),
    [
        ("from helper import work", "resolved"),
        (
            "try:\n    from . import helper\n    from .helper import work\nexcept ImportError:\n    import helper",
            "resolved",
        ),
        ("import helper", "external"),
        ("from helper import other", "external"),
    ],
    ids=["name", "twin", "bare", "no-such-name"],
)
def test_a_sibling_without_its_package_is_found_where_something_shows_it(main: str, status: str):
    files = {"core/__init__.py": "", "core/helper.py": "def work(): ...", "core/main.py": main}

    assert last(files).status == status


@pytest.mark.parametrize(
    ("call", "imported"),
    [
        ("importlib.import_module('core.cache')", "core/cache.py"),
        ("importlib.import_module('core.gone')", None),
    ],
)
def test_a_dynamic_import_of_a_literal_is_followed(call: str, imported: str | None):
    edge = last({**PACKAGE, "main.py": f"import importlib\n{call}"})

    assert (edge.status, edge.imported) == (ImportStatus.DYNAMIC, imported)


def test_edges_are_sorted_and_independent_of_the_order_of_files():
    modules = project({**PACKAGE, "main.py": "import os, core\nfrom core import cache", "a.py": "import main"})
    roots = source_roots(modules)

    forwards = resolve_imports(modules, roots)
    backwards = resolve_imports(modules[::-1], roots)

    assert forwards == backwards
    assert [(edge.path, edge.line, edge.target) for edge in forwards] == [
        ("a.py", 1, "main"),
        ("main.py", 1, "core"),
        ("main.py", 1, "os"),
        ("main.py", 2, "core"),
    ]


PATHS = ["a.py", "p/__init__.py", "p/b.py", "p/q/c.py", ".h/lib/d.py", "src/e/__init__.py", "src/e/f.py", "json.py"]
STATEMENTS = [
    "import a", "import p.b", "from p import b, gone", "from . import c", "from ..b import x", "from ... import y",
    "import e.f", "from e import *", "import json", "import numpy", "from d import x", "__import__('p.b')",
    "import sys\nsys.path.insert(0, '.h/lib')", "try:\n    import gone\nexcept ImportError:\n    gone = None",
]  # fmt: skip


@given(st.dictionaries(st.sampled_from(PATHS), st.lists(st.sampled_from(STATEMENTS)).map("\n".join), min_size=1))
def test_every_import_gives_exactly_one_edge(files: dict[str, str]):
    imports = sorted(
        (module.path, entry.line, "." * entry.level + entry.module, entry.name)
        for module in unnamed(files)
        for entry in module.facts.imports
    )

    found = edges(files)

    assert [(edge.path, edge.line, edge.target, edge.name) for edge in found] == imports
    folders = {str(folder) for path in files for folder in PurePosixPath(path).parents}
    assert all(edge.imported is None or edge.imported in {*files, *folders} for edge in found)
    assert all((edge.imported is not None) == (edge.status == "resolved") for edge in found if edge.status != "dynamic")
    assert all(edge.reason for edge in found if edge.status in {"broken", "escapes_root", "ambiguous", "dynamic"})
