"""The command `auditlib compare`: the demo's answer key, planted breaks and moves, and every ending."""

import json

import pytest
from demo_key import LIB, key
from repositories import commit, git

import auditlib
from auditlib.cli import Exit, run_command

BASE = {
    "lib/__init__.py": "",
    "lib/store.py": "class Store:\n    def get(self, key):\n        return key\n\n    def put(self, key, value):\n"
    "        self.key = value\n\n\ndef helper(first, second=1):\n    return first + second\n",
    "lib/app.py": "from lib.store import Store, helper\n\n\ndef run():\n    return Store().get(helper(1, second=2))\n",
    "tests/test_store.py": "from lib.store import Store\n\n\ndef test_get():\n    assert Store().get(1) == 1\n",
}


def compared(tmp_path, head, base=BASE, gone=()):
    """The comparison of two commits: the second one has the files of `head` instead, and lacks those that are gone."""
    first = commit(tmp_path / "service", base)
    for path in gone:
        git(tmp_path / "service", "rm", "-q", "-r", path)
    second = commit(tmp_path / "service", head, "change")
    return auditlib.compare(tmp_path / "service", first, second)


@pytest.fixture(scope="module")
def demo():
    return auditlib.compare("demo")


def test_demo_api_breaks_are_those_of_the_key(demo):
    found = {(one.path, one.qualname) for one in demo.api_breaks}
    wanted = {(LIB + one["path"], one["qualname"]) for one in key()["api_breaks"]}

    assert wanted - found == set()


def test_demo_consumers_are_those_of_the_key(demo):
    found = {
        (one.path, one.qualname): {place.path.removeprefix(LIB) for place in one.consumers} for one in demo.api_breaks
    }
    for one in key()["api_breaks"]:
        assert {path for path, _ in one["consumers"]} <= found[LIB + one["path"], one["qualname"]], one


def test_demo_broken_imports_are_those_of_the_key(demo):
    found = {(one.path, one.silently_disabled) for one in demo.broken_imports}

    assert {(one["path"], one["silently_disabled"]) for one in key()["broken_imports"]} - found == set()


def test_demo_undefined_names_and_stale_exports_are_those_of_the_key(demo):
    wanted = {(one["path"], one["name"], False) for one in key()["undefined_names"]}
    wanted |= {(one["path"], name, True) for one in key()["stale_exports"] for name in one["names"]}

    assert {(one.path, one.name, one.export) for one in demo.undefined_names} == wanted


def test_demo_missing_members_are_those_of_the_key(demo):
    found = {(one.path, one.definition, one.target.rpartition(".")[2]) for one in demo.broken_calls}

    assert {(one["path"], one["qualname"], one["member"]) for one in key()["missing_members"]} - found == set()


def test_demo_tests_that_guard_less_are_those_of_the_key(demo):
    found = {(one.path, one.test) for one in demo.tests}
    tests = key()["tests"]

    assert {(one["path"], "") for one in tests["deleted"]} - found == set()
    assert {(one["path"], one["qualname"]) for one in tests["weakened"]} - found == set()


FUNCTION = "def job_{0}(first, second):\n    total = first * {0} + second\n    return total\n"
FUNCTIONS = [FUNCTION.format(number) for number in range(30)]


def test_a_file_split_in_three_is_moved_to_the_line(tmp_path):
    thirds = {f"lib/part_{one}.py": "\n\n".join(FUNCTIONS[one * 10 : one * 10 + 10]) for one in range(3)}
    whole = {"lib/__init__.py": "", "lib/jobs.py": "\n\n".join(FUNCTIONS)}

    found = compared(tmp_path, thirds, whole, gone=["lib/jobs.py"])

    flow = found.total()
    assert flow.net.sloc == 0
    assert flow.moved_in.sloc + flow.added.sloc == 90
    assert flow.moved_in.sloc >= 0.95 * 90


def test_a_renamed_class_is_moved_and_its_name_is_lost(tmp_path):
    renamed = BASE["lib/store.py"].replace("class Store", "class Shelf")

    found = compared(tmp_path, {"lib/shelf.py": renamed}, gone=["lib/store.py"])

    assert found.total().net.physical == 0
    assert {one.kind.value for one in found.api_breaks if one.qualname == "Store"} == {"renamed"}
    assert {one.path for one in found.broken_imports} == {"lib/app.py", "tests/test_store.py"}


def test_a_renamed_package_has_no_net_lines(tmp_path):
    moved = {path.replace("lib/", "core/"): text for path, text in BASE.items() if path.startswith("lib/")}
    moved = {path: text.replace("lib.", "core.") for path, text in moved.items()}
    tests = {"tests/test_store.py": BASE["tests/test_store.py"].replace("lib.", "core.")}

    found = compared(tmp_path, moved | tests, gone=["lib"])

    assert found.total().net.sloc == 0
    assert found.total().deleted.sloc <= 1
    assert (found.broken_imports, found.undefined_names, found.broken_calls) == ((), (), ())


def test_a_move_with_a_reexport_breaks_nothing(tmp_path):
    head = {"lib/shelf.py": BASE["lib/store.py"], "lib/store.py": "from lib.shelf import Store, helper\n"}

    found = compared(tmp_path, head)

    assert (found.api_breaks, found.broken_imports, found.broken_calls, found.tests) == ((), (), (), ())


@pytest.mark.parametrize(
    ("before", "after", "kinds"),
    [
        ("def get(self, key)", "async def get(self, key)", {"became_async"}),
        ("def get(self, key)", "def get(self, key, default)", {"parameter_required"}),
        ("def get(self, key)", "def get(self)", {"parameter_removed"}),
        ("def get(self, key)", "def get(self, name)", {"parameter_renamed"}),
        ("def get(self, key)", "def get(self, *, key)", {"parameter_kind"}),
        ("def get(self, key)", "def get(self, key, default=None)", set()),
        ("def get(self, key)", "@property\n    def get(self)", {"became_property"}),
        ("def helper(first, second=1)", "def helper(second=1, first=2)", {"parameter_moved"}),
        ("def helper(first, second=1)", "def assist(first, second=1)", {"renamed"}),
        ("class Store:", "class Store(dict):", set()),
    ],
)
def test_kinds_of_api_breaks(tmp_path, before, after, kinds):
    text = BASE["lib/store.py"].replace("return key", "return None")

    found = compared(tmp_path, {"lib/store.py": text.replace(before, after)}, BASE | {"lib/store.py": text})

    assert {one.kind.value for one in found.api_breaks} == kinds


def test_callers_that_no_longer_fit_are_found(tmp_path):
    text = BASE["lib/store.py"].replace("def get(self, key)", "async def get(self, key)").replace("second=1", "third=1")

    found = compared(tmp_path, {"lib/store.py": text})

    assert {(one.path, one.line, one.fault.value) for one in found.broken_calls} == {
        ("lib/app.py", 5, "not_awaited"), ("lib/app.py", 5, "arguments"), ("tests/test_store.py", 5, "not_awaited"),
    }  # fmt: skip


GUARDED = "try:\n    from lib.gone import x\nexcept ImportError:\n    {0}\n"


@pytest.mark.parametrize(
    ("head", "wanted"),
    [
        ({"lib/app.py": "from lib.gone import x\n"}, [("lib/app.py", False, "top")]),
        ({"lib/app.py": GUARDED.format("x = None")}, [("lib/app.py", True, "try")]),
        ({"lib/app.py": GUARDED.format("raise")}, [("lib/app.py", False, "try")]),
        (
            {"lib/store.py": "import lib.gone\n", "lib/app.py": "from lib import store\n"},
            [("lib/app.py", False, "top"), ("lib/store.py", False, "top"), ("tests/test_store.py", False, "top")],
        ),
        ({"lib/app.py": "import json\nimport os.path\n"}, []),
    ],
    ids=["plain", "guarded", "raised again", "through another", "standard library"],
)
def test_broken_imports(tmp_path, head, wanted):
    found = compared(tmp_path, head)

    assert sorted({(one.path, one.silently_disabled, one.context.value) for one in found.broken_imports}) == wanted


TEST = "def test_get():\n    assert Store().get(1) == 1\n"


@pytest.mark.parametrize(
    ("text", "fate", "detail"),
    [
        (TEST.replace("assert ", ""), "weakened", "assertions 1 → 0"),
        (f"import pytest\n\n\n@pytest.mark.skip\n{TEST}", "skipped", "by pytest.mark.skip"),
        (f"import pytest\n\n\n@pytest.mark.xfail\n{TEST}", "xfailed", "by pytest.mark.xfail"),
        (TEST.replace("==", ">="), "weakened", "Store().get(1) == 1 → Store().get(1) >= 1"),
        ("def test_other():\n    pass\n", "deleted", ""),
    ],
    ids=["assertion", "skip", "xfail", "comparison", "deleted"],
)
def test_tests_that_guard_less(tmp_path, text, fate, detail):
    found = compared(tmp_path, {"tests/test_store.py": f"from lib.store import Store\n{text}"})

    assert [(one.test, one.change.value, one.detail) for one in found.tests] == [("test_get", fate, detail)]


def test_a_threshold_in_a_constant_that_is_raised_weakens_the_test(tmp_path):
    text = "LIMIT = 50\n\n\ndef test_fast():\n    assert took() < LIMIT\n"
    base = {"tests/test_speed.py": text}

    found = compared(tmp_path, {"tests/test_speed.py": text.replace("50", "500")}, base)

    assert [one.detail for one in found.tests] == ["took() < LIMIT (50) → took() < LIMIT (500)"]


@pytest.mark.parametrize(
    ("text", "kind", "risk"),
    [
        ("try:\n    from lib.store import Store\nexcept ImportError:\n    Store = None\n", "fallback_stub", True),
        ("def run():\n    try:\n        return 1\n    except ValueError:\n        pass\n", "silent_except", True),
        ("def run():\n    try:\n        return 1\n    except Exception:\n        return 0\n", "broad_except", True),
        ("from lib import store\nStore = store.Store\nfrom lib.other import helper\n", "import_path", False),
    ],
)
def test_repairs(tmp_path, text, kind, risk):
    found = compared(tmp_path, {"lib/app.py": text, "lib/other.py": "helper = 1\n"})

    assert (kind, risk) in {(one.kind.value, one.risk) for one in found.fixes}


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    folder = tmp_path_factory.mktemp("compare") / "service"
    first = commit(folder, BASE | {"docs/plan.md": "# Plan\n"})
    second = commit(folder, {"lib/store.py": "def helper(first):\n    return first\n", "docs/plan.md": b"# Pl\xe4n\n"})
    return folder, first, second


def test_json_has_the_keys_of_the_contract(service, capsys):
    folder, first, second = service

    assert run_command(["compare", str(folder), first, second, "--quiet", "--format", "json"]) == Exit.FOUND

    found = json.loads(capsys.readouterr().out)
    assert (found["format"], found["base"], found["head"]) == (1, first, second)
    assert {"ledger", "files", "api_breaks", "broken_imports", "undefined_names", "tests"} <= found.keys()
    assert {"area", "prefix", "added", "deleted", "moved", "net"} <= found["ledger"][0].keys()
    assert {"path", "from", "change", "added", "deleted", "net"} <= found["files"][0].keys()
    assert {"path", "qualname", "kind", "before", "after", "consumers"} <= found["api_breaks"][0].keys()
    assert {"path", "line", "statement", "context", "reason", "silently_disabled"} <= found["broken_imports"][0].keys()


@pytest.mark.parametrize("output", ["text", "markdown"])
def test_reports_say_what_broke_and_keep_it_in_a_folder(service, capsys, tmp_path, output):
    folder, first, second = service
    options = ["--quiet", "--format", output, "--out", str(tmp_path / "out")]

    assert run_command(["compare", str(folder), first, second, *options]) == Exit.FOUND

    said = capsys.readouterr().out
    assert "lib/app.py:1" in said
    assert "product code -5 SLOC (-8 physical)" in said
    suffix = {"text": "txt", "markdown": "md"}[output]
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"comparison.json", f"comparison.{suffix}"}


def test_one_revision_twice_differs_in_nothing(service, capsys):
    folder, first, _ = service

    assert run_command(["compare", str(folder), first, first, "--quiet"]) == Exit.CLEAN
    assert "base and head are one commit" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("base", "code", "said"),
    [("nowhere", Exit.INCOMPLETE, "'nowhere' names no commit"), ("HEAD:lib", Exit.INCOMPLETE, "names no commit")],
)
def test_a_revision_that_is_not_there_is_named(service, capsys, base, code, said):
    folder, _, second = service

    assert run_command(["compare", str(folder), base, second, "--quiet"]) == code
    assert said in capsys.readouterr().err


def test_a_call_that_a_test_makes_to_see_it_fail_is_not_broken(tmp_path):
    head = {
        "lib/store.py": BASE["lib/store.py"].replace("def helper(first, second=1)", "def helper(first, /)"),
        "lib/app.py": "from lib.store import Store, helper\n\n\ndef run():\n    return Store().get(helper(1))\n",
        "tests/test_store.py": "import pytest\nfrom lib.store import helper\n\n\ndef test_get():\n"
        "    with pytest.raises(TypeError):\n        helper(1, second=2)\n",
    }

    assert compared(tmp_path, head).broken_calls == ()
