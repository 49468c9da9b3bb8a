"""Repositories of others, and objects that are missing, broken or forged: each costs one entry at most."""

import os
import subprocess

import pytest
from msgspec.structs import replace
from repositories import commit, git
from traps import EXPECTED, read_all

from auditlib.errors import SourceError
from auditlib.model import FileStatus
from auditlib.sources import blobs, command
from auditlib.sources.opening import open_source


@pytest.mark.parametrize("bare", [False, True], ids=["working tree", "bare"])
def test_repository_of_another_owner_is_refused_with_the_remedy(trap, monkeypatch, bare):
    root = trap.root
    if bare:
        git(trap.folder, "clone", "-q", "--bare", "root", "bare.git")
        root = trap.folder / "bare.git"
    monkeypatch.setattr(os, "geteuid", lambda: 12_345)

    with pytest.raises(SourceError, match=r"belongs to another user.*audit a copy of your own"):
        open_source(root, "HEAD")


def test_working_tree_of_another_owner_is_read_without_git_and_says_so(trap, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 12_345)
    source = open_source(trap.root)
    contents = {file.path: content for file, content in source.read(source.find()) if content}

    assert contents == EXPECTED[None]
    assert [(one.code, "audit a copy" in one.message) for one in source.diagnostics] == [("git-unreadable", True)]
    assert source.history() == ()


@pytest.mark.skipif(os.geteuid() != 0, reason="files are given away by root")
def test_git_folder_of_another_owner_is_refused(trap):
    os.chown(trap.root / ".git", 12_345, 12_345)

    with pytest.raises(SourceError, match="belongs to another user"):
        open_source(trap.root, "HEAD")


@pytest.mark.skipif(os.geteuid() != 0, reason="files are given away by root")
def test_owner_who_used_sudo_is_no_other(trap, monkeypatch):
    for path in (trap.root, trap.root / ".git"):
        os.chown(path, 12_345, 12_345)
    monkeypatch.setenv("SUDO_UID", "12345")

    assert read_all(trap.root) == EXPECTED


def test_time_of_git_is_limited_and_no_process_is_left(trap, monkeypatch):
    head = trap.root / ".git" / "HEAD"
    head.unlink()
    os.mkfifo(head)
    started = []

    class Recorded(subprocess.Popen):
        def __init__(self, *arguments, **options):
            super().__init__(*arguments, **options)
            started.append(self)

    monkeypatch.setattr(command.subprocess, "Popen", Recorded)
    with pytest.raises(command.GitTimeout, match=r"more than 0\.3 seconds"):
        command.run_git(command.locate(trap.root), "rev-parse", "HEAD", limits=command.Limits(seconds=0.3))

    assert [process.returncode for process in started] == [-9]


def test_output_of_git_is_limited(trap):
    with pytest.raises(SourceError, match="more than 20 bytes"):
        command.run_git(command.locate(trap.root), "ls-tree", "-rz", "HEAD", limits=command.Limits(output=20))


def test_reader_who_stops_early_leaves_no_process(trap, monkeypatch):
    started = []
    start = command.subprocess.Popen

    def popen(*arguments, **options):
        started.append(start(*arguments, **options))
        return started[-1]

    monkeypatch.setattr(command.subprocess, "Popen", popen)
    stream = command.stream_git(command.locate(trap.root), ("cat-file", "--batch-all-objects", "--batch"))
    next(stream)
    stream.close()

    assert [process.returncode is not None for process in started] == [True]


NOISE = "".join(chr(97 + (number * number + number // 7) % 26) for number in range(300_000))
"""Text that does not compress to nothing."""


def loose(trap, path):
    """The file that holds the object of a path at HEAD."""
    blob = git(trap.root, "rev-parse", f"HEAD:{path}")
    file = trap.root / ".git" / "objects" / blob[:2] / blob[2:]
    file.chmod(0o644)
    return file


def fates(trap):
    """Path to (status, bytes) of everything at HEAD."""
    source = open_source(trap.root, "HEAD")
    return {file.path: (file.status.value, content) for file, content in source.read(source.find())}


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: b"",
        lambda content: b"garbage",
        lambda content: content[: len(content) // 2],
        lambda content: content[:-100] + bytes(100),
    ],
    ids=["empty", "garbage", "cut off", "zeros"],
)
def test_broken_object_costs_one_file(trap, damage):
    commit(trap.root, {"a.py": NOISE, "z.py": "z", "b.py": NOISE + "b"})
    for path in ("a.py", "b.py"):
        file = loose(trap, path)
        file.write_bytes(damage(file.read_bytes()))

    read = fates(trap)

    assert (read["a.py"], read["b.py"]) == (("failed", b""), ("failed", b""))
    assert (read["ok.py"], read["z.py"]) == (("read", b"ok\n"), ("read", b"z"))


def test_git_that_fails_now_and_then_costs_nothing(trap, monkeypatch):
    """Killed for memory, say: what it failed at is asked for again."""
    whole = blobs.stream_git
    calls = []

    def killed(*arguments, **options):
        calls.append(arguments)
        if len(calls) > 1:
            yield from whole(*arguments, **options)
        else:
            yield b"".join(whole(*arguments, **options))[:-5]
            raise command.GitFailure("killed")

    monkeypatch.setattr(blobs, "stream_git", killed)

    assert {path: content for path, (_, content) in fates(trap).items() if content} == EXPECTED["HEAD"]
    assert len(calls) == 2


def test_git_that_keeps_failing_is_given_up(trap, monkeypatch):
    commit(trap.root, {f"{number:03}.py": str(number) for number in range(120)})

    def failing(*arguments, **options):
        raise command.GitFailure("always")

    monkeypatch.setattr(blobs, "stream_git", failing)
    source = open_source(trap.root, "HEAD")
    reasons = {file.path: file.reason for file, _ in source.read(source.find()) if file.path.endswith(".py")}

    assert reasons["000.py"] == "always"
    assert reasons["119.py"] == "git cat-file failed 50 times"
    assert all(reasons.values())


def test_git_that_takes_too_long_fails_what_is_left(trap, monkeypatch):
    def slow(*arguments, **options):
        raise command.GitTimeout("too slow")

    monkeypatch.setattr(blobs, "stream_git", slow)

    assert {path: status for path, (status, _) in fates(trap).items() if path.endswith(".py")} == {
        "a.py": "failed",
        "ok.py": "failed",
    }


def test_size_that_git_does_not_say_costs_nothing(trap, monkeypatch):
    def failing(*arguments, **options):
        raise command.GitFailure("fatal")

    monkeypatch.setattr(blobs, "run_git", failing)

    assert {path: content for path, (_, content) in fates(trap).items() if content} == EXPECTED["HEAD"]


def test_contents_come_in_the_order_asked_for_and_repeat(trap):
    ids = [git(trap.root, "rev-parse", f"HEAD:{path}") for path in ("ok.py", "a.py", "ok.py")]
    read = list(blobs.read_blobs(command.locate(trap.root), [*ids, "0" * 40, ids[0]], 100))

    assert [blob.content for blob in read[:3]] == [b"ok\n", b"a = 2\n", b"ok\n"]
    assert read[3].content.reason == "its object is missing from the repository"
    assert read[4].content == b"ok\n"


def test_large_object_is_passed_over_in_the_stream(trap):
    """Asked for though its size was not known to be too large."""
    commit(trap.root, {"big.cfg": NOISE})
    source = open_source(trap.root, "HEAD", size_limit=1_000)
    wanted = [replace(file, status=FileStatus.READ, reason="") for file in source.find() if file.path != "a.py"]
    read = {file.path: (file.status.value, file.reason) for file, _ in source.read(wanted)}

    assert read["big.cfg"] == ("skipped", "larger than the limit of 1,000 bytes")
    assert read["ok.py"] == ("read", "")


def test_forged_object_is_not_believed(trap):
    """Facts are kept by content id: an object that lies about its own would poison them."""
    other = git(trap.root, "hash-object", "-w", "--stdin", stdin=b"forged")
    loose(trap, "a.py").write_bytes((trap.root / ".git" / "objects" / other[:2] / other[2:]).read_bytes())
    read = fates(trap)

    assert read["a.py"] == ("failed", b"")
    assert read["ok.py"] == ("read", b"ok\n")


def test_broken_index_is_said_and_files_are_read(trap):
    (trap.root / ".git" / "index").write_bytes(b"garbage")
    source = open_source(trap.root)

    assert {file.path: content for file, content in source.read(source.find()) if content} == EXPECTED[None]
    assert [one.code for one in source.diagnostics] == ["git-unreadable"]


def test_links_and_submodules_of_a_tree_are_skipped_with_the_reason(trap):
    (trap.root / "link.py").symlink_to("/etc/passwd")
    git(trap.root, "add", "link.py")
    git(trap.root, "update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},sub")
    git(trap.root, "commit", "-q", "-m", "x")
    found = {file.path: (file.status.value, file.reason) for file in open_source(trap.root, "HEAD").find()}

    assert found["link.py"] == ("skipped", "symbolic link, not followed")
    assert found["sub/"] == ("skipped", "submodule")


@pytest.mark.parametrize("name", [b"..", b".git", b"."], ids=lambda name: name.decode())
def test_path_that_no_checkout_could_hold_is_a_failed_entry(trap, name):
    blob = bytes.fromhex(git(trap.root, "rev-parse", "HEAD:ok.py"))
    inner = b"100644 a.py\0" + blob
    forged = bytes.fromhex(git(trap.root, "hash-object", "-t", "tree", "-w", "--literally", "--stdin", stdin=inner))
    outer = b"40000 " + name + b"\0" + forged + b"100644 ok.py\0" + blob
    tree = git(trap.root, "hash-object", "-t", "tree", "-w", "--literally", "--stdin", stdin=outer)
    id_ = git(trap.root, "commit-tree", "-m", "x", tree)

    assert {file.path: (file.status.value, file.reason) for file in open_source(trap.root, id_).find()} == {
        f"{name.decode()}/a.py": ("failed", "a path that no checkout could hold"),
        "ok.py": ("read", ""),
    }


def test_path_twice_in_a_tree_is_a_failed_entry(trap):
    blob = bytes.fromhex(git(trap.root, "rev-parse", "HEAD:ok.py"))
    tree = git(
        trap.root, "hash-object", "-t", "tree", "-w", "--literally", "--stdin", stdin=(b"100644 a.py\0" + blob) * 2
    )
    id_ = git(trap.root, "commit-tree", "-m", "x", tree)

    assert [(file.path, file.status.value) for file in open_source(trap.root, id_).find()] == [("a.py", "failed")]
