"""Results of tests that were run elsewhere: read, held against those here, and refused where they are none."""

import json

import pytest
from repositories import commit, write

import auditlib
from auditlib.errors import SourceError
from auditlib.model import Outcome, TestOutcome, TestRun, Trial
from auditlib.sources.evidence import read_results

JUNIT = """<testsuites><testsuite name="pytest" tests="3">
<testcase classname="tests.p0.test_a" name="test_one" time="0.1"/>
<testcase classname="tests.p0.test_a.TestA" name="test_two" time="x"><failure message="1 != 2">long</failure></testcase>
<testcase file="tests/p0/test_b.py" classname="b" name="test_three"><skipped/></testcase>
</testsuite></testsuites>"""


def test_cases_are_sorted_by_their_modules(tmp_path):
    path = write(tmp_path, {"ci.xml": JUNIT}) / "ci.xml"

    first, second = read_results(path, "head (ci)")

    assert (first.path, [one.outcome for one in first.tests]) == (
        "tests/p0/test_a.py",
        [Outcome.PASSED, Outcome.FAILED],
    )
    assert (second.path, [one.outcome for one in second.tests]) == ("tests/p0/test_b.py", [Outcome.SKIPPED])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("no xml", "is no JUnit XML"),
        ("<testsuites/>", "holds no test case"),
        ('<!DOCTYPE x [<!ENTITY a "b">]><testsuites/>', "declares a document type or entities"),
        (None, "cannot be read"),
    ],
)
def test_what_is_no_result_is_refused(tmp_path, text, message):
    if text is not None:
        write(tmp_path, {"ci.xml": text})

    with pytest.raises(SourceError, match=message):
        read_results(tmp_path / "ci.xml", "head (ci)")


def test_what_differs_from_here_is_named():
    def run(state, path, outcome):
        return TestRun("A", path, "", state, (TestOutcome(f"{path}::test_one", outcome),))

    trial = Trial(
        tests=(run("head", ".platform/tests/test_a.py", Outcome.PASSED),),
        elsewhere=(run("head (ci)", "tests/test_a.py", Outcome.FAILED), run("head (ci)", "b.py", Outcome.PASSED)),
    )

    frame = auditlib.elsewhere_frame(trial)

    assert list(frame["here"]) == ["1 of 1 good", ""]
    assert list(frame["differs"]) == ["test_one", ""]


@pytest.mark.parametrize(("claimed", "status"), [("1/2", "CONFIRMED"), ("2/2", "REFUTED")])
def test_a_claim_of_ci_is_settled_by_the_results_of_ci(tmp_path, claimed, status):
    files = {
        "lib/a.py": "x = 1\n",
        "tests/p0/test_a.py": "",
        "tests/p0/test_b.py": "",
        "tests/p0.yaml": "- {name: A, test_module: tests/p0/test_a.py}\n- {name: B, test_module: tests/p0/test_b.py}\n",
        "PLAN.md": f"- {claimed} P0 tests passing in CI\n",
    }
    base, head = commit(tmp_path / "service", files), commit(tmp_path / "service", {"lib/a.py": "x = 2\n"})
    junit = JUNIT.replace('<failure message="1 != 2">long</failure>', "")
    params = {
        "repository": "service",
        "base": base,
        "head": head,
        "document": "PLAN.md",
        "critical_tests": "tests/p0.yaml",
    }
    write(tmp_path, {"ci.xml": junit, "p.yaml": json.dumps(params | {"results": [{"path": "ci.xml"}]})})

    (found,) = auditlib.verify(tmp_path / "p.yaml").verdicts

    assert (found.status, found.measured) == (status, {"passed": 1, "defined": 2})
