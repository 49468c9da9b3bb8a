"""The source text of a state: read anew when asked for, and never another text than that of the facts."""

import pytest
from repositories import commit, git, write

import auditlib

FILES = {
    "a.py": "x = 1\r\ny = 'é'\n",
    "b.py": "def f(:\n",
    "tests/test_a.py": "assert True\n",
    "notes.txt": "no code\n",
}


@pytest.fixture
def repository(tmp_path):
    write(tmp_path / "repo", {})
    git(tmp_path / "repo", "init", "-q")
    commit(tmp_path / "repo", FILES)
    return tmp_path / "repo"


@pytest.mark.parametrize("at", [None, "HEAD"], ids=["working tree", "revision"])
def test_text_is_that_of_the_file_with_plain_line_ends(repository, at):
    state = auditlib.load(repository, at=at)

    assert state.read("a.py") == "x = 1\ny = 'é'\n"
    assert state.read("b.py") == "def f(:\n"  # its tokens are compared, though it does not parse
    assert state.read("tests/test_a.py") == "assert True\n"


@pytest.mark.parametrize("path", ["notes.txt", "gone.py", "../repo/a.py", ".git/config", ""])
def test_what_was_not_read_before_is_not_read(repository, path):
    assert auditlib.load(repository).read(path) is None


def test_file_that_has_changed_since_has_no_text(repository):
    state = auditlib.load(repository)

    (repository / "a.py").write_text("x = 2\n")
    (repository / "tests/test_a.py").unlink()

    assert state.read("a.py") is None
    assert state.read("tests/test_a.py") is None


def test_repository_that_has_gone_has_no_text(repository):
    state = auditlib.load(repository)

    repository.rename(repository.parent / "elsewhere")

    assert state.read("a.py") is None


def test_text_of_a_revision_stays_what_it_is(repository):
    state = auditlib.load(repository, at="HEAD")

    (repository / "a.py").write_text("x = 2\n")

    assert state.read("a.py") == "x = 1\ny = 'é'\n"
