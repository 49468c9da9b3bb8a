import hashlib
import pickle

import pytest
from repositories import commit, git, write

from auditlib.errors import SourceError
from auditlib.model import FileStatus, Role
from auditlib.sources.opening import open_source
from auditlib.sources.roles import RoleRules


def found(source):
    """Path to reason, "" for what is to be read."""
    files = source.find()
    assert [file.path for file in files] == sorted({file.path for file in files})
    assert all((file.status is FileStatus.READ) == (not file.reason) for file in files)
    return {file.path: file.reason for file in files}


def contents(source):
    """Path to bytes of what was read."""
    return {file.path: content for file, content in source.read(source.find()) if file.status is FileStatus.READ}


def test_every_entry_of_a_plain_folder_is_found(tmp_path):
    write(tmp_path, {"a.py": "a", ".platform/lib/b.py": "b", "README.md": "# A", "setup.cfg": "x", "Makefile": "all:"})

    assert found(open_source(tmp_path)) == {
        ".platform/lib/b.py": "",
        "Makefile": "not Python or Markdown",
        "README.md": "",
        "a.py": "",
        "setup.cfg": "not Python or Markdown",
    }


def test_reading_gives_bytes_blob_and_size(tmp_path):
    write(tmp_path, {"a.py": b"\xff\x00x = 1\r\n", "empty.py": ""})
    source = open_source(tmp_path)
    read = {file.path: (file, content) for file, content in source.read(source.find())}

    file, content = read["a.py"]
    assert content == b"\xff\x00x = 1\r\n"
    assert (file.size, file.status) == (9, FileStatus.READ)
    assert file.blob == hashlib.sha1(b"blob 9\0" + content).hexdigest()
    assert read["empty.py"][0].blob == "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"


def test_files_come_back_in_the_order_asked_for(tmp_path):
    write(tmp_path, {"a/x.py": "", "a/y.py": "", "b.py": "", "c/d/z.py": ""})
    source = open_source(tmp_path)
    files = source.find()[::-1]

    assert [file.path for file, _ in source.read(files)] == [file.path for file in files]


def test_skipped_file_is_not_opened_but_accounted_for(tmp_path):
    write(tmp_path, {"setup.cfg": "x"})
    source = open_source(tmp_path)

    assert list(source.read(source.find())) == [(source.find()[0], b"")]


def test_source_can_be_sent_to_a_worker(tmp_path):
    write(tmp_path, {"a.py": "a"})
    source = pickle.loads(pickle.dumps(open_source(tmp_path)))

    assert contents(source) == {"a.py": b"a"}


def test_name_is_that_of_the_folder(tmp_path, monkeypatch):
    write(tmp_path / "service", {"a.py": ""})
    monkeypatch.chdir(tmp_path / "service")

    assert open_source(".").name == "service"
    assert open_source(".").revision is None


def test_dirty_state_is_what_is_audited(tmp_path):
    commit(tmp_path, {"a.py": "old", "gone.py": ""})
    write(tmp_path, {"a.py": "new", "untracked.py": "u"})
    (tmp_path / "gone.py").unlink()

    assert contents(open_source(tmp_path)) == {"a.py": b"new", "untracked.py": b"u"}


def test_ignored_folder_is_one_entry_with_the_line_that_ignores_it(tmp_path):
    commit(tmp_path, {".gitignore": "# built\nbuild/\n*_pb2.py\n", "a.py": ""})
    write(tmp_path, {"build/x.py": "", "build/deep/y.py": "", "api_pb2.py": ""})

    assert found(open_source(tmp_path)) == {
        ".gitignore": "not Python or Markdown",
        "a.py": "",
        "api_pb2.py": "ignored by .gitignore:3: *_pb2.py",
        "build/": "ignored by .gitignore:2: build/",
    }


def test_tracked_files_are_found_within_an_ignored_folder(tmp_path):
    commit(tmp_path, {".gitignore": "build/\n", "build/kept.py": "", "build/sub/kept.py": ""})
    write(tmp_path, {"build/loose.py": "", "build/other/x.py": ""})
    reason = "ignored by .gitignore:1: build/"

    entries = found(open_source(tmp_path))

    assert {path: why for path, why in entries.items() if path.startswith("build")} == {
        "build/kept.py": "",
        "build/loose.py": reason,
        "build/other/": reason,
        "build/sub/kept.py": "",
    }


def test_nested_ignore_files_and_the_exclude_file_are_obeyed(tmp_path):
    commit(tmp_path, {".gitignore": "*.py\n", "a/.gitignore": "!*.py\nx.py\n"})
    write(tmp_path, {"a/kept.py": "", "a/x.py": "", "b.py": "", "c.md": "", ".git/info/exclude": "c.md\n"})

    assert found(open_source(tmp_path)) == {
        ".gitignore": "not Python or Markdown",
        "a/.gitignore": "not Python or Markdown",
        "a/kept.py": "",
        "a/x.py": "ignored by a/.gitignore:2: x.py",
        "b.py": "ignored by .gitignore:1: *.py",
        "c.md": "ignored by .git/info/exclude:1: c.md",
    }


def test_same_files_are_ignored_as_git_ignores(tmp_path):
    patterns = (
        "*.pyc\n/top.py\nsub/*.md\n!sub/keep.md\nout/\n**/gen/*.py\na/**/z.py\n*/\n!sub/\n!a/\n!a/b/\n!x/\n!x/gen/\n"
    )
    names = ["top.py", "x/top.py", "sub/a.md", "sub/keep.md", "out/a.py", "x/gen/a.py", "a/b/z.py", "a/z.py", "q/r.py"]
    commit(tmp_path, {".gitignore": patterns})
    write(tmp_path, dict.fromkeys(names, ""))
    kept = git(tmp_path, "ls-files", "--others", "--exclude-standard").splitlines()

    assert sorted(contents(open_source(tmp_path))) == sorted(kept)


def test_global_excludes_of_the_user_play_no_part(tmp_path, monkeypatch):
    home = write(
        tmp_path / "home", {".gitconfig": f"[core]\nexcludesFile = {tmp_path}/home/ignore\n", "ignore": "*.py"}
    )
    write(home, {".config/git/ignore": "*.py"})
    monkeypatch.setenv("HOME", str(home))
    commit(tmp_path / "r", {"b.md": ""})
    write(tmp_path / "r", {"a.py": ""})

    assert found(open_source(tmp_path / "r")) == {"a.py": "", "b.md": ""}


def test_folder_of_a_working_tree_obeys_the_rules_above_it(tmp_path):
    commit(tmp_path, {".gitignore": "*_pb2.py\n/lib/out/\n", "lib/a.py": "", "b.py": "", "lib/kept_pb2.py": ""})
    write(tmp_path, {"lib/x_pb2.py": "", "lib/out/a.py": ""})

    assert found(open_source(tmp_path / "lib")) == {
        "a.py": "",
        "kept_pb2.py": "",
        "out/": "ignored by ../.gitignore:2: /lib/out/",
        "x_pb2.py": "ignored by ../.gitignore:1: *_pb2.py",
    }


def test_ignored_folder_is_read_when_it_is_asked_for_by_name(tmp_path):
    commit(tmp_path, {".gitignore": "out/\n"})
    write(tmp_path, {"out/lib/a.py": ""})

    assert found(open_source(tmp_path / "out" / "lib")) == {"a.py": ""}


@pytest.mark.parametrize("name", ["__pycache__", "node_modules", ".tox", ".mypy_cache", ".hg"])
def test_folders_without_source_are_one_entry(tmp_path, name):
    write(tmp_path, {f"pkg/{name}/a.py": "", "pkg/b.py": ""})
    entries = found(open_source(tmp_path))

    assert set(entries) == {f"pkg/{name}/", "pkg/b.py"}
    assert name in entries[f"pkg/{name}/"]


def test_virtual_environment_is_known_by_what_it_holds(tmp_path):
    write(tmp_path, {"venv/a.py": "", "env/pyvenv.cfg": "", "env/lib/a.py": ""})

    assert found(open_source(tmp_path)) == {"env/": "virtual environment (pyvenv.cfg)", "venv/a.py": ""}


def test_root_is_read_even_if_it_is_a_virtual_environment(tmp_path):
    write(tmp_path, {"pyvenv.cfg": "", "a.py": ""})

    assert found(open_source(tmp_path))["a.py"] == ""


def test_repository_within_is_one_entry(tmp_path):
    commit(tmp_path, {"a.py": ""})
    commit(tmp_path / "inner", {"b.py": ""})
    git(tmp_path, "init", "-q", "--bare", "mirror.git")

    assert found(open_source(tmp_path)) == {
        "a.py": "",
        "inner/": "a git repository of its own",
        "mirror.git/": "a git repository of its own",
    }


def test_submodule_is_one_entry(tmp_path):
    commit(tmp_path, {"a.py": ""})
    inner = commit(tmp_path / "inner", {"b.py": ""})
    git(tmp_path, "update-index", "--add", "--cacheinfo", f"160000,{inner},inner")

    assert found(open_source(tmp_path))["inner/"] == "submodule"


def test_tracked_folder_is_read_though_it_pretends_to_be_a_repository(tmp_path):
    commit(tmp_path, {"lib/a.py": "", "lib/HEAD": "", "lib/config": "", "lib/refs/x": "", "lib/objects/x": ""})
    (tmp_path / "lib" / ".git").mkdir()

    assert found(open_source(tmp_path))["lib/a.py"] == ""


def test_excluded_by_params_is_said(tmp_path):
    write(tmp_path, {"vendor/a.py": "", "pkg/old_a.py": "", "pkg/a.py": ""})
    source = open_source(tmp_path, rules=RoleRules(exclude=("vendor", "**/old_*")))

    assert found(source) == {
        "pkg/a.py": "",
        "pkg/old_a.py": "excluded by params: **/old_*",
        "vendor/": "excluded by params: vendor",
    }


def test_roles_are_given(tmp_path):
    write(tmp_path, {"lib/a.py": "", "tests/test_a.py": "", "tests/test_b.py": "", "D.md": "", "setup.py": ""})
    rules = RoleRules(scope=("lib",), critical_tests=("tests/test_b.py",))

    assert {file.path: file.role for file in open_source(tmp_path, rules=rules).find()} == {
        "D.md": Role.DOCUMENT,
        "lib/a.py": Role.PRODUCT,
        "setup.py": Role.OTHER,
        "tests/test_a.py": Role.TEST,
        "tests/test_b.py": Role.CRITICAL_TEST,
    }


def test_git_folder_that_is_none_is_a_diagnostic_and_files_are_read(tmp_path):
    write(tmp_path, {".git/nothing": "", "a.py": ""})
    source = open_source(tmp_path)

    assert found(source) == {"a.py": ""}
    assert [(one.path, one.code) for one in source.diagnostics] == [(".", "git-unreadable")]
    assert source.history() == ()


def test_repository_around_a_broken_one_is_not_asked(tmp_path):
    commit(tmp_path, {"r/a.py": "", "b.py": ""})
    (tmp_path / "r" / ".git").mkdir()
    source = open_source(tmp_path / "r")
    source.find()

    assert [one.code for one in source.diagnostics] == ["git-unreadable"]


def test_linked_worktree_is_a_working_tree(tmp_path):
    commit(tmp_path / "r", {"a.py": "", ".gitignore": "out\n"})
    git(tmp_path / "r", "worktree", "add", "-q", "../w")
    write(tmp_path, {"w/out": "", "r/.git/info/exclude": "*.md\n", "w/x.md": ""})
    source = open_source(tmp_path / "w")

    assert found(source)["x.md"] == "ignored by .git/info/exclude:1: *.md"
    assert source.diagnostics == ()
    assert len(source.history()) == 1


@pytest.mark.parametrize(
    ("name", "said"), [("missing", "cannot be opened"), ("a.py", "is no folder"), ("loop", "cannot be opened")]
)
def test_path_that_is_no_folder_is_refused(tmp_path, name, said):
    write(tmp_path, {"a.py": ""})
    (tmp_path / "loop").symlink_to("loop")

    with pytest.raises(SourceError, match=said):
        open_source(tmp_path / name)


def test_revision_of_a_plain_folder_is_refused_with_the_remedy(tmp_path):
    write(tmp_path, {"a.py": ""})

    with pytest.raises(SourceError, match="audit it without a revision"):
        open_source(tmp_path, "HEAD")


def test_root_that_vanishes_is_an_error_with_its_name(tmp_path):
    write(tmp_path / "service", {"a.py": ""})
    source = open_source(tmp_path / "service")
    files = source.find()
    (tmp_path / "service" / "a.py").unlink()
    (tmp_path / "service").rmdir()

    with pytest.raises(SourceError, match="service: its folder cannot be opened"):
        source.find()
    with pytest.raises(SourceError, match="service: its folder cannot be opened"):
        list(source.read(files))
