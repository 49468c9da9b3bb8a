"""Runs of equal shape: how many candidates they make."""

import random

from builders import unnamed

from auditlib.graphs.clone_class import Nest
from auditlib.graphs.corpus import Corpus
from auditlib.graphs.fragments import Sizes
from auditlib.graphs.noise import NOISE, Noise
from auditlib.graphs.runs import equal_runs
from auditlib.graphs.units import Definitions


def nearly_periodic(number, rows=200):
    """Rows of one shape, but nearly every ninth one, from another row on in each text."""
    chance = random.Random(number)
    odd = [(row + number) % 9 == 0 and chance.random() < 0.9 for row in range(rows)]
    lines = [f"q{row} = c.a[0].z{row}" if odd[row] else f"y{row} = go(a, b.z{row}, {row})" for row in range(rows)]
    return "\n    ".join(["def f(a, b, c):", *lines, ""])


def test_nearly_periodic_text_makes_few_candidates():
    corpus = Corpus(unnamed({f"{number}.py": nearly_periodic(number) for number in range(12)}))
    definitions = Definitions(corpus)

    found = [*equal_runs(corpus, Sizes(50, 5, 5), Noise(corpus, definitions, NOISE), Nest(definitions.reach))]

    assert 0 < len(found) < len(corpus) / 4
