"""Import modules one by one, each in a fork of its own, and tell which could not be imported and why."""

from __future__ import annotations

import importlib
import json
import os
import select
import signal
import sys
import time
from typing import Any

MESSAGE = 500


def work(job: dict[str, Any], channel: Any) -> None:
    """Import each of `job["modules"]`; a record `import` for each with its outcome, then `ended`."""
    for name in job["modules"]:
        began = time.perf_counter()
        outcome, message = _tried(name, job["seconds"], channel)
        channel.send(kind="import", module=name, outcome=outcome, message=message, seconds=time.perf_counter() - began)
    channel.send(kind="ended", exit=0, tests=len(job["modules"]))


def _tried(name: str, seconds: float, channel: Any) -> tuple[str, str]:
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        channel.close()
        os.close(reader)
        _import(name, writer)
    os.close(writer)
    said = _read(reader, seconds)
    if said is None:
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    os.close(reader)
    if said is None:
        return "timeout", f"not imported after {seconds:g} s"
    try:
        outcome, message = json.loads(said)
    except ValueError:
        return "died", f"the process ended with {_status(status)}"
    return str(outcome), str(message)


def _import(name: str, writer: int) -> None:
    """Import a module and write what came of it; ends the process."""
    os.setpgid(0, 0)
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    try:
        importlib.import_module(name)
        said = ["imported", ""]
    except BaseException as error:  # noqa: BLE001 (whatever a module raises, SystemExit too, is its outcome)
        said = [type(error).__name__, str(error)[:MESSAGE]]
    os.write(writer, json.dumps(said).encode())
    os._exit(0)


def _read(reader: int, seconds: float) -> bytes | None:
    """What the child wrote before it ended; None where it took too long."""
    end = time.monotonic() + seconds
    parts: list[bytes] = []
    while True:
        ready, _, _ = select.select([reader], [], [], max(0.0, end - time.monotonic()))
        if not ready:
            return None
        part = os.read(reader, 65536)
        if not part:
            return b"".join(parts)
        parts.append(part)


def _status(status: int) -> str:
    if os.WIFSIGNALED(status):
        return f"signal {os.WTERMSIG(status)}"
    return f"exit code {os.WEXITSTATUS(status)}"


sys.dont_write_bytecode = True
