"""The commands that guard: what is planted fails, moved lines and renamed files pass, what cannot be told is named."""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
import yaml
from repositories import ENVIRONMENT, commit, git, write

import auditlib
from auditlib.cli import run_command
from auditlib.cli_shared import Exit

FILES = {
    "lib/__init__.py": "",
    "lib/store.py": "class Store:\n    pass\n",
    "lib/app.py": "from lib.store import Store\nfrom lib.gone import Thing\n\n\ndef run():\n    return Store, Thing\n",
    "params/service.yaml": "repository: ..\nscope: [lib]\n",
}
EXCEPT = "exclude: [lib/new.py]\n"
PLANTED = "from lib.nowhere import Other\n\nprint(Other)\n"


@pytest.fixture(autouse=True)
def by_hand(monkeypatch):
    monkeypatch.delenv("CI", raising=False)


@pytest.fixture
def service(tmp_path):
    """A repository with one broken import, and no baseline."""
    commit(tmp_path / "service", FILES)
    return tmp_path / "service"


@pytest.fixture
def params(service):
    """Its params; the broken import is accepted, and committed."""
    auditlib.baseline(service / "params/service.yaml", reason="to be mended", owner="platform")
    git(service, "add", "-A")
    git(service, "commit", "-q", "-m", "baseline")
    return service / "params/service.yaml"


def try_commit(folder, *paths):
    """Commit what is staged, or these files alone, as a user would: the hook runs."""
    environment = ENVIRONMENT | {"AUDITLIB_CACHE": os.environ["AUDITLIB_CACHE"]}
    command = ["git", "commit", "-q", "-m", "x", *paths]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False)


def rules(gate):
    return [one.finding.rule for one in gate.failing]


def test_without_a_baseline_every_finding_is_new(service):
    assert rules(auditlib.gate(service)) == ["AL302"]


def test_what_is_accepted_passes(params):
    gate = auditlib.gate(params)

    assert (rules(gate), len(gate.findings), gate.size) == ([], 1, 1)


def test_a_planted_finding_fails(service, params):
    write(service, {"lib/new.py": PLANTED})

    assert rules(auditlib.gate(params)) == ["AL302"]


def test_moved_lines_pass(service, params):
    write(service, {"lib/app.py": "# a\n\n\n" + FILES["lib/app.py"]})

    assert rules(auditlib.gate(params)) == []


def test_a_renamed_and_edited_file_passes(service, params):
    git(service, "mv", "lib/app.py", "lib/main.py")
    write(service, {"lib/main.py": FILES["lib/app.py"] + "\n\nrun()\n"})

    gate = auditlib.gate(params, staged=False)

    assert (rules(gate), gate.stale, gate.fixed) == ([], (), ())


def test_what_is_staged_counts_and_not_what_lies_beside(service, params):
    write(service, {"lib/new.py": PLANTED})
    assert rules(auditlib.gate(params, staged=True)) == []

    git(service, "add", "lib/new.py")
    write(service, {"lib/new.py": ""})

    assert rules(auditlib.gate(params, staged=True)) == ["AL302"]
    assert rules(auditlib.gate(params)) == []


def test_a_finding_and_its_acceptance_can_be_staged_together(service, params):
    write(service, {"lib/new.py": PLANTED})
    auditlib.baseline(params, reason="both at once")
    git(service, "add", "lib/new.py")
    assert rules(auditlib.gate(params, staged=True)) == ["AL302"]

    git(service, "add", "-A")
    gate = auditlib.gate(params, staged=True)

    assert (rules(gate), gate.growth.added, gate.growth.removed) == ([], 1, 0)


def test_against_a_revision_what_stands_there_passes(service):
    write(service, {"lib/new.py": PLANTED})

    assert rules(auditlib.gate(service, base="HEAD")) == ["AL302"]
    assert rules(auditlib.gate(service)) == ["AL302", "AL302"]


def test_what_was_mended_leaves_with_the_next_baseline(service, params):
    write(service, {"lib/app.py": "from lib.store import Store\n"})
    gate = auditlib.gate(params)
    assert [one.path for one in gate.fixed] == ["lib/app.py"]

    _, before, after = auditlib.baseline(params, prune=True)

    assert (len(before.accepted), len(after.accepted)) == (1, 0)


def test_a_baseline_keeps_the_reasons_it_has(service, params):
    write(service, {"lib/new.py": PLANTED})

    _, _, after = auditlib.baseline(params, reason="another")

    assert {one.path: one.reason for one in after.accepted} == {"lib/app.py": "to be mended", "lib/new.py": "another"}


def test_an_acceptance_ends_with_its_last_day(service):
    params = service / "params/service.yaml"
    auditlib.baseline(params, reason="for now", expires="2026-03-01")

    assert rules(auditlib.gate(params, today=date(2026, 3, 1))) == []
    assert rules(auditlib.gate(params, today=date(2026, 3, 2))) == ["AL302"]


@pytest.mark.parametrize(
    ("policy", "message"), [("growth: fail", "accepts 1 finding more"), ("stale: fail", "that nothing has")]
)
def test_a_policy_fails_the_gate(service, params, policy, message):
    write(service, {"params/service.yaml": FILES["params/service.yaml"] + f"gate: {{{policy}}}\n"})
    write(service, {"lib/app.py": "", "lib/new.py": PLANTED})
    auditlib.baseline(params, reason="x", rules=["AL302"])
    write(service, {"lib/new.py": "" if "stale" in policy else PLANTED})

    gate = auditlib.gate(params)

    assert message in gate.broken_policies[0]
    assert run_command(["gate", str(params), "--quiet"]) == Exit.FOUND


def test_scan_and_run_mark_what_is_accepted(params):
    run = auditlib.scan(params)

    assert [one.accepted for one in run.findings if one.rule == "AL302"] == ["to be mended"]
    assert not run.new_findings


def test_a_shallow_history_says_that_renames_are_not_followed(tmp_path, service, params):
    commit(service, {"lib/more.py": ""})
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{service}", "shallow")
    git(tmp_path / "shallow", "mv", "lib/app.py", "lib/main.py")

    gate = auditlib.gate(tmp_path / "shallow/params/service.yaml")

    assert rules(gate) == ["AL302"]
    assert [one.code for one in gate.diagnostics] == ["renames-not-followed"]


def test_nothing_read_is_no_pass(tmp_path, capsys):
    write(tmp_path / "empty", {"notes.txt": "x"})

    assert run_command(["gate", str(tmp_path / "empty")]) == Exit.INCOMPLETE
    assert "VACUOUS" in capsys.readouterr().out


def test_a_file_that_cannot_be_judged_is_no_pass(service, params, capsys):
    write(service, {"lib/app.py": "def broken(:\n"})

    assert run_command(["gate", str(params)]) == Exit.INCOMPLETE
    assert "accepted, in files that could not be judged" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "is no baseline"),
        ('{"format": 2, "accepted": []}', "has format 2"),
        ('{"accepted": [{"path": "a", "rule": "AL1", "subject": "s", "reason": " "}]}', "has no reason"),
        ('{"accepted": [{"path": "a", "rule": "AL1", "subject": "s"}]}', "missing required field `reason`"),
        (
            '{"accepted": [{"path": "a", "rule": "AL1", "subject": "s", "reason": "r", "expires": "soon"}]}',
            "which is no day",
        ),
    ],
)
def test_a_damaged_baseline_is_wrong_usage(service, capsys, text, message):
    write(service, {"params/service.baseline.json": text})

    assert run_command(["gate", str(service / "params/service.yaml")]) == Exit.USAGE
    assert message in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "1 finding would be accepted: say why, with --reason TEXT"),
        (["--reason", "x", "--expires", "2026-2-1"], "--expires 2026-2-1 is no day"),
    ],
)
def test_a_baseline_wants_a_reason_and_a_day(service, capsys, arguments, message):
    assert run_command(["baseline", str(service / "params/service.yaml"), *arguments]) == Exit.USAGE
    assert message in capsys.readouterr().err
    assert not (service / "params/service.baseline.json").exists()


def test_a_baseline_is_not_written_in_ci(service, monkeypatch, capsys):
    monkeypatch.setenv("CI", "true")

    assert run_command(["baseline", str(service / "params/service.yaml"), "--reason", "x"]) == Exit.USAGE
    assert "not written in CI" in capsys.readouterr().err


def test_params_may_name_a_baseline_from_the_folder_above(tmp_path, service):
    text = f"repository: {service}\nscope: [lib]\nbaseline: params/known.json\n"
    write(tmp_path / "workspace", {"params/service.yaml": text})
    assert run_command(["gate", str(tmp_path / "workspace/params/service.yaml")]) == Exit.USAGE

    path, _, _ = auditlib.baseline(tmp_path / "workspace/params/service.yaml", reason="x")

    assert path == tmp_path / "workspace/params/known.json"
    assert rules(auditlib.gate(tmp_path / "workspace/params/service.yaml")) == []


@pytest.mark.parametrize("form", ["text", "json", "markdown", "sarif", "junit", "github", "codeclimate"])
def test_every_form_has_the_new_finding_and_the_exit_code(service, params, capsys, tmp_path, form):
    write(service, {"lib/new.py": PLANTED})

    assert run_command(["gate", str(params), "--format", form, "--out", str(tmp_path / "out")]) == Exit.FOUND

    text = capsys.readouterr().out
    assert "lib/new.py" in text.replace("\\", "")
    assert json.loads((tmp_path / "out/gate.json").read_text())["verdict"].startswith("FAIL: 1 new")


def test_the_hook_stops_a_commit_and_lets_another_pass(service, params):
    path = auditlib.hook(params, service)
    assert os.access(path, os.X_OK)

    write(service, {"lib/new.py": PLANTED})
    git(service, "add", "-A")
    stopped = try_commit(service)
    assert stopped.returncode
    assert b"FAIL: 1 new" in stopped.stdout + stopped.stderr

    write(service, {"lib/new.py": "from lib.store import Store\n"})
    git(service, "add", "-A")
    assert try_commit(service).returncode == 0


def test_a_commit_of_some_files_is_judged_by_what_it_takes(service, params):
    auditlib.hook(params, service)
    write(service, {"lib/new.py": PLANTED, "lib/other.py": "x = 1\n"})
    git(service, "add", "-A")

    done = try_commit(service, "lib/other.py")

    assert done.returncode == 0, done.stdout


def test_a_linked_worktree_is_judged_by_its_own_params_and_baseline(service, params, tmp_path):
    path = auditlib.hook(params, service)
    assert " params/service.yaml --staged" in path.read_text()

    git(service, "worktree", "add", "-q", tmp_path / "other", "-b", "other")
    write(tmp_path / "other", {"lib/new.py": PLANTED, "params/service.yaml": FILES["params/service.yaml"] + EXCEPT})
    git(tmp_path / "other", "add", "-A")

    assert try_commit(tmp_path / "other").returncode == 0


def test_a_hook_that_is_not_ours_stays(service, params):
    write(service, {".git/hooks/pre-commit": "#!/bin/sh\nexit 0\n"})

    with pytest.raises(auditlib.SourceError, match="not ours; add this line to it"):
        auditlib.hook(params, service)


def test_a_hook_goes_where_the_repository_keeps_its_hooks(service, params):
    git(service, "config", "core.hooksPath", ".hooks")

    assert auditlib.hook(params, service) == service / ".hooks/pre-commit"


def test_the_hook_of_pre_commit_is_a_command_that_there_is():
    (hook,) = yaml.safe_load((Path(__file__).parents[2] / ".pre-commit-hooks.yaml").read_text())
    done = subprocess.run([sys.executable, "-m", *hook["entry"].split(), "--help"], capture_output=True, check=False)

    assert done.returncode == 0
