"""Source roots: found by files, in order, each with its reason."""

from __future__ import annotations

from builders import unnamed

from auditlib.graphs.roots import Tier, source_roots


def test_params_come_first_then_settings_then_src_then_the_repository():
    modules = unnamed({"lib/a.py": "", "python/b.py": "", "src/c.py": "", "d.py": ""})
    settings = {"pyproject.toml": '[tool.pytest.ini_options]\npythonpath = ["python"]'}

    roots = source_roots(modules, declared=["lib"], settings=settings)

    assert [(root.path, root.tier) for root in roots] == [
        ("lib", Tier.PARAMS),
        ("python", Tier.SETTINGS),
        ("src", Tier.SRC),
        (".", Tier.OBSERVED),
    ]


def test_a_declared_folder_that_is_not_there_is_no_root():
    roots = source_roots(unnamed({"a.py": ""}), declared=["gone"])

    assert [root.path for root in roots] == ["."]


def test_a_package_called_src_is_no_root():
    roots = source_roots(unnamed({"src/__init__.py": "", "src/a.py": ""}))

    assert [root.path for root in roots] == ["."]


def test_a_literal_path_is_a_root_for_the_whole_project():
    modules = unnamed(
        {
            ".platform/lib/core.py": "",
            ".platform/run.py": "import os, sys\nsys.path.insert(0, os.path.join(os.path.dirname(__file__), 'lib'))",
        }
    )

    roots = {root.path: root.reason for root in source_roots(modules)}

    assert roots == {".platform/lib": "sys.path in .platform/run.py", ".": "the repository's root"}


def test_a_hidden_root_is_discovered_by_the_imports_that_resolve_there():
    modules = unnamed(
        {".platform/lib/core/cache.py": "class Cache: ...", "tools/run.py": "from core.cache import Cache"}
    )

    roots = {root.path: root.reason for root in source_roots(modules)}

    assert roots[".platform/lib"] == "1 import statements resolve here and nowhere else"


def test_a_module_named_like_an_external_package_makes_no_root():
    modules = unnamed(
        {
            "shop/__init__.py": "",
            "shop/backends/__init__.py": "",
            "shop/backends/redis.py": "from redis import Redis",
            "shop/backends/other.py": "import redis\nfrom redis.client import Client",
        }
    )

    assert [root.path for root in source_roots(modules)] == ["."]


def test_a_package_is_a_root_only_on_much_evidence():
    core = {"lib/__init__.py": "", "lib/core/__init__.py": "", "lib/core/cache.py": "x = 1"}
    once = {**core, "tests/a.py": "from core.cache import x"}
    often = {**core, **{f"tests/{name}.py": "from core.cache import x" for name in "abc"}}

    assert [root.path for root in source_roots(unnamed(once))] == ["."]
    assert "lib" in [root.path for root in source_roots(unnamed(often))]


def test_observed_roots_are_ordered_by_use():
    modules = unnamed(
        {
            "a.py": "",
            "lib/core/x.py": "y = 1",
            "tests/one.py": "from core.x import y",
            "tests/two.py": "from core.x import y",
            "tests/three.py": "import a",
        }
    )

    assert [root.path for root in source_roots(modules)] == ["lib", "."]
