"""The demo as a repository: the same on every machine, repaired where damaged, with tests that pass."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from itertools import pairwise

import pytest
from demo_key import LIB, history, key, tree
from repositories import git, write

from auditlib import example
from auditlib.errors import SourceError
from auditlib.example.history import BASE, HEAD
from auditlib.sources import command


@pytest.fixture(scope="module")
def repository(tmp_path_factory):
    return example.build(tmp_path_factory.mktemp("demo") / "relay")


def test_commits_have_the_same_ids_everywhere(repository, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", "")
    monkeypatch.setenv("TZ", "Asia/Kathmandu")
    second = example.build(tmp_path / "second")

    for tag, commit in key()["commits"].items():
        assert git(repository, "rev-parse", tag) == git(second, "rev-parse", tag) == commit
    assert git(repository, "for-each-ref") == git(second, "for-each-ref")


def test_working_tree_is_the_head_and_clean(repository):
    assert git(repository, "status", "--porcelain") == ""
    assert git(repository, "symbolic-ref", "--short", "HEAD") == "main"
    assert git(repository, "rev-parse", "main") == git(repository, "rev-parse", HEAD)
    assert git(repository, "ls-files", "-s", ".platform/scripts/nightly.py").startswith("100755")
    assert git(repository, "merge-base", BASE, HEAD) == git(repository, "rev-parse", BASE)


def test_right_repository_is_reused(tmp_path):
    folder = example.build(tmp_path / "relay")
    marker = folder / ".git" / "marker"
    marker.touch()
    (folder / ".platform" / "lib" / "__pycache__").mkdir()

    assert example.build(folder) == folder
    assert marker.exists()


def edit_file(folder):
    (folder / "README.md").write_text("changed", encoding="utf-8")


def add_file(folder):
    (folder / "note.txt").touch()


def move_branch(folder):
    git(folder, "update-ref", "refs/heads/main", BASE)


def lose_object(folder):
    blob = git(folder, "rev-parse", f"{BASE}:README.md")
    for path in (folder / ".git" / "objects").rglob("*"):
        if path.name == blob[2:] or path.suffix in {".pack", ".idx"}:
            path.chmod(0o600)
            path.unlink()


def break_stamp(folder):
    (folder / ".git" / "auditlib-demo.json").write_text("[]", encoding="utf-8")


@pytest.mark.parametrize("damage", [edit_file, add_file, move_branch, lose_object, break_stamp])
def test_damaged_repository_is_built_again(tmp_path, damage):
    folder = example.build(tmp_path / "relay")
    (folder / ".git" / "marker").touch()
    damage(folder)

    example.build(folder)

    assert not (folder / ".git" / "marker").exists()
    assert git(folder, "rev-parse", "main") == key()["commits"][HEAD]
    assert git(folder, "status", "--porcelain") == ""
    assert [path.name for path in tmp_path.iterdir()] == ["relay"]


def test_empty_folder_is_taken(tmp_path):
    assert git(example.build(tmp_path), "rev-parse", "main") == key()["commits"][HEAD]


def test_folder_of_somebody_else_is_left_alone(tmp_path):
    write(tmp_path / "mine", {"thesis.txt": "years of work"})
    (tmp_path / "link").symlink_to(tmp_path / "mine")

    for folder in (tmp_path / "mine", tmp_path / "link", tmp_path / "mine" / "thesis.txt"):
        with pytest.raises(SourceError, match="name a folder that is new or empty"):
            example.build(folder)
    assert (tmp_path / "mine" / "thesis.txt").read_text() == "years of work"


def test_place_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").touch()

    with pytest.raises(SourceError, match=r"relay: the demo could not be written: (Not a directory|File exists)"):
        example.build(tmp_path / "file" / "relay")


def test_processes_that_build_at_once_agree(tmp_path):
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(3, mp_context=context) as processes:
        built = list(processes.map(example.build, [tmp_path / "relay"] * 3))

    assert built == [tmp_path / "relay"] * 3
    assert git(built[0], "rev-parse", "main") == key()["commits"][HEAD]
    assert [path.name for path in tmp_path.iterdir()] == ["relay"]


def test_missing_git_is_named_with_the_remedy(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    command.git_program.cache_clear()

    with pytest.raises(SourceError, match=r"git.*install"):
        example.build(tmp_path / "relay")
    command.git_program.cache_clear()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("state", ["base", "head"])
def test_tests_of_the_demo_pass(repository, tmp_path, state):
    checkout(repository, tmp_path, BASE if state == "base" else HEAD)

    done = run_pytest(tmp_path, "-W", "ignore")

    assert done.returncode == 0, done.stdout
    assert f"{key()['counts']['collected_tests'][state]} passed" in done.stdout


def test_critical_test_could_not_be_collected_between_two_stories(repository, tmp_path):
    planted = key()["trials"]["not_collected_after"]
    commit = git(repository, "log", "--format=%H", f"--grep={planted['commit']}", "main")
    checkout(repository, tmp_path, commit)

    done = run_pytest(tmp_path, planted["path"])

    assert done.returncode == 2
    assert "No module named 'analytics.samples'" in done.stdout


def test_sizes_are_those_of_a_small_service():
    counts = key()["counts"]
    least, most = counts["product_lines"]
    modules = {
        state: [path for path in tree(tag) if path.startswith(LIB) and path.endswith(".py")]
        for state, tag in (("base", BASE), ("head", HEAD))
    }

    assert least <= sum(tree(BASE)[path].count(b"\n") for path in modules["base"]) <= most
    assert {state: len(paths) for state, paths in modules.items()} == counts["product_modules"]


def test_history_has_a_hotspot_and_a_coupled_pair():
    planted = key()["history"]
    upto = next(number for number, shot in enumerate(history()) if shot.step.tag == BASE)
    pairs = pairwise([{}, *(shot.files for shot in history()[: upto + 1])])
    changes = [{path for path in after if before.get(path) != after[path]} for before, after in pairs]
    often = Counter(path for paths in changes for path in paths if path.startswith(LIB))

    assert len(history()) == planted["commits"]
    assert set(planted["most_changed_up_to_base"]) <= {path for path, count in often.items() if count >= 4}
    first, second = ({number for number, paths in enumerate(changes) if path in paths} for path in planted["coupled"])
    assert first == second
    assert len(first) == 3


def checkout(repository, folder, revision):
    git(repository, "--work-tree", str(folder), "checkout", "-f", revision, "--", ".")
    git(repository, "read-tree", "main")


def run_pytest(folder, *arguments):
    environment = os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    options = ("-q", "--tb=short", "-p", "no:cacheprovider", "--rootdir", str(folder))
    command_line = [sys.executable, "-B", "-m", "pytest", *options, *arguments]
    return subprocess.run(command_line, cwd=folder, env=environment, capture_output=True, text=True, check=False)
