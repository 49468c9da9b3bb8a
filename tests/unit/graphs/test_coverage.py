"""What the structure document leaves out, and the numbers it states."""

from __future__ import annotations

import pytest
from builders import declared, inventory

from auditlib.graphs.coverage import undeclared_entries, wrong_counts

COVERED = {
    "listed": (["lib/", "│   └── a.py"], ["lib/a.py", "lib/b.py"], ["lib/b.py"]),
    "folder not listed": (["lib/"], ["lib/a.py", "lib/x/b.py"], []),
    "topmost only": (["lib/", "│   └── a.py"], ["lib/a.py", "lib/x/b.py", "lib/x/y/c.py"], ["lib/x/"]),
    "open": (["lib/", "│   ├── a.py", "│   └── ..."], ["lib/a.py", "lib/x/b.py"], []),
    "glob": (["lib/", "│   └── test_*.py"], ["lib/test_a.py", "lib/b.py"], ["lib/b.py"]),
    "package file": (["lib/", "│   └── a.py"], ["lib/a.py", "lib/__init__.py"], []),
    "ignored": (["lib/", "│   └── a.py"], ["lib/a.py", "!lib/a.db", "lib/out/"], []),
    "outside": (["lib/", "│   └── a.py"], ["lib/a.py", "web/b.py"], []),
    "nothing": (["web/"], ["lib/a.py", "lib/x/b.py"], ["lib/a.py", "lib/x/"]),
}


@pytest.mark.parametrize(("lines", "paths", "expected"), COVERED.values(), ids=COVERED.keys())
def test_a_strict_folder_may_hold_only_what_is_declared(
    lines: list[str], paths: list[str], expected: list[str]
) -> None:
    found = undeclared_entries(declared(*lines), inventory(*paths), under=["lib"])

    assert list(found) == expected


COUNTS = {
    "right": ("[2 modules]", ["lib/a.py", "lib/b.py"], 0),
    "right without the package file": ("[2 modules]", ["lib/a.py", "lib/b.py", "lib/__init__.py", "lib/x.txt"], 0),
    "right below": ("[2 modules]", ["lib/a.py", "lib/x/y/b.py"], 0),
    "wrong": ("[5 modules]", ["lib/a.py"], 1),
    "at least": ("[2+ modules]", ["lib/a.py", "lib/b.py", "lib/c.py"], 0),
    "too few": ("[9+ modules]", ["lib/a.py", "lib/b.py", "lib/c.py"], 1),
    "no such folder": ("[2 modules]", ["web/a.py"], 0),
    "ignored folder": ("[2 modules]", ["lib/"], 0),
    "besides": ("[2 additional tools]", ["lib/named.py", "lib/b.py", "lib/c.py"], 0),
    "besides, wrong": ("[3 additional tools]", ["lib/named.py", "lib/b.py", "lib/c.py"], 1),
}


@pytest.mark.parametrize(("line", "paths", "wrong"), COUNTS.values(), ids=COUNTS.keys())
def test_a_count_is_wrong_where_no_way_of_counting_gives_it(line: str, paths: list[str], wrong: int) -> None:
    found = wrong_counts(declared("lib/", "│   ├── named.py", f"│   └── {line}"), inventory(*paths))

    assert len(found) == wrong


def test_a_count_in_the_comment_of_a_folder_is_checked() -> None:
    (miscount,) = wrong_counts(declared("lib/  # guides (4 files)"), inventory("lib/a.md", "lib/b.md"))

    assert (miscount.folder, miscount.found) == ("lib", (0, 2))
