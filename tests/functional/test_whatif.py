"""The command `auditlib whatif`: what it prints, and the exit code of every ending."""

import json

import pytest
from repositories import write

import auditlib
from auditlib.cli import Exit, run_command

FILES = {
    "lib/__init__.py": "",
    "lib/old.py": "class Old:\n    def fetch(self, key):\n        return key\n",
    "lib/new.py": "class New:\n    async def fetch(self, key):\n        return key\n",
    "app.py": "from lib.old import Old\n\nold = Old()\nprint(old.fetch(1))\n",
    "tests/p0/test_app.py": "import app\n",
    "p0.yaml": "- {name: App, test_module: tests/p0/test_app.py}\n",
    "params.yaml": "critical_tests: p0.yaml\n",
}


@pytest.fixture
def repository(tmp_path):
    write(tmp_path, FILES)
    return tmp_path


def ask(repository, *arguments):
    return run_command(["whatif", str(repository), "--quiet", *arguments])


def test_json_has_the_keys_of_the_contract(repository, capsys):
    params = str(repository / "params.yaml")
    options = ["--into", "lib/new.py:New", "--params", params, "--format", "json"]

    assert ask(repository, "--remove", "lib/old.py:Old", *options) == Exit.CLEAN

    found = json.loads(capsys.readouterr().out)
    assert found["gross"] == {"physical": 4, "sloc": 4, "logical": 4}
    assert found["glue"]["sloc"] >= 1
    assert [(one["path"], one["line"]) for one in found["callers"]] == [("app.py", 1), ("app.py", 3), ("app.py", 4)]
    assert [(one["member"], one["kind"], one["detail"]) for one in found["gap"]] == [
        ("fetch", "async", "becomes async")
    ]
    assert found["protection"]["loaded"] == ["tests/p0/test_app.py"]
    assert (found["protection"]["executed"], found["protection"]["unprotected"]) == (None, False)
    assert {"kept", "net", "low", "high", "method", "unknown", "parts", "into"} <= found.keys()


def test_text_says_what_goes_who_breaks_and_what_protects(repository, capsys):
    assert ask(repository, "--remove", "old.py:Old", "--into", "new.py:New") == Exit.CLEAN

    text = capsys.readouterr().out
    assert "strategy: adapter; feasible: an adapter closes the API gap" in text
    assert "lib/old.py: 1-3 (" in text
    assert "fetch: async, becomes async; app.py:4" in text
    assert "UNPROTECTED: no critical test is known" in text


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--remove", "lib/oldd.py:Old"], "did you mean lib/old.py?"),
        (["--remove", "lib/old.py:Olt"], "it has Old"),
        (["--remove", "lib/old.py:Old", "--into", "lib/new.py:Now"], "it has New"),
        (["--remove", "lib/old.py", "--into", "lib/old.py:Old"], "name one that stays"),
        ([], "--remove"),
    ],
    ids=["file", "definition", "into", "into-goes-too", "nothing"],
)
def test_what_cannot_be_meant_is_wrong_usage(repository, capsys, arguments, message):
    assert ask(repository, *arguments) == Exit.USAGE
    assert message in capsys.readouterr().err


def test_a_file_that_cannot_be_read_may_hide_callers(repository, capsys):
    write(repository, {"broken.py": "def ("})

    assert ask(repository, "--remove", "lib/old.py:Old") == Exit.INCOMPLETE
    assert "not judged: broken.py" in capsys.readouterr().out


def test_the_function_gives_the_same_as_the_command(repository):
    found = auditlib.whatif(repository, remove=["lib/old.py:Old"])

    assert isinstance(found, auditlib.Removal)
    assert [one.id for one in found.parts] == ["lib/old.py:Old"]


def test_patterns_of_a_scan_carry_what_whatif_says():
    found = [one for one in auditlib.scan("demo").patterns if one.removal]

    assert found
    for one in found:
        assert one.canonical
        into = f"{one.canonical.path}:{one.canonical.qualname}"
        if not one.part.members:
            assert auditlib.whatif("demo", remove=[f"{one.part.path}:{one.part.qualname}"], into=into) == one.removal


def test_what_is_kept_between_runs_is_what_was_derived():
    derived = auditlib.load("demo")
    first = (derived.patterns, derived.removals, derived.clones, dict(derived.silenced_clones), derived.steps)

    kept = auditlib.load("demo")

    assert (kept.patterns, kept.removals, kept.clones, dict(kept.silenced_clones), kept.steps) == first
