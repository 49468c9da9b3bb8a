"""One case for each way a repository could have git run its code, and for each clause of the rules on git.

Every trap is first shown to work: plain git, in the same repository, writes the canary.
"""

import ast
import os
import pty
import shutil
import subprocess
from pathlib import Path

import pytest
from repositories import ENVIRONMENT, commit, git, write
from traps import EXPECTED, read_all

import auditlib.sources
from auditlib.errors import SourceError
from auditlib.sources import command
from auditlib.sources.opening import open_source

NO_COMMITS = [
    "--upload-pack=x",
    "-h",
    "--help",
    "--all",
    "-",
    "",
    "HEAD:a.py",
    "HEAD~1..HEAD",
    "HEAD...main",
    "^HEAD",
    ":/x",
    "HEAD -- a.py",
    "main\nHEAD",
    "main\0",
    "HEAD^{tree}",
    "nowhere",
    "refs/heads/*",
    "\x1b[2J",
    "\udcff",
    "HEAD@{9}",
]

PLUMBING = {"rev-parse", "ls-tree", "ls-files", "cat-file", "rev-list", "diff-tree"}


@pytest.mark.parametrize(
    ("settings", "plain"),
    [
        ({"core__fsmonitor": "PROGRAM"}, ["status"]),
        ({"diff__external": "PROGRAM"}, ["diff"]),
        ({"diff__evil__command": "PROGRAM"}, ["diff"]),
        ({"diff__evil__textconv": "PROGRAM"}, ["log", "-p"]),
        ({"filter__evil__clean": "PROGRAM"}, ["diff"]),
        ({"filter__evil__smudge": "PROGRAM"}, ["checkout", "-f", "HEAD", "--", "a.py"]),
        ({"filter__evil__process": "PROGRAM"}, ["add", "a.py"]),
        ({"alias__st": "!PROGRAM"}, ["st"]),
        ({"core__sshCommand": "PROGRAM", "remote__origin__url": "ssh://localhost/x"}, ["fetch"]),
        ({"core__gitProxy": "PROGRAM", "remote__origin__url": "git://localhost/x"}, ["fetch"]),
        ({"core__editor": "PROGRAM"}, ["commit", "--amend"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, dict) else "",
)
def test_configured_program_is_not_run(trap, settings, plain):
    trap.configure(**settings)
    trap.spring(*plain)
    write(trap.root, {"a.py": "a = 3\n"})

    assert read_all(trap.root) == EXPECTED
    assert not trap.canary.exists()


def test_included_configuration_is_no_way_round(trap):
    write(trap.folder, {"evil.cfg": f"[core]\n\tfsmonitor = {trap.program}\n\thooksPath = {trap.folder}\n"})
    trap.configure(include__path=str(trap.folder / "evil.cfg"))
    trap.spring("status")

    assert read_all(trap.root) == EXPECTED
    assert not trap.canary.exists()


@pytest.mark.parametrize("place", [".git/hooks", "elsewhere"])
def test_hooks_are_not_run(trap, place):
    hooks = trap.root / place
    hooks.mkdir(exist_ok=True)
    for name in ("post-index-change", "reference-transaction", "pre-commit", "post-checkout", "fsmonitor-watchman"):
        (hooks / name).unlink(missing_ok=True)
        (hooks / name).symlink_to(trap.program)
    trap.configure(core__hooksPath=str(hooks))
    trap.spring("commit", "-q", "--allow-empty", "-m", "x")

    assert read_all(trap.root, [None, "HEAD", "HEAD~1"])["HEAD"] == EXPECTED["HEAD"]
    assert not trap.canary.exists()


def test_signatures_are_not_shown(trap):
    text = git(trap.root, "cat-file", "commit", "HEAD") + "\n"
    head, _, message = text.partition("\n\n")
    signature = "gpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----"
    forged = f"{head}\n{signature}\n\n{message}".encode()
    signed = git(trap.root, "hash-object", "-t", "commit", "-w", "--stdin", stdin=forged)
    git(trap.root, "update-ref", "HEAD", signed)
    trap.configure(log__showSignature="true", gpg__program="PROGRAM")
    trap.spring("log", "-1")

    assert read_all(trap.root) == EXPECTED
    assert not trap.canary.exists()


def test_no_pager_is_started_on_a_terminal(trap):
    trap.configure(core__pager="PROGRAM", pager__log="PROGRAM", pager__rev__list="true")
    master, terminal = pty.openpty()
    subprocess.run(
        ["git", "log"],
        cwd=trap.root,
        env=ENVIRONMENT | {"TERM": "xterm"},
        stdout=terminal,
        stderr=terminal,
        check=False,
    )
    assert trap.canary.exists()
    trap.canary.unlink()

    assert read_all(trap.root) == EXPECTED
    assert not trap.canary.exists()
    os.close(master)
    os.close(terminal)


def test_credentials_are_not_asked_for(trap):
    trap.configure(credential__helper="!PROGRAM")
    trap.spring("credential", "fill", stdin=b"protocol=https\nhost=localhost\n\n", GIT_TERMINAL_PROMPT="0")

    assert read_all(trap.root) == EXPECTED
    assert not trap.canary.exists()


@pytest.mark.parametrize(
    "settings",
    [
        {"remote__origin__url": "ROOT", "remote__origin__uploadpack": "PROGRAM"},
        {"remote__origin__url": "ssh://localhost/x", "core__sshCommand": "PROGRAM"},
        {"remote__origin__url": "ext::PROGRAM", "protocol__ext__allow": "always"},
        {"remote__origin__url": "ext::PROGRAM", "protocol__allow": "always"},
    ],
    ids=["upload-pack", "ssh", "ext", "any protocol"],
)
def test_missing_object_of_a_partial_clone_is_not_fetched(trap, settings):
    blob = git(trap.root, "rev-parse", "HEAD:a.py")
    (trap.root / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    trap.configure(
        core__repositoryformatversion="1", extensions__partialClone="origin", remote__origin__promisor="true"
    )
    trap.configure(**{name: value.replace("ROOT", str(trap.root)) for name, value in settings.items()})
    trap.spring("cat-file", "-p", blob)

    source = open_source(trap.root, "HEAD")
    read = {file.path: (file.status.value, file.reason, content) for file, content in source.read(source.find())}

    assert read["a.py"] == ("failed", "its object is missing from the repository", b"")
    assert read["ok.py"] == ("read", "", b"ok\n")
    assert open_source(trap.root).history()
    assert not trap.canary.exists()


def test_replacement_objects_are_not_believed(trap):
    blob = git(trap.root, "rev-parse", "HEAD:a.py")
    other = git(trap.root, "hash-object", "-w", "--stdin", stdin=b"forged")
    git(trap.root, "replace", blob, other)
    assert git(trap.root, "cat-file", "-p", "HEAD:a.py") == "forged"

    assert read_all(trap.root) == EXPECTED


def test_attributes_do_not_change_what_is_read(trap):
    write(trap.root, {".git/info/attributes": "*.py export-ignore text eol=crlf working-tree-encoding=UTF-16 ident\n"})
    git(trap.root, "checkout", "-f", "HEAD", "--", "ok.py")

    assert read_all(trap.root, ["HEAD", "HEAD~1"]) == {key: EXPECTED[key] for key in ("HEAD", "HEAD~1")}


def test_working_tree_named_by_the_configuration_is_not_read(trap):
    write(trap.folder, {"outside/secret.py": "secret"})
    trap.configure(core__worktree=str(trap.folder / "outside"))
    assert git(trap.root, "rev-parse", "--show-toplevel").endswith("outside")

    assert read_all(trap.root) == EXPECTED


def test_bare_repository_within_is_not_obeyed(trap):
    inner = trap.root / "fixtures"
    git(trap.folder, "clone", "-q", "--bare", "root", str(inner))
    shutil.copy(trap.root / ".git" / "index", inner)
    lines = ("[core]", "repositoryformatversion = 0", "bare = false", "worktree = ..", f"fsmonitor = {trap.program}")
    write(inner, {"b.py": "b", "config": "\n".join(lines)})
    git(trap.root, "add", "-f", "fixtures/b.py")
    trap.spring("status", folder=inner)

    assert read_all(trap.root)[None] == EXPECTED[None] | {"fixtures/b.py": b"b"}
    assert read_all(inner, ["HEAD"])["HEAD"] == EXPECTED["HEAD"]
    assert not trap.canary.exists()


@pytest.mark.parametrize(
    ("variable", "value", "plain"),
    [
        ("GIT_CONFIG_PARAMETERS", "'core.fsmonitor'='PROGRAM'", ["status"]),
        ("GIT_EXTERNAL_DIFF", "PROGRAM", ["diff"]),
        ("GIT_TRACE", "CANARY", ["status"]),
        ("GIT_TRACE2", "CANARY", ["status"]),
        ("GIT_EXEC_PATH", "EXECUTABLES", ["submodule", "status"]),
    ],
    ids=lambda value: value if isinstance(value, str) and value.startswith("GIT_") else "",
)
def test_our_own_environment_is_no_way_in(trap, monkeypatch, variable, value, plain):
    executables = trap.folder / "executables"
    executables.mkdir()
    for name in ("git-submodule", "git-ls-tree", "git-cat-file"):
        (executables / name).symlink_to(trap.program)
    words = {"PROGRAM": trap.program, "CANARY": trap.canary, "EXECUTABLES": executables}
    for word, path in words.items():
        value = value.replace(word, str(path))
    trap.spring(*plain, **{variable: value})
    monkeypatch.setenv(variable, value)

    assert read_all(trap.root) == EXPECTED
    assert not trap.canary.exists()


@pytest.mark.parametrize(
    "variable",
    ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR", "GIT_NAMESPACE"],
)
def test_our_own_environment_does_not_move_the_repository(trap, monkeypatch, variable):
    commit(trap.folder / "other", {"other.py": "other"})
    monkeypatch.setenv(variable, str(trap.folder / "other" / ".git"))

    assert read_all(trap.root) == EXPECTED


def test_settings_of_the_user_play_no_part(trap, monkeypatch):
    home = write(trap.folder / "home", {".gitconfig": f"[core]\n\tfsmonitor = {trap.program}\n"})
    trap.spring("status", HOME=str(home), GIT_CONFIG_GLOBAL=str(home / ".gitconfig"))
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(home / ".gitconfig"))

    assert read_all(trap.root) == EXPECTED
    assert not trap.canary.exists()


def test_git_is_not_looked_for_in_the_repository(trap, monkeypatch):
    (trap.root / "git").symlink_to(trap.program)
    path = f".{os.pathsep}{os.pathsep}{os.environ['PATH']}"
    monkeypatch.chdir(trap.root)
    monkeypatch.setenv("PATH", path)
    subprocess.run(["git", "status"], cwd=trap.root, env=os.environ, check=False)
    assert trap.canary.exists()
    trap.canary.unlink()
    command.git_program.cache_clear()

    assert read_all(Path())["HEAD"] == EXPECTED["HEAD"]
    assert not trap.canary.exists()


def test_missing_git_is_said_and_files_are_read_without(trap, monkeypatch):
    monkeypatch.setenv("PATH", str(trap.folder))
    command.git_program.cache_clear()
    source = open_source(trap.root)
    contents = {file.path: content for file, content in source.read(source.find()) if content}

    assert contents == EXPECTED[None]
    assert "install it" in source.diagnostics[0].message
    with pytest.raises(SourceError, match="install it"):
        open_source(trap.root, "HEAD")
    command.git_program.cache_clear()


@pytest.mark.parametrize(
    "revision",
    NO_COMMITS,
)
def test_what_is_no_commit_is_refused_as_revision(trap, revision):
    with pytest.raises(SourceError, match="names no commit") as caught:
        open_source(trap.root, revision)

    assert str(caught.value).isprintable()


def test_blob_and_tree_are_no_commits(trap):
    for name in ("HEAD:a.py", "HEAD^{tree}"):
        with pytest.raises(SourceError, match="names no commit"):
            open_source(trap.root, git(trap.root, "rev-parse", name))


def test_only_plumbing_is_asked_of_git_and_in_one_way(trap, monkeypatch):
    started = []

    class Recorded(subprocess.Popen):
        def __init__(self, arguments, **options):
            started.append((arguments, options))
            super().__init__(arguments, **options)

    monkeypatch.setattr(command.subprocess, "Popen", Recorded)
    read_all(trap.root)

    assert started
    for arguments, options in started:
        assert Path(arguments[0]).is_absolute()
        assert arguments[1 : 1 + len(command.FLAGS)] == list(command.FLAGS)
        assert arguments[1 + len(command.FLAGS)] == "-C"
        assert arguments[3 + len(command.FLAGS)] in PLUMBING
        assert options["env"]["GIT_CEILING_DIRECTORIES"] == str(trap.folder.resolve())
        assert "shell" not in options


def test_one_module_alone_starts_processes():
    for path in Path(auditlib.sources.__file__).parent.glob("*.py"):
        imported = {
            name.name
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.Import)
            for name in node.names
        }
        assert ("subprocess" in imported) == (path.name == "command.py")
