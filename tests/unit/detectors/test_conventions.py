"""AL411 convention-broken, AL412 convention-vacuous."""

from __future__ import annotations

import pytest
from builders import state

from auditlib.detectors import conventions
from auditlib.params.schema import Params

FILES = {
    "lib/a.py": "x = 1\ny = 2\nz = 3\n",
    "lib/cache.py": "class TextCache: ...\n",
    "tests/test_a.py": "",
    "README.md": "#",
}


@pytest.mark.parametrize(
    ("rule", "found"),
    [
        ({"paths": ["**/*.py"], "max": 3}, []),
        ({"paths": ["**/*.py"], "max": 2}, [("AL411", "lib/a.py")]),
        ({"paths": ["libs/**"], "max": 2}, [("AL412", ".")]),
        ({"paths": ["tests/**"], "names": ["test_*.py"]}, []),
        ({"paths": ["lib/**"], "names": ["c*.py"]}, [("AL411", "lib/a.py")]),
        ({"paths": ["libs/**"], "names": ["c*.py"]}, [("AL412", ".")]),
        ({"required": ["README.md", "lib"]}, []),
        ({"required": ["LICENSE"]}, [("AL411", "LICENSE")]),
        ({"absent": ["**/*.cfg"]}, []),
        ({"absent": ["lib/c*.py"]}, [("AL411", "lib/cache.py")]),
        ({"only_in": {"names": ["*Cache"], "paths": ["lib/cache.py"]}}, []),
        ({"only_in": {"names": ["*Cache"], "paths": ["lib/a.py"]}}, [("AL411", "lib/cache.py")]),
        ({"only_in": {"names": ["*Cache"], "paths": ["libs"]}}, [("AL412", "."), ("AL411", "lib/cache.py")]),
    ],
)
def test_convention_is_kept_or_broken_where_it_is(rule, found):
    made = state(FILES)
    made.params = Params.model_validate({"rules": [{"id": "own", **rule}]}, strict=False)

    assert [(one.rule, one.path) for one in conventions.detect(made)] == found


def test_the_examples_of_the_rules_show_them():
    assert "max: 800" in conventions.CONVENTION_BROKEN.bad
    assert "libs" in conventions.CONVENTION_VACUOUS.bad
