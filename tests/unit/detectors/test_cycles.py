"""AL301 import-cycle."""

from __future__ import annotations

from builders import derived

from auditlib.detectors import cycles
from auditlib.model import Severity


def test_a_cycle_is_reported_once_at_its_first_import():
    (finding,) = cycles.detect(derived({"a.py": "import os\nimport b", "b.py": "import c", "c.py": "import a"}))

    assert (finding.rule, finding.severity, finding.path, finding.line) == ("AL301", Severity.ERROR, "a.py", 2)
    assert finding.message == (
        "3 modules import one another, by imports that run when the modules are imported; "
        "shortest cycle: a.py -> b.py -> c.py -> a.py"
    )


def test_a_cycle_that_only_a_function_closes_is_a_warning():
    (finding,) = cycles.detect(derived({"a.py": "import b", "b.py": "def f():\n    import a"}))

    assert finding.severity == Severity.WARNING
    assert "only by an import inside a function" in finding.message


def test_fingerprint_survives_moved_lines():
    (before,) = cycles.detect(derived({"a.py": "import b", "b.py": "import a"}))
    (after,) = cycles.detect(derived({"a.py": "\n\nimport b", "b.py": "import a"}))

    assert before.line != after.line
    assert before.fingerprint == after.fingerprint


def test_the_subject_of_a_large_cycle_is_short_and_tells_cycles_apart():
    def ring(*names: str) -> str:
        files = {f"{name}.py": f"import {after}" for name, after in zip(names, names[1:] + names[:1], strict=True)}
        (finding,) = cycles.detect(derived(files))
        return finding.subject

    assert ring(*"abcdefgh").startswith("a.py and 7 others (")
    assert ring(*"abcdefgh") != ring(*"abcdefgi")


def test_the_examples_of_the_rule_show_it():
    cache, _, monitor = cycles.IMPORT_CYCLE.bad.partition("\n\n")
    files = {"cache.py": f"{cache}\nclass Cache: ...", "monitor.py": f"{monitor}\ndef record(event): ..."}

    found = list(cycles.detect(derived(files)))

    assert [finding.rule for finding in found] == ["AL301"]
