"""The command `auditlib`."""

import gc
import os
import signal
import sys
import traceback
from types import FrameType
from typing import TextIO

from auditlib.errors import INTERRUPTED

ENDINGS = (signal.SIGTERM, signal.SIGHUP)
"""Signals that end a command as an interrupt does: cleaned up, and told in one sentence."""

ALLOCATIONS = 50_000
"""Objects made between two searches for garbage: of Python's 700, one import after another would set one off."""

DEFECT = "this error should have been one sentence. Nothing was judged to the end; please report the lines above."


def main() -> int:
    """Run the command line; the exit code, which is 128 + its number where a signal ended it."""
    gc.set_threshold(ALLOCATIONS)
    received = _ended_by_signals()
    _open_what_is_closed()
    try:
        code = _run()
    except KeyboardInterrupt:  # before the command line was there to handle it, or after it had done its work
        sys.stderr.write(f"{INTERRUPTED}\n")
        code = 128 + signal.SIGINT
    except Exception:  # noqa: BLE001 - a defect; Python would end with 1, which says that something was found
        traceback.print_exc()
        sys.stderr.write(f"auditlib: {DEFECT}\n")
        code = 3  # Exit.INCOMPLETE, which may be what cannot be imported
    return 128 + received[0] if received and code == 128 + signal.SIGINT else code


def _run() -> int:
    from auditlib.cli import run_command  # noqa: PLC0415
    from auditlib.cli_shared import Exit  # noqa: PLC0415 (workers import this module and need no command line)

    code = run_command(sys.argv[1:])
    try:
        sys.stdout.flush()
    except BrokenPipeError:  # who read no further has the verdict all the same; Python would flush, and fail, again
        _let_go(sys.stdout)
    except OSError as error:  # a full disk: the verdict was not told
        _let_go(sys.stdout)
        if code != Exit.INCOMPLETE:
            sys.stderr.write(f"auditlib: the output cannot be written: {error.strerror}\n")
        code = Exit.INCOMPLETE
    return code


def _let_go(stream: TextIO) -> None:
    """Give what could not be written to the null device."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _ended_by_signals() -> list[int]:
    """Let the signals of ENDINGS interrupt the command; the numbers of those that came, the first alone.

    What is ignored, as by `nohup`, stays ignored.
    """
    received: list[int] = []
    handled = [number for number in ENDINGS if signal.getsignal(number) is signal.SIG_DFL]

    def end(number: int, _: FrameType | None) -> None:
        received.append(number)
        for other in handled:
            signal.signal(other, signal.SIG_IGN)  # whoever asks again waits for the cleaning up, or kills
        raise KeyboardInterrupt

    for number in handled:
        signal.signal(number, end)
    return received


def _open_what_is_closed() -> None:
    """Give the standard streams that the caller closed (`>&-`) to the null device, before a file takes their number."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest number that is free: this one
    sys.stdin = sys.stdin or open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 (a number, not a path)
    sys.stdout = sys.stdout or open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = sys.stderr or open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115


if __name__ == "__main__":
    sys.exit(main())
