"""CPU seconds and peak memory of a command with all the processes it starts. Linux only."""

from __future__ import annotations

import ctypes
import os
import re
import resource
import subprocess
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

PR_SET_CHILD_SUBREAPER = 36
SAMPLE_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU seconds (user + system), wall-clock seconds, peak of the summed memory (PSS, MiB), and the exit code."""

    cpu: float
    wall: float
    peak_mib: float
    code: int


def measure(
    command: Sequence[str],
    *,
    environment: Mapping[str, str] | None = None,
    stderr: IO[bytes] | int = subprocess.DEVNULL,
) -> Cost:
    """The cost of running a command to its end; its output is thrown away, unless stderr is given a file.

    Python may keep what it compiles, whatever the caller's environment says: an installed package is compiled.
    Orphans (a server process that outlives its parent by a moment) are adopted and waited for, so that none is lost.
    """
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = os.times().elapsed
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    process = subprocess.Popen(
        list(command), stdout=subprocess.DEVNULL, stderr=stderr, env={**inherited, **(environment or {})}
    )
    peaks = [0.0]
    ended = threading.Event()
    sampler = threading.Thread(target=_sample, args=(process.pid, peaks, ended))
    sampler.start()
    code = process.wait()
    wall = os.times().elapsed - started
    ended.set()
    sampler.join()
    _adopt()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(round(cpu, 2), round(wall, 2), round(peaks[0], 1), code)


def _adopt() -> None:
    while True:
        try:
            os.wait()
        except ChildProcessError:
            return


def _sample(root: int, peaks: list[float], ended: threading.Event) -> None:
    while not ended.wait(SAMPLE_SECONDS):
        peaks[0] = max(peaks[0], sum(_pss(pid) for pid in _tree(root)) / 1024)


def _tree(root: int) -> list[int]:
    """The process and everything below this one's own children, orphans included."""
    parents = {}
    for name in (entry.name for entry in Path("/proc").iterdir()):
        if name.isdigit():
            try:
                parents[int(name)] = int(re.sub(r".*\) ", "", Path(f"/proc/{name}/stat").read_text()).split()[1])
            except (OSError, IndexError):
                continue
    wanted = {os.getpid()}
    grown = True
    while grown:
        more = {pid for pid, parent in parents.items() if parent in wanted} - wanted
        grown = bool(more)
        wanted |= more
    return sorted((wanted - {os.getpid()}) | {root})


def _pss(pid: int) -> float:
    try:
        found = re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
    except OSError:
        return 0.0
    return float(found[1]) if found else 0.0
