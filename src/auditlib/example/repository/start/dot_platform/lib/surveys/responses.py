"""Responses of recipients to the survey that follows a delivery."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from utils.text import fold

PROMOTER_FROM = 9
DETRACTOR_TO = 6
COMPLAINTS = {"late": "delay", "delayed": "delay", "wet": "damage", "broken": "damage", "rude": "courier"}


@dataclass(frozen=True)
class SurveyResponse:
    """One filled-in form: 0 to 10, and what the recipient wrote."""

    parcel_id: str
    score: int
    comment: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.score <= 10:
            raise ValueError(f"a score lies between 0 and 10, not at {self.score}")

    @property
    def complaints(self) -> set[str]:
        """What the comment complains of."""
        return {COMPLAINTS[word] for word in fold(self.comment).split() if word in COMPLAINTS}


def satisfaction(responses: Iterable[SurveyResponse]) -> float | None:
    """Promoters minus detractors, in percent of all who answered; None where nobody did."""
    scores = [response.score for response in responses]
    if not scores:
        return None
    promoters = sum(score >= PROMOTER_FROM for score in scores)
    detractors = sum(score <= DETRACTOR_TO for score in scores)
    return 100 * (promoters - detractors) / len(scores)


def complaints(responses: Iterable[SurveyResponse]) -> list[tuple[str, int]]:
    """Complaints and how often each was made, the most frequent first."""
    counted = Counter(complaint for response in responses for complaint in response.complaints)
    return sorted(counted.items(), key=lambda entry: (-entry[1], entry[0]))
