"""JupyterLab on the notebooks of a phase, with the same parameters, deaf to configuration that is not the user's."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from auditlib.errors import ParamsError
from auditlib.notebooks.building import PARAMS, write_params
from auditlib.notebooks.execution import inject
from auditlib.notebooks.files import notebook_text, read_notebook
from auditlib.notebooks.phase import phase_folder
from auditlib.notebooks.selection import plan
from auditlib.params import Params, load_params

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FOLDER = "lab"
"""Folder below a phase's that holds the copies which a reader may change."""

OFFLINE = ("--LabApp.extension_manager=readonly", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate")
"""Options that keep JupyterLab from asking the network for extensions and news."""


def lab(params: Params | str | Path, *, overrides: Sequence[str] = (), out: str | Path = "outputs") -> NoReturn:
    """Become JupyterLab on copies of the phase's notebooks, with the same parameters; does not come back.

    Raises: ParamsError where the params are wrong or JupyterLab is not installed.
    """
    loaded = params if isinstance(params, Params) else load_params(params, overrides)
    if find_spec("jupyterlab") is None:
        raise ParamsError("JupyterLab is not installed; `pip install jupyterlab` and try again")
    folder = prepare_lab(loaded, Path(out))
    command, environment = lab_command(folder)
    os.chdir(folder)  # Jupyter obeys configuration files of the current folder
    os.execve(command[0], command, dict(environment))  # noqa: S606 (our own Python, no shell)


def prepare_lab(params: Params, out: Path) -> Path:
    """Copies of the phase's notebooks with its parameters in them; return their folder.

    A copy that is there already is left alone: a reader may have worked in it.
    """
    folder = out / phase_folder(params) / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    write_params(params, folder)
    for planned in plan(params):
        target = folder / f"{planned.name}.ipynb"
        if planned.path and not target.exists():
            notebook = inject(read_notebook(planned.path.read_bytes()), {"params": PARAMS})
            target.write_text(notebook_text(notebook), encoding="utf-8")
    return folder


def lab_command(folder: Path) -> tuple[list[str], Mapping[str, str]]:
    """The command that opens JupyterLab on a folder, and its environment.

    Jupyter reads configuration from the current folder and from below the home: here both are ours, so that neither
    the audited repository nor anything beside it is obeyed.
    """
    private = folder.resolve() / ".jupyter"
    root = ["--allow-root"] if os.geteuid() == 0 else []  # the only user of most containers
    command = [sys.executable, "-P", "-m", "jupyterlab", *root, f"--ServerApp.root_dir={folder.resolve()}", *OFFLINE]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "IPYTHON"))}
    environment |= {
        "JUPYTER_CONFIG_DIR": str(private / "config"),
        "JUPYTER_DATA_DIR": str(private / "share"),
        "JUPYTER_RUNTIME_DIR": str(private / "runtime"),
        "IPYTHONDIR": str(private / "ipython"),
        "JUPYTER_PLATFORM_DIRS": "1",
    }
    return command, environment
