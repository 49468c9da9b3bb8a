import pickle

import pytest
from repositories import commit, git, write

from auditlib.errors import SourceError
from auditlib.model import FileStatus
from auditlib.sources.git import history, is_repository, toplevel
from auditlib.sources.opening import open_source
from auditlib.sources.roles import RoleRules

DAY = 86_400


def found(source):
    """Path to reason, "" for what is to be read."""
    files = source.find()
    assert [file.path for file in files] == sorted({file.path for file in files})
    return {file.path: file.reason for file in files}


def contents(source):
    """Path to bytes of what was read."""
    return {file.path: content for file, content in source.read(source.find()) if file.status is FileStatus.READ}


def test_revision_is_read_without_checkout(tmp_path):
    first = commit(tmp_path, {"a.py": "old", "gone.py": "g", "sub/b.md": "b"})
    git(tmp_path, "rm", "-q", "gone.py")
    commit(tmp_path, {"a.py": "new"})
    write(tmp_path, {"a.py": "dirty"})
    source = open_source(tmp_path, "HEAD~1")

    assert contents(source) == {"a.py": b"old", "gone.py": b"g", "sub/b.md": b"b"}
    assert source.revision == first


def test_bare_repository_is_read_at_its_head(tmp_path):
    id_ = commit(tmp_path / "r", {"a.py": "a", "lib/b.py": "b"})
    git(tmp_path, "clone", "-q", "--bare", "r", "service.git")
    source = open_source(tmp_path / "service.git")

    assert contents(source) == {"a.py": b"a", "lib/b.py": b"b"}
    assert (source.name, source.revision) == ("service", id_)
    assert len(source.history()) == 1


def test_git_folder_itself_is_the_repository_it_belongs_to(tmp_path):
    commit(tmp_path / "service", {"a.py": "a"})
    source = open_source(tmp_path / "service" / ".git")

    assert (source.name, contents(source)) == ("service", {"a.py": b"a"})


def test_working_tree_and_revision_agree_on_a_clean_checkout(tmp_path):
    files = {
        "a.py": "a",
        "é.py": "é",
        "big.py": "x" * 50,
        ".x/b.md": "b",
        "s.cfg": "",
        "node_modules/a.py": "",
        "v/o.py": "",
    }
    commit(tmp_path, files | {"env/pyvenv.cfg": "", "env/a.py": ""})
    (tmp_path / "link.py").symlink_to("a.py")
    git(tmp_path, "add", "link.py")
    commit(tmp_path, {})
    options = {"rules": RoleRules(exclude=("v",)), "size_limit": 40}
    tree, revision = open_source(tmp_path, **options), open_source(tmp_path, "main", **options)

    read = [
        {file.path: (file.status, file.reason, file.role) for file, _ in one.read(one.find())}
        for one in (tree, revision)
    ]

    assert read[0] == read[1]
    assert contents(tree) == contents(revision)


def test_blobs_of_tree_and_revision_are_the_same_cache_keys(tmp_path):
    commit(tmp_path, {"a.py": "a", "b.md": "b"})
    keys = [
        {file.path: (file.blob, file.size) for file, _ in source.read(source.find())}
        for source in (open_source(tmp_path), open_source(tmp_path, "HEAD"))
    ]

    assert keys[0] == keys[1]


def test_blob_and_size_are_known_before_reading_at_a_revision(tmp_path):
    commit(tmp_path, {"a.py": "abc"})
    (file,) = open_source(tmp_path, "HEAD").find()

    assert (file.blob, file.size) == (git(tmp_path, "rev-parse", "HEAD:a.py"), 3)


def test_part_of_a_working_tree_at_a_revision(tmp_path):
    commit(tmp_path, {"lib/sub/a.py": "a", "library/b.py": "b", "c.py": "c"})
    source = open_source(tmp_path / "lib", "HEAD")

    assert contents(source) == {"sub/a.py": b"a"}
    assert source.name == "lib"


def test_part_that_was_not_there_at_the_revision_is_refused(tmp_path):
    commit(tmp_path, {"a.py": ""})
    commit(tmp_path, {"lib/a.py": ""})

    with pytest.raises(SourceError, match="no folder 'lib'"):
        open_source(tmp_path / "lib", "HEAD~1")


def test_ignore_rules_play_no_part_at_a_revision(tmp_path):
    commit(tmp_path, {".gitignore": "*.py\n", "a.py": "a"})

    assert contents(open_source(tmp_path, "HEAD")) == {"a.py": b"a"}


def test_source_can_be_sent_to_a_worker(tmp_path):
    commit(tmp_path, {"a.py": "a"})
    source = pickle.loads(pickle.dumps(open_source(tmp_path, "HEAD")))

    assert contents(source) == {"a.py": b"a"}


def test_source_stays_at_its_commit_when_the_branch_moves(tmp_path):
    commit(tmp_path, {"a.py": "old"})
    source = open_source(tmp_path, "main")
    commit(tmp_path, {"a.py": "new"})

    assert contents(source) == {"a.py": b"old"}


@pytest.mark.parametrize("name", ["HEAD", "main", "v1", "annotated", "main^{commit}", "HEAD@{0}"])
def test_names_of_commits_are_resolved(tmp_path, name):
    id_ = commit(tmp_path, {"a.py": ""})
    git(tmp_path, "tag", "v1")
    git(tmp_path, "tag", "-a", "-m", "x", "annotated")

    assert open_source(tmp_path, name).revision == id_
    assert open_source(tmp_path, id_[:10]).revision == id_


def test_repository_without_a_commit(tmp_path):
    git(tmp_path, "init", "-q")
    write(tmp_path, {"a.py": ""})

    assert found(open_source(tmp_path)) == {"a.py": ""}
    assert open_source(tmp_path).history() == ()
    with pytest.raises(SourceError, match="names no commit"):
        open_source(tmp_path, "HEAD")


def test_file_that_was_skipped_can_still_be_asked_for(tmp_path):
    commit(tmp_path, {"pyproject.toml": "[project]", "a.py": ""})
    for source in (open_source(tmp_path), open_source(tmp_path, "HEAD")):
        file = next(file for file in source.find() if file.path == "pyproject.toml")
        asked = type(file)(file.path, file.role, FileStatus.READ, "", file.blob)

        assert [content for _, content in source.read([asked])] == [b"[project]"]


def test_is_repository_and_toplevel(tmp_path):
    commit(tmp_path / "r", {"lib/a.py": ""})
    git(tmp_path, "clone", "-q", "--bare", "r", "b.git")

    assert toplevel(tmp_path / "r" / "lib") == (tmp_path / "r").resolve()
    assert toplevel(tmp_path / "b.git") == (tmp_path / "b.git").resolve()
    assert is_repository(tmp_path / "r")
    assert not is_repository(tmp_path)


def test_history_lists_changes_newest_first(tmp_path):
    first = commit(tmp_path, {"a.py": "1", "b.py": "1"}, time=DAY)
    second = commit(tmp_path, {"a.py": "2", "new\nline.py": ""}, time=2 * DAY)

    commits = history(tmp_path)

    assert [(one.id, one.time, one.paths) for one in commits] == [
        (second, 2 * DAY, ("a.py", r"new\x0aline.py")),
        (first, DAY, ("a.py", "b.py")),
    ]
    assert history(tmp_path, first) == commits[1:]
    assert history(tmp_path, limit=1) == commits[:1]


def test_history_leaves_merges_out_and_follows_both_sides(tmp_path):
    commit(tmp_path, {"a.py": ""}, time=DAY)
    git(tmp_path, "checkout", "-q", "-b", "side")
    side = commit(tmp_path, {"side.py": ""}, time=2 * DAY)
    git(tmp_path, "checkout", "-q", "main")
    commit(tmp_path, {"main.py": ""}, time=3 * DAY)
    git(tmp_path, "merge", "-q", "--no-ff", "-m", "merge", "side")

    commits = history(tmp_path)

    assert [one.paths for one in commits] == [("main.py",), ("side.py",), ("a.py",)]
    assert commits[1].id == side


def test_rename_is_a_deletion_and_an_addition(tmp_path):
    commit(tmp_path, {"a.py": "x" * 100})
    git(tmp_path, "mv", "a.py", "b.py")
    commit(tmp_path, {}, time=1_700_000_100)

    assert history(tmp_path)[0].paths == ("a.py", "b.py")


def test_history_of_a_part_holds_its_own_paths_only(tmp_path):
    commit(tmp_path, {"lib/a.py": "", "b.py": ""}, time=DAY)
    commit(tmp_path, {"b.py": "2"}, time=2 * DAY)
    commit(tmp_path, {"lib/a.py": "2", "b.py": "3", "library.py": ""}, time=3 * DAY)

    assert [one.paths for one in open_source(tmp_path / "lib").history()] == [("a.py",), ("a.py",)]


def test_path_that_looks_like_a_commit_id_is_a_path(tmp_path):
    name = "0123456789abcdef0123456789abcdef01234567"
    commit(tmp_path, {name: "", "a.py": ""})

    assert history(tmp_path)[0].paths == (name, "a.py")


def test_no_history_outside_of_git(tmp_path):
    assert history(tmp_path) == ()


def test_shallow_clone_is_said_and_its_edge_left_out(tmp_path):
    for number in range(4):
        commit(tmp_path / "r", {"a.py": str(number), f"{number}.py": ""}, time=DAY * (number + 1))
    git(tmp_path, "clone", "-q", "--depth", "2", f"file://{tmp_path}/r", "shallow")

    for source in (open_source(tmp_path / "shallow"), open_source(tmp_path / "shallow", "HEAD")):
        source.find()
        assert [one.code for one in source.diagnostics] == ["shallow-clone"]
        assert [one.paths for one in source.history()] == [("3.py", "a.py")]


def test_repository_of_sha256_objects_is_read(tmp_path):
    git(tmp_path, "init", "-q", "-b", "main", "--object-format=sha256")
    id_ = commit(tmp_path, {"a.py": "a"})
    source = open_source(tmp_path, "HEAD")

    assert len(id_) == 64
    assert contents(source) == {"a.py": b"a"}
    assert source.history()[0].id == id_


def test_many_large_and_small_files_come_through_one_stream(tmp_path):
    files = {f"{number}.py": f"{number}\n" * (number * 200) for number in range(100)}
    commit(tmp_path, files)

    assert contents(open_source(tmp_path, "HEAD")) == {name: text.encode() for name, text in files.items()}
