"""When a component that was found stands for a labelled one: the rule by which the detector of roles is scored."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

FILE = Path(__file__).parents[2] / "benchmarks" / "roles" / "labelled.py"


@pytest.fixture(scope="module")
def labelled() -> ModuleType:
    spec = importlib.util.spec_from_file_location("benchmark_labelled", FILE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["benchmark_labelled"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [
        ([(1, 10)], [(1, 10)], 1),
        ([(1, 10)], [(11, 20)], 0),
        ([(1, 100)], [(5, 6)], 1),
        ([(1, 4), (9, 12)], [(3, 10)], 0.5),
        ([], [(1, 2)], 0),
    ],
    ids=["equal", "apart", "inside", "in part", "nothing"],
)
def test_overlap_is_the_share_of_the_smaller(labelled, one, other, share):
    assert labelled.overlap(one, other) == share
    assert labelled.overlap(other, one) == share


def item(labelled: ModuleType, role: str, *ranges: tuple[int, int]):
    return labelled.Item("r", "a.py", ranges, "caching", role, True)


def test_a_component_stands_for_the_label_that_shares_half_of_its_lines(labelled):
    label = item(labelled, "implementation", (1, 10))

    assert labelled.matched([(6, 15)], [label]) == label
    assert labelled.matched([(7, 16)], [label]) is None


def test_an_implementation_comes_before_a_label_of_another_role(labelled):
    consumer, does_it = item(labelled, "consumer", (1, 10)), item(labelled, "implementation", (4, 12))

    assert labelled.matched([(1, 10)], [consumer, does_it]) == does_it


def test_the_scope_is_product_code(labelled):
    scope = ["src/**", "tool/*.py"]
    paths = ("src/a/b.py", "src/tests/b.py", "src/test_b.py", "tool/a.py", "tool/b/a.py", "src/migrations/a.py")

    assert [path for path in paths if labelled.in_scope(path, scope)] == ["src/a/b.py", "tool/a.py"]
