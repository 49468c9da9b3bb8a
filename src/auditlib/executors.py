"""Where work fans out: processes of this machine, or the workers of a dask cluster. The results are the same bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Executor, Future
from functools import partial
from importlib.util import find_spec
from typing import Any, ParamSpec, TypeVar

from auditlib.errors import ParamsError
from auditlib.parsing import process_pool

P = ParamSpec("P")
S = TypeVar("S")
T = TypeVar("T")

DASK = "dask:"
"""Before the address of a scheduler: `dask:tcp://10.0.0.7:8786`."""


def executors(name: str | None) -> Callable[[int], Executor]:
    """Make of a number of jobs the executor that a name stands for: None this machine, `dask:ADDRESS` a cluster.

    A cluster decides itself how many jobs run at once; its workers need auditlib installed.

    Raises: ParamsError where the name is another, or dask is not installed.
    """
    if name is None:
        return process_pool
    if not name.startswith(DASK) or name == DASK:
        raise ParamsError(f"--executor {name}: expected dask:ADDRESS, such as dask:tcp://10.0.0.7:8786")
    if find_spec("distributed") is None:
        raise ParamsError(f"--executor {name} needs dask: pip install 'auditlib[dask]'")
    return lambda jobs: _Cluster(name.removeprefix(DASK))  # noqa: ARG005 - the cluster's workers are its own


def spreading(name: str | None) -> Callable[[Callable[[S], T], Iterable[S]], Iterable[T]]:
    """How to call one function with each of many arguments: `map` on this machine, by the workers of a cluster else."""
    return map if name is None else partial(_map_on_cluster, executors(name))


def _map_on_cluster(cluster: Callable[[int], Executor], function: Callable[[S], T], arguments: Iterable[S]) -> list[T]:
    with cluster(1) as pool:
        return list(pool.map(function, arguments))


class _Cluster(Executor):
    """The workers of a dask cluster; leaving it closes the connection, not the cluster."""

    def __init__(self, address: str) -> None:
        from distributed import Client  # noqa: PLC0415 - an extra, and heavy

        try:
            self._client = Client(address)  # type: ignore[no-untyped-call]  # dask is not typed
        except (OSError, ValueError) as error:
            raise ParamsError(f"--executor {DASK}{address}: no scheduler answers there ({error})") from error
        self._pool = self._client.get_executor()  # type: ignore[no-untyped-call]

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Have a worker call the function."""
        future: Future[T] = self._pool.submit(fn, *args, **kwargs)
        return future

    def shutdown(self, wait: bool = True, **options: Any) -> None:
        """Let go of the cluster."""
        self._pool.shutdown(wait=wait, **options)
        self._client.close()  # type: ignore[no-untyped-call]
