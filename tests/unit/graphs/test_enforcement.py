import pytest
from builders import state
from hypothesis import given
from hypothesis import strategies as st

from auditlib.graphs.enforcement import feature_rates
from auditlib.model import Commit
from auditlib.params.schema import Params

USES = "import audit\n\naudit.record()\n"
FILES = {"lib/a.py": USES, "lib/b.py": "x = 1\n", "tests/test_a.py": USES, "other/c.py": USES}


def rate(files, history=(), **feature):
    made = state(files, history=history)
    feature = {"name": "audit", "minimum": 0.5, "evidence": {"calls": ["audit.*"]}, "scope": ["lib"], **feature}
    made.params = Params.model_validate({"critical_features": [feature]}, strict=False)
    (found,) = feature_rates(made)
    return found


@pytest.mark.parametrize(
    ("evidence", "text", "users"),
    [
        ({"calls": ["audit.*"]}, "audit.record()", 1),
        ({"calls": ["*.audit.*"]}, "self.audit.record()", 1),
        ({"imports": ["audit*"]}, "from audit.log import record", 1),
        ({"decorators": ["audited"]}, "@audited\ndef f(): ...", 1),
        ({"bases": ["Audited"]}, "class A(Audited): ...", 1),
        ({"calls": ["audit.*"]}, "# audit.record()", 0),
        ({"calls": ["audit.*"]}, '"""Calls audit.record()."""', 0),
        ({"imports": ["audit*"]}, "name = 'import audit'", 0),
    ],
)
def test_only_code_is_evidence(evidence, text, users):
    assert len(rate({"lib/a.py": text}, evidence=evidence).users) == users


def test_rate_is_over_the_product_files_in_scope():
    found = rate(FILES)

    assert (found.users, found.others, found.rate) == (("lib/a.py",), ("lib/b.py",), 0.5)
    assert found.holds


def test_only_eligible_files_count():
    found = rate(FILES, eligible={"imports": ["audit"]})

    assert (found.users, found.others) == (("lib/a.py",), ())


def test_nothing_eligible_is_vacuous_and_does_not_hold():
    found = rate(FILES, scope=["nowhere"])

    assert (found.vacuous, found.rate, found.holds) == (True, None, False)


def test_a_commit_counts_as_recorded_where_it_brings_a_record():
    history = [
        Commit("a" * 40, 3, ("lib/a.py", "docs/changes/1.md")),
        Commit("b" * 40, 2, ("lib/b.py",)),
        Commit("c" * 40, 1, ("docs/changes/0.md",)),
    ]

    found = rate(FILES, history, records=["docs/changes/*.md"])

    assert (found.users, found.others, found.unit) == (("a" * 12,), ("b" * 12,), "commits")


@given(st.text(alphabet="abc#\n ", max_size=40))
def test_a_comment_leaves_rate_and_digest_as_they_are(words):
    comment = "".join(f"# {line} audit.record()\n" for line in words.split("\n"))
    before, after = rate(FILES), rate(FILES | {"lib/b.py": "x = 1\n" + comment})

    assert (before.rate, before.digest) == (after.rate, after.digest)


def test_digest_changes_with_the_evidence():
    assert rate(FILES).digest != rate(FILES | {"lib/b.py": USES}).digest
