"""A scanned folder that is itself a package: what is in it resolves, by relative and by absolute imports."""

from __future__ import annotations

import pytest
from builders import edges

SHOP = {"__init__.py": "NAME = 'shop'", "cart.py": "class Cart: ...", "pay/__init__.py": "", "pay/card.py": "x = 1"}


@pytest.mark.parametrize(
    ("path", "statement", "imported"),
    [
        ("main.py", "from . import cart", "cart.py"),
        ("main.py", "from . import NAME", "__init__.py"),
        ("main.py", "from .cart import Cart", "cart.py"),
        ("pay/main.py", "from .. import cart", "cart.py"),
        ("pay/main.py", "from ..cart import Cart", "cart.py"),
        ("main.py", "import shop", "__init__.py"),
        ("main.py", "from shop import NAME", "__init__.py"),
        ("pay/main.py", "from shop.cart import Cart", "cart.py"),
        ("pay/main.py", "import shop.pay.card", "pay/card.py"),
    ],
)
def test_imports_within_the_scanned_package_resolve(path: str, statement: str, imported: str):
    (edge,) = edges({**SHOP, path: statement}, name="shop")

    assert (edge.status, edge.imported) == ("resolved", imported)


def test_what_lies_above_the_scanned_package_is_not_judged():
    (edge,) = edges({**SHOP, "pay/main.py": "from ...other import x"})

    assert (edge.status, edge.reason) == (
        "external",
        "'...' leads out of the scanned folder, which is a package itself",
    )


@pytest.mark.parametrize(("statement", "status"), [("from .gone import x", "broken"), ("import shop.gone", "broken")])
def test_what_the_scanned_package_lacks_is_broken(statement: str, status: str):
    (edge,) = edges({**SHOP, "main.py": statement}, name="shop")

    assert (edge.status, edge.reason) == (status, "package __init__.py has no module 'gone'")


def test_a_module_of_the_name_of_its_package_does_not_hide_it():
    (edge,) = edges({**SHOP, "shop.py": "def run(): ...", "main.py": "from shop import NAME"}, name="shop")

    assert edge.imported == "__init__.py"


@pytest.mark.parametrize(
    ("statement", "imported"),
    [("import shop", "shop/__init__.py"), ("import shop.api", "shop/api.py"), ("import shop.cart", "cart.py")],
)
def test_a_package_inside_a_package_of_the_same_name_is_meant_where_it_has_what_is_asked(statement: str, imported: str):
    inner = {"shop/__init__.py": "", "shop/api.py": "", "main.py": statement}

    (edge,) = edges({**SHOP, **inner}, name="shop")

    assert edge.imported == imported


def test_without_an_init_the_name_of_the_scanned_folder_is_no_package():
    (edge,) = edges({"cart.py": "", "main.py": "import shop.cart"}, name="shop")

    assert edge.status == "external"
