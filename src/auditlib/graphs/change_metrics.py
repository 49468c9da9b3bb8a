"""What the figures of a comparison, of claims and of a trial mean: their ids are those of `explain`."""

from __future__ import annotations

from auditlib.model import Metric

_LEDGER = "the ledger of `auditlib compare`"

COMPARED = (
    Metric(
        "compare.net", "Product code, net", "physical lines",
        "The size of product code at the head less that at the base: added + moved in - deleted - moved out.", _LEDGER,
    ),
    Metric(
        "compare.net_sloc", "Product code, net in source lines", "SLOC",
        "The same in source lines: without blank lines, comments and docstrings.", _LEDGER, "radon raw",
    ),
    Metric(
        "compare.deleted", "Deleted", "physical lines",
        "Lines of product code at the base that stand nowhere at the head; moved ones are not among them.", _LEDGER,
    ),
    Metric(
        "compare.added", "Added", "physical lines",
        "Lines of product code at the head that stood nowhere at the base; moved ones are not among them.", _LEDGER,
    ),
    Metric(
        "compare.api_breaks", "API breaks", "public names",
        "Public names, members and signatures that no longer serve those who use them as at the base.",
        "api_breaks of `auditlib compare`",
    ),
    Metric(
        "compare.broken", "Broken", "imports, names and calls",
        "Imports that led somewhere and no longer do, names that nothing binds, and calls that no longer fit.",
        "broken_imports, undefined_names and broken_calls of `auditlib compare`",
    ),
    Metric(
        "compare.tests", "Tests that guard less", "tests",
        "Tests that were deleted, skipped, expected to fail, or that assert less than at the base.",
        "tests of `auditlib compare`",
    ),
)  # fmt: skip
CLAIMED = tuple(
    Metric(f"claims.{status}", status.capitalize(), "claims", f"Claims {meaning}, of all claims.", "`auditlib verify`")
    for status, meaning in (
        ("confirmed", "that were measured to be so"),
        ("refuted", "of which something else was measured"),
        ("contradicted", "that the document itself contradicts, or with a value that cannot be"),
        ("unverifiable", "that nothing at hand settles; each says what would"),
    )
)
TRIED = (
    Metric(
        "trial.critical_tests", "Critical tests good at the last state", "entries",
        "Entries of the definition file of which at least one test ran and none went wrong, of all entries.",
        "trial.json of `auditlib try`",
    ),
    Metric(
        "trial.imports", "Imports good at the last state", "modules",
        "Modules that could be imported, each in a process of its own, of all that were tried.",
        "trial.json of `auditlib try`",
    ),
)  # fmt: skip
FEATURE_RATE = Metric(
    "features.rate", "Use of a critical feature", "files or commits",
    "Of the files in scope that should use the feature, those with evidence in code; of commits, those with a record.",
    "critical_features of the params, imports, calls, decorators and bases of product modules, history",
)  # fmt: skip
CHANGE_METRICS = (FEATURE_RATE, *COMPARED, *CLAIMED, *TRIED)
