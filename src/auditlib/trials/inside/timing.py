"""Time one function of the audited code in this fresh process, measure its memory, and whether repeated calls leak."""

from __future__ import annotations

import gc
import importlib.util
import resource
import sys
import time
import tracemalloc
from typing import Any

ENOUGH = 0.02
"""Seconds that one sample takes at least, so that the clock's steps do not matter."""


LOOKS = 16
"""How often it is looked at what is held."""

LONGEST = 3.0
"""Seconds that looking at memory may take, about; at least one call lies between two looks."""

TRACED = 4
"""How much slower a call is, about, while its allocations are traced."""

MOST = 1000
"""Calls between two looks: enough to fill what is bounded before the second half of the looks."""


def work(job: dict[str, Any], channel: Any) -> None:
    """Time `job["function"]` of `job["module"]` (a path); one record `sample`, then `ended`.

    A function `Class.method` is called on one instance, made without arguments. Numbers in a mapping that the function
    returns are metrics of its own.
    """
    began = time.perf_counter()
    spec = importlib.util.spec_from_file_location("audited_benchmark", job["module"])
    if spec is None or spec.loader is None:
        channel.send(kind="ended", exit=None, reason=f"{job['module']} is no Python module")
        return
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    function = _function(module, job["function"])
    imported = time.perf_counter() - began
    calls = _calls(function)
    timed = [_timed(function, calls) for _ in range(job["samples"])]
    seconds = [one for one, _ in timed]
    told = [_metrics(result) for _, result in timed]
    peak_rss = _peak()
    channel.send(
        kind="sample", import_seconds=imported, calls=calls, seconds=seconds, peak_rss=peak_rss, metrics=told,
        **(_memory(function, seconds[0]) if job["memory"] else {}),
    )  # fmt: skip
    channel.send(kind="ended", exit=0, tests=1)


def _function(module: Any, name: str) -> Any:
    """What a qualified name stands for; a method, of an instance."""
    owner, _, last = name.rpartition(".")
    target = module
    for part in owner.split(".") if owner else ():
        target = getattr(target, part)
    return getattr(target() if isinstance(target, type) else target, last)


def _metrics(result: Any) -> dict[str, float]:
    """The numbers that a benchmark says of itself."""
    if not isinstance(result, dict):
        return {}
    return {str(name): float(one) for name, one in result.items() if type(one) in (int, float) and one > 0}


def _calls(function: Any) -> int:
    """How many calls make a sample."""
    calls = 1
    while calls < 1 << 20 and _timed(function, calls)[0] * calls < ENOUGH:
        calls *= 2
    return calls


def _timed(function: Any, calls: int) -> tuple[float, Any]:
    """Seconds that one call takes, the mean over the calls, and what the last one returned."""
    result = None
    began = time.perf_counter()
    for _ in range(calls):
        result = function()
    return (time.perf_counter() - began) / calls, result


def _memory(function: Any, seconds: float) -> dict[str, object]:
    """Bytes allocated at the peak of a call, and what is held after each of several batches of `batch` calls."""
    batch = max(1, min(MOST, int(LONGEST / (TRACED * LOOKS * seconds))))
    held = [0] * LOOKS
    gc.collect()
    tracemalloc.start()
    function()
    gc.collect()
    tracemalloc.reset_peak()
    before = tracemalloc.get_traced_memory()[0]
    function()
    peak = tracemalloc.get_traced_memory()[1] - before
    for look in range(LOOKS):
        for _ in range(batch):
            function()
        gc.collect()
        held[look] = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return {"peak": peak, "held": held, "batch": batch}


def _peak() -> int:
    """Peak resident memory of this process in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
