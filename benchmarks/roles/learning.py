"""Logistic regression, pulled towards weights set by hand; and what it says of repositories that it has not seen."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from labelled import Example

PRIOR: Mapping[str, float] = json.loads((Path(__file__).parent / "prior.json").read_text(encoding="utf-8"))
"""What each feature would count before any label was seen: set by hand, from what the feature means."""

BEFORE = -2.5
"""The same for the constant of each category: most candidates are no implementations."""

PULL = 30.0
"""How strongly the weights are held to those set by hand: the best of 5, 10, 20, 40 on repositories left out."""

OWN_PULL = 60.0
"""How strongly what is special to a category is held to nothing."""

UNSURE = 0.5
"""What an implementation counts whose label is unsure, against 1 of any other example."""

TYPICAL = 200
"""Examples of a repository: those of larger ones count less, so that no one repository's habits decide."""

Vector = np.ndarray[tuple[int], np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class Model:
    """Weights by feature, by category and feature, and the constant of each category."""

    features: Mapping[str, float]
    own: Mapping[str, Mapping[str, float]]
    categories: Mapping[str, float]

    def logit(self, example: Example) -> float:
        """How much speaks for an example, before calibration."""
        own = self.own[example.category]
        weights = (
            (value, self.features.get(name, 0.0) + own.get(name, 0.0)) for name, value in example.features.items()
        )
        return self.categories[example.category] + sum(value * weight for value, weight in weights)


def fit(examples: Sequence[Example], pull: float = PULL) -> Model:
    """The weights that explain the labels of examples best, ridge towards those set by hand."""
    names = sorted({name for one in examples for name in one.features} | set(PRIOR))
    categories = sorted({one.category for one in examples})
    matrix = _matrix(examples, names, categories)
    size, count = len(names), len(categories)
    prior = np.zeros(matrix.shape[1])
    prior[:size] = [PRIOR.get(name, 0.0) for name in names]
    prior[size : size + count] = BEFORE
    pulls = np.full(matrix.shape[1], OWN_PULL)
    pulls[:size], pulls[size : size + count] = pull, pull / 3
    weights = _ridge(matrix, examples, prior, pulls)
    own = weights[size + count :].reshape(count, size)
    return Model(
        dict(zip(names, map(float, weights[:size]), strict=True)),
        {name: dict(zip(names, map(float, row), strict=True)) for name, row in zip(categories, own, strict=True)},
        dict(zip(categories, map(float, weights[size : size + count]), strict=True)),
    )


def unseen(examples: Sequence[Example], pull: float = PULL) -> Vector:
    """The logit of each example by a model that was fitted without its repository."""
    found = np.zeros(len(examples))
    for name in sorted({one.repository for one in examples}):
        model = fit([one for one in examples if one.repository != name], pull)
        for place, one in enumerate(examples):
            if one.repository == name:
                found[place] = model.logit(one)
    return found


def calibrate(logits: Vector, examples: Sequence[Example]) -> tuple[float, float]:
    """The slope and offset that turn logits of unseen repositories into shares (Platt)."""
    matrix = np.column_stack([logits, np.ones(len(logits))])
    slope, offset = _ridge(matrix, examples, np.array([1.0, 0.0]), np.full(2, 0.01))
    return float(slope), float(offset)


def _matrix(examples: Sequence[Example], names: Sequence[str], categories: Sequence[str]) -> np.ndarray:
    places, count = {name: place for place, name in enumerate(names)}, len(categories)
    found = np.zeros((len(examples), len(names) * (1 + count) + count))
    for row, example in enumerate(examples):
        category = categories.index(example.category)
        found[row, len(names) + category] = 1
        for name, value in example.features.items():
            found[row, places[name]] = found[row, len(names) * (1 + category) + count + places[name]] = value
    return found


def _ridge(matrix: np.ndarray, examples: Sequence[Example], prior: Vector, pulls: Vector) -> Vector:
    """Newton's method; it ends where no weight changes by more than a ten-thousandth."""
    wanted = np.array([float(one.positive) for one in examples])
    sizes = Counter(one.repository for one in examples)
    counts = np.array(
        [(UNSURE if one.positive and not one.sure else 1.0) * TYPICAL / sizes[one.repository] for one in examples]
    )
    weights = prior.copy()
    for _ in range(100):
        found = 1 / (1 + np.exp(-np.clip(matrix @ weights, -30, 30)))
        gradient = matrix.T @ (counts * (found - wanted)) + pulls * (weights - prior)
        curvature = (matrix * (counts * found * (1 - found))[:, None]).T @ matrix + np.diag(pulls)
        step = np.linalg.solve(curvature, gradient)
        weights -= step
        if np.abs(step).max() < 1e-4:
            break
    return weights
