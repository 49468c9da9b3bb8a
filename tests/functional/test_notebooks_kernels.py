"""Kernels: private, deaf to foreign configuration, limited, and never left behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from textwrap import dedent

import pytest
from nbformat import v4

from auditlib.notebooks.batch import execute_all
from auditlib.notebooks.execution import Limits, execute, inject
from auditlib.notebooks.kernels import SOCKET_LIMIT, Kernels


def book(*sources):
    cells = [v4.new_code_cell('params = "demo"', id="parameters", metadata={"tags": ["parameters"]})]
    return v4.new_notebook(cells=[*cells, *(v4.new_code_cell(dedent(source)) for source in sources)])


def run(folder, *sources, limits=None, **parameters):
    with Kernels(folder) as kernels:
        return execute(inject(book(*sources), parameters), folder=folder, kernels=kernels, limits=limits)


def printed(execution):
    return "".join(out.text for cell in execution.notebook.cells for out in cell.outputs if out.output_type == "stream")


def alive(pid):
    """Whether a process runs; one that has ended and waits for its parent does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def gone(pid, seconds=8):
    end = time.monotonic() + seconds
    while alive(pid) and time.monotonic() < end:
        time.sleep(0.1)
    return not alive(pid)


def test_parameters_reach_the_cells_and_the_folder_is_the_working_directory(tmp_path):
    execution = run(tmp_path, "import os; print(params, os.getcwd())", params="other.json")

    assert printed(execution) == f"other.json {tmp_path}\n"
    assert execution.failure == ""
    assert list(tmp_path.iterdir()) == []


def test_executed_notebook_holds_nothing_that_differs_between_runs(tmp_path):
    first, second = (run(tmp_path, "print(1)\n2", params="p").notebook for _ in range(2))

    assert [cell.outputs for cell in first.cells] == [cell.outputs for cell in second.cells]
    assert first.metadata == second.metadata
    assert [cell.metadata for cell in first.cells] == [cell.metadata for cell in second.cells]
    assert first.cells[1].id == second.cells[1].id == "injected-parameters"


def test_kernel_is_private(tmp_path, monkeypatch):
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", "/elsewhere")
    monkeypatch.setenv("PYTHONSTARTUP", "/elsewhere/start.py")

    told = printed(
        run(tmp_path, "import os, sys; print(os.environ['HOME'], os.environ.get('PYTHONSTARTUP'), sys.flags.safe_path)")
    )

    home, startup, safe = told.split()
    assert home.startswith(str(tmp_path))
    assert startup == "None"
    assert safe == "True"


def test_configuration_in_the_current_folder_is_not_obeyed(tmp_path):
    hostile, work = tmp_path / "hostile", tmp_path / "work"
    hostile.mkdir()
    work.mkdir()
    canary = tmp_path / "canary"
    for name in (
        "jupyter_config.py",
        "ipython_config.py",
        "ipython_kernel_config.py",
        "ipykernel.py",
        "usercustomize.py",
    ):
        (hostile / name).write_text(f"open({str(canary)!r}, 'w')")
    script = f"""
        from pathlib import Path
        from nbformat import v4
        from auditlib.notebooks.execution import execute
        from auditlib.notebooks.kernels import Kernels
        folder = Path({str(work)!r})
        with Kernels(folder) as kernels:
            print(execute(v4.new_notebook(cells=[v4.new_code_cell("1")]), folder=folder, kernels=kernels).failure)
    """

    done = subprocess.run(
        [sys.executable, "-P", "-c", dedent(script)], cwd=hostile, capture_output=True, text=True, check=True
    )

    assert done.stdout == "\n"
    assert done.stderr == ""
    assert not canary.exists()


def test_failing_cell_ends_the_notebook_and_what_came_before_is_kept(tmp_path):
    execution = run(tmp_path, "print('before')", "1 / 0", "print('after')")

    assert execution.failure == "ZeroDivisionError: division by zero"
    assert printed(execution) == "before\n"


@pytest.mark.parametrize(
    ("source", "limits", "said"),
    [
        ("while True: pass", Limits(cell=2), "its time limit"),
        ("while True: pass", Limits(notebook=4), "longer than its 4 s"),
        ("import os; os.kill(os.getpid(), 9)", Limits(), "kernel died"),
    ],
    ids=["cell", "notebook", "killed"],
)
def test_limit_or_death_is_the_output_of_its_cell(tmp_path, source, limits, said):
    execution = run(tmp_path, "print('before', flush=True)", source, limits=limits)

    (error,) = [out for cell in execution.notebook.cells for out in cell.outputs if out.output_type == "error"]
    assert said in execution.failure
    assert said in error.evalue
    assert printed(execution) == "before\n"


def test_kernel_that_does_not_start_is_named_after_a_second_try(tmp_path, monkeypatch):
    with Kernels(tmp_path) as kernels:
        monkeypatch.setattr(kernels, "environment", lambda: {"PATH": "/nowhere", "PYTHONHOME": "/nowhere"})
        execution = execute(book("1"), folder=tmp_path, kernels=kernels, limits=Limits(start=20))

        assert execution.failure.startswith("The kernel did not start")
        assert kernels.log.read_text().count("Python path configuration") == 2


def test_two_at_a_time_and_a_failure_stops_no_other(tmp_path):
    told = []
    notebooks = {"a": book("1 / 0"), "b": book("print('b')")}

    done = execute_all(notebooks, folder=tmp_path, jobs=2, say=told.append)

    assert list(done) == ["a", "b"]
    assert done["a"].failure.startswith("ZeroDivisionError")
    assert printed(done["b"]) == "b\n"
    assert sorted(told) == ["a: ZeroDivisionError: division by zero", "b: executed"]


def test_sockets_lie_elsewhere_where_the_path_is_too_long(tmp_path):
    deep = tmp_path / ("d" * SOCKET_LIMIT)
    deep.mkdir()

    with Kernels(deep) as kernels:
        execution = execute(book("print('fine')"), folder=deep, kernels=kernels)
        elsewhere = kernels.log.parent

    assert kernels.transport == "ipc"
    assert printed(execution) == "fine\n"
    assert not elsewhere.exists()
    assert not elsewhere.is_relative_to(deep)


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks into /proc")
@pytest.mark.parametrize("fate", [signal.SIGKILL, signal.SIGINT], ids=["killed", "interrupted"])
def test_kernel_ends_with_its_parent(tmp_path, fate):
    script = f"""
        from pathlib import Path
        from nbformat import v4
        from auditlib.notebooks.batch import execute_all
        cell = v4.new_code_cell("import os, time; open('pid', 'w').write(str(os.getpid())); time.sleep(60)")
        execute_all({{"a": v4.new_notebook(cells=[cell])}}, folder=Path({str(tmp_path)!r}), jobs=1)
    """
    parent = subprocess.Popen([sys.executable, "-c", dedent(script)], stderr=subprocess.PIPE)
    end = time.monotonic() + 60
    while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text():
        assert time.monotonic() < end
        time.sleep(0.1)
    kernel = int((tmp_path / "pid").read_text())

    os.kill(parent.pid, fate)
    parent.communicate(timeout=30)

    assert gone(kernel)
    assert fate is signal.SIGKILL or not (tmp_path / ".kernels").exists()


@pytest.mark.parametrize(("named", "kept"), [("cache", "{here}/cache"), ("", ""), (None, None)], ids=str)
def test_a_cache_named_from_here_is_the_same_in_a_kernel(tmp_path, monkeypatch, named, kept):
    monkeypatch.chdir(tmp_path)
    if named is None:
        monkeypatch.delenv("AUDITLIB_CACHE")
    else:
        monkeypatch.setenv("AUDITLIB_CACHE", named)

    with Kernels(tmp_path) as kernels:
        known = kernels.environment().get("AUDITLIB_CACHE")

    assert known == (kept and kept.format(here=tmp_path))
