import os
import pickle
import sqlite3
import stat
import subprocess
import sys

import pytest

from auditlib.sources.cache import FILE, FactCache

ENTRIES = {f"key {number}": bytes([number % 256]) * number for number in range(1_200)}


def run_sql(folder, *statements):
    with sqlite3.connect(folder / FILE) as connection:
        for statement in statements:
            connection.execute(*statement)
    connection.close()


def test_what_is_put_is_got_back(tmp_path):
    cache = FactCache(tmp_path)
    cache.put_many(ENTRIES)

    assert FactCache(tmp_path).get_many([*ENTRIES, "unknown"]) == ENTRIES
    assert cache.notice == ""


def test_later_entry_takes_the_place_of_an_earlier_one(tmp_path):
    cache = FactCache(tmp_path)
    cache.put_many({"a": b"old", "b": b"b"})
    cache.put_many({"a": b"new"})

    assert cache.get_many(["a", "b"]) == {"a": b"new", "b": b"b"}


def test_nothing_is_kept_without_a_folder():
    cache = FactCache(None)
    cache.put_many(ENTRIES)

    assert cache.get_many(list(ENTRIES)) == {}
    assert cache.notice == ""


def test_cache_can_be_sent_to_a_worker(tmp_path):
    FactCache(tmp_path).put_many({"a": b"a"})

    assert pickle.loads(pickle.dumps(FactCache(tmp_path))).get_many(["a"]) == {"a": b"a"}


@pytest.mark.parametrize(
    "statement",
    [
        ("UPDATE facts SET content = x'00' WHERE key = 'a'",),
        ("UPDATE facts SET content = 7 WHERE key = 'a'",),
        ("UPDATE facts SET content = 'text' WHERE key = 'a'",),
        ("UPDATE facts SET checksum = x'00' WHERE key = 'a'",),
        ("UPDATE facts SET content = b.content, checksum = b.checksum FROM facts b WHERE facts.key='a' AND b.key='b'",),
    ],
    ids=["content", "number", "text", "checksum", "swapped"],
)
def test_damaged_entry_is_a_miss_and_costs_no_other(tmp_path, statement):
    cache = FactCache(tmp_path)
    cache.put_many({"a": b"a", "b": b"b"})
    run_sql(tmp_path, statement)

    assert cache.get_many(["a", "b"]) == {"b": b"b"}


@pytest.mark.parametrize(
    "content", [b"garbage" * 1_000, b"SQLite format 3\0" + b"\xff" * 9_000], ids=["text", "header"]
)
def test_damaged_file_is_begun_anew(tmp_path, content):
    (tmp_path / FILE).write_bytes(content)
    cache = FactCache(tmp_path)

    assert cache.get_many(["a"]) == {}
    cache.put_many({"a": b"a"})
    assert cache.get_many(["a"]) == {"a": b"a"}
    assert cache.notice == ""


def test_file_damaged_in_the_middle_is_begun_anew(tmp_path):
    cache = FactCache(tmp_path)
    cache.put_many(ENTRIES)
    with (tmp_path / FILE).open("r+b") as file:
        file.seek(8_192)
        file.write(b"\xa5" * 200_000)

    known = cache.get_many(list(ENTRIES))
    cache.put_many(ENTRIES)

    assert known.items() <= ENTRIES.items()
    assert cache.get_many(list(ENTRIES)) == ENTRIES


def test_another_table_of_that_name_is_no_traceback(tmp_path):
    run_sql(tmp_path, ("CREATE TABLE facts (other INTEGER)",))
    cache = FactCache(tmp_path)

    assert cache.get_many(["a"]) == {}
    assert "not cached in this run" in cache.notice


def test_folder_is_the_users_own(tmp_path):
    folder = tmp_path / "new" / "cache"
    FactCache(folder).put_many({"a": b"a"})
    wide = tmp_path / "wide"
    wide.mkdir(mode=0o755)
    FactCache(wide)

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(wide.stat().st_mode) == 0o700


def test_folder_of_another_user_is_not_used(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 12_345)
    cache = FactCache(tmp_path)
    cache.put_many({"a": b"a"})

    assert "belongs to another user" in cache.notice
    assert list(tmp_path.iterdir()) == []


def test_folder_that_cannot_be_made_is_said_once_and_the_run_goes_on(tmp_path):
    (tmp_path / "file").write_text("")
    cache = FactCache(tmp_path / "file" / "cache")
    cache.put_many({"a": b"a"})

    assert cache.get_many(["a"]) == {}
    assert "not cached in this run" in cache.notice


def test_folder_in_place_of_the_file_is_said(tmp_path):
    (tmp_path / FILE).mkdir()
    cache = FactCache(tmp_path)

    assert cache.get_many(["a"]) == {}
    assert "not cached in this run" in cache.notice


def test_cache_above_its_limit_is_begun_anew(tmp_path):
    FactCache(tmp_path).put_many(ENTRIES)

    assert FactCache(tmp_path, size_limit=1_000).get_many(list(ENTRIES)) == {}


def test_nothing_is_pickled(tmp_path):
    FactCache(tmp_path).put_many({"a": b"plain"})
    with sqlite3.connect(tmp_path / FILE) as connection:
        rows = connection.execute("SELECT key, content FROM facts").fetchall()
    connection.close()

    assert rows == [("a", b"plain")]


FILL = """
import sys
from pathlib import Path
from auditlib.sources.cache import FactCache
cache = FactCache(Path(sys.argv[1]))
for number in range(int(sys.argv[2]), int(sys.argv[2]) + 50):
    cache.put_many({f"{number}": b"x" * number})
sys.exit(cache.notice or 0)
"""


def test_processes_share_one_cache(tmp_path):
    writers = [subprocess.Popen([sys.executable, "-c", FILL, tmp_path, str(start)]) for start in (0, 50, 100)]

    assert [writer.wait() for writer in writers] == [0, 0, 0]
    assert len(FactCache(tmp_path).get_many([str(number) for number in range(150)])) == 150
