"""AL311 contract-broken, AL312 contract-vacuous, AL313 contract-unassigned."""

from __future__ import annotations

import pytest
from builders import state

from auditlib.detectors import contracts
from auditlib.params.schema import Params

FILES = {
    "api/__init__.py": "",
    "api/routes.py": "import core.store",
    "core/__init__.py": "",
    "core/store.py": "import helpers",
    "helpers.py": "",
}


def found(files, **rule):
    """The findings of one contract: rule, place and message."""
    made = state({**FILES, **files})
    made.params = Params.model_validate({"rules": [{"id": "own", **rule}]}, strict=False)
    return [(one.rule, one.path, one.line) for one in contracts.detect(made)]


def message(files, **rule):
    made = state({**FILES, **files})
    made.params = Params.model_validate({"rules": [{"id": "own", **rule}]}, strict=False)
    (finding,) = contracts.detect(made)
    return finding.message


UPWARD = {"core/store.py": "import os\nimport api.routes"}
THROUGH = {"helpers.py": "import api.routes"}


@pytest.mark.parametrize(
    ("files", "rule", "broken"),
    [
        ({}, {"layers": ["api", "core"]}, []),
        (UPWARD, {"layers": ["api", "core"]}, [("AL311", "core/store.py", 2)]),
        (THROUGH, {"layers": ["api", "core"]}, [("AL311", "core/store.py", 1)]),
        (THROUGH, {"layers": ["api", "core"], "direct": True}, []),
        ({"helpers.py": "import core.store"}, {"layers": ["api", "core"]}, []),
        ({}, {"layers": ["api | core"]}, [("AL311", "api/routes.py", 1)]),
        ({}, {"layers": ["core", "api"]}, [("AL311", "api/routes.py", 1)]),
        ({}, {"forbidden": {"modules": ["core"], "must_not_import": ["api"]}}, []),
        ({}, {"forbidden": {"modules": ["api"], "must_not_import": ["helpers"]}}, [("AL311", "api/routes.py", 1)]),
        ({}, {"forbidden": {"modules": ["api"], "must_not_import": ["helpers"]}, "direct": True}, []),
        (UPWARD, {"forbidden": {"modules": ["core"], "must_not_import": ["os"]}}, [("AL311", "core/store.py", 1)]),
        ({}, {"independent": ["api", "core"]}, [("AL311", "api/routes.py", 1)]),
        ({"api/routes.py": ""}, {"independent": ["api", "core"]}, []),
        ({}, {"acyclic": ["api", "core"]}, []),
        (UPWARD, {"acyclic": ["api", "core"]}, [("AL311", "core/store.py", 2)]),
        ({}, {"protected": {"modules": ["helpers"], "only_by": ["core"]}}, []),
        ({}, {"protected": {"modules": ["helpers"], "only_by": ["api"]}}, [("AL311", "core/store.py", 1)]),
        ({}, {"layers": ["api", "core", "helpers"], "exhaustive": True}, []),
        ({}, {"layers": ["api", "core"], "exhaustive": True}, [("AL313", "helpers.py", 1)]),
        ({}, {"layers": ["apis", "core"]}, [("AL312", ".", 0)]),
        ({}, {"independent": ["api", "nothing"]}, [("AL312", ".", 0)]),
        (UPWARD, {"layers": ["api", "core"], "ignore": ["core/store.py -> api/routes.py"]}, []),
        (
            {"core/store.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import api.routes"},
            {"layers": ["api", "core"], "leave_out": ["type_checking"]},
            [],
        ),
        (
            {"core/store.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import api.routes"},
            {"layers": ["api", "core"]},
            [("AL311", "core/store.py", 3)],
        ),
    ],
)
def test_contract_is_kept_or_broken_where_it_is(files, rule, broken):
    assert found(files, **rule) == broken


def test_the_shortest_chain_is_shown():
    files = {"helpers.py": "import other", "other.py": "import api.routes\nimport core.store"}

    assert message(files, layers=["api", "core"], because="one way") == (
        "own: core is below api and imports it (one way): core/store.py → helpers.py → other.py (line 1) → "
        "api/routes.py (line 1)"
    )


def test_modules_are_named_by_globs_and_by_dotted_names():
    for upper, lower in (("api", "core"), ("api/*.py", "core/**"), ("api.routes", "core.store")):
        assert found(UPWARD, layers=[upper, lower]) == [("AL311", "core/store.py", 2)]


def test_fingerprint_survives_moved_lines():
    made = [state({**FILES, **UPWARD}), state({**FILES, "core/store.py": "\n\n\nimport api.routes"})]
    for one in made:
        one.params = Params.model_validate({"rules": [{"id": "own", "layers": ["api", "core"]}]}, strict=False)
    before, after = ([finding.fingerprint for finding in contracts.detect(one)] for one in made)

    assert before == after


def test_the_examples_of_the_rules_show_them():
    bad = {"core/store.py": contracts.CONTRACT_BROKEN.bad.rpartition("\n")[2], "api/routes.py": "def notify(): ..."}

    assert found(bad, layers=["api", "core"])[0][0] == "AL311"
    assert found({}, layers=["apis", "core"])[0][0] == "AL312"
    assert found({"misc/a.py": ""}, layers=["api", "core", "helpers"], exhaustive=True)[0][0] == "AL313"
