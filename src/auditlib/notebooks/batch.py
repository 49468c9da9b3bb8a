"""Several notebooks at once, each in a kernel of its own; an interrupt ends all of them."""

from __future__ import annotations

import warnings
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TYPE_CHECKING

from auditlib.notebooks.execution import Execution, execute
from auditlib.notebooks.kernels import Kernels

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from nbformat import NotebookNode

    from auditlib.notebooks.execution import Limits


def execute_all(
    notebooks: Mapping[str, NotebookNode],
    *,
    folder: Path,
    jobs: int,
    limits: Limits | None = None,
    say: Callable[[str], None] = lambda line: None,  # noqa: ARG005
) -> dict[str, Execution]:
    """Execute notebooks by name with `folder` as working directory, `jobs` at a time.

    A failing notebook stops no other. Leaving early, by an interrupt too, ends every kernel first.
    """
    done: dict[str, Execution] = {}
    with warnings.catch_warnings(), Kernels(folder) as kernels, ThreadPoolExecutor(jobs) as pool:
        warnings.simplefilter("ignore")  # zmq and jupyter warn of their own internals, in every thread
        try:
            running = {
                pool.submit(execute, notebook, folder=folder, kernels=kernels, limits=limits): name
                for name, notebook in notebooks.items()
            }
            for future in as_completed(running):
                name = running[future]
                done[name] = future.result()
                say(f"{name}: {done[name].failure or 'executed'}")
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            kernels.close()
            raise
    return {name: done[name] for name in notebooks}
