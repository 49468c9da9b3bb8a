"""Workers under limits: a file that ends its worker costs itself alone."""

import signal
import subprocess
import sys
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor

import msgspec
import pytest

from auditlib import parsing
from auditlib.errors import SourceError
from auditlib.model import PythonFacts
from auditlib.parsing import parse_files, process_pool


def facts_of(contents, **options):
    return {one.key: msgspec.msgpack.decode(one.encoded, type=PythonFacts) for one in parse_files(contents, **options)}


class Fragile(Executor):
    """Stands in for a pool whose worker is killed by one content; afterwards it is broken, as a real one is."""

    def __init__(self, jobs):
        self.broken = False

    def submit(self, function, shard):
        if self.broken:
            raise BrokenExecutor
        future = Future()
        if any(content == b"deadly" for _, content in shard):
            self.broken = True
            future.set_exception(BrokenExecutor())
        else:
            future.set_result(function(shard))
        return future


def test_a_deadly_file_costs_itself_alone(monkeypatch):
    monkeypatch.setattr(parsing, "SHARD_FILES", 2)
    contents = [(f"{number}", b"x = 1\n") for number in range(7)]
    contents.insert(3, ("deadly", b"deadly"))

    facts = facts_of(contents, jobs=2, executor=Fragile)

    assert len(facts) == 8
    assert [key for key, found in facts.items() if found.fault] == ["deadly"]
    assert facts["deadly"].fault.code == "worker-died"


def test_a_defect_of_ours_costs_one_file(monkeypatch):
    whole = parsing.parse_shard

    def fail(shard, *, syntax):
        if any(content == b"odd" for _, content in shard):
            raise IndexError("index 3 is out of bounds")
        return whole(shard, syntax=syntax)

    monkeypatch.setattr(parsing, "parse_shard", fail)

    facts = facts_of([("a", b"x = 1\n"), ("odd", b"odd"), ("b", b"y = 2\n")], jobs=1, executor=ThreadPoolExecutor)

    assert {key: found.fault and found.fault.code for key, found in facts.items()} == {
        "a": None,
        "odd": "worker-failed",
        "b": None,
    }


def test_what_a_dead_worker_says_is_not_kept():
    (parsed,) = parse_files([("deadly", b"deadly")], jobs=1, executor=Fragile)

    assert not parsed.lasting


def test_workers_that_cannot_start_are_named():
    class Dead(Fragile):
        def submit(self, function, shard):
            future = Future()
            future.set_exception(BrokenExecutor())
            return future

    with pytest.raises(SourceError, match="cannot be started"):
        facts_of([("a", b"x = 1\n")], jobs=1, executor=Dead)


def _outlive(_):
    signal.alarm(1)
    while True:
        pass


def test_a_worker_dies_by_its_timer():
    with process_pool(1) as pool, pytest.raises(BrokenExecutor):
        pool.submit(_outlive, None).result(timeout=30)


def test_any_executor_serves():
    contents = [("a", b"x = 1\n"), ("b", b"def f(:\n")]

    threads = facts_of(contents, jobs=2, executor=ThreadPoolExecutor)

    assert threads == facts_of(contents, jobs=2)
    assert threads["b"].fault.line == 1


def test_a_script_without_a_guard_can_scan(tmp_path):
    (tmp_path / "a.py").write_text("import os\n")
    script = tmp_path / "script.py"
    script.write_text(f"import auditlib\nprint(len(auditlib.scan({str(tmp_path)!r}).imports))\n")

    done = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=60, check=False)

    assert (done.stdout, done.stderr) == ("2\n", "")
