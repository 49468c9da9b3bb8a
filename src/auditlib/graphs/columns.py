"""What the columns of modules, hotspots and change couplings mean: the numbers of one file, or of a pair."""

from __future__ import annotations

from auditlib.model import Metric

_MARTIN = 'R. C. Martin, "Agile Software Development" (2002)'
_IMPORTS = "imports[] that are resolved, a module's imports of itself left out"

COLUMNS = (
    Metric(
        "modules.sloc", "Source lines of code", "lines of one file",
        "Lines that hold code, without blank lines, comments and docstrings.", "the file's text", "radon raw",
    ),
    Metric(
        "modules.lloc", "Logical lines of code", "statements of one file",
        "Logical lines: each holds one statement, however many lines it takes.", "the file's tokens", "radon raw",
    ),
    Metric(
        "modules.cyclomatic", "Cyclomatic complexity", "sum over one file",
        "Sum over the functions and methods of a file of their decision points + 1.", "the file's syntax tree",
        "T. J. McCabe, A complexity measure (1976); radon cc",
    ),
    Metric(
        "modules.halstead_volume", "Halstead volume", "bits",
        "V = N log2 n: N operators and operands in all, n distinct ones; 0 where there are none.",
        "the file's syntax tree", "M. H. Halstead, Elements of Software Science (1977); radon hal",
    ),
    Metric(
        "modules.maintainability", "Maintainability index", "0–100, more is better",
        "max(0, 100 (171 - 5.2 ln V - 0.23 G - 16.2 ln L + 50 sin √(2.4 C)) / 171): V Halstead volume, G cyclomatic "
        "complexity, L logical lines, C share of comment lines in radians.",
        "the file's text and syntax tree", "Oman, Hagemeister (1992), as radon mi has it",
    ),
    Metric(
        "modules.ca", "Afferent coupling Ca", "modules", "How many other modules import this one.", _IMPORTS, _MARTIN,
    ),
    Metric(
        "modules.ce", "Efferent coupling Ce", "modules", "How many other modules this one imports.", _IMPORTS, _MARTIN,
    ),
    Metric(
        "modules.instability", "Instability I", "0–1", "I = Ce / (Ca + Ce); none where both are 0.",
        "modules[].ca, modules[].ce", _MARTIN,
    ),
    Metric(
        "modules.abstractness", "Abstractness A", "0–1",
        "Abstract classes / classes of a module; none where it has no class.", "the file's class definitions", _MARTIN,
    ),
    Metric(
        "modules.distance", "Distance from the main sequence D", "0–1",
        "D = |A + I - 1|; none where A or I is.", "modules[].abstractness, modules[].instability", _MARTIN,
    ),
    Metric(
        "modules.fan_in", "Fan-in", "imported names", "How many names other modules import from this one.", _IMPORTS,
        "Henry, Kafura, Software structure metrics based on information flow (1981), counted over imports",
    ),
    Metric(
        "modules.fan_out", "Fan-out", "imported names", "How many names this module imports from others.", _IMPORTS,
        "Henry, Kafura, Software structure metrics based on information flow (1981), counted over imports",
    ),
    Metric(
        "hotspots.score", "Hotspot score", "0–1",
        "Percentile rank of the commits that touched a file × percentile rank of its cyclomatic complexity, among "
        "product files; only files that changed more than once have one.",
        "the newest 2,000 commits, modules[].cyclomatic", 'A. Tornhill, "Your Code as a Crime Scene" (2015)',
    ),
    Metric(
        "couplings.degree", "Degree of change coupling", "0–1",
        "Commits that touched both files / commits that touched either; from 3 shared commits and 0.3 on, commits of "
        "more than 50 files left out of the shared ones.",
        "the newest 2,000 commits",
        'Gall, Hajek, Jazayeri, "Detection of logical coupling based on product release history" (1998)',
    ),
)  # fmt: skip
"""Every column that is a metric, in the order of the frames. Its id is that of its list in audit.json and its own."""
