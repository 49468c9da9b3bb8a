"""Dotted names, by the root that holds each module."""

from __future__ import annotations

import pytest
from builders import project


@pytest.mark.parametrize(
    ("path", "roots", "name"),
    [
        ("src/shop/cart.py", [], "shop.cart"),
        ("shop/__init__.py", [], "shop"),
        ("shop/__main__.py", [], "shop.__main__"),
        ("shop/space/cart.py", [], "shop.space.cart"),
        (".platform/lib/core/cache.py", [".platform/lib", ".platform"], "core.cache"),
        (".platform/lib/core/cache.py", [".platform", ".platform/lib"], "lib.core.cache"),
        (".platform/lib/__init__.py", [".platform/lib"], "lib"),
        (".hidden/my-tools/run.py", [], "run"),
        ("__init__.py", [], "__init__"),
        ("my-script.py", [], "my-script"),
        ("shop/native.pyi", [], "shop.native"),
    ],
    ids=[
        "src", "package", "main", "namespace", "first-root", "other-order", "root-init", "hidden", "bare-init",
        "dash", "lone-stub",
    ],
)  # fmt: skip
def test_a_module_is_named_by_the_first_root_that_holds_it(path: str, roots: list[str], name: str):
    (module,) = project({path: ""}, roots=roots)

    assert module.name == name


def test_a_stub_beside_its_module_is_no_second_module():
    names = {module.path: module.name for module in project({"a.py": "", "a.pyi": ""})}

    assert names == {"a.py": "a", "a.pyi": ""}
