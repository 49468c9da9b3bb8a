"""Run one job in a sandbox and hear what it says: under limits of time, memory, processes and output."""

from __future__ import annotations

import json
import os
import secrets
import selectors
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from auditlib.trials.inside.channel import signature
from auditlib.trials.sandbox import INSIDE, WORK, Limits, Sandbox, environment

TAIL = 4_000
"""Characters of output that are kept: the last."""

RECORDS = 256 << 20
"""Bytes of records that one job may send."""

LOOK = 0.1
"""Seconds between two looks at what a job uses."""

_READ = 1 << 16


@dataclass(frozen=True, slots=True)
class Interpreter:
    """A Python for audited code: the command, and the folders that must be seen for it to start."""

    command: Path
    folders: tuple[Path, ...]
    version: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a job: its records in order, how it ended, and the end of what it printed.

    `stopped` says why it was ended from outside, "" where it ended by itself. `forged` counts lines on the channel
    that the job did not sign: audited code wrote them. `whole` is whether the job came to its own end.
    """

    records: tuple[Mapping[str, Any], ...]
    exit: int
    stopped: str
    output: str
    forged: int
    seconds: float

    @property
    def whole(self) -> bool:
        """The job said that it had ended, and nothing ended it from outside."""
        return not self.stopped and any(record["kind"] == "ended" for record in self.records)

    def of(self, kind: str) -> Iterator[Mapping[str, Any]]:
        """The records of one kind, in order."""
        return (record for record in self.records if record["kind"] == kind)


def run_job(
    job: Mapping[str, object], tree: Path, *, sandbox: Sandbox, interpreter: Interpreter, limits: Limits
) -> Answer:
    """Do a job of `inside` on a copy of the tree, and tell what came of it. Nothing of it lives on afterwards.

    `job` says `what`, `roots` and what its kind needs. Without containment the tree itself is worked in.
    """
    key = secrets.token_bytes(32)
    work = WORK if sandbox.contained else str(tree)
    complete = {
        **job, "key": key.hex(), "source": str(tree), "work": work,
        "limits": limits.as_job(contained=sandbox.contained),
    }  # fmt: skip
    reader, writer = os.pipe()
    command = [str(interpreter.command), "-s", str(INSIDE / "start.py"), str(writer)]
    with _process(sandbox.wrap(command, [tree, INSIDE, *interpreter.folders], limits), writer) as process:
        watch = _Watch(process, limits)
        with suppress(BrokenPipeError):
            process.stdin.write(json.dumps(complete).encode())
            process.stdin.close()
        said, printed = watch.listen(reader)
    records, forged = _signed(said, key)
    output = printed.decode("utf-8", "replace")[-TAIL:]
    return Answer(records, process.returncode, watch.stopped, output, forged, watch.seconds)


@contextmanager
def _process(command: Sequence[str], writer: int) -> Iterator[Any]:
    """A process in a session of its own; it and all that it started are gone afterwards."""
    process = subprocess.Popen(  # noqa: S603
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        pass_fds=(writer,),
        env=dict(environment()),
        start_new_session=True,
    )
    os.close(writer)
    try:
        yield process
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process and its children. A sandbox's own first process takes all the others with it."""
    for one in _family(process.pid):
        with suppress(psutil.Error):
            one.kill()
    process.kill()
    process.wait()
    if process.stdout:
        process.stdout.close()


def _family(pid: int) -> list[psutil.Process]:
    try:
        first = psutil.Process(pid)
        return [first, *first.children(recursive=True)]
    except psutil.Error:
        return []


class _Watch:
    """Listens to a job until it ends, and ends it where it uses more than it may."""

    def __init__(self, process: Any, limits: Limits) -> None:
        self._process = process
        self._limits = limits
        self._began = time.monotonic()
        self._looked = 0.0
        self.stopped = ""

    @property
    def seconds(self) -> float:
        """Seconds since it began."""
        return time.monotonic() - self._began

    def listen(self, reader: int) -> tuple[bytes, bytes]:
        """All that came through the channel, and the end of what was printed."""
        heard: dict[int, bytearray] = {reader: bytearray(), self._process.stdout.fileno(): bytearray()}
        printed = self._process.stdout.fileno()
        count = 0
        with selectors.DefaultSelector() as selector:
            for descriptor in heard:
                selector.register(descriptor, selectors.EVENT_READ)
            while selector.get_map() and not self.stopped:
                for key, _ in selector.select(LOOK):
                    part = os.read(key.fd, _READ)
                    heard[key.fd] += part
                    if not part:
                        selector.unregister(key.fd)
                    if key.fd == printed:
                        count += len(part)
                        del heard[printed][: -4 * TAIL]
                self._look(count, len(heard[reader]))
        os.close(reader)
        if not self.stopped:
            self._process.wait()
        return bytes(heard[reader]), bytes(heard[printed])

    def _look(self, printed: int, said: int) -> None:
        """End the job where it is over a limit."""
        limits = self._limits
        if self.seconds > limits.seconds:
            self.stopped = f"not done after {limits.seconds:g} s"
        elif printed > limits.output:
            self.stopped = f"printed more than {limits.output >> 20} MiB"
        elif said > RECORDS:
            self.stopped = f"sent more than {RECORDS >> 20} MiB of records"
        elif self.seconds - self._looked >= LOOK:
            self._looked = self.seconds
            self._count()
        if self._process.poll() is not None and not self.stopped:
            self._looked = self.seconds

    def _count(self) -> None:
        """End the job where it has too many processes, or these too much memory."""
        family = _family(self._process.pid)
        if len(family) > self._limits.processes:
            self.stopped = f"started more than {self._limits.processes} processes"
            return
        memory = 0
        for one in family:
            with suppress(psutil.Error):
                used = one.memory_info()
                memory += used.rss - getattr(used, "shared", 0)
        if memory > self._limits.memory:
            self.stopped = f"used more than {self._limits.memory >> 20} MiB of memory"


def _signed(said: bytes, key: bytes) -> tuple[tuple[Mapping[str, Any], ...], int]:
    """The records that the job signed, and how many lines somebody else wrote."""
    records: list[Mapping[str, Any]] = []
    forged = 0
    for raw in said.split(b"\n"):
        mark, _, line = raw.decode("utf-8", "replace").partition(" ")
        if secrets.compare_digest(mark.encode(), signature(key, len(records), line).encode()):
            records.append(json.loads(line))
        elif raw:
            forged += 1
    return tuple(records), forged
