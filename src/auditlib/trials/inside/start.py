"""Begin a job in the sandbox: read it, limit this process, copy the tree to where it may be written, and do it."""

from __future__ import annotations

import importlib
import json
import os
import resource
import shutil
import sys
from typing import Any

HERE = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120 (an old Python may run this)


def main() -> None:
    """Do the job that standard input holds; argument 1 is the descriptor of the channel.

    A job says `what` (a module beside this one), `key`, `source` and `work` (the tree, and where its copy goes),
    `roots` (import roots below it), `limits`, and what its kind needs.
    """
    job: dict[str, Any] = json.load(sys.stdin)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    if job["source"] != job["work"]:
        shutil.copytree(job["source"], job["work"], symlinks=True, dirs_exist_ok=True)
    _limit(job["limits"])
    os.chdir(job["work"])
    channel_module, work = importlib.import_module("channel"), importlib.import_module(job["what"])
    for name in ("channel", job["what"]):  # audited modules may be called so
        del sys.modules[name]
    channel = channel_module.Channel(int(sys.argv[1]), bytes.fromhex(job.pop("key")))
    sys.path[:] = [
        *(os.path.normpath(os.path.join(job["work"], root)) for root in job["roots"]),  # noqa: PTH118
        *(path for path in sys.path if os.path.abspath(path) != HERE),  # noqa: PTH100
    ]
    os.environ["PYTHONPATH"] = os.pathsep.join(sys.path[: len(job["roots"])])
    sys.argv = [job["what"]]
    work.work(job, channel)


def _limit(limits: dict[str, int]) -> None:
    """Limits of this process and of all that it starts; a limit that is lower already stays."""
    wanted = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: limits["file_size"],
        resource.RLIMIT_CPU: limits["cpu_seconds"],
    }
    if sys.platform == "linux":
        wanted[resource.RLIMIT_AS] = limits["memory"]
        if limits["processes"]:
            wanted[resource.RLIMIT_NPROC] = limits["processes"]
    for name, value in wanted.items():
        hard = resource.getrlimit(name)[1]
        lowest = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(name, (lowest, lowest))


if __name__ == "__main__":
    main()
