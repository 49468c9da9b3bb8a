"""The recorded consolidations: complete, in order, split by name, and with parts that add up."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "benchmarks" / "backtest"
RULES = ("physical", "sloc", "lloc")


@pytest.fixture(scope="module")
def listed() -> dict:
    return json.loads((FOLDER / "commits.json").read_text())


@pytest.fixture(scope="module")
def facts() -> list[dict]:
    return json.loads((FOLDER / "facts.json").read_text())


def key(entry: dict) -> tuple[str, str]:
    return entry["repository"].lower(), entry["sha"]


def test_commits_are_sorted_and_each_stands_once(listed: dict):
    keys = [key(entry) for entry in listed["commits"]]

    assert keys == sorted(set(keys))


def test_repositories_alternate_between_tuning_and_reporting(listed: dict):
    names = sorted(listed["repositories"], key=str.lower)

    assert [listed["repositories"][name] for name in names] == (["tune", "report"] * len(names))[: len(names)]
    assert {entry["repository"] for entry in listed["commits"]} == set(names)


def test_no_repository_dominates(listed: dict):
    commits = Counter(entry["repository"] for entry in listed["commits"])

    assert len(commits) >= 8
    assert max(commits.values()) <= 8


def test_facts_are_those_of_the_listed_commits(listed: dict, facts: list[dict]):
    assert [{name: one[name] for name in entry} for one, entry in zip(facts, listed["commits"], strict=True)] == listed[
        "commits"
    ]
    assert {one["repository"]: one["split"] for one in facts} == listed["repositories"]


@pytest.mark.parametrize("rule", RULES)
def test_parts_of_a_ledger_add_up_to_the_net(facts: list[dict], rule: str):
    for one in facts:
        ledger = one["ledger"]
        survivor = ledger["survivor"]["after"][rule] - ledger["survivor"]["before"][rule]
        others = ledger["imports"][rule] + ledger["callers"]["net"][rule] + ledger["rest"][rule]

        assert one["product"]["net"][rule] == survivor + others - ledger["gross"][rule], one["sha"]
