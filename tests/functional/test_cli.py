"""The command line within this process: what it prints where, and the exit code of every ending."""

import json

import click
import pytest
from repositories import commit, write

import auditlib
from auditlib import cli
from auditlib.cli import Exit, run_command
from auditlib.errors import ParamsError, PluginError, SourceError
from auditlib.graphs import frames
from auditlib.model import FileStatus, Project, Role, Run, SourceFile
from auditlib.notebooks.phase import NotebookResult, RunResult

FILES = {"pkg/__init__.py": "", "pkg/a.py": "import os\n", "pkg/b.py": "from pkg.gone import x\n"}


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ParamsError("no such key"), Exit.USAGE),
        (SourceError("no such revision"), Exit.INCOMPLETE),
        (PluginError("no such module"), Exit.INCOMPLETE),
        (KeyboardInterrupt(), Exit.INTERRUPTED),
        (click.UsageError("no such option"), Exit.USAGE),
        (OSError(28, "No space left on device"), Exit.INCOMPLETE),
    ],
    ids=lambda value: type(value).__name__,
)
def test_each_ending_has_its_code(monkeypatch, capsys, tmp_path, error, code):
    def fail(*_, **__):
        raise error

    monkeypatch.setattr(auditlib, "scan", fail, raising=False)

    assert run_command(["scan", str(tmp_path)]) == code
    captured = capsys.readouterr()
    assert captured.out == ""
    assert str(error.args[-1] if error.args else "interrupted") in captured.err


def test_no_arguments_show_the_help_and_are_wrong_usage(capsys):
    assert run_command([]) == Exit.USAGE
    assert "Exit codes" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["--help"], ["scan", "-h"], ["--version"]], ids=" ".join)
def test_help_is_no_fault(capsys, arguments):
    assert run_command(arguments) == Exit.CLEAN
    assert "auditlib" in capsys.readouterr().out


def test_scan_prints_results_to_stdout_alone(tmp_path, capsys):
    write(tmp_path, FILES)

    assert run_command(["scan", str(tmp_path), "--format", "json", "--only", "findings"]) == Exit.FOUND

    captured = capsys.readouterr()
    assert [row["rule"] for row in json.loads(captured.out)["findings"]] == ["AL302"]
    assert captured.err == ""


def test_progress_is_shown_on_a_terminal_only(tmp_path, capsys, monkeypatch):
    write(tmp_path, FILES | {"pkg/c.py": "fresh = 1\n"})
    monkeypatch.setattr(cli.sys.stderr, "isatty", lambda: True, raising=False)

    run_command(["scan", str(tmp_path)])
    shown = capsys.readouterr().err
    run_command(["scan", str(tmp_path), "--quiet"])

    assert "files" in shown
    assert capsys.readouterr().err == ""


def test_out_is_replaced_by_the_next_audit(tmp_path, capsys):
    write(tmp_path / "repo", FILES)
    for output_format in ("markdown", "text"):
        run_command(["scan", str(tmp_path / "repo"), "--out", str(tmp_path / "audit"), "--format", output_format])

    assert sorted(path.name for path in (tmp_path / "audit").iterdir()) == ["audit.json", "audit.txt"]
    assert (tmp_path / "audit" / "audit.txt").read_text() in capsys.readouterr().out


def test_out_is_refused_where_something_else_lies(tmp_path, capsys):
    write(tmp_path / "repo", FILES)
    write(tmp_path / "mine", {"notes.txt": "mine"})

    assert run_command(["scan", str(tmp_path / "repo"), "--out", str(tmp_path / "mine")]) == Exit.USAGE
    assert "auditlib did not write" in capsys.readouterr().err


def test_init_says_what_was_found_and_writes_params_that_load(tmp_path, capsys, monkeypatch):
    commit(tmp_path / "service", FILES)
    monkeypatch.chdir(tmp_path)

    assert run_command(["init", "service"]) == Exit.CLEAN
    assert run_command(["init", "service"]) == Exit.USAGE
    assert run_command(["init", "service", "--force"]) == Exit.CLEAN

    captured = capsys.readouterr()
    assert "(blank)" in captured.out
    assert "--force" in captured.err
    assert auditlib.load("params/service.yaml").facts.project.name == "service"


def test_init_says_what_it_could_not_look_into(tmp_path, capsys, monkeypatch):
    write(tmp_path / "service", FILES | {"pkg/odd.py": "def f(:\n"})
    monkeypatch.chdir(tmp_path)

    assert run_command(["init", "service"]) == Exit.CLEAN
    assert "not looked into: pkg/odd.py:1" in capsys.readouterr().out


def test_a_device_is_no_repository(capsys):
    assert run_command(["scan", "/dev/null"]) == Exit.USAGE
    assert "neither a folder with a repository" in capsys.readouterr().err


READ = SourceFile("a.py", Role.PRODUCT, FileStatus.READ)


def _result(tmp_path, *, files=(READ,), notebooks=()):
    run = Run("1", Project("r", None, files, ()), ("findings",), {})
    return RunResult(tmp_path, tmp_path / "index.html", notebooks, run)


@pytest.mark.parametrize(
    ("status", "code"), [("executed", Exit.CLEAN), ("failed", Exit.INCOMPLETE), ("missing", Exit.CLEAN)]
)
def test_run_tells_what_became_of_each_notebook(monkeypatch, capsys, tmp_path, status, code):
    result = _result(tmp_path, notebooks=(NotebookResult("00_overview", status, "because"),))
    monkeypatch.setattr(auditlib, "run", lambda params, **_: result, raising=False)

    assert run_command(["run", "demo"]) == code
    out = capsys.readouterr().out
    assert f"00_overview            {status}" in out
    assert f"open {result.index}" in out


def test_story_without_its_notebook_is_not_answered(monkeypatch, tmp_path):
    result = _result(tmp_path, notebooks=(NotebookResult("20_consolidation", "missing", "not yet"),))
    monkeypatch.setattr(auditlib, "run", lambda params, **_: result, raising=False)

    assert run_command(["run", "demo", "--story", "TS-2"]) == Exit.INCOMPLETE


def test_that_the_demo_has_findings_is_expected(monkeypatch, capsys, tmp_path):
    def demo(say, **_):
        say("working")
        return _result(tmp_path)

    monkeypatch.setattr(auditlib, "demo", demo, raising=False)
    monkeypatch.setattr(cli, "exit_of", lambda run: Exit.FOUND)

    assert run_command(["demo"]) == Exit.CLEAN
    assert run_command(["demo", "--quiet"]) == Exit.CLEAN
    assert capsys.readouterr().err == "working\n"


def test_lab_gets_params_and_overrides(monkeypatch):
    asked = []
    monkeypatch.setattr(auditlib, "lab", lambda params, **options: asked.append((params, options)), raising=False)

    run_command(["lab", "demo", "--set", "phase=x"])

    assert asked[0][0] == "demo"
    assert asked[0][1]["overrides"] == ("phase=x",)


@pytest.mark.parametrize("arguments", [[], ["--list"]], ids=["no id", "--list"])
def test_explain_lists_what_it_knows(capsys, arguments):
    assert run_command(["explain", *arguments]) == Exit.CLEAN
    assert "clones.coverage" in capsys.readouterr().out


def test_explain_finds_a_finding_of_the_newest_audit(tmp_path, capsys, monkeypatch):
    write(tmp_path / "repo", FILES)
    monkeypatch.chdir(tmp_path)
    run_command(["scan", "repo", "--out", "outputs/one"])
    finding = json.loads((tmp_path / "outputs/one/audit.json").read_text())["findings"][0]
    capsys.readouterr()

    assert run_command(["explain", finding["fingerprint"]]) == Exit.CLEAN
    assert run_command(["explain", "clones.coverge"]) == Exit.USAGE
    assert run_command(["explain", "x", "--audit", str(tmp_path / "repo/pkg/a.py")]) == Exit.USAGE

    captured = capsys.readouterr()
    assert "pkg/b.py:1" in captured.out
    assert "auditlib scan REPO --only findings\n    REPO: the path of repo, as its files were then" in captured.out
    assert "broken-import" in captured.out
    assert "did you mean 'clones.coverage'" in captured.err
    assert "not an audit" in captured.err


FINDING = {"fingerprint": "f00d", "rule": "XX1", "path": "a.py", "line": 0, "status": "new", "message": "odd"}


@pytest.mark.parametrize("text", ["[]", '{"findings": {}}', '{"findings": [{}]}', "\ufeff"], ids=ascii)
def test_explain_refuses_json_that_is_no_audit(tmp_path, capsys, text):
    write(tmp_path, {"audit.json": text})

    assert run_command(["explain", "f00d", "--audit", str(tmp_path / "audit.json")]) == Exit.USAGE
    assert "not an audit" in capsys.readouterr().err


def test_explain_shows_a_finding_whose_detector_is_not_installed(tmp_path, capsys):
    write(tmp_path, {"audit.json": json.dumps({"findings": [FINDING]})})

    assert run_command(["explain", "f00d", "--audit", str(tmp_path / "audit.json")]) == Exit.CLEAN

    shown = capsys.readouterr().out
    assert "XX1 at a.py (new)" in shown
    assert "auditlib scan REPO" in shown
    assert "not installed" in shown


def test_params_without_a_repository_are_not_spelled_out(tmp_path, capsys):
    write(tmp_path, {"audit.yaml": "phase: x\n"})

    assert run_command(["run", str(tmp_path / "audit.yaml"), "--out", str(tmp_path / "out")]) == Exit.USAGE
    assert capsys.readouterr().err.count("\n") == 1


COPIED = "def sum_of(rows):\n" + "".join(f"    total_{n} = rows[{n}].price * rows[{n}].count\n" for n in range(12))


def test_explain_knows_a_clone_class_and_the_state_it_is_of(tmp_path, capsys, monkeypatch):
    revision = commit(tmp_path / "repo", {"a.py": COPIED, "b.py": COPIED})
    monkeypatch.chdir(tmp_path)
    run_command(["scan", "repo", "--at", "HEAD", "--out", "outputs/one"])
    write(tmp_path / "outputs/one", {"params.json": "{}"})
    (clone,) = json.loads((tmp_path / "outputs/one/audit.json").read_text())["clones"]
    capsys.readouterr()

    assert run_command(["explain", clone["id"]]) == Exit.CLEAN

    shown = capsys.readouterr().out
    assert "a.py:1-13" in shown
    params = tmp_path / "outputs/one/params.json"
    assert f"auditlib scan REPO --at {revision} --params {params} --only clones" in shown


def test_every_metric_of_a_module_is_explained(capsys):
    run_command(["explain", "--list"])
    listed = capsys.readouterr().out
    columns = [name for name, kind in frames.MODULE.items() if kind is not str]

    for name in [*(f"modules.{column}" for column in columns), "hotspots.score", "couplings.degree"]:
        assert f"{name} " in listed
        assert run_command(["explain", name]) == Exit.CLEAN
        shown = capsys.readouterr().out
        assert all(title in shown for title in ("Definition:", "Inputs:", "Source:", "Reproduce:"))
