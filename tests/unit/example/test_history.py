from datetime import UTC, datetime

import pytest

from auditlib.example.history import BASE, HEAD, Edit, Step, fast_import_stream, read_listing, snapshots

MOMENT = datetime(2024, 2, 5, 9, 12, tzinfo=UTC)


def step(message="change", **details):
    details = {name: tuple(value) if isinstance(value, list) else value for name, value in details.items()}
    return Step(MOMENT, "Ada <ada@example.org>", message, **details)


def texts(steps, start, end=None):
    encoded = [{path: text.encode() for path, text in (tree or {}).items()} for tree in (start, end)]
    return [{path: text.decode() for path, text in shot.files.items()} for shot in snapshots(steps, *encoded)]


def test_folder_is_added_with_all_it_holds():
    (tree,) = texts([step(add=["lib"], tag=BASE)], {"lib/a.py": "a", "lib/b/c.py": "c", "library.py": "no"})

    assert tree == {"lib/a.py": "a", "lib/b/c.py": "c"}


def test_file_says_before_an_edit_what_the_edit_undoes():
    edits = [(Edit("a.py", "x = 1", "x = 2"),), (Edit("a.py", "x = 2", "x = 3"),)]
    steps = [step(add=["a.py"]), step(edits=edits[0]), step(edits=edits[1], tag=BASE)]

    assert texts(steps, {"a.py": "x = 3\n"}) == [{"a.py": "x = 1\n"}, {"a.py": "x = 2\n"}, {"a.py": "x = 3\n"}]


def test_contents_come_from_the_end_after_the_base():
    steps = [step(add=["a.py", "b.py"], tag=BASE), step(add=["a.py"], remove=["b.py"], tag=HEAD)]

    assert texts(steps, {"a.py": "old", "b.py": "b"}, {"a.py": "new"}) == [
        {"a.py": "old", "b.py": "b"},
        {"a.py": "new"},
    ]


@pytest.mark.parametrize("text", ["x = 1", "x = 2\nx = 2"], ids=["not there", "there twice"])
def test_edit_must_fit_its_file_once(text):
    steps = [step(add=["a.py"]), step(edits=(Edit("a.py", "x = 1", "x = 2"),), tag=BASE)]

    with pytest.raises(ValueError, match="'x = 2' exactly once"):
        texts(steps, {"a.py": text})


@pytest.mark.parametrize("wrong", [{"add": ["none.py"]}, {"remove": ["none.py"]}], ids=["add", "remove"])
def test_path_that_is_not_there_is_named(wrong):
    with pytest.raises(ValueError, match=r"there is no none\.py"):
        texts([step(tag=BASE, **wrong)], {"a.py": "a"})


def test_stream_writes_changes_only():
    steps = [step("one", add=["a.py", "run.sh"], tag=BASE), step("two", add=["b.py"], remove=["a.py"], tag=HEAD)]
    history = list(snapshots(steps, {"a.py": b"a", "run.sh": b"#!/bin/sh\n"}, {"b.py": b"b"}))

    first, second = fast_import_stream(history).decode().split("reset refs/tags/phase-start\nfrom :1\n\n")

    assert first == (
        "commit refs/heads/main\nmark :1\nauthor Ada <ada@example.org> 1707124320 +0000\n"
        "committer Ada <ada@example.org> 1707124320 +0000\ndata 4\none\n\n"
        "M 100644 inline a.py\ndata 1\na\nM 100755 inline run.sh\ndata 10\n#!/bin/sh\n\n"
    )
    assert second.endswith(
        "data 4\ntwo\n\nfrom :1\nD a.py\nM 100644 inline b.py\ndata 1\nb\nreset refs/tags/phase-end\nfrom :2\n\ndone\n"
    )


def test_listing_names_its_authors():
    listing = read_listing(
        '[authors]\nada = "Ada <ada@example.org>"\n[[commit]]\nat = 2024-02-05T09:12:00Z\nby = "ada"\nmessage = "m"\n'
        'edits = [{ path = "a", before = "b", after = "c" }]\n'
    )

    assert listing.commit == (step("m", edits=(Edit("a", "b", "c"),)),)


@pytest.mark.parametrize(
    ("text", "fault"),
    [("[authors]", "missing required field `commit`"), ("authors = {}\ncommit = 1", "Expected `array`")],
)
def test_listing_of_another_shape_is_refused(text, fault):
    with pytest.raises(ValueError, match=fault):
        read_listing(text)
