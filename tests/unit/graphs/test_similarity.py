"""Similarity of two pieces of code, and when it makes no copy."""

from collections import Counter

import pytest
from builders import unnamed

from auditlib.facts.tokens import short_code
from auditlib.graphs.corpus import Corpus
from auditlib.graphs.similarity import LEAST, names_agree, similarity
from auditlib.graphs.texts import Texts

BODY = """\
def load(path, limit):
    found = []
    for line in path.open():
        name, _, value = line.partition("=")
        if len(found) > limit:
            raise ValueError(f"more than {limit}")
        found.append((name.strip(), value.strip()))
    return dict(found)
"""


def alike(one, other):
    corpus = Corpus(unnamed({"a.py": one, "b.py": other}))
    texts, middle = Texts(corpus), int(corpus.bounds[1])
    return similarity(texts.text(0, middle), texts.text(middle, len(corpus)))


def test_similarity_of_equal_code_is_one():
    assert alike(BODY, BODY) == 1


def test_similarity_is_the_share_of_the_longest_common_subsequence():
    inserted = BODY.replace("    return", "    log(path)\n    return")
    tokens = int(Corpus(unnamed({"a.py": BODY})).tokens[-1])

    assert alike(BODY, inserted) == pytest.approx(2 * tokens / (2 * tokens + 4))


def test_renamed_code_is_similar_if_renamed_consistently():
    renamed = BODY.replace("found", "rows").replace("path", "source").replace("line", "entry").replace("limit", "most")

    assert alike(BODY, renamed) == 1


def test_blocks_that_changed_places_are_found_in_any_order():
    first = "    if a.ready(b):\n        c.send(d, e)\n        f.close(g)\n    h.log(i)\n"
    second = "    while j.more():\n        k.put(m[n] + o)\n        p = q.take(r) * s\n    t.end(u)\n"

    assert alike(f"def f():\n{first}{second}", f"def f():\n{second}{first}") > LEAST


def test_code_of_one_shape_with_other_names_is_no_copy():
    shape = "def {}():\n    {} = {}.{}({})\n    for {} in {}:\n        {}({})\n    return {}\n"

    assert alike(shape.format(*"abcdefghij"), shape.format(*"qrstuvwxyz")) == 0


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ({"a a": 2, "b c": 2}, True),
        ({"a b": 3, "c d": 3}, True),
        ({"a b": 1, "c d": 1, "e f": 1}, False),
        ({"a b": 2, "a c": 2, "d b": 2}, False),
        ({"self self": 9, "a b": 1, "c d": 1}, False),
        ({}, True),
    ],
    ids=["half the same", "renames repeated", "renames met once", "mixed up", "receivers prove nothing", "no names"],
)
def test_names_agree(pairs, expected):
    coded = Counter({tuple(map(short_code, names.split())): count for names, count in pairs.items()})

    assert names_agree(coded) is expected
