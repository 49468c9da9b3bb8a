"""`auditlib scan` from the outside: exit codes, formats, and an account of every file."""

import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from repositories import commit, git, write

ASSETS = Path(__file__).parents[1] / "assets"
SCHEMA = jsonschema.Draft202012Validator(json.loads((ASSETS / "audit.schema.json").read_text()))
SMALL = {
    "service/__init__.py": "",
    "service/core.py": "import os\n\n\ndef run(path):\n    return os.path.join(path, 'x')\n",
    "service/api.py": "from service.core import run\n\n\ndef main():\n    return run('.')\n",
    "README.md": "# A service\n",
}


def auditlib(*arguments, cwd=None, **environ):
    """Run the command line in a process of its own, as a user does."""
    return subprocess.run(
        [sys.executable, "-m", "auditlib", *map(str, arguments)],
        capture_output=True, text=True, cwd=cwd, env=os.environ | environ, timeout=120, check=False,
    )  # fmt: skip


def scanned(repository, *arguments):
    done = auditlib("scan", repository, "--format", "json", *arguments)
    assert done.returncode in (0, 1, 3), done.stderr
    audit = json.loads(done.stdout)
    SCHEMA.validate(audit)
    return audit


@pytest.mark.parametrize(
    ("files", "code"),
    [
        (SMALL, 0),
        (SMALL | {"service/broken.py": "from service.gone import x\n"}, 1),
        (SMALL | {"service/odd.py": "def f(:\n"}, 3),
        ({}, 3),
    ],
    ids=["clean", "a finding", "a file that does not parse", "nothing to judge"],
)
def test_exit_code_says_what_was_found(tmp_path, files, code):
    write(tmp_path / "repo", files)

    done = auditlib("scan", tmp_path / "repo")

    assert (done.returncode, "Traceback" in done.stderr) == (code, False), done.stdout + done.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["gone"], 2, "gone"),
        ([".", "--only", "clomes"], 2, "clones"),
        ([".", "--format", "pdf"], 2, "pdf"),
        ([".", "--params", "nowhere.yaml"], 2, "nowhere.yaml"),
        ([".", "--at", "v9"], 3, "v9"),
        ([".", "--jobs", "0"], 2, "jobs"),
        ([], 2, "REPOSITORY"),
    ],
    ids=[
        "no folder",
        "no such part",
        "no such format",
        "no params",
        "no revision",
        "no jobs",
        "nothing",
    ],
)
def test_wrong_usage_names_the_fault(tmp_path, arguments, code, says):
    commit(tmp_path, SMALL)

    done = auditlib("scan", *arguments, cwd=tmp_path)

    assert done.returncode == code
    assert says in done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


def test_json_is_valid_and_the_files_add_up(tmp_path):
    write(tmp_path, SMALL | {"logo.png": b"\x89PNG", "service/odd.py": "def f(:\n", "huge.py": "#" * 6_000_000})

    audit = scanned(tmp_path)

    fates = {file["path"]: file["status"] for file in audit["files"]}
    assert fates["logo.png"] == "skipped"
    assert fates["service/odd.py"] == fates["huge.py"] == "failed"
    (told,) = [row for row in audit["diagnostics"] if row["path"] == "huge.py"]
    assert "5,000,000 bytes" in told["message"]
    assert len(audit["files"]) == 7
    assert {(row["target"], row["imported"]) for row in audit["imports"]} >= {("service.core", "service/core.py")}


def test_json_is_valid_with_a_namespace_package(tmp_path):
    write(tmp_path, {"space/part.py": "x = 1\n", "main.py": "import space\nfrom space import part\n"})

    assert [row["imported"] for row in scanned(tmp_path, "--only", "imports")["imports"]] == ["space", "space/part.py"]


def test_only_brings_what_was_asked_for(tmp_path):
    write(tmp_path, SMALL)

    audit = scanned(tmp_path, "--only", "imports")

    assert audit["parts"] == ["imports"]
    assert "imports" in audit
    assert not {"modules", "clones", "declarations", "findings"} & set(audit)


def test_two_scans_give_the_same_bytes_with_and_without_cache(tmp_path):
    commit(tmp_path / "repo", SMALL)

    first = auditlib("scan", tmp_path / "repo", "--format", "json", AUDITLIB_CACHE="").stdout
    cold = auditlib("scan", tmp_path / "repo", "--format", "json", AUDITLIB_CACHE=str(tmp_path / "cache")).stdout
    warm = auditlib(
        "scan", tmp_path / "repo", "--format", "json", "--jobs", "1", AUDITLIB_CACHE=str(tmp_path / "cache")
    ).stdout

    assert first == cold == warm
    assert str(tmp_path) not in first


def test_a_changed_file_is_audited_again(tmp_path):
    write(tmp_path, SMALL)
    scanned(tmp_path)

    write(tmp_path, {"service/api.py": "from service.cord import run\n"})

    assert [finding["rule"] for finding in scanned(tmp_path)["findings"]] == ["AL302"]


def test_a_revision_is_read_without_checkout(tmp_path):
    first = commit(tmp_path / "repo", SMALL)
    commit(tmp_path / "repo", {"service/late.py": "x = 1\n"})
    git(tmp_path, "clone", "-q", "--bare", "repo", "bare.git")

    old = scanned(tmp_path / "bare.git", "--at", first)
    new = scanned(tmp_path / "bare.git")

    assert old["project"]["revision"] == first
    assert {"service/late.py"} == {file["path"] for file in new["files"]} - {file["path"] for file in old["files"]}


def test_out_is_written_whole_and_only_over_an_audit(tmp_path):
    write(tmp_path / "repo", SMALL)
    write(tmp_path / "precious", {"thesis.txt": "years of work"})

    made = auditlib("scan", tmp_path / "repo", "--format", "markdown", "--out", tmp_path / "audit")
    again = auditlib("scan", tmp_path / "repo", "--out", tmp_path / "audit")
    refused = auditlib("scan", tmp_path / "repo", "--out", tmp_path / "precious")

    assert (made.returncode, again.returncode, refused.returncode) == (0, 0, 2)
    assert sorted(path.name for path in (tmp_path / "audit").iterdir()) == ["audit.json", "audit.txt"]
    assert [path.name for path in (tmp_path / "precious").iterdir()] == ["thesis.txt"]
    assert "thesis" not in refused.stderr or "precious" in refused.stderr


def test_hostile_text_cannot_move_the_cursor(tmp_path):
    write(tmp_path, {"a.py": "from .\\\nb import c\n", "\x1b[2Jevil.py": "import a.gone\n"})

    done = auditlib("scan", tmp_path)

    assert "\x1b" not in done.stdout + done.stderr


def test_params_narrow_the_scope_and_name_the_critical_tests(tmp_path):
    write(
        tmp_path / "repo",
        SMALL
        | {
            "tools/x.py": "import service.gone\n",
            "tests/test_core.py": "def test(): pass\n",
            "tests/p0.yaml": "- {name: core, test_module: tests/test_core.py}\n- {name: lost, test_module: lost.py}\n",
        },
    )
    write(tmp_path, {"audit.yaml": "scope: [service]\ncritical_tests: tests/p0.yaml\n"})

    audit = scanned(tmp_path / "repo", "--params", tmp_path / "audit.yaml")

    roles = {file["path"]: file["role"] for file in audit["files"]}
    assert roles["tests/test_core.py"] == "critical_test"
    assert roles["tools/x.py"] == "other"
    assert [row["message"] for row in audit["diagnostics"]] == ["the test module lost.py is not there"]


def test_a_branch_may_be_called_base(tmp_path):
    first = commit(tmp_path, SMALL)
    git(tmp_path, "branch", "base")
    git(tmp_path, "branch", "head")
    commit(tmp_path, {"service/late.py": "x = 1\n"})

    assert scanned(tmp_path, "--at", "base")["project"]["revision"] == first
    assert scanned(tmp_path, "--at", "head")["project"]["revision"] == first


def test_base_and_head_are_those_of_the_params_where_they_name_one(tmp_path):
    first = commit(tmp_path / "repo", SMALL)
    git(tmp_path / "repo", "branch", "base")
    second = commit(tmp_path / "repo", {"service/late.py": "x = 1\n"})
    write(tmp_path, {"audit.yaml": f"base: '{second}'\n"})

    found = [scanned(tmp_path / "repo", "--params", tmp_path / "audit.yaml", "--at", at) for at in ("base", "head")]

    assert {audit["project"]["revision"] for audit in found} == {second} != {first}


def test_a_longer_history_of_the_same_files_is_seen_by_a_warm_scan(tmp_path):
    branching = "def f(a):\n    return 1 if a else 2\n"
    commit(tmp_path, {"a.py": branching})
    before = scanned(tmp_path)
    commit(tmp_path, {"a.py": "x = 1\n"})
    commit(tmp_path, {"a.py": branching})

    warm = scanned(tmp_path)

    assert [row["commits"] for row in before["hotspots"]] != [3]
    assert [row["commits"] for row in warm["hotspots"]] == [3]


def test_a_scope_that_holds_nothing_is_wrong_params(tmp_path):
    write(tmp_path / "repo", SMALL)
    write(tmp_path, {"audit.yaml": "scope: [servise]\n"})

    done = auditlib("scan", tmp_path / "repo", "--params", tmp_path / "audit.yaml")

    assert (done.returncode, done.stdout) == (2, "")
    assert "scope: servise" in done.stderr


@pytest.mark.parametrize("key", ["structure.document", "critical_tests"])
def test_a_document_that_params_name_and_no_one_has_is_missed(tmp_path, key):
    write(tmp_path / "repo", SMALL)
    outer, _, inner = key.partition(".")
    write(tmp_path, {"audit.yaml": f"{outer}: {{{inner}: gone.md}}\n" if inner else f"{outer}: gone.md\n"})

    done = auditlib("scan", tmp_path / "repo", "--params", tmp_path / "audit.yaml")

    assert done.returncode == 3
    assert "not judged  gone.md" in done.stdout


def test_a_critical_feature_over_nothing_cannot_be_told(tmp_path):
    write(tmp_path / "repo", SMALL)
    feature = "{name: audit, scope: [nowhere], evidence: {calls: [a]}, minimum: 0.5}"
    write(tmp_path, {"audit.yaml": f"critical_features: [{feature}]\n"})

    done = auditlib("scan", tmp_path / "repo", "--params", tmp_path / "audit.yaml")

    assert done.returncode == 3
    assert "feature-vacuous: nothing in scope of critical feature audit" in done.stdout


def test_only_forgives_blanks_but_not_nothing(tmp_path):
    write(tmp_path, SMALL)

    assert scanned(tmp_path, "--only", "imports, files")["parts"] == ["files", "imports"]
    assert auditlib("scan", tmp_path, "--only", "").returncode == 2


def test_out_never_replaces_a_folder_that_holds_more_than_an_audit(tmp_path):
    write(tmp_path / "repo", SMALL | {"audit.json": "{}"})

    assert auditlib("scan", tmp_path / "repo", "--out", tmp_path / "repo").returncode == 2
    assert (tmp_path / "repo" / "README.md").is_file()


def test_out_may_be_a_link_to_an_audit(tmp_path):
    write(tmp_path / "repo", SMALL)
    (tmp_path / "latest").symlink_to("audit")

    codes = [auditlib("scan", tmp_path / "repo", "--out", tmp_path / "latest").returncode for _ in range(2)]

    assert codes == [0, 0]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["audit", "latest", "repo"]
    assert (tmp_path / "latest").is_symlink()


@pytest.mark.parametrize("files", [SMALL, SMALL | {"odd.py": "def f(:\n"}], ids=["clean", "incomplete"])
def test_who_reads_no_further_still_learns_the_verdict(tmp_path, files):
    write(tmp_path, files)
    reader, writer = os.pipe()
    os.close(reader)

    command = [sys.executable, "-m", "auditlib", "scan", str(tmp_path)]
    done = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, check=False, timeout=120)
    os.close(writer)

    assert (done.returncode, done.stderr) == (3 if "odd.py" in files else 0, b"")


def test_a_terminal_that_cannot_show_a_name_gets_it_escaped(tmp_path):
    write(tmp_path, {"\u03bb.py": "from .gone import x\n"})

    done = auditlib("scan", tmp_path, PYTHONIOENCODING="latin-1")

    assert done.returncode == 1, done.stderr
    assert "\\u03bb.py:1" in done.stdout


@pytest.mark.parametrize(("options", "told"), [((), 1), (("--quiet",), 0)], ids=["told", "--quiet"])
def test_a_cache_that_cannot_be_used_is_told_of_once(tmp_path, options, told):
    write(tmp_path / "repo", SMALL)
    write(tmp_path, {"cache": "a file"})

    done = auditlib("scan", tmp_path / "repo", *options, AUDITLIB_CACHE=str(tmp_path / "cache"))

    assert done.returncode == 0
    assert done.stderr.count("not cached") == told


def test_a_tree_may_stand_at_the_top_of_the_repository(tmp_path):
    drawn = "# Structure\n\n```\nserv/\n├── README.md\n└── service/\n    └── core.py\n```\n"
    write(tmp_path / "repo", SMALL | {"PROJECT_STRUCTURE.md": drawn})
    write(tmp_path, {"audit.yaml": "structure: {roots: {serv/: .}}\n"})

    audit = scanned(tmp_path / "repo", "--params", tmp_path / "audit.yaml", "--only", "structure,findings")

    assert {"README.md", "service/core.py"} <= {row["path"] for row in audit["declarations"]}
    assert audit["findings"] == []


SOUND = "- {name: core, test_module: tests/test_core.py}\n"


@pytest.mark.parametrize(
    ("files", "params", "code", "label"),
    [
        (
            {"huge.py": "#" * 5_000_001},
            "counting: sloc",
            3,
            "not judged  huge.py  unread: larger than the limit of 5,000,000 bytes",
        ),
        ({"huge.py": "#" * 5_000_001}, "exclude: [huge.py]", 0, ""),
        ({"p0.yaml": ""}, "critical_tests: p0.yaml", 3, "not judged  p0.yaml  critical-test-definition: defines no"),
        (
            {"p0.yaml": SOUND},
            "critical_tests: p0.yaml",
            1,
            "missing     p0.yaml  critical-test-missing: the test module",
        ),
        ({}, "critical_tests: p0.yaml", 3, "not judged  p0.yaml  critical-tests-missing"),
        ({}, "categories: {caching: {canonical: 'c.py:C'}}", 1, "missing     c.py  canonical-missing"),
        ({"pyproject.toml": "[tool"}, "counting: sloc", 0, "note        pyproject.toml  settings-unreadable"),
        ({".git": "no repository"}, "counting: sloc", 3, "not judged  .  git-unreadable"),
        ({}, "import_roots: [gone]", 2, "import_roots: gone"),
        ({}, "tests: [gone]", 2, "tests: gone"),
        ({}, "structure: {strict_under: [gone]}", 2, "structure.strict_under: gone"),
    ],
)
def test_what_is_not_judged_and_what_is_missing_decide_the_exit_code(tmp_path, files, params, code, label):
    write(tmp_path / "repo", SMALL | files)
    write(tmp_path, {"audit.yaml": f"{params}\n"})

    done = auditlib(
        "scan", tmp_path / "repo", "--params", tmp_path / "audit.yaml", "--only", "structure,findings,files"
    )

    assert label in done.stdout + done.stderr
    assert (done.returncode, "Traceback" in done.stderr) == (code, False), done.stdout + done.stderr
