"""The command `auditlib`."""

import os
import sys


def main() -> int:
    """Run the command line; the exit code."""
    from auditlib.cli import run_command  # noqa: PLC0415 (workers import this module and need no command line)

    code = run_command(sys.argv[1:])
    try:
        sys.stdout.flush()
    except BrokenPipeError:  # who read no further has the verdict all the same; Python would flush, and fail, again
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return code


if __name__ == "__main__":
    sys.exit(main())
