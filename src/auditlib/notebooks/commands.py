"""The workbook's commands: `run`, `demo` and `try`, for a script or a person."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from auditlib.notebooks.phase import EVIDENCE, phase_folder, run_phase
from auditlib.notebooks.publishing import publish_texts
from auditlib.params import Params, load_params
from auditlib.parsing import cores
from auditlib.reports import trialreport
from auditlib.trying import KINDS, Wishes, run_trial

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from auditlib.model import Trial
    from auditlib.notebooks.phase import RunResult


def run(  # noqa: PLR0913 (the options of the command)
    params: Params | str | Path,
    *,
    stories: Sequence[str] = (),
    overrides: Sequence[str] = (),
    jobs: int | None = None,
    fresh: bool = False,
    out: str | Path = "outputs",
    say: Callable[[str], None] = lambda line: None,  # noqa: ARG005
) -> RunResult:
    """Execute the notebooks of a phase, render them, and publish reports, data and index below `out`.

    `params` is a file, the name of shipped params, or Params; `overrides` are `key=value`; `say` hears of progress.

    Raises: ParamsError, SourceError: see `run_phase`.
    """
    loaded = params if isinstance(params, Params) else load_params(params, overrides)
    return run_phase(loaded, stories=stories, jobs=jobs or cores(), fresh=fresh, out=Path(out), say=say)


def demo(
    *,
    jobs: int | None = None,
    fresh: bool = False,
    out: str | Path = "outputs",
    say: Callable[[str], None] = lambda line: None,  # noqa: ARG005
) -> RunResult:
    """Run the phase of the bundled example: what `run("demo")` does."""
    return run("demo", jobs=jobs, fresh=fresh, out=out, say=say)


def try_(  # noqa: PLR0913 (the options of the command)
    params: Params | str | Path,
    *,
    kinds: Sequence[str] = KINDS,
    overrides: Sequence[str] = (),
    wishes: Wishes | None = None,
    out: str | Path = "outputs",
    say: Callable[[str], None] = lambda line: None,  # noqa: ARG005
) -> Trial:
    """Run what the params name in a sandbox, and keep the evidence below `out`, where `run` finds it.

    It is called `try_` because `try` is a word of Python. Raises as `run_trial` does.
    """
    loaded = params if isinstance(params, Params) else load_params(params, overrides)
    trial = run_trial(loaded, kinds=kinds, wishes=wishes, say=say)
    folder = Path(out) / phase_folder(loaded) / EVIDENCE
    publish_texts(folder, trialreport.files(trial), ours=trialreport.OURS)
    say(f"evidence: {folder}")
    return trial
