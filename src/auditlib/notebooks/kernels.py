"""Kernels of one run: started in private folders, deaf to foreign configuration, ended together."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from auditlib.places import CACHE_VARIABLE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jupyter_client.manager import AsyncKernelManager

KERNEL_NAME = "python3"
"""Name under which our own kernelspec is found; also what JupyterLab offers for the published notebook."""

SOCKET_LIMIT = 100
"""Longest path of a Unix socket, with a margin: the system's own limit is 104 (macOS) or 108 (Linux) bytes."""

LONGEST_SOCKET_NAME = "kernel-00-ipc-00"

FOREIGN = ("JUPYTER", "IPYTHON", "PYTHONSTARTUP", "PYTHONINSPECT", "JPY_")
"""Beginnings of the names of variables that would make a kernel obey someone's configuration."""


class Kernels:
    """The kernels of one run. Use as a context manager: leaving it, however that happens, ends them all."""

    def __init__(self, folder: Path, *, environment: Mapping[str, str] | None = None) -> None:
        self._runtime, self._transport = _runtime_folder(folder)
        self._environment = dict(environment or {})
        self._managers: list[AsyncKernelManager] = []
        self._lock = threading.Lock()
        self._closed = False
        _write_kernelspec(self._runtime)

    def __enter__(self) -> Kernels:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def transport(self) -> str:
        """ "ipc" where the socket paths are short enough, else "tcp" on this machine's loopback."""
        return self._transport

    @property
    def log(self) -> Path:
        """What the kernels themselves wrote, apart from the cells: the place to look when one did not start."""
        return self._runtime / "kernels.log"

    def new(self) -> AsyncKernelManager:
        """The handle of a new kernel, not started yet."""
        from jupyter_client.kernelspec import KernelSpecManager  # noqa: PLC0415 (heavy: only where a notebook runs)
        from jupyter_client.manager import AsyncKernelManager  # noqa: PLC0415

        specs = KernelSpecManager(kernel_dirs=[str(self._runtime / "kernels")], ensure_native_kernel=False)
        with self._lock:
            if self._closed:
                raise RuntimeError("the run is ending; no kernel starts any more")
            manager = AsyncKernelManager(
                kernel_name=KERNEL_NAME,
                kernel_spec_manager=specs,
                transport=self._transport,
                connection_file=str(self._runtime / f"kernel-{len(self._managers)}.json"),
            )
            self._managers.append(manager)
        return manager

    def environment(self) -> dict[str, str]:
        """Environment of a kernel: the user's, without configuration of Jupyter and IPython, with private folders."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
        home = self._runtime / "home"
        private = {
            "HOME": home,
            "IPYTHONDIR": home / "ipython",
            "JUPYTER_CONFIG_DIR": home / "config",
            "JUPYTER_DATA_DIR": home / "share",
            "JUPYTER_RUNTIME_DIR": self._runtime,
        }
        return {
            **kept,
            **{name: str(path) for name, path in private.items()},
            "JUPYTER_NO_CONFIG": "1",
            "JUPYTER_PLATFORM_DIRS": "1",
            "PYDEVD_DISABLE_FILE_VALIDATION": "1",
            "PYTHONDONTWRITEBYTECODE": kept.get("PYTHONDONTWRITEBYTECODE", ""),
            **({CACHE_VARIABLE: str(Path(cache).absolute())} if (cache := kept.get(CACHE_VARIABLE)) else {}),
            **self._environment,
        }

    def close(self) -> None:
        """End every kernel at once and remove the private folders."""
        with self._lock:
            self._closed = True
        for manager in self._managers:
            kill(manager)
        shutil.rmtree(self._runtime, ignore_errors=True)


def kill(manager: AsyncKernelManager) -> None:
    """End one kernel and what it started, at once; a kernel that has not started or has ended is left alone."""
    process = getattr(manager.provisioner, "process", None)
    if process is None or process.poll() is not None:
        return
    try:
        os.killpg(process.pid, signal.SIGKILL)  # a kernel leads its own process group
    except ProcessLookupError:
        return


def _runtime_folder(folder: Path) -> tuple[Path, str]:
    """A private folder and the transport that fits it: inside `folder` where sockets may lie there, else elsewhere."""
    inside = folder.resolve() / ".kernels"
    if _sockets_fit(inside):
        inside.mkdir(mode=0o700)
        return inside, "ipc"
    elsewhere = Path(tempfile.mkdtemp(prefix="auditlib-"))
    return elsewhere, "ipc" if _sockets_fit(elsewhere) else "tcp"


def _sockets_fit(folder: Path) -> bool:
    return len(os.fsencode(folder / LONGEST_SOCKET_NAME)) <= SOCKET_LIMIT


def _write_kernelspec(runtime: Path) -> None:
    """A kernelspec of this very Python: nothing needs to be installed, and nobody's can take its place."""
    folder = runtime / "kernels" / KERNEL_NAME
    folder.mkdir(parents=True)
    argv = [sys.executable, "-P", "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    spec = {"argv": argv, "display_name": "Python 3", "language": "python"}
    (folder / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    (runtime / "home").mkdir(mode=0o700)
