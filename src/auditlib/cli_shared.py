"""What the commands share: exit codes, options, and how results and progress are shown."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import IntEnum
from pathlib import Path

import click

import auditlib
from auditlib.errors import SourceError
from auditlib.visible import visible


class Exit(IntEnum):
    """What a caller learns from the exit code."""

    CLEAN = 0
    FOUND = 1
    USAGE = 2
    INCOMPLETE = 3
    INTERRUPTED = 130


FORMATS = ("text", "json", "markdown")
"""Of commands that answer a question in one of our own forms."""

RUN_FORMATS = ("text", "json", "markdown", "sarif", "junit", "github", "codeclimate")
"""Of commands whose answer is findings; each but the first three is what a service reads."""
PART_NAMES = (
    "files, modules, imports, clones, structure, patterns, findings"  # of auditlib.PARTS, which --help need not load
)

repository_argument = click.argument("repository", type=click.Path(exists=True, file_okay=False, path_type=Path))
params_argument = click.argument("params")
at_option = click.option("--at", metavar="REV", help="A revision, read without checkout [default: the working tree].")
jobs_option = click.option("--jobs", type=click.IntRange(1), help="Processes at a time [default: one for each core].")
quiet_option = click.option("--quiet", is_flag=True, help="No progress; errors and results still show.")
set_option = click.option("--set", "overrides", multiple=True, metavar="KEY=VALUE", help="Override a key of PARAMS.")
fresh_option = click.option("--fresh", is_flag=True, help="Execute every notebook, changed or not.")
out_option = click.option("--out", type=click.Path(path_type=Path), default="outputs", show_default=True)


def show_result(text: str) -> None:
    """Write a result. Who reads no further, as `head` does, still learns the verdict.

    Raises: SourceError where the output cannot be written, as on a full disk.
    """
    try:
        click.echo(text, nl=False)
    except BrokenPipeError:
        return
    except OSError as error:
        raise SourceError(f"the output cannot be written: {error.strerror}") from error


def exit_of(run: auditlib.Run) -> Exit:
    """3 where something could not be judged, or nothing was there to judge; 1 where something is new or missing."""
    if run.vacuous or run.unjudged:
        return Exit.INCOMPLETE
    return Exit.FOUND if run.new_findings or run.missing else Exit.CLEAN


def teller(*, quiet: bool) -> Callable[[str], None]:
    """Progress goes to standard error, so that results can be piped."""
    return lambda line: None if quiet else click.echo(visible(line), err=True)


@contextmanager
def progress_bar(*, quiet: bool) -> Iterator[Callable[[int, int], None] | None]:
    """A progress bar on a terminal, and nowhere else."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from tqdm import tqdm  # noqa: PLC0415 - a third of the start-up, and for terminals alone

    with tqdm(unit=" files", leave=False) as bar:

        def show(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield show
