"""What goes when parts go."""

from __future__ import annotations

from itertools import chain

import pytest
from builders import removal
from hypothesis import given
from hypothesis import strategies as st

from auditlib.model.patterns import Removal, Size

CACHE = """\
import json
import logging
import time

logger = logging.getLogger(__name__)
LIMIT = 10


def _stamp():
    return time.time()


# Holds what was computed.
@final
class Cache:
    def fetch(self, key):
        return _stamp() + LIMIT


def read(text):
    return json.loads(text)
"""
FILES = {"lib/__init__.py": "", "lib/cache.py": CACHE, "app.py": "from lib.cache import read\nread('')"}


def gone(found: Removal, path: str = "lib/cache.py") -> set[int]:
    """The lines of a file that go."""
    spans = chain.from_iterable(one.ranges for one in found.goes if one.path == path)
    return {line for start, end in spans for line in range(start, end + 1)}


def test_a_part_goes_with_its_decorators_and_comment_and_all_that_only_it_uses():
    found = removal(FILES, "lib/cache.py:Cache")

    assert gone(found) == {3, 6, 7, 8, *range(9, 20)}
    assert {one.why for one in found.goes} == {"part", "used by nothing else"}


def test_a_helper_that_another_module_imports_stays():
    found = removal({**FILES, "app.py": "from lib.cache import _stamp, read"}, "lib/cache.py:Cache")

    assert not gone(found) & {3, 9, 10}


def test_a_helper_that_is_exported_stays():
    found = removal({**FILES, "lib/cache.py": CACHE + "\n\n__all__ = ['LIMIT', 'read']\n"}, "lib/cache.py:Cache")

    assert 6 not in gone(found)


def test_a_module_of_which_imports_and_a_logger_are_left_goes_whole():
    text = CACHE[: CACHE.index("def read")]
    found = removal({"lib/__init__.py": "from lib import cache", "lib/cache.py": text}, "lib/cache.py:Cache")

    assert gone(found) == set(range(1, text.count("\n") + 1))
    assert gone(found, "lib/__init__.py") == {1}


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("from lib.cache import Cache", {1}),
        ("from lib.cache import (\n    Cache,\n    read,\n)\nread('')", {2}),
        ("from lib.cache import Cache, read\nread('')", set()),
        ("try:\n    from lib.cache import Cache\nexcept ImportError:\n    Cache = None\nread('')", {1, 2, 3, 4}),
        ("from lib.cache import Cache\n__all__ = [\n    'Cache',\n    'read',\n]", {1, 3}),
    ],
    ids=["alone", "on-its-own-line", "among-others", "guarded", "exported"],
)
def test_imports_and_exports_of_a_part_go(text: str, lines: set[int]):
    assert gone(removal({**FILES, "app.py": text}, "lib/cache.py:Cache"), "app.py") == lines


PUBLIC = "class Entry:\n    pass\n\n\nclass Cache:\n    def fetch(self):\n        return Entry()\n\n\ndef read(): ...\n"


def test_a_public_helper_goes_with_what_is_dead_and_stays_where_another_part_takes_over():
    app = "from lib.cache import Cache, read\nCache()"
    files = {"lib/__init__.py": "", "lib/cache.py": PUBLIC, "new.py": "class New: ..."}

    assert 1 in gone(removal(files, "lib/cache.py:Cache"))
    assert 1 not in gone(removal({**files, "app.py": app}, "lib/cache.py:Cache", into="new.py:New"))


def test_a_plugin_that_uses_a_part_stays():
    files = {"lib/__init__.py": "", "lib/cache.py": CACHE + "\n\nclass Plugin:\n    cache = Cache()\n"}

    assert max(gone(removal(files, "lib/cache.py:Cache"))) < 25


def test_imports_in_tests_are_no_product_code():
    found = removal({**FILES, "tests/test_cache.py": "from lib.cache import Cache\nCache()"}, "lib/cache.py:Cache")

    assert gone(found, "tests/test_cache.py") == set()
    assert [place.path for place in found.callers] == ["tests/test_cache.py"] * 2
    assert found.kind == "dead duplicate"


@given(st.lists(st.sampled_from(["", ":Cache", ":Cache.fetch", ":read"]), min_size=1, max_size=4))
def test_each_line_counts_once_however_parts_overlap(parts: list[str]):
    found = removal(FILES, *(f"lib/cache.py{part}" for part in parts))
    lines = [(one.path, line) for one in found.goes for start, end in one.ranges for line in range(start, end + 1)]

    assert len(lines) == len(set(lines)) == found.estimate.gross.physical
    assert sum((one.size for one in found.goes), Size()) == found.estimate.gross


def test_files_in_another_order_give_the_same_answer():
    assert removal(FILES, "lib/cache.py:Cache") == removal(dict(reversed(FILES.items())), "lib/cache.py:Cache")
