"""What a user names, and what is said where it is not there."""

from __future__ import annotations

import pytest
from builders import state

from auditlib.errors import ParamsError, SourceError
from auditlib.graphs.naming import check_removal, named_part
from auditlib.model.patterns import Part

STATE = state({
    "src/lib/cache.py": "@final\nclass Cache:\n    def fetch(self): ...",
    "src/lib/store.py": "def load(): ...",
    "src/one/twin.py": "",
    "src/two/twin.py": "",
    "src/bad.py": "def (",
})  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("src/lib/cache.py:Cache", Part("src/lib/cache.py", "Cache", ((1, 3),))),
        ("./src/lib/cache.py:Cache.fetch", Part("src/lib/cache.py", "Cache.fetch", ((3, 3),))),
        ("lib/store.py", Part("src/lib/store.py", "", ((1, 1),))),
    ],
    ids=["class", "method", "module-by-the-end-of-its-path"],
)
def test_a_part_is_found_by_path_and_name(text: str, expected: Part):
    assert named_part(text, STATE) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("lib/cachee.py", "no Python file lib/cachee.py; did you mean src/lib/cache.py"),
        ("lib/cache.py:Cashe", "has no definition Cashe; did you mean Cache"),
        ("lib/cache.py:fetch", "has no definition fetch; did you mean Cache.fetch"),
        ("lib/store.py:open", "has no definition open; it has load"),
        ("twin.py", "may be src/one/twin.py or src/two/twin.py"),
        ("", "no Python file"),
    ],
    ids=["file", "class", "method", "unlike-any", "two-files", "nothing"],
)
def test_what_is_not_there_is_told_with_the_nearest(text: str, message: str):
    with pytest.raises(ParamsError, match=message):
        named_part(text, STATE)


def test_a_file_that_does_not_parse_cannot_be_judged():
    with pytest.raises(SourceError, match="cannot be parsed"):
        named_part("src/bad.py", STATE)


@pytest.mark.parametrize(
    ("parts", "into", "message"),
    [
        ([], None, "nothing to remove"),
        (["lib/cache.py:Cache"], "lib/cache.py:Cache", "would go with"),
        (["lib/cache.py"], "lib/cache.py:Cache", "would go with"),
        (["lib/cache.py:Cache.fetch"], "lib/cache.py:Cache", "is itself in"),
    ],
    ids=["nothing", "itself", "inside", "around"],
)
def test_a_removal_that_means_nothing_is_refused(parts: list[str], into: str | None, message: str):
    with pytest.raises(ParamsError, match=message):
        check_removal([named_part(one, STATE) for one in parts], named_part(into, STATE) if into else None)
