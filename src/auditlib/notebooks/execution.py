"""One notebook: parameters in, cells run in a kernel of its own, outputs and any failure kept."""

from __future__ import annotations

import asyncio
import atexit
import copy
import threading
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from auditlib.notebooks.files import error_output, node
from auditlib.notebooks.kernels import KERNEL_NAME, Kernels, kill

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from nbclient import NotebookClient
    from nbformat import NotebookNode

STARTS = 2
"""Times a kernel is started before its failure is believed."""

INJECTED = "injected-parameters"
"""Tag, and stable id, of the cell that papermill adds."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds that a kernel's start, one cell and one notebook may take."""

    start: int = 60
    cell: int = 600
    notebook: int = 1800


@dataclass(frozen=True, slots=True)
class Execution:
    """An executed notebook; `failure` says in one line what stopped it, "" where nothing did."""

    notebook: NotebookNode
    failure: str = ""


def inject(notebook: NotebookNode, parameters: Mapping[str, object]) -> NotebookNode:
    """A copy of the notebook with these parameters in a cell after the one tagged `parameters`."""
    from papermill.parameterize import parameterize_notebook  # noqa: PLC0415 (heavy: only where a notebook runs)

    parametrised = copy.deepcopy(notebook)
    parametrised.metadata.setdefault("papermill", {})
    for cell in parametrised.cells:
        cell.metadata.setdefault("tags", [])
    return tidy(
        parameterize_notebook(  # type: ignore[no-untyped-call]
            parametrised, dict(parameters), kernel_name=KERNEL_NAME, language="python"
        )
    )


def execute(notebook: NotebookNode, *, folder: Path, kernels: Kernels, limits: Limits | None = None) -> Execution:
    """Run every cell with `folder` as working directory; what was put out before a failure is kept.

    A kernel that does not start is started once more. A cell that raises, takes too long or kills its kernel ends
    the notebook: the error is the output of that cell.
    """
    within = limits or Limits()
    for attempt in range(1, STARTS + 1):
        executed = copy.deepcopy(notebook)
        started: list[int] = []
        failure = _run(executed, folder=folder, kernels=kernels, limits=within, started=started)
        if not failure or started or attempt == STARTS:
            break
    if failure and not started:
        _note_failure(executed, 0, failure)
    return Execution(tidy(executed), failure)


def tidy(notebook: NotebookNode) -> NotebookNode:
    """The same notebook without what differs from run to run: times, ids of runs, random cell ids."""
    notebook.metadata = node({"kernelspec": _kernelspec(), "language_info": {"name": "python"}})
    for cell in notebook.cells:
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if not cell.metadata.get("tags", True):
            del cell.metadata["tags"]
        if INJECTED in cell.metadata.get("tags", []):
            cell.id = INJECTED
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    return notebook


def _run(notebook: NotebookNode, *, folder: Path, kernels: Kernels, limits: Limits, started: list[int]) -> str:
    """Execute in place; return what went wrong, "" where nothing did. `started` receives the cells begun."""
    from nbclient.exceptions import CellControlSignal, DeadKernelError  # noqa: PLC0415

    manager = kernels.new()
    client = _client(notebook, manager, limits, started)
    overtime = threading.Event()

    def end() -> None:
        overtime.set()
        kill(manager)

    timer = threading.Timer(limits.notebook, end)
    timer.daemon = True
    timer.start()
    try:
        with kernels.log.open("ab") as log, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # zmq and jupyter warn of their own internals
            asyncio.run(client.async_execute(cwd=str(folder), env=kernels.environment(), stdout=log, stderr=log))
    except (CellControlSignal, DeadKernelError, RuntimeError, TimeoutError) as error:
        return _failure(error, notebook, started, overtime.is_set() and limits.notebook)
    finally:
        timer.cancel()
        kill(manager)
        atexit.unregister(client._cleanup_kernel)  # nbclient leaves it behind where the kernel did not start
    return ""


def _client(notebook: NotebookNode, manager: Any, limits: Limits, started: list[int]) -> NotebookClient:
    from nbclient import NotebookClient  # noqa: PLC0415

    def begun(cell: NotebookNode, cell_index: int) -> None:
        if cell.cell_type == "code":
            started.append(cell_index)

    client = NotebookClient(
        notebook,
        km=manager,
        timeout=limits.cell,
        startup_timeout=limits.start,
        record_timing=False,
        coalesce_streams=True,
        shutdown_kernel="immediate",
        on_cell_start=begun,
    )
    client.owns_km = True  # it ends the kernel, as if it had made the manager itself
    client.log.disabled = True
    return client


def _failure(error: Exception, notebook: NotebookNode, started: list[int], overtime: int) -> str:
    """One line for the reader; the cell that was running gets it as an error output unless it has one already."""
    from nbclient.exceptions import CellExecutionError, CellTimeoutError  # noqa: PLC0415

    if isinstance(error, CellExecutionError):
        return f"{error.ename}: {error.evalue}".strip().splitlines()[0]
    if overtime:
        text = f"The notebook took longer than its {overtime} s; its kernel was ended."
    elif isinstance(error, CellTimeoutError):
        text = "A cell took longer than its time limit; its kernel was ended."
    elif started:
        text = "The kernel died while this cell ran (out of memory, or killed)."
    else:
        text = f"The kernel did not start: {error}".splitlines()[0]
    if started:
        _note_failure(notebook, started[-1], text)
    return text


def _note_failure(notebook: NotebookNode, index: int, text: str) -> None:
    codes = [cell for cell in notebook.cells[index:] if cell.cell_type == "code"]
    if codes:
        codes[0].setdefault("outputs", []).append(error_output(text))


def _kernelspec() -> dict[str, str]:
    return {"display_name": "Python 3", "language": "python", "name": KERNEL_NAME}
