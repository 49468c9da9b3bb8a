"""The commands that guard a repository: gate, baseline, hook."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

import auditlib
from auditlib.cli_shared import (
    RUN_FORMATS,
    Exit,
    jobs_option,
    params_argument,
    progress_bar,
    quiet_option,
    show_result,
    teller,
)
from auditlib.notebooks.publishing import publish_texts
from auditlib.plugins import renderers
from auditlib.reports import gatereport
from auditlib.visible import visible


@click.command()
@params_argument
@click.option("--staged", is_flag=True, help="What the index holds, as a commit would take it.")
@click.option("--base", metavar="REV", help="What stands at this revision passes too.")
@click.option("--format", "output_format", type=click.Choice(RUN_FORMATS), default="text", show_default=True)
@click.option("--out", type=click.Path(path_type=Path), help="A folder for gate.json and the report.")
@jobs_option
@quiet_option
def gate(params: str, quiet: bool, output_format: str, out: Path | None, **options: Any) -> Exit:
    """Only findings that are new fail: those that neither the baseline of PARAMS nor REV has.

    PARAMS is a file of params, or a repository. Errors and warnings count; notes ask nothing. Exit 0 pass, 1 new
    findings, 2 wrong usage, 3 cannot tell.

    \b
    Example: auditlib gate params/service.yaml --staged
             auditlib gate . --base main --format sarif > gate.sarif
    """
    with progress_bar(quiet=quiet) as progress:
        found = auditlib.gate(params, progress=progress, say=teller(quiet=quiet), **options)
    own = {"json": gatereport.as_json, "markdown": gatereport.as_markdown, "text": gatereport.as_text}
    text = own[output_format](found) if output_format in own else renderers()[output_format].render(found.run)
    if out:
        name = f"gate{renderers()[output_format].SUFFIX}"
        publish_texts(out, {"gate.json": gatereport.as_json(found), name: text}, ours=("gate.",))
    show_result(text)
    if output_format not in own:
        click.echo(visible(gatereport.verdict(found)), err=True)
    if found.vacuous or found.unjudged or found.run.unjudged:
        return Exit.INCOMPLETE
    return Exit.FOUND if found.failing or found.broken_policies else Exit.CLEAN


@click.command()
@params_argument
@click.option("--reason", default="", metavar="TEXT", help="Why what is new is accepted; asked for where something is.")
@click.option("--owner", default="", metavar="WHO", help="Who answers for it.")
@click.option("--expires", default="", metavar="YYYY-MM-DD", help="The last day it is accepted.")
@click.option("--rule", "rules", multiple=True, metavar="ID", help="Accept findings of this rule alone; repeatable.")
@click.option("--prune", is_flag=True, help="Only take out what nothing has any more.")
@jobs_option
@quiet_option
def baseline(params: str, quiet: bool, **options: Any) -> Exit:
    """Accept today's findings of PARAMS, each with a reason; what is gone leaves. Refused in CI.

    The file is the `baseline` of PARAMS, or PARAMS with the suffix `.baseline.json`.

    \b
    Example: auditlib baseline params/service.yaml --reason "before the consolidation" --expires 2027-01-31
             auditlib baseline params/service.yaml --prune
    """
    with progress_bar(quiet=quiet) as progress:
        path, before, after = auditlib.baseline(params, progress=progress, **options)
    show_result(visible(f"{gatereport.change(before, after)}; written to {path}\n"))
    return Exit.CLEAN


@click.group()
def hook() -> None:
    """The pre-commit hook of a repository.

    \b
    Example: auditlib hook install params/service.yaml
    """


@hook.command()
@params_argument
@click.option("--repository", type=click.Path(exists=True, file_okay=False, path_type=Path), default=".")
def install(params: str, repository: Path) -> Exit:
    """Write a pre-commit hook that runs `auditlib gate PARAMS --staged`. A hook that is not ours stays as it is.

    \b
    Example: auditlib hook install params/service.yaml
    """
    show_result(visible(f"written to {auditlib.hook(params, repository)}\n"))
    return Exit.CLEAN
