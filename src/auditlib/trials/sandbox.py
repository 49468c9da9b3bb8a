"""The sandbox: what holds audited code while it runs. Bubblewrap, else user namespaces by `unshare`, else a refusal."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from auditlib.errors import SourceError
from auditlib.visible import one_line

INSIDE = Path(__file__).parent / "inside"
"""The files that run beside the audited code."""

WORK = "/tmp/work"  # noqa: S108 (in a file system of the sandbox's own)
"""Where the copy of the tree lies that the audited code may write to."""

SYSTEM = ("/usr", "/lib", "/lib64", "/lib32", "/bin", "/sbin", "/etc/ld.so.cache", "/etc/localtime", "/etc/passwd")
"""What of the machine can be seen, and read only: no home, no configuration, no other program's data."""

PROBE_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Limits:
    """What audited code may use: seconds, bytes and processes."""

    seconds: float = 300
    memory: int = 4 << 30  # of all of its processes together
    file_size: int = 256 << 20
    disk: int = 1 << 30  # all that it writes
    processes: int = 256
    output: int = 8 << 20

    def as_job(self, *, contained: bool) -> dict[str, int]:
        """What `inside/start.py` sets for the process; the number of processes only where they are counted apart."""
        return {
            "memory": self.memory,
            "file_size": self.file_size,
            "cpu_seconds": int(self.seconds * (os.cpu_count() or 1)) + 1,
            "processes": self.processes if contained else 0,
        }


@dataclass(frozen=True, slots=True)
class Sandbox:
    """One way to hold a command. `wrap(command, readable, limits)` is the command that runs it so."""

    name: str
    promise: str  # what it holds back, as a reader is told
    contained: bool
    wrap: Callable[[Sequence[str], Sequence[Path], Limits], list[str]]


def choose_sandbox(*, without: bool = False) -> Sandbox:
    """The strongest sandbox that works on this machine, tried out; none at all where `without`.

    Raises: SourceError where nothing holds, with what was tried and the remedy.
    """
    if without:
        return NOTHING
    tried = []
    for sandbox in (BUBBLEWRAP, NAMESPACES):
        problem = _problem(sandbox)
        if not problem:
            return sandbox
        tried.append(f"{sandbox.name}: {problem}")
    remedy = "install bubblewrap (Debian: apt install bubblewrap), or allow user namespaces"
    raise SourceError(
        f"nothing on this machine can hold code that is not trusted ({'; '.join(tried)}); nothing was run; {remedy}. "
        "--no-sandbox runs it with your rights: only for a repository that you trust"
    )


def environment(roots: Sequence[str] = ()) -> Mapping[str, str]:
    """The environment of audited code: nothing of ours but the language, so that two runs are alike."""
    return {
        "HOME": "/tmp",  # noqa: S108
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUNBUFFERED": "1",
        **({"PYTHONPATH": os.pathsep.join(roots)} if roots else {}),
    }


def _problem(sandbox: Sandbox) -> str:
    """Why it cannot hold anything here; "" where it can."""
    command = sandbox.wrap(["/bin/sh", "-c", "! touch /usr/.auditlib 2>/dev/null"], [], Limits(disk=1 << 20))
    if not Path(command[0]).is_absolute():
        return f"{command[0]} is not installed"
    try:
        done = subprocess.run(command, capture_output=True, timeout=PROBE_SECONDS, check=False, env=environment())  # noqa: S603
    except (OSError, subprocess.TimeoutExpired) as error:
        return one_line(str(error))
    return one_line(done.stderr.decode("utf-8", "replace").strip() or "it does not hold") if done.returncode else ""


def _program(name: str) -> str:
    """Its absolute path; the bare name where it is not installed."""
    return shutil.which(name) or name


def _bubblewrap(command: Sequence[str], readable: Sequence[Path], limits: Limits) -> list[str]:
    seen = [part for path in SYSTEM for part in _system_part(Path(path))]
    bound = [part for path in readable for part in ("--ro-bind", str(path), str(path))]
    return [
        _program("bwrap"), "--unshare-all", "--die-with-parent", "--new-session", "--uid", "1000", "--gid", "1000",
        "--hostname", "trial", "--cap-drop", "ALL",
        *seen, "--size", str(limits.disk), "--tmpfs", "/tmp", *bound,  # noqa: S108
        "--proc", "/proc", "--dev", "/dev", "--size", "1048576", "--tmpfs", "/dev/shm",  # noqa: S108
        "--remount-ro", "/", "--chdir", "/tmp", "--", *command,  # noqa: S108
    ]  # fmt: skip


def _system_part(path: Path) -> list[str]:
    if path.is_symlink() and path.parent == Path("/"):
        return ["--symlink", os.readlink(path), str(path)]  # noqa: PTH115
    return ["--ro-bind", str(path), str(path)] if path.exists() else []


_NAMESPACES_SCRIPT = r"""
set -e
mount --make-rprivate /
mount -t tmpfs -o "size=$1,mode=1777" tmpfs /var
shift
while [ "$1" = --carry ]; do
  mkdir -p "/var/${2#/tmp/}"
  mount --bind "$2" "/var/${2#/tmp/}"
  mount -o remount,bind,ro "/var/${2#/tmp/}"
  shift 2
done
mount --rbind /var /tmp
for hidden in /run /dev/shm /mnt /media; do
  if [ -d $hidden ]; then mount -t tmpfs -o size=64k tmpfs $hidden; fi
done
mount -t proc proc /proc
while read -r _ _ _ _ point _; do
  case "$point" in /tmp | /tmp/* | /var | /var/* | /proc | /proc/* | /dev | /dev/*) ;;
  *) mount -o remount,bind,ro "$(printf '%b' "$point")" 2>/dev/null || true ;; esac
done < /proc/self/mountinfo
cd /tmp
unshare --user --map-user=1000 --map-group=1000 --mount -- "$@" || exit $?
"""
"""Run as root of new namespaces: all that is mounted becomes read only, /tmp is new; then the root is given up.

Within the second user namespace none of these mounts can be taken away or made writable again. The shell stays: it is
the first process of its namespace, and what it runs can be killed as anywhere else.
"""


def _namespaces(command: Sequence[str], readable: Sequence[Path], limits: Limits) -> list[str]:
    hidden = [path for path in readable if path.is_relative_to("/tmp")]  # noqa: S108 (a new /tmp lies above)
    carried = [part for path in hidden for part in ("--carry", str(path))]
    return [
        _program("unshare"), "--user", "--map-root-user", "--net", "--ipc", "--uts", "--pid", "--fork",
        "--kill-child", "--mount", "--", "/bin/sh", "-c", _NAMESPACES_SCRIPT, "sh", str(limits.disk), *carried,
        *command,
    ]  # fmt: skip


def _nothing(command: Sequence[str], readable: Sequence[Path], limits: Limits) -> list[str]:  # noqa: ARG001
    return list(command)


BUBBLEWRAP = Sandbox(
    "bubblewrap",
    "no network, its own processes and user, a read-only system without anyone's home, a scratch disk of limited size",
    contained=True,
    wrap=_bubblewrap,
)
NAMESPACES = Sandbox(
    "unshare",
    "no network, its own processes and user, all disks read only (but readable), a scratch disk of limited size",
    contained=True,
    wrap=_namespaces,
)
NOTHING = Sandbox(
    "none", "nothing was held back: --no-sandbox; limits and a scratch copy only", contained=False, wrap=_nothing
)
