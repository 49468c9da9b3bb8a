"""AL302 broken-import, AL303 import-escapes-root, AL304 ambiguous-import, AL305 shadowed-module."""

from __future__ import annotations

import pytest
from builders import derived

from auditlib.detectors import imports
from auditlib.model import Finding, Severity

CORE = {"core/__init__.py": "", "core/cache.py": "class Cache: ..."}
TYPED = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import core.gone"


def found(files: dict[str, str]) -> list[Finding]:
    return list(imports.detect(derived(files)))


def test_a_sound_project_has_no_findings():
    assert found({**CORE, "main.py": "import os, numpy\nfrom core.cache import Cache"}) == []


@pytest.mark.parametrize(
    ("text", "severity", "consequence"),
    [
        ("import core.gone", Severity.ERROR, "importing the module fails"),
        ("class A:\n    import core.gone", Severity.ERROR, "importing the module fails"),
        ("def f():\n    import core.gone", Severity.ERROR, "calling the function fails"),
        (
            "try:\n    import core.gone\nexcept ImportError: ...",
            Severity.WARNING,
            "its guard always takes over, silently",
        ),
        (
            "try:\n    import x\nexcept ImportError:\n    import core.gone",
            Severity.WARNING,
            "the fallback itself fails",
        ),
        (TYPED, Severity.WARNING, "type checkers see no type"),
    ],
    ids=["top", "class", "function", "try", "except", "type-checking"],
)
def test_severity_follows_from_where_the_import_stands(text: str, severity: Severity, consequence: str):
    (finding,) = found({**CORE, "main.py": text})

    assert (finding.rule, finding.severity) == ("AL302", severity)
    assert consequence in finding.message


def test_the_message_says_what_is_missing_and_what_is_near():
    (finding,) = found({**CORE, "main.py": "from core.cachee import Cache"})

    assert finding.message == (
        "from core.cachee import Cache: package core has no module 'cachee' (near: 'cache'); importing the module fails"
    )


def test_the_same_import_twice_in_a_file_is_one_finding_as_serious_as_the_worse():
    text = "try:\n    import core.gone\nexcept ImportError: ...\ndef f():\n    import core.gone"

    (finding,) = found({**CORE, "main.py": text})

    assert (finding.line, finding.severity, finding.subject) == (2, Severity.ERROR, "core.gone")
    assert finding.message.endswith("(also in 1 more lines)")


def test_a_climb_beyond_the_top_level_package_is_a_finding():
    (finding,) = found({**CORE, "core/main.py": "from ..other import x"})

    assert (finding.rule, finding.subject) == ("AL303", "..other x")


def test_an_ambiguous_import_is_a_warning():
    paths = "import sys\nsys.path.append('a')\nsys.path.append('b')"

    (finding,) = found({"a/conf.py": "", "b/conf.py": "", "x.py": paths, "c/main.py": "import conf"})

    assert (finding.rule, finding.severity, finding.path) == ("AL304", Severity.WARNING, "c/main.py")


def test_a_module_beside_a_package_of_its_name_is_a_finding():
    (finding,) = found({"cache.py": "", "cache/__init__.py": ""})

    assert (finding.rule, finding.path, finding.line) == ("AL305", "cache.py", 1)
    assert finding.message == "cache/__init__.py hides this module: no import reaches it"
