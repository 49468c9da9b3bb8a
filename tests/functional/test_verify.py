"""The command `auditlib verify`: the demo's answer key, claims that are true and false, and every ending."""

import json
import re

import pytest
from demo_key import key
from repositories import commit, git, write

import auditlib
from auditlib.cli import run_command
from auditlib.cli_shared import Exit
from auditlib.facts.prose import read_statements
from auditlib.model.claims import ClaimStatus

CONFIRMED, REFUTED, CONTRADICTED, UNVERIFIABLE = ClaimStatus

CACHE = "class Cache:\n" + "".join(f"    def get_{number}(self):\n        return {number}\n\n" for number in range(12))
BASE = {
    "lib/__init__.py": "",
    "lib/store.py": "class Store:\n    def get(self, key):\n        return key\n",
    "lib/cache.py": CACHE,
    "lib/old.py": "class OldStore:\n    pass\n\n\nclass NewStore:\n    pass\n",
    "lib/app.py": "from lib.cache import Cache\n\nx = Cache()\n",
    "docs/OVERVIEW.md": "# Version 1.0\n",
}
HEAD = {
    "lib/app.py": "from lib.store import Store\n\nx = Store()\n",
    "lib/old.py": "class NewStore:\n    pass\n",
    "docs/OVERVIEW.md": "# Version 2.1\n",
    "docs/PAGE.md": "# Store\n",
    "tests/p0.yaml": "- {name: A, test_module: tests/test_a.py}\n",
}
LINES = len(CACHE.splitlines())


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    """A repository in which a module of known size and a class went."""
    folder = tmp_path_factory.mktemp("verify") / "service"
    base = commit(folder, BASE)
    git(folder, "rm", "-q", "lib/cache.py")
    return folder, base, commit(folder, HEAD, "change")


@pytest.fixture
def verified(service, tmp_path):
    """The verdicts on a text."""

    def run(text):
        folder, base, head = service
        write(tmp_path, {"DOC.md": text})
        return auditlib.verify(tmp_path / "DOC.md", repository=folder, base=base, head=head).verdicts

    return run


def bare(text):
    return re.sub(r"[\s*`|]|^- ", "", text)


@pytest.fixture(scope="module")
def demo():
    return auditlib.verify("demo")


def answers(demo, claim):
    quote = bare(claim["quote"])
    return [one.status for one in demo.verdicts if quote in bare(one.quote) and one.kind == claim["kind"]]


NOT_SURE = (
    "All duplicate memory code moved to `MemoryOptimizer`",
    "All duplicate caching code found and moved to `CacheManager`",
    "100% of cache operations use `CacheManager`",
)
"""What is left are parts whose role is not sure: no verdict, where the key has one."""


@pytest.mark.parametrize("claim", key()["claims"], ids=lambda claim: claim["quote"][:40])
def test_demo_claims_are_judged_as_the_key_says(demo, claim):
    wanted = claim.get("without_trials", claim["verdict"])

    assert ("UNVERIFIABLE" if claim["quote"] in NOT_SURE else wanted) in answers(demo, claim)


def test_demo_has_no_false_confirmation(demo):
    wrong = {
        (claim["quote"], claim["kind"])
        for claim in key()["claims"]
        if claim.get("without_trials", claim["verdict"]) != "CONFIRMED" and CONFIRMED in answers(demo, claim)
    }

    assert wrong == set()


def test_every_statement_that_claims_something_has_a_verdict(demo):
    text = next(one.text for one in auditlib.load("demo", at="head").facts.documents if one.path == demo.document)
    marked = {one.line for one in read_statements(text) if "✅" in one.plain}

    assert marked - {one.line for one in demo.verdicts} == set()


@pytest.mark.parametrize(
    ("text", "status", "kind"),
    [
        (f"- {LINES} lines eliminated from `lib/cache.py`", CONFIRMED, "quantity"),
        (f"- {LINES - 5}+ lines eliminated from `lib/cache.py`", CONFIRMED, "quantity"),
        (f"- {LINES + 1}+ lines eliminated from `lib/cache.py`", REFUTED, "quantity"),
        (f"- {LINES - 5} lines eliminated from `lib/cache.py`", REFUTED, "quantity"),
        ("- 9,999+ lines eliminated", REFUTED, "quantity"),
        ("- Target: 9,999 lines", UNVERIFIABLE, "quantity"),
        ("- ✅ `lib/cache.py` deleted", CONFIRMED, "existence"),
        ("- ✅ `lib/store.py` deleted", REFUTED, "existence"),
        ("- ✅ `lib/never.py` deleted", REFUTED, "existence"),
        ("- ✅ Documentation: `docs/PAGE.md`", CONFIRMED, "existence"),
        ("- ✅ Documentation: `docs/NONE.md`", REFUTED, "existence"),
        ("- ✅ Test created: `docs/OVERVIEW.md`", UNVERIFIABLE, "existence"),
        ("- `app.py` no longer imports `lib.cache`", CONFIRMED, "existence"),
        ("- `app.py` no longer imports `lib.store`", REFUTED, "existence"),
        ("- Build on `Store` of `lib/store.py`", CONFIRMED, "existence"),
        ("- Build on `Cache` of `lib/store.py`", REFUTED, "existence"),
        ("- `OVERVIEW.md` shows version 2.1", CONFIRMED, "existence"),
        ("- `OVERVIEW.md` shows version 1.0", REFUTED, "existence"),
        ("- Classes eliminated: OldStore", CONFIRMED, "existence"),
        ("- Classes eliminated: OldStore, NewStore", REFUTED, "existence"),
        ("- Classes eliminated: NeverStore", REFUTED, "existence"),
        ("- ✅ CI is green", UNVERIFIABLE, "existence"),
        ("- ✅ Zero breaking changes", REFUTED, "quantity"),
        ("- ✅ Zero regressions", UNVERIFIABLE, "quantity"),
        ("- ✅ Zero performance regression", UNVERIFIABLE, "status"),
        ("- **STORY 1.2**: ✅ 40+ lines eliminated", UNVERIFIABLE, "quantity"),
        ("- No test was deleted", CONFIRMED, "quantity"),
        ("- ✅ 7/8 P0 tests passing", UNVERIFIABLE, "quantity"),
        ("- 7 of 8 tests passing (87.5%)", CONFIRMED, "arithmetic"),
        ("- 7 of 8 tests passing (97.5%)", CONTRADICTED, "rate"),
        ("- Coverage: 146.7% (22 files)", CONTRADICTED, "rate"),
        ("- Coverage above 95%", UNVERIFIABLE, "rate"),
        ("- It is 30% faster", UNVERIFIABLE, "quantity"),
        ("- Answers in less than 100 ms", UNVERIFIABLE, "quantity"),
        ("- ✅ Integration completed ⚠️ IN PROGRESS", CONTRADICTED, "status"),
        ("- ✅ Everybody is content", UNVERIFIABLE, "status"),
        ("- Risk level: minimal", UNVERIFIABLE, "judgement"),
        ("The remaining 10% were A 5%, B 3% and C 4%.", CONTRADICTED, "arithmetic"),
        ("The remaining 10% were A 5%, B 3% and C 2%.", CONFIRMED, "arithmetic"),
    ],
)
def test_claim_has_this_verdict(verified, text, status, kind):
    found = verified(f"# Report\n\n{text}\n")

    assert [(one.status, one.kind) for one in found if one.kind == kind] == [(status, kind)]
    assert all(one.reason for one in found)


@pytest.mark.parametrize(
    "text",
    [
        "Some prose about how a cache works.",
        "**Story**: As a developer I want 100% fewer lines.",
        "```\n997+ lines eliminated\n```",
        "## 997+ lines eliminated",
        "- Keep the API for all who use it",
        "- Preserve all interfaces for zero breaking changes",
        "Run the app in `example.py`, and visit `http://localhost:8000`.",
        "- **Step 3**: Complete response consolidation",
    ],
)
def test_what_claims_nothing_has_no_verdict(verified, text):
    assert [one for one in verified(f"# Report\n\n{text}\n") if one.status is not UNVERIFIABLE] == []


def test_two_totals_contradict_each_other(verified):
    found = verified("- Status: 40+ lines eliminated\n- Achieved: 12+ lines eliminated\n")

    assert {one.status for one in found if one.kind == "quantity"} == {CONTRADICTED}


def test_a_total_is_not_true_when_a_part_is_false(verified):
    text = "- **TS-1**: 9,000+ lines eliminated from `lib/cache.py`\n- Achieved: 12+ lines eliminated\n"

    assert [one.status for one in verified(text)] == [REFUTED, REFUTED]


def test_table_is_added_up(verified):
    text = "| Story | Lines removed |\n|---|---|\n| TS-1 | 10 |\n| TS-2 | 20 |\n| Total | {} |\n"

    for total, status in ((30, CONFIRMED), (31, CONTRADICTED)):
        assert [one.status for one in verified(text.format(total)) if one.kind == "arithmetic"] == [status]


def test_the_way_of_counting_is_said(verified):
    (found,) = (one for one in verified(f"- {LINES}+ lines eliminated from `lib/cache.py`") if one.kind == "quantity")

    assert (found.counting, found.measured["net physical"]) == ("net physical", LINES)


def test_ids_stay_when_lines_move(verified):
    text = "- ✅ `lib/cache.py` deleted\n"

    assert [one.id for one in verified(text)] == [one.id for one in verified(f"Prose.\n\n{text}")]


def test_json_is_as_the_contract_says(capsys):
    assert run_command(["verify", "demo", "--format", "json"]) == Exit.FOUND

    found = json.loads(capsys.readouterr().out)
    assert {"format", "document", "base", "head", "verdicts"} <= set(found)
    wanted = {"id", "line", "quote", "kind", "subject", "unit", "claimed", "measured", "status", "counting", "reason"}
    assert all(wanted | {"evidence"} <= set(one) for one in found["verdicts"])


def test_reports_are_published_together(tmp_path):
    run_command(["verify", "demo", "--format", "markdown", "--out", str(tmp_path / "out")])

    assert {path.name for path in (tmp_path / "out").iterdir()} >= {"claims.json", "claims.md"}


def test_a_verdict_can_be_explained(tmp_path, capsys):
    run_command(["verify", "demo", "--format", "json", "--out", str(tmp_path / "out")])
    found = json.loads(capsys.readouterr().out)["verdicts"][0]

    assert run_command(["explain", found["id"], "--audit", str(tmp_path / "out/claims.json")]) == Exit.CLEAN

    told = capsys.readouterr().out
    assert found["quote"] in told
    assert found["reason"] in told


def test_a_document_without_claims_is_no_pass(service, tmp_path, capsys):
    folder, base, head = service
    write(tmp_path, {"DOC.md": "# Nothing\n\nto say\n"})

    code = run_command(["verify", str(tmp_path / "DOC.md"), "--repo", str(folder), "--base", base, "--head", head])

    assert code == Exit.INCOMPLETE
    assert "VACUOUS" in capsys.readouterr().out


REVISIONS = ["--base", "BASE", "--head", "HEAD"]
PARAMS = "repository: SERVICE\nbase: BASE\nhead: HEAD\n"


@pytest.mark.parametrize(
    ("name", "content", "arguments", "ending"),
    [
        ("DOC.md", "x", [], (Exit.USAGE, "name the repository too, with --repo PATH")),
        ("DOC.md", "x", ["--repo", "SERVICE"], (Exit.USAGE, "name base and head")),
        ("DOC.md", b"\xff\xfe", ["--repo", "SERVICE", *REVISIONS], (Exit.INCOMPLETE, "is not UTF-8")),
        ("DOC.md", None, ["--repo", "SERVICE", *REVISIONS], (Exit.INCOMPLETE, "cannot be read")),
        ("DOC.md", "x", ["--repo", "SERVICE", "--base", "no", "--head", "HEAD"], (Exit.INCOMPLETE, "names no commit")),
        ("p.yaml", PARAMS, [], (Exit.USAGE, "name no phase document")),
        ("p.yaml", f"{PARAMS}document: docs/NO.md\n", [], (Exit.INCOMPLETE, "docs/NO.md is not there at the head")),
    ],
)
def test_what_cannot_be_verified_is_said(service, tmp_path, capsys, name, content, arguments, ending):  # noqa: PLR0917
    def filled(text):
        for word, value in zip(("SERVICE", "BASE", "HEAD"), map(str, service), strict=True):
            text = text.replace(word, value)
        return text

    if content is not None:
        write(tmp_path, {name: filled(content) if isinstance(content, str) else content})

    assert run_command(["verify", str(tmp_path / name), *map(filled, arguments)]) == ending[0]
    assert ending[1] in capsys.readouterr().err
