"""One case for each clause of the rule: never follow, never hang, never lose another file."""

import os
import shutil
import socket
import stat
import subprocess
import tempfile
from contextlib import chdir, contextmanager
from pathlib import Path

import pytest
from repositories import commit, write

from auditlib.model import FileStatus
from auditlib.sources.opening import open_source

SIZE_LIMIT = 1_000
DEEP_NAME = "d" * 100
DEPTH = 1_000
LINK = "symbolic link, not followed"


def outcome(root, between=None):
    """Path to (status, reason) after finding and reading all; something may happen in between.

    Every file must be accounted for once, and `ok.py` must have been read whatever befell the others.
    """
    source = open_source(root, size_limit=SIZE_LIMIT)
    found = source.find()
    if between:
        between()
    read = list(source.read(found))
    assert [file.path for file, _ in read] == [file.path for file in found]
    assert len({file.path for file in found}) == len(found)
    assert all(bool(content) <= (file.status is FileStatus.READ) for file, content in read)
    fates = {file.path: (file.status.value, file.reason) for file, _ in read}
    assert fates.pop("ok.py") == ("read", "")
    return fates


@pytest.fixture
def root(tmp_path):
    return write(tmp_path / "root", {"ok.py": "ok"})


@contextmanager
def as_nobody():
    """Without root's rights, which no permission holds back."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


@pytest.fixture
def open_root():
    """A folder that another user may read."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield write(folder, {"ok.py": "ok"})
    shutil.rmtree(folder)


def fifo(path):
    os.mkfifo(path)


def unix_socket(path):
    with socket.socket(socket.AF_UNIX) as one, chdir(path.parent):  # its full path may be too long for a socket
        one.bind(path.name)


def device(path):
    try:
        os.mknod(path, stat.S_IFCHR | 0o666, os.makedev(1, 5))  # /dev/zero: it has no end
    except PermissionError:
        pytest.skip("devices are made by root")


@pytest.mark.parametrize("target", ["outside/a.py", "outside", "nowhere", "a.py", ".", "/dev/zero", "/etc/passwd"])
def test_link_is_one_entry_and_never_followed(root, target):
    write(root.parent, {"outside/a.py": "secret"})
    (root / "a.py").symlink_to(target if target.startswith("/") else root.parent / target)

    assert outcome(root) == {"a.py": ("skipped", LINK)}


def test_links_that_form_a_loop_end(root):
    write(root, {"a/b/c.py": ""})
    (root / "a" / "b" / "up").symlink_to(root)
    (root / "x.py").symlink_to("y.py")
    (root / "y.py").symlink_to("x.py")

    assert {path: fate for path, fate in outcome(root).items() if fate[0] == "skipped"} == {
        "a/b/up": ("skipped", LINK),
        "x.py": ("skipped", LINK),
        "y.py": ("skipped", LINK),
    }


@pytest.mark.parametrize(
    ("make", "reason"),
    [(fifo, "named pipe"), (unix_socket, "socket"), (device, "device")],
    ids=["named pipe", "socket", "device"],
)
def test_only_regular_files_are_opened(root, make, reason):
    make(root / "a.py")

    assert outcome(root) == {"a.py": ("skipped", reason)}


@pytest.mark.parametrize(
    ("make", "fate"),
    [
        (fifo, ("skipped", "named pipe")),
        (unix_socket, ("skipped", "socket")),
        (device, ("skipped", "device")),
        (lambda path: path.symlink_to("/etc/passwd"), ("skipped", LINK)),
        (lambda path: path.mkdir(), ("skipped", "folder")),
        (lambda path: None, ("failed", "vanished before it was read")),
        (lambda path: path.write_text("x" * (SIZE_LIMIT + 1)), ("skipped", "larger than the limit of 1,000 bytes")),
    ],
    ids=["named pipe", "socket", "device", "link", "folder", "nothing", "a large file"],
)
def test_file_swapped_between_finding_and_reading(root, make, fate):
    path = write(root, {"a.py": "a"}) / "a.py"

    def swap():
        path.unlink()
        make(path)

    assert outcome(root, swap) == {"a.py": fate}


def test_folder_swapped_for_a_link_between_finding_and_reading(root):
    write(root, {"lib/sub/a.py": "a"})
    write(root.parent, {"outside/sub/a.py": "secret"})

    def swap():
        shutil.rmtree(root / "lib")
        (root / "lib").symlink_to(root.parent / "outside")

    (fate,) = outcome(root, swap).values()

    assert fate[0] in ("skipped", "failed")


def test_folder_that_vanishes_costs_its_own_files_only(root):
    write(root, {"lib/a.py": "a", "lib/b.py": "b", "m/c.py": "c"})

    assert outcome(root, lambda: shutil.rmtree(root / "lib")) == {
        "lib/a.py": ("failed", "vanished before it was read"),
        "lib/b.py": ("failed", "vanished before it was read"),
        "m/c.py": ("read", ""),
    }


@pytest.mark.parametrize(("size", "status"), [(SIZE_LIMIT, "read"), (SIZE_LIMIT + 1, "skipped")])
def test_size_limit_is_inclusive_and_stated(root, size, status):
    write(root, {"a.py": "x" * size})
    found, reason = outcome(root)["a.py"]

    assert found == status
    assert reason == ("" if status == "read" else "larger than the limit of 1,000 bytes")


def test_endless_sparse_file_is_not_read(root):
    with (root / "a.py").open("wb") as file:
        file.truncate(1 << 40)

    assert outcome(root)["a.py"][0] == "skipped"


def test_size_limit_holds_at_a_revision(tmp_path):
    commit(tmp_path, {"a.py": "x" * (SIZE_LIMIT + 1), "b.py": "x" * SIZE_LIMIT})
    source = open_source(tmp_path, "HEAD", size_limit=SIZE_LIMIT)

    assert [(file.path, file.status.value, file.reason) for file, _ in source.read(source.find())] == [
        ("a.py", "skipped", "larger than the limit of 1,000 bytes"),
        ("b.py", "read", ""),
    ]


@pytest.fixture
def deep():
    """A thousand folders below one another: far beyond what one path name may hold, or Python can delete."""
    root = Path(tempfile.mkdtemp())
    here = os.open(write(root, {"ok.py": "ok"}), os.O_RDONLY)
    for _ in range(DEPTH):
        os.mkdir(DEEP_NAME, dir_fd=here)
        here, above = os.open(DEEP_NAME, os.O_RDONLY, dir_fd=here), here
        os.close(above)
    os.close(os.open("a.py", os.O_WRONLY | os.O_CREAT, dir_fd=here))
    os.close(here)
    yield root
    subprocess.run(["rm", "-rf", str(root)], check=True)


def test_thousand_folders_below_one_another_are_read(deep):
    assert outcome(deep) == {f"{DEEP_NAME}/" * DEPTH + "a.py": ("read", "")}


def test_deeper_than_the_limit_is_one_failed_entry(root, monkeypatch):
    monkeypatch.setattr("auditlib.sources.walk.MAX_DEPTH", 3)
    write(root, {"a/b/c/kept.py": "", "a/b/c/d/lost.py": ""})

    assert outcome(root) == {
        "a/b/c/d/": ("failed", "more than 3 folders deep"),
        "a/b/c/kept.py": ("read", ""),
    }


def test_unreadable_file_and_folder_are_failed_entries(open_root):
    write(open_root, {"a.py": "a", "closed/b.py": "b", "listed/c.py": "c"})
    (open_root / "a.py").chmod(0)
    (open_root / "closed").chmod(0)
    (open_root / "listed").chmod(0o444)

    with as_nobody():
        if os.geteuid() == 0:
            pytest.skip("root may read everything")
        fates = outcome(open_root)

    assert fates == {
        "a.py": ("failed", "permission denied"),
        "closed/": ("failed", "permission denied"),
        "listed/c.py": ("failed", "permission denied"),
    }


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"caf\xe9.py", r"caf\xe9.py"),
        (b"a\nb.py", r"a\x0ab.py"),
        (b"a\\xe9.py", r"a\x5cxe9.py"),
        (b"\x1b[2J.py", r"\x1b[2J.py"),
        (b"-rf.py", "-rf.py"),
        (b" .py", " .py"),
    ],
    ids=["not utf-8", "newline", "backslash", "terminal escape", "option", "space"],
)
def test_strange_names_are_shown_in_printable_text_and_read(root, name, shown):
    try:
        (Path(os.fsdecode(os.fsencode(root) + b"/" + name))).write_text("x")
    except OSError:
        pytest.skip("the file system does not take such a name")

    assert outcome(root) == {shown: ("read", "")}


def test_strange_names_are_the_same_in_tree_and_revision(tmp_path):
    names = ["a\nb.py", "a\\b.py", os.fsdecode(b"\xff/\xfe.py")]
    try:
        commit(tmp_path, dict.fromkeys(names, "x"))
    except OSError:
        pytest.skip("the file system does not take such a name")
    tree, revision = open_source(tmp_path), open_source(tmp_path, "HEAD")

    assert [file.path for file in tree.find()] == [file.path for file in revision.find()]
    assert [content for _, content in tree.read(tree.find())] == [b"x"] * 3
    assert [content for _, content in revision.read(revision.find())] == [b"x"] * 3
    assert tree.history()[0].paths == tuple(file.path for file in tree.find())


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (fifo, "named pipe"),
        (lambda path: path.symlink_to("/etc/passwd"), LINK),
        (lambda path: path.write_bytes(b"*" * 1_000_001), "larger than"),
        (lambda path: path.mkdir(), "folder"),
    ],
    ids=["named pipe", "link", "large", "folder"],
)
def test_ignore_file_that_is_none_is_not_obeyed_and_said(root, make, said):
    write(root, {"lib/a.py": "a"})
    make(root / "lib" / ".gitignore")
    source = open_source(root)
    source.find()

    (diagnostic,) = source.diagnostics
    assert (diagnostic.path, diagnostic.code) == ("lib/.gitignore", "ignore-file")
    assert said in diagnostic.message
    assert outcome(root)["lib/a.py"] == ("read", "")


def test_pipe_as_exclude_file_costs_nothing(root):
    commit(root, {"a.py": "a"})
    (root / ".git" / "info" / "exclude").unlink()
    os.mkfifo(root / ".git" / "info" / "exclude")

    assert outcome(root) == {"a.py": ("read", "")}


def test_git_folder_that_is_a_pipe_costs_nothing(root):
    os.mkfifo(root / ".git")

    assert outcome(root) == {}


def test_target_configuration_is_never_obeyed(root, tmp_path):
    canary = tmp_path / "canary"
    code = f"open({str(canary)!r}, 'w')"
    write(root, dict.fromkeys(["conftest.py", "sitecustomize.py", "usercustomize.py", "setup.py", "pathspec.py"], code))
    write(root, {".pylintrc": f"init-hook={code}", "jupyter_config.py": code})
    outcome(root)

    assert not canary.exists()
