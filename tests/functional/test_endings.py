"""Signals and closed outputs: each ends with its code and a sentence, and nothing stays behind."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from repositories import write

TOLD = "auditlib: interrupted; nothing was published\n"


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """A repository that takes some seconds to parse."""
    lines = "".join(f"def f{number}(a, b):\n    return [a + {number}, b.c(a)]\n\n\n" for number in range(4_000))
    return write(tmp_path_factory.mktemp("large"), {f"m{number}.py": f"x = {number}\n{lines}" for number in range(24)})


@pytest.fixture
def temporary():
    """A folder with a name that is short enough for sockets."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        yield Path(folder)


def started(arguments, temporary, **options):
    """`auditlib` in a process group of its own, without a cache, with a folder of its own for temporary files."""
    environment = os.environ | {"AUDITLIB_CACHE": "", "TMPDIR": str(temporary)}
    return subprocess.Popen(
        [sys.executable, "-m", "auditlib", *map(str, arguments)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, start_new_session=True, **options,
    )  # fmt: skip


def wait_for(happened, seconds=30.0):
    end = time.monotonic() + seconds
    while not (found := happened()) and time.monotonic() < end:
        time.sleep(0.02)
    return found


def group_is_empty(leader):
    try:
        os.killpg(leader, 0)
    except ProcessLookupError:
        return True
    return False


CODES = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129, signal.SIGKILL: -9}


@pytest.mark.parametrize("send", [os.kill, os.killpg], ids=["process", "group"])
@pytest.mark.parametrize("fate", CODES, ids=lambda fate: fate.name)
def test_a_signal_leaves_no_process_and_no_folder(large, temporary, fate, send):
    process = started(["scan", large, "--jobs", "2"], temporary)
    assert wait_for(lambda: list(temporary.glob("pymp-*/listener-*"))), "no worker was started"
    time.sleep(0.7)

    send(process.pid, fate)
    try:
        out, errors = process.communicate(timeout=20)
    finally:
        emptied = wait_for(lambda: group_is_empty(process.pid), seconds=5)
        if not emptied:
            os.killpg(process.pid, signal.SIGKILL)

    assert (process.returncode, out, emptied) == (CODES[fate], "", True)
    assert fate is signal.SIGKILL or errors.lstrip() == TOLD
    if fate is not signal.SIGKILL or send is os.kill:  # with every process killed at once, nobody is left to remove it
        assert list(temporary.iterdir()) == []


def test_a_folder_for_temporary_files_with_too_long_a_name_is_told_of(tmp_path):
    folder = tmp_path / ("x" * 90)
    folder.mkdir()
    write(tmp_path, {"a.py": "x = 1\n"})

    process = started(["scan", tmp_path], folder)
    out, errors = process.communicate(timeout=60)

    assert (process.returncode, out) == (3, "")
    assert "set TMPDIR to a shorter one" in errors
    assert list(folder.iterdir()) == []


EARLY = """
import os, signal, sys

class Interrupting:
    def find_spec(self, name, *_):
        if name == "auditlib.cli":
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Interrupting())
from auditlib.__main__ import main
sys.exit(main())
"""


def test_an_interrupt_while_auditlib_is_imported_is_told_in_a_sentence():
    done = subprocess.run([sys.executable, "-c", EARLY], capture_output=True, text=True, timeout=60, check=False)

    assert (done.returncode, done.stdout, done.stderr) == (130, "", TOLD)


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", ">&- 2>&- <&-"])
@pytest.mark.parametrize(("command", "code"), [("explain AL101", 0), ("scan .", 0)], ids=["explain", "scan"])
def test_closed_streams_fail_nothing(tmp_path, closed, command, code):
    write(tmp_path, {"a.py": "x = 1\ny = 2\n"})

    line = f"{sys.executable} -m auditlib {command} {closed}"
    done = subprocess.run(
        ["/bin/sh", "-c", line], capture_output=True, text=True, cwd=tmp_path, timeout=60, check=False
    )

    assert (done.returncode, done.stderr) == (code, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux alone has a device that is always full")
def test_output_that_cannot_be_written_is_named():
    done = subprocess.run(
        ["/bin/sh", "-c", f"{sys.executable} -m auditlib explain AL101 >/dev/full"],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip

    assert (done.returncode, done.stderr) == (3, "auditlib: the output cannot be written: No space left on device\n")


@pytest.mark.parametrize("command", ["scan .", "init .", "explain AL1o1"])
def test_a_folder_that_is_gone_is_named(tmp_path, command):
    line = f"mkdir gone; cd gone; rmdir ../gone; {sys.executable} -m auditlib {command}"
    done = subprocess.run(
        ["/bin/sh", "-c", line], capture_output=True, text=True, cwd=tmp_path, timeout=60, check=False
    )

    assert "Traceback" not in done.stderr
    assert done.returncode in (2, 3)
    assert "current folder is gone" in done.stderr or "AL1o1" in done.stderr or "does not exist" in done.stderr
