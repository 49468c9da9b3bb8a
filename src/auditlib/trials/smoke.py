"""Import smoke: each module imported at each state, in a process of its own: what no longer imports is a regression."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from auditlib.model import ImportTrial
from auditlib.trials.preparing import Prepared
from auditlib.trials.sandbox import Limits, Sandbox
from auditlib.trials.supervision import run_job

SECONDS = 30.0
"""Most that one import may take."""


def import_modules(
    prepared: Prepared, modules: Sequence[str], *, sandbox: Sandbox, limits: Limits
) -> tuple[ImportTrial, ...]:
    """Import each module by name; one that was not come to, because the job was ended, has the outcome "not run"."""
    if not modules:
        return ()
    job = {"what": "importing", "roots": prepared.roots, "modules": list(modules), "seconds": SECONDS}
    allowed = replace(limits, seconds=limits.seconds + SECONDS * len(modules) / 10)
    answer = run_job(job, prepared.tree, sandbox=sandbox, interpreter=prepared.environment.interpreter, limits=allowed)
    found = {
        record["module"]: ImportTrial(
            record["module"], prepared.state, record["outcome"], record["message"], round(record["seconds"], 3)
        )
        for record in answer.of("import")
    }
    why = answer.stopped or f"the job ended with {answer.exit}"
    missed = (ImportTrial(name, prepared.state, "not run", why) for name in modules if name not in found)
    return tuple(sorted((*found.values(), *missed)))
