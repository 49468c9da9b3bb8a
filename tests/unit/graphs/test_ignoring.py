"""What `.gitignore` files would ignore."""

from __future__ import annotations

import pytest

from auditlib.graphs.ignoring import ignore_rules
from auditlib.model import Document

RULES = ignore_rules(
    [
        Document(".gitignore", "*.log\n/build/\nresults/\n!keep.log\n" + "*a" * 50 + "\n"),
        Document("web/.gitignore", "!*.log\n*.map\n"),
        Document("pyproject.toml", "*.py\n"),
    ]
)


@pytest.mark.parametrize(
    ("path", "ignored"),
    [
        ("a.log", True),
        ("x/y/a.log", True),
        ("keep.log", False),
        ("build/", True),
        ("build/a.py", True),
        ("x/build/", False),
        ("x/results/a/b.txt", True),
        ("a.py", False),
        ("web/a.log", False),
        ("web/a.map", True),
        ("a.map", False),
        ("a" * 60, False),
    ],
)
def test_the_nearest_ignore_file_that_speaks_decides(path: str, ignored: bool) -> None:
    assert RULES(path) is ignored


def test_without_ignore_files_nothing_is_ignored() -> None:
    assert not ignore_rules([])("a.log")
