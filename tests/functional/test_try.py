"""The command `auditlib try`: on a small repository with two states, what it finds, keeps and says."""

import json
import sys
from xml.etree import ElementTree

import pytest
from repositories import commit

import auditlib
from auditlib.cli import Exit, run_command
from auditlib.model import Outcome

BASE = {
    "lib/__init__.py": "",
    "lib/cache.py": "def get(key):\n    return key.upper()\n",
    "lib/user.py": "import lib.cache\n",
    "lib/apart.py": "raise RuntimeError('not ours to run')\n",
    "bench.py": "from lib.cache import get\n\ndef run():\n    return get('a' * 50_000)\n",
    "tests/test_cache.py": "from lib.cache import get\n\ndef test_get():\n    assert get('a') == 'A'\n\n"
    "def test_other():\n    assert get('b') == 'B'\n",
    "p0.yaml": "- {name: Cache, test_module: tests/test_cache.py, timeout: 60}\n",
}
HEAD = {
    "lib/cache.py": "from lib.gone import x\n\n\ndef get(key):\n    return key.upper()\n",
    "tests/test_cache.py": "def test_other():\n    assert True\n",
}
PARAMS = """
phase: "1"
repository: ../service
base: {base}
head: {head}
scope: [lib]
critical_tests: p0.yaml
benchmarks: [{{name: get, module: bench.py, function: run}}]
"""


@pytest.fixture(scope="module")
def tried(tmp_path_factory):
    """The folder of evidence, the exit code and what was printed."""
    top = tmp_path_factory.mktemp("try")
    base = commit(top / "service", BASE)
    head = commit(top / "service", HEAD)
    (top / "params").mkdir()
    (top / "params/phase.yaml").write_text(PARAMS.format(base=base, head=head))
    return top


def attempt(top, *options):
    params, out = str(top / "params/phase.yaml"), str(top / "out")
    return run_command(["try", params, "--python", sys.executable, "--out", out, "--quiet", *options])


def test_what_is_lost_is_found_and_kept_as_evidence(tried, capsys):
    code = attempt(tried, "--tests", "--smoke")

    said = capsys.readouterr().out
    folder = tried / "out/service-1/evidence"
    assert code == Exit.FOUND
    assert "gone: tests/test_cache.py::test_get (passed → not there)" in said
    assert "no longer imports: lib.cache at the head: ModuleNotFoundError: No module named 'lib.gone'" in said
    assert "no longer imports: lib.user" in said
    assert "lib.apart" not in said
    assert sorted(path.name for path in folder.iterdir()) == [
        "coverage.json", "junit-base.xml", "junit-head.xml", "trial.json"
    ]  # fmt: skip
    suite = ElementTree.parse(folder / "junit-base.xml").getroot()[0]
    assert (suite.get("name"), suite.get("tests"), suite.get("failures")) == ("Cache", "2", "0")
    assert json.loads((folder / "coverage.json").read_text())["files"]


def test_the_workbook_reads_the_evidence(tried):
    attempt(tried, "--tests")
    params = auditlib.places.load_params(tried / "params/phase.yaml", [f"evidence={tried}/out/service-1/evidence"])

    trial = auditlib.evidence(params)

    assert {test.id: test.outcome for test in trial.outcomes("base").values() for test in [test]} == {
        "tests/test_cache.py::test_get": Outcome.PASSED,
        "tests/test_cache.py::test_other": Outcome.PASSED,
    }
    assert list(auditlib.test_change_frame(trial)["change"]) == ["gone"]


def test_all_modules_are_imported_where_that_is_asked(tried, capsys):
    attempt(tried, "--smoke", "--all", "--format", "json")

    found = json.loads(capsys.readouterr().out)
    assert {one["module"]: one["outcome"] for one in found["imports"] if one["state"] == "base"} == {
        "lib": "imported", "lib.apart": "RuntimeError", "lib.cache": "imported", "lib.user": "imported",
    }  # fmt: skip


def test_a_benchmark_that_no_longer_runs_is_not_run_and_no_pass(tried, capsys):
    code = attempt(tried, "--benchmarks", "--rounds", "2")

    assert code == Exit.INCOMPLETE
    assert "not run: get: head: no times: ModuleNotFoundError: No module named 'lib.gone'" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (["--python", "/no/such/python"], Exit.INCOMPLETE, "there is no such program"),
        (["--tests", "--set", "critical_tests="], Exit.USAGE, ""),
        (["--tests", "--set", "head=nowhere"], Exit.INCOMPLETE, "'nowhere' names no commit"),
    ],
)
def test_what_cannot_be_tried_is_said(tried, capsys, options, code, said):
    assert attempt(tried, *options) == code
    assert said in capsys.readouterr().err


def test_without_evidence_nothing_has_passed(tmp_path):
    params = auditlib.places.load_params(None, [f"repository={tmp_path}"])

    assert auditlib.trial_verdict(auditlib.evidence(params)).headline.startswith("VACUOUS")
