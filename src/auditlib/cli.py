"""Arguments → one use case → renderer → exit code. No logic of its own."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import Any

import click

import auditlib
from auditlib.cli_guard import baseline, gate, hook
from auditlib.cli_shared import (
    FORMATS,
    PART_NAMES,
    RUN_FORMATS,
    Exit,
    at_option,
    exit_of,
    fresh_option,
    jobs_option,
    out_option,
    params_argument,
    progress_bar,
    quiet_option,
    repository_argument,
    set_option,
    show_result,
    teller,
)
from auditlib.errors import INTERRUPTED, AuditError, ParamsError
from auditlib.notebooks.publishing import publish_texts
from auditlib.plugins import renderers
from auditlib.reports import comparisonreport, removalreport, trialreport, verificationreport
from auditlib.visible import visible


def run_command(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; only here do errors become codes.

    0 clean, 1 something found, 2 not audited (usage or params), 3 not audited to the end, 130 interrupted.
    """
    _escape_what_a_terminal_lacks()
    try:
        return int(commands.main(list(arguments), prog_name="auditlib", standalone_mode=False) or Exit.CLEAN)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        return Exit.USAGE
    except click.ClickException as error:
        error.show()
        return Exit.USAGE
    except ParamsError as error:
        click.echo(visible(f"auditlib: {error}"), err=True)
        return Exit.USAGE
    except AuditError as error:
        click.echo(visible(f"auditlib: {error}"), err=True)
        return Exit.INCOMPLETE
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output has gone: nothing more can be said
        return Exit.CLEAN
    except (KeyboardInterrupt, click.Abort):
        click.echo(INTERRUPTED, err=True)
        return Exit.INTERRUPTED
    except OSError as error:
        click.echo(visible(f"auditlib: {_named(error)}"), err=True)
        return Exit.INCOMPLETE


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="auditlib")
def commands() -> None:
    """Find duplicate subsystems, and prove or refute what a consolidation claims.

    \b
    Exit codes: 0 clean; 1 audited, something new found; 2 not audited: usage or params;
    3 not audited to the end: what could not be read or judged is named.
    """


@commands.command()
@repository_argument
@at_option
@click.option("--params", type=click.Path(path_type=Path), help="Params for scope, roots and thresholds.")
@click.option("--only", metavar="NAME,…", help=f"Some of {PART_NAMES}.")
@click.option("--format", "output_format", type=click.Choice(RUN_FORMATS), default="text", show_default=True)
@click.option("--out", type=click.Path(path_type=Path), help="A folder for audit.json and the report.")
@jobs_option
@click.option("--executor", metavar="dask:ADDRESS", help="Work on a dask cluster [default: on this machine].")
@quiet_option
def scan(**options: Any) -> Exit:
    """Facts, graphs and findings of one state of REPOSITORY.

    \b
    Example: auditlib scan . --only imports,findings
             auditlib scan ../service.git --at v2.1 --format json > audit.json
    """
    output_format, out, only = options.pop("output_format"), options.pop("out"), options.pop("only")
    quiet = options.pop("quiet")
    with progress_bar(quiet=quiet) as progress:
        parts = auditlib.PARTS if only is None else [name.strip() for name in only.split(",")]
        run = auditlib.scan(
            options.pop("repository"), only=parts, progress=progress, say=teller(quiet=quiet), **options
        )
    chosen = renderers()[output_format]
    text = chosen.render(run)
    if out:
        publish_texts(out, {"audit.json": renderers()["json"].render(run), f"audit{chosen.SUFFIX}": text})
    show_result(text)
    return exit_of(run)


@commands.command()
@repository_argument
@click.argument("base")
@click.argument("head")
@click.option("--params", type=click.Path(path_type=Path), help="Params for scope, tests, stories and roots.")
@click.option("--format", "output_format", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option("--out", type=click.Path(path_type=Path), help="A folder for comparison.json and the report.")
@jobs_option
@click.option("--executor", metavar="dask:ADDRESS", help="Work on a dask cluster [default: on this machine].")
@quiet_option
def compare(quiet: bool, output_format: str, out: Path | None, **options: Any) -> Exit:
    """What became of REPOSITORY from BASE to HEAD: where lines went, what broke, which tests guard less.

    Both are revisions, read from the object store without checkout; the words base and head stand for those of PARAMS.

    \b
    Example: auditlib compare ../service v2.0 v2.1
             auditlib compare ../service 7495b4b 2def5b9 --params params/service.yaml --format json
    """
    with progress_bar(quiet=quiet) as progress:
        places = (options.pop("repository"), options.pop("base"), options.pop("head"))
        found = auditlib.compare(*places, progress=progress, **options)
    render = {
        "json": comparisonreport.as_json, "markdown": comparisonreport.as_markdown, "text": comparisonreport.as_text,
    }  # fmt: skip
    text = render[output_format](found)
    if out:
        name = f"comparison{renderers()[output_format].SUFFIX}"
        publish_texts(out, {"comparison.json": comparisonreport.as_json(found), name: text}, ours=("comparison.",))
    show_result(text)
    if not found.files_compared or found.unjudged:
        return Exit.INCOMPLETE
    return Exit.FOUND if found.broken else Exit.CLEAN


@commands.command()
@click.argument("target", metavar="PARAMS|DOC")
@click.option("--repo", "repository", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Of DOC.")
@click.option("--base", metavar="REV", help="The revision before [default: that of PARAMS].")
@click.option("--head", metavar="REV", help="The revision after [default: that of PARAMS].")
@click.option("--format", "output_format", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option("--out", type=click.Path(path_type=Path), help="A folder for claims.json and the report.")
@jobs_option
@quiet_option
def verify(target: str, quiet: bool, output_format: str, out: Path | None, **options: Any) -> Exit:
    """Every claim of a phase document against what was measured: CONFIRMED, REFUTED, CONTRADICTED or UNVERIFIABLE.

    The document is the one that PARAMS name, as it stands at the head, or the Markdown file DOC.

    \b
    Example: auditlib verify params/phase-2.4.yaml
             auditlib verify PHASE2.md --repo ../service --base v2.0 --head v2.1 --format json
    """
    with progress_bar(quiet=quiet) as progress:
        found = auditlib.verify(target, progress=progress, **options)
    render = {
        "json": verificationreport.as_json, "markdown": verificationreport.as_markdown,
        "text": verificationreport.as_text,
    }  # fmt: skip
    text = render[output_format](found)
    if out:
        name = f"claims{renderers()[output_format].SUFFIX}"
        publish_texts(out, {"claims.json": verificationreport.as_json(found), name: text}, ours=("claims.",))
    show_result(text)
    if not found.verdicts or found.unjudged:
        return Exit.INCOMPLETE
    return Exit.FOUND if found.false else Exit.CLEAN


@commands.command()
@repository_argument
@click.option("--remove", multiple=True, required=True, metavar="PATH[:QUALNAME]", help="A part; may be repeated.")
@click.option("--into", metavar="PATH:QUALNAME", help="The part that callers would use instead.")
@at_option
@click.option("--params", type=click.Path(path_type=Path), help="Params for scope, roots and critical tests.")
@click.option("--format", "output_format", type=click.Choice(("text", "json")), default="text", show_default=True)
@jobs_option
@quiet_option
def whatif(quiet: bool, output_format: str, **options: Any) -> Exit:
    """What removing parts of REPOSITORY would eliminate, who would break, and which critical tests protect them.

    A question, not a check: exit 0 where it was answered, 3 where files could not be read in which callers may be.

    \b
    Example: auditlib whatif ../service --remove lib/utils/cache.py:Cache --into lib/core/store.py:Store
             auditlib whatif . --remove lib/legacy.py --format json
    """
    with progress_bar(quiet=quiet) as progress:
        removal = auditlib.whatif(options.pop("repository"), progress=progress, **options)
    show_result(removalreport.as_json(removal) if output_format == "json" else removalreport.as_text(removal))
    return Exit.INCOMPLETE if removal.not_judged else Exit.CLEAN


@commands.command()
@click.argument("repository", type=click.Path(exists=True, file_okay=False, path_type=Path), default=".")
@at_option
@click.option("--out", type=click.Path(path_type=Path), help="The file to write [default: params/<repository>.yaml].")
@click.option("--force", is_flag=True, help="Replace the file if it exists.")
def init(repository: Path, **options: Any) -> Exit:
    """Write a params file for REPOSITORY, and say what was found, why, and what was left blank.

    \b
    Example: auditlib init ../service
    """
    show_result(visible(auditlib.init(repository, **options)))
    return Exit.CLEAN


@commands.command()
@params_argument
@click.option("--story", "stories", multiple=True, metavar="ID", help="Only this story; may be repeated.")
@set_option
@fresh_option
@out_option
@jobs_option
@quiet_option
def run(params: str, quiet: bool, **options: Any) -> Exit:
    """Every notebook of the phase that PARAMS describe, then the reports and the index.

    Notebooks are executed by papermill. One is skipped where its source, the params, the repository and auditlib are
    unchanged. PARAMS is a file, or the name of one that is shipped. A story that was asked for by name, and whose
    notebook this version does not have, makes the exit code 3.

    \b
    Example: auditlib run params/phase-2.4.yaml --story TS-1 --set repository=../service
    """
    result = auditlib.run(params, say=teller(quiet=quiet), **options)
    code = _tell(result)
    unanswered = bool(options["stories"]) and any(notebook.status == "missing" for notebook in result.notebooks)
    return Exit.INCOMPLETE if unanswered else code


@commands.command("try")
@params_argument
@click.option("--tests", is_flag=True, help="Critical tests. Without --tests, --smoke and --benchmarks: all three.")
@click.option("--smoke", is_flag=True, help="Imports of modules.")
@click.option("--benchmarks", is_flag=True, help="The functions that PARAMS name.")
@set_option
@click.option("--python", metavar="PATH", help="A Python that has what the project needs [default: one is made].")
@click.option("--all", "everything", is_flag=True, help="Import every module, not only what the phase may touch.")
@click.option("--repeat", type=click.IntRange(0), default=2, show_default=True, help="Runs more of tests that are bad.")
@click.option("--rounds", type=click.IntRange(2), default=7, show_default=True, help="Processes of each benchmark.")
@click.option("--timeout", "seconds", type=click.FloatRange(1), default=300, show_default=True, help="Seconds a job.")
@click.option("--no-sandbox", "without_sandbox", is_flag=True, help="With your rights: only for what you trust.")
@click.option("--format", "output_format", type=click.Choice(("text", "json")), default="text", show_default=True)
@out_option
@quiet_option
def try_(params: str, quiet: bool, output_format: str, **options: Any) -> Exit:
    """Run critical tests, imports and benchmarks of the states that PARAMS name: the only command that runs their code.

    Everything runs in a sandbox without network, on scratch copies that are gone afterwards. The evidence (trial.json,
    JUnit XML, coverage JSON) goes to OUT/<phase>/evidence, where `auditlib run` finds it.

    \b
    Example: auditlib try params/phase-2.4.yaml --tests --python .venv/bin/python
    """
    asked = [kind for kind in auditlib.KINDS if options.pop(kind)]
    overrides, out = options.pop("overrides"), options.pop("out")
    wishes = auditlib.Wishes(**options)
    say = teller(quiet=quiet)
    trial = auditlib.try_(params, kinds=asked or auditlib.KINDS, overrides=overrides, wishes=wishes, out=out, say=say)
    show_result(trialreport.as_json(trial) if output_format == "json" else trialreport.as_text(trial))
    if trial.not_run:
        return Exit.INCOMPLETE
    return Exit.FOUND if trial.worse or trial.bad else Exit.CLEAN


@commands.command()
@fresh_option
@out_option
@jobs_option
@quiet_option
def demo(quiet: bool, **options: Any) -> Exit:
    """Audit the bundled example end to end, and print the verdict and the page to open.

    That the example has findings is expected: exit 0 means that the audit came to its end.

    \b
    Example: auditlib demo
    """
    code = _tell(auditlib.demo(say=teller(quiet=quiet), **options))
    return Exit.CLEAN if code is Exit.FOUND else code


@commands.command()
@params_argument
@set_option
@out_option
def lab(params: str, **options: Any) -> Exit:
    """JupyterLab on the notebooks of the phase that PARAMS describe, with the same parameters.

    \b
    Example: auditlib lab params/demo.yaml
    """
    auditlib.lab(params, **options)


for guard in (gate, baseline, hook):
    commands.add_command(guard)


@commands.command()
@click.argument("identifier", metavar="ID", required=False)
@click.option(
    "--audit",
    type=click.Path(exists=True, path_type=Path),
    help="The audit.json or claims.json that holds it.",
)
@click.option("--list", "listing", is_flag=True, help="All ids of rules and measurements.")
def explain(identifier: str | None, audit: Path | None, listing: bool) -> Exit:
    """What a rule, a measurement, a finding, a clone class or a verdict means, its inputs, and how to reproduce it.

    \b
    Example: auditlib explain AL301
             auditlib explain clones.coverage
    """
    if listing or identifier is None:
        show_result("".join(f"{line}\n" for line in auditlib.explainable()))
    else:
        show_result(visible(auditlib.explain(identifier, audit=audit)))
    return Exit.CLEAN


def _escape_what_a_terminal_lacks() -> None:
    """A name in the audited repository may hold a character that the encoding of our output does not have."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _named(error: OSError) -> str:
    """What the system refused, and where."""
    try:
        Path.cwd()
    except FileNotFoundError:
        return "the current folder is gone; change to one that is there"
    return f"{error.filename}: {error.strerror}" if error.filename else str(error.strerror or error)


def _tell(result: auditlib.RunResult) -> Exit:
    """Print what became of each notebook, the verdict and the page to open."""
    for notebook in result.notebooks:
        click.echo(visible(f"{notebook.name:22} {notebook.status:9} {notebook.reason}".rstrip()))
    for note in (*result.run.unjudged, *result.run.missing):
        click.echo(visible(f"{note.weight}: {note.place}: {note.message}"))
    vacuous = "VACUOUS: no Python or Markdown file was read; " if result.run.vacuous else ""
    click.echo(f"verdict: {vacuous}{result.run.tally}; {len(result.run.unjudged):,} not judged")
    click.echo(f"open {result.index}")
    return exit_of(result.run) if result.complete else Exit.INCOMPLETE
