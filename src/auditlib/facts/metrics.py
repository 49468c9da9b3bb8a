"""Numbers of one file, as radon counts them."""

from __future__ import annotations

import math

from auditlib.model import Halstead, LineCount


def maintainability_index(halstead: Halstead, cyclomatic: int, lines: LineCount) -> float:
    """Return radon's maintainability index, 0–100, with multi-line strings counted as comments.

    MI = (171 - 5.2 ln V - 0.23 CC - 16.2 ln LLOC + 50 sin √(2.46 C)) × 100 / 171, where C is the share of comment
    lines in SLOC as radon takes it (percent, read as degrees); 100 where there is nothing to count.

    Source: radon.metrics.mi_compute; D. Coleman et al., "Using metrics to evaluate software system
    maintainability" (1994).
    """
    volume = halstead.volume
    if volume <= 0 or lines.lloc <= 0:
        return 100.0
    comments = (lines.comment + lines.multi) / lines.sloc * 100 if lines.sloc else 0.0
    index = (
        171
        - 5.2 * math.log(volume)
        - 0.23 * cyclomatic
        - 16.2 * math.log(lines.lloc)
        + 50 * math.sin(math.sqrt(2.46 * math.radians(comments)))
    )
    return min(max(0.0, index * 100 / 171.0), 100.0)
