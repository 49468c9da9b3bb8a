"""What a component is for a category, with a score that means a share: of components with 0.8, about 80 % are it.

The score is a logistic regression over `features`. Its weights were set by hand, then moved by labelled code of public
repositories as far as that proves them wrong (ridge towards the hand-set ones), for all categories together and, held
more tightly, for each. A second, one-dimensional logistic regression over predictions for repositories that the fit
had not seen makes them shares.

Source of the calibration: J. Platt, "Probabilistic outputs for support vector machines" (1999).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import msgspec

from auditlib.model import PatternRole

IMPLEMENTATION = 0.3
"""Least score of what is called an implementation: where macro-F1 on repositories left out is highest."""


SURE = 0.7
"""Score from which on an implementation is called sure: it is a warning, it is counted, and the roadmap plans with it.
Below, a person must look first. On repositories that nothing was fitted to, 31 of 39 were right."""


class Weights(msgspec.Struct, frozen=True):
    """The weights of features and categories, and the two numbers of the calibration."""

    origin: str
    features: dict[str, float]
    own: dict[str, dict[str, float]]  # by category: what a feature counts there beside that
    categories: dict[str, float]
    other_category: float  # of a category that is not among them
    slope: float
    offset: float


@cache
def weights() -> Weights:
    """The weights that come with auditlib."""
    text = files("auditlib.graphs.roles").joinpath("weights.json").read_bytes()
    return msgspec.json.decode(text, type=Weights)


def score(features: Mapping[str, float], category: str) -> float:
    """How sure it is that a component with these features implements a category, 0–1."""
    known = weights()
    logit = known.categories.get(category, known.other_category)
    own = known.own.get(category, {})
    for name, value in sorted(features.items()):
        logit += value * (known.features.get(name, 0.0) + own.get(name, 0.0))
    return 1 / (1 + math.exp(-(known.slope * logit + known.offset)))


def role(features: Mapping[str, float], likely: float) -> PatternRole:
    """What a component is, given its features and the score of its being an implementation."""
    if likely >= IMPLEMENTATION:
        return PatternRole.IMPLEMENTATION
    if any(features.get(name) for name in ("fallback", "interface", "test")) or features.get("trivial", 0) >= MOST:
        return PatternRole.STUB
    if features.get("delegating", 0) >= MOST:
        return PatternRole.FACADE
    if features.get("foreign", 0) >= MOST or (features.get("words") and features.get("calls")):
        return PatternRole.CONSUMER
    return PatternRole.HOMONYM


MOST = 0.6
"""Share of a component's functions, or attributes, that makes it a stub, a facade or a consumer."""
