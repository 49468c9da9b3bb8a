"""Words of identifiers, and their stems."""

from __future__ import annotations

import pytest

from auditlib.graphs.roles.stems import parts, stem, stems


@pytest.mark.parametrize(
    ("identifier", "words"),
    [
        ("CacheManager", ("cache", "manager")),
        ("_get_TTL", ("get", "ttl")),
        ("HTTPResponse2", ("http", "response")),
        ("__", ()),
    ],
)
def test_an_identifier_falls_into_words_in_lower_case(identifier, words):
    assert parts(identifier) == words


def test_forms_of_one_word_share_a_stem():
    assert len({stem(word) for word in ("monitor", "monitors", "monitoring", "monitored")}) == 1


def test_words_of_different_things_do_not():
    assert stem("memory") != stem("memo")


def test_stems_keep_the_order_of_words():
    assert stems(["cachedResponses", "metrics"]) == ["cach", "respons", "metric"]
