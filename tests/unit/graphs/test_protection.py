"""Which critical tests load a part."""

from __future__ import annotations

import pytest
from builders import state

from auditlib.graphs.naming import named_part
from auditlib.graphs.whatif import Removals
from auditlib.model.patterns import Protection

FILES = {
    "lib/__init__.py": "",
    "lib/cache.py": "class Cache:\n    pass",
    "lib/app.py": "from lib.cache import Cache",
    "lib/lazy.py": "def f():\n    from lib.cache import Cache",
    "lib/pack/__init__.py": "import lib.cache",
    "lib/pack/inner.py": "",
}
TEST = "tests/p0/test_it.py"


def protection(files: dict[str, str], *, critical: tuple[str, ...] = (TEST,)) -> Protection:
    """What protects the cache."""
    known = state({**FILES, **files}, critical=critical)
    return Removals(known).answer([named_part("lib/cache.py:Cache", known)]).protection


@pytest.mark.parametrize(
    ("files", "lazy"),
    [
        ({TEST: "from lib.cache import Cache"}, False),
        ({TEST: "import lib.app"}, False),
        ({TEST: "import lib.lazy"}, True),
        ({TEST: "def test():\n    import lib.app"}, True),
        ({TEST: "import lib.pack.inner"}, False),
        ({TEST: "", "tests/conftest.py": "import lib.app"}, False),
        ({TEST: "", "tests/p0/conftest.py": "import lib.app"}, False),
        ({TEST: "def test():\n    patch('lib.cache.Cache.fetch')"}, True),
    ],
    ids=["import", "transitive", "lazily", "lazy-test", "package", "conftest-above", "conftest", "patch-target"],
)
def test_a_critical_test_that_loads_the_module_protects_it(files: dict[str, str], lazy: bool):
    found = protection(files)

    assert found == Protection((TEST,), None, (TEST,) if lazy else (), 1)
    assert not found.unprotected


@pytest.mark.parametrize(
    ("files", "critical"),
    [
        ({TEST: "import lib"}, (TEST,)),
        ({TEST: "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import lib.app"}, (TEST,)),
        ({TEST: "", "tests/other/conftest.py": "import lib.app"}, (TEST,)),
        ({TEST: "import lib.app"}, ()),
    ],
    ids=["nothing-of-it", "type-checking", "conftest-elsewhere", "not-critical"],
)
def test_what_no_critical_test_loads_is_unprotected(files: dict[str, str], critical: tuple[str, ...]):
    assert protection(files, critical=critical).unprotected
