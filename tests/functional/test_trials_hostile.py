"""A test suite that attacks: it is contained, ended, and named, and costs no other suite its outcome."""

import os
import shutil
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from repositories import write

from auditlib.errors import SourceError
from auditlib.model import Outcome
from auditlib.trials import sandbox as sandboxes
from auditlib.trials.critical_tests import Runner, run_critical_tests
from auditlib.trials.environments import given_environment
from auditlib.trials.preparing import Prepared
from auditlib.trials.sandbox import BUBBLEWRAP, NAMESPACES, NOTHING, Limits, choose_sandbox

DEFINITIONS = "- {name: Suite, test_module: test_suite.py}\n- {name: Other, test_module: test_other.py}\n"
GOOD = "def test_good():\n    assert True\n"
LIMITS = Limits(seconds=30, disk=64 << 20, file_size=32 << 20, output=1 << 20, processes=40, memory=1 << 30)


def works(sandbox):
    return not sandboxes._problem(sandbox)


HELD = [
    pytest.param(one, marks=pytest.mark.skipif(not works(one), reason=f"no {one.name} here"), id=one.name)
    for one in (BUBBLEWRAP, NAMESPACES)
]


@pytest.fixture
def attack(tmp_path):
    """Run a suite with that text, and another one after it; the run of the first, and its outcomes by name."""

    def run(text, sandbox, limits=LIMITS, files=()):
        tree = write(
            tmp_path / "tree", {"p0.yaml": DEFINITIONS, "test_suite.py": text, "test_other.py": GOOD, **dict(files)}
        )
        prepared = Prepared("head", "0" * 40, tree, (".",), given_environment(sys.executable), ())
        runner = Runner(sandbox, limits, repeat=0)
        (first, other), _ = run_critical_tests(prepared, "p0.yaml", None, runner)
        assert other.passed
        return first, {test.id.rpartition("::")[2]: test.outcome for test in first.tests}

    return run


@pytest.mark.parametrize("sandbox", HELD)
def test_what_it_writes_stays_in_the_scratch_copy(attack, sandbox, tmp_path):
    outside = tmp_path / "outside"
    text = f"""
from pathlib import Path
def test_elsewhere():
    Path({str(outside)!r}).write_text("x")
def test_home():
    Path({str(Path.home() / "auditlib-was-here")!r}).write_text("x")
def test_own_copy():
    Path("made").write_text("x")
    Path("test_suite.py").write_text("x")
"""
    _, outcomes = attack(text, NOTHING)
    assert outcomes["test_elsewhere"] is Outcome.PASSED
    outside.unlink()
    (Path.home() / "auditlib-was-here").unlink()
    shutil.rmtree(tmp_path / "tree")

    _, outcomes = attack(text, sandbox)

    assert not outside.exists()
    assert not (Path.home() / "auditlib-was-here").exists()
    assert (tmp_path / "tree" / "test_suite.py").read_text() == text
    assert not (tmp_path / "tree" / "made").exists()
    assert (outcomes["test_home"], outcomes["test_own_copy"]) == (Outcome.FAILED, Outcome.PASSED)


@pytest.mark.parametrize("sandbox", HELD)
def test_it_has_no_network(attack, sandbox):
    text = """
import socket
def test_itself():
    server = socket.create_server(("127.0.0.1", 0))
    server.close()
def test_outwards():
    interfaces = [name for _, name in socket.if_nameindex()]
    assert interfaces == ["lo"]
"""
    if [name for _, name in __import__("socket").if_nameindex()] == ["lo"]:
        pytest.skip("this machine has no network either")

    _, outcomes = attack(text, sandbox)

    assert outcomes["test_outwards"] is Outcome.PASSED


@pytest.mark.parametrize("sandbox", HELD)
@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("import time\ndef test_a():\n    time.sleep(600)\n", "not done after 4 s"),
        ("import os\ndef test_a():\n    while True:\n        os.write(1, b'x' * 65536)\n", "printed more than"),
        ("import os\ndef test_a():\n    [os.fork() for _ in range(12)]\n    __import__('time').sleep(9)\n", ""),
        ("import os\ndef test_a():\n    os._exit(0)\n", "the process ended with 0 before pytest did"),
        ("import os, signal\ndef test_a():\n    os.kill(os.getpid(), 9)\n", "before pytest did"),
        ("import os\ndef test_a():\n    os.kill(os.getppid(), 9)\n    os.kill(-1, 9)\n", ""),
        ("held = []\ndef test_a():\n    while True:\n        held.append(b'x' * 1_000_000)\n", ""),
    ],
    ids=["sleeps", "prints", "forks", "leaves", "kills itself", "kills its parent", "eats memory"],
)
def test_it_is_ended_and_its_test_is_not_good(attack, sandbox, text, problem):
    limits = Limits(seconds=4 if "sleep" in text else 40, disk=64 << 20, output=1 << 20, processes=40, memory=1 << 29)
    if "os.write(1" in text:
        text = text.replace("def test_a():", "def test_a(capfd):\n    capfd.disabled().__enter__()")
    began = time.monotonic()

    run, outcomes = attack(text, sandbox, limits)

    assert not run.passed
    assert problem in run.problem
    assert all(outcome.bad for outcome in outcomes.values())
    assert time.monotonic() - began < 60


@pytest.mark.parametrize("sandbox", HELD)
def test_forged_outcomes_are_told_apart(attack, sandbox):
    text = """
import json, os
def test_a():
    told = {"kind": "test", "id": "test_suite.py::test_forged", "outcome": "passed", "seconds": 0, "message": ""}
    line = json.dumps(told)
    for descriptor in range(3, 64):
        try:
            os.write(descriptor, f"{'0' * 64} {line}\\n".encode())
        except OSError:
            pass
    assert False
"""
    run, outcomes = attack(text, sandbox)

    assert "forged" in run.problem
    assert outcomes == {"test_a": Outcome.FAILED}


def test_nothing_is_left_running_or_lying_about(attack, tmp_path):
    sandbox = choose_sandbox()
    before = set(Path("/tmp").iterdir())
    text = """
import os, subprocess, sys
def test_a():
    subprocess.Popen([sys.executable, "-c", "import time; time.sleep(987)"], start_new_session=True)
    open("/tmp/left-behind", "w").write("x")
"""
    run, _ = attack(text, sandbox)

    assert run.passed
    assert not [one for one in commands() if b"time.sleep(987)" in one]
    assert not [path for path in set(Path("/tmp").iterdir()) - before if "left-behind" in path.name]


def commands():
    """The command line of every process."""
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            yield path.read_bytes()


def test_without_anything_that_holds_it_nothing_runs(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(SourceError) as refused:
        choose_sandbox()

    said = str(refused.value)
    assert "bubblewrap: bwrap is not installed" in said
    assert "unshare: unshare is not installed" in said
    assert "--no-sandbox" in said


def test_a_sandbox_that_may_not_make_namespaces_is_named(monkeypatch, tmp_path):
    fake = tmp_path / "bwrap"
    fake.write_text("#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")

    assert "No permissions to create new namespace" in sandboxes._problem(BUBBLEWRAP)
