"""Survey responses for the people who read them in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from surveys.responses import SurveyResponse

COLUMNS = ("parcel", "score", "complaints", "comment")


def as_csv(responses: Iterable[SurveyResponse]) -> str:
    """A line per response, under a line of headings."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(COLUMNS)
    for response in responses:
        complaints = " ".join(sorted(response.complaints))
        writer.writerow((response.parcel_id, response.score, complaints, response.comment))
    return buffer.getvalue()
