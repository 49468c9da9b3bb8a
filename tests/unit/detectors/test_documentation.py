"""AL421 broken-link, AL422 stale-path, AL423 unknown-path."""

from __future__ import annotations

import pytest
from builders import state

from auditlib.detectors import documentation
from auditlib.model import Commit

FILES = {"lib/core/a.py": "", "docs/guide.md": "# Guide"}
GONE = Commit("c" * 40, 1, ("lib/old.py", "docs/old.md"))


def found(text, path="docs/page.md"):
    made = state({**FILES, path: text}, history=[GONE])
    return [(one.rule, one.path, one.line) for one in documentation.detect(made)]


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("[g](guide.md)", []),
        ("[g](/docs/guide.md)", []),
        ("[g](gone.md)", ["AL421"]),
        ("[g](../../outside.md)", []),
        ("`lib/core/a.py`", []),
        ("`core/a.py`", []),
        ("`lib/a.py`", ["AL422"]),
        ("`lib/old.py`", ["AL422"]),
        ("`lib/never.py`", ["AL423"]),
        ("`lib/never.py` and `lib/never.py`", ["AL423"]),
    ],
)
def test_what_a_document_names_is_looked_up(text, rules):
    assert [rule for rule, _, _ in found(text)] == rules


def test_where_it_went_is_told():
    made = state({**FILES, "docs/page.md": "`lib/a.py` and `lib/old.py`"}, history=[GONE])
    moved, gone = documentation.detect(made)

    assert moved.message == "lib/a.py is not there; lib/core/a.py is"
    assert gone.message == f"lib/old.py is not there; commit {'c' * 12} was the last that touched it"


def test_a_changelog_may_name_what_was():
    assert found("`lib/old.py` was removed; see [it](old.md)", "CHANGELOG.md") == [("AL421", "CHANGELOG.md", 1)]


@pytest.mark.parametrize("rule", documentation.RULES, ids=lambda rule: rule.id)
def test_the_examples_of_the_rules_show_them(rule):
    assert found(rule.bad.partition("#")[0])
