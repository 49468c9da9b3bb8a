"""The command `auditlib`."""

import sys


def main() -> int:
    """Run the command line; the exit code."""
    from auditlib.cli import run_command  # noqa: PLC0415 (workers import this module and need no command line)

    return run_command(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
