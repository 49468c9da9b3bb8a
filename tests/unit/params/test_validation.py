"""Values → Params, or every problem at its line."""

from datetime import date

import pytest

from auditlib.model import EntryRole
from auditlib.params.layers import override
from auditlib.params.validation import validate
from auditlib.params.yamlfile import read_yaml

STORY = "id: TS-1, notebook: 20_consolidation"


def params(text):
    result, problems = validate(read_yaml(text.encode(), "a.yaml")[0])
    assert problems == ()
    return result


def said(text):
    tree, refusals = read_yaml(text.encode(), "a.yaml")
    result, problems = validate(tree)
    assert result is None
    assert refusals == ()
    return [str(problem).removeprefix("a.yaml:") for problem in problems]


def test_every_value_has_its_type():
    found = params(
        "structure: {document: S.md, roots: {lib/: ./src/lib/}, sections: {Legacy: legacy}}\n"
        f"stories: [{{{STORY}, deferred: {{to: '3', because: later, expires: 2025-12-31}}}}]\n"
        "limits: {memory_mb: {local: 80}}\n"
    )

    assert found.structure.roots == {"lib/": "src/lib"}
    assert found.structure.sections == {"Legacy": EntryRole.LEGACY}
    assert found.stories[0].deferred.expires == date(2025, 12, 31)
    assert found.limits.memory_mb == {"local": 80.0}


@pytest.mark.parametrize("text", ["7495e12", "1234567", "1e400", "0123456", "'7495e12'", "v1.0", "1.5"])
def test_revision_is_the_text_as_written(text):
    found = params(f"base: {text}\nhead: {text}")

    assert found.base == found.head == text.strip("'")


@pytest.mark.parametrize("key", ["scope", "structure", "base", "clones", "counting", "title"])
def test_key_with_nothing_behind_it_is_a_key_left_out(key):
    assert params(f"{key}:") == params("{}")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("critcal_tests: a.yaml", "1: critcal_tests: unknown key; did you mean 'critical_tests'?"),
        ("critcal_tests:", "1: critcal_tests: unknown key; did you mean 'critical_tests'?"),
        ("zzz: 1", "1: zzz: unknown key"),
        ("clones: {min_tokn: 1}", "1: clones.min_tokn: unknown key; did you mean 'min_tokens'?"),
        ("categories: {retry: {word: [a]}}", "1: categories.retry.word: unknown key; did you mean 'words'?"),
        ("phase: 2.40", "1: phase: expected text; quote it: '2.40'"),
        ("title: 3", "1: title: expected text; quote it: '3'"),
        ("title: true", "1: title: expected text; quote it: 'true'"),
        ("title: [a]", "1: title: expected text, not a list"),
        ("base: true", "1: base: expected text; quote it: 'true'"),
        ("base: --upload-pack=x", "1: base: expected a revision: a commit id, a branch or a tag"),
        ("scope: lib", "1: scope: expected a list, not the text 'lib'"),
        ("scope: [1]", "1: scope[0]: expected text; quote it: '1'"),
        ("clones: 3", "1: clones: expected a map of keys, not 3"),
        ("categories: [a]", "1: categories: expected a map of keys, not a list"),
        ("clones: {min_lines: five}", "1: clones.min_lines: expected a whole number, not the text 'five'"),
        ("clones: {min_lines: 2.5}", "1: clones.min_lines: expected a whole number, not 2.5"),
        ("clones: {min_lines: true}", "1: clones.min_lines: expected a whole number, not true"),
        ("clones: {min_lines: 0}", "1: clones.min_lines: expected 1 or more, not 0"),
        ("limits: {memory_mb: {ci: 0}}", "1: limits.memory_mb.ci: expected more than 0, not 0"),
        ("limits: {memory_mb: {ci: {}}}", "1: limits.memory_mb.ci: expected a number, not a map"),
        ("counting: slocs", "1: counting: expected one of physical, sloc, logical; did you mean 'sloc'?"),
        (
            "structure: {sections: {Old: legcy}}",
            "1: structure.sections.Old: expected one of current, target, legacy, example; did you mean 'legacy'?",
        ),
        ("repository: ''", "1: repository: expected the path of a repository, or bundled:demo"),
        (
            "categories: {caching: {canonical: CacheManager}}",
            "1: categories.caching.canonical: expected 'path/to/module.py:ClassName'",
        ),
        ("categories: {caching: {words: ['']}}", "1: categories.caching.words[0]: must not be empty"),
        (
            "rules: [{id: size, paths: ['**/*.py']}]",
            "1: rules[0]: checks nothing; give layers, forbidden, independent, acyclic, protected, required, absent, "
            "only_in, or 'paths' with 'max' or 'names'",
        ),
    ],
)
def test_fault_is_said_with_its_line_key_and_remedy(text, expected):
    assert said(text) == [expected]


@pytest.mark.parametrize("name", ["../x", "a/b", ".hidden", "a" * 65, "-x", "a b", "ä", "2.4\\n"])
@pytest.mark.parametrize(
    "template",
    ['phase: "{}"', 'stories: [{{id: "{}", notebook: 00_overview}}]', 'categories: {{"{}": {{}}}}'],
    ids=["phase", "story", "category"],
)
def test_name_that_could_leave_its_folder_is_refused(template, name):
    (problem,) = said(template.format(name))

    assert "expected a name of 1 to 64 letters" in problem


def test_name_that_is_empty_is_refused():
    (problem,) = said("phase: ''")

    assert "expected a name of 1 to 64 letters" in problem


TEMPLATES = {
    "scope": 'scope: ["{}"]',
    "document": 'document: "{}"',
    "root": 'structure: {{roots: {{lib: "{}"}}}}',
    "structure": 'structure: {{document: "{}"}}',
}
OUTSIDE = ("/etc", "../x", "a/../../x", "~/x", "C:/x", "a\\\\b", "a\\0b", "")


@pytest.mark.parametrize(
    ("template", "path"),
    [(TEMPLATES[key], path) for key in TEMPLATES for path in OUTSIDE if path or key != "root"],
)
def test_path_that_leads_out_of_the_repository_is_refused(template, path):
    (problem,) = said(template.format(path))

    assert "expected a path inside the repository" in problem


@pytest.mark.parametrize(("path", "place"), [(".", ""), ("./", ""), ("", ""), ("./lib/", "lib")], ids=repr)
def test_a_tree_may_stand_at_the_top(path, place):
    tree, _ = read_yaml(TEMPLATES["root"].format(path).encode(), "a.yaml")
    result, problems = validate(tree)

    assert result is not None, problems
    assert result.structure.roots == {"lib": place}


@pytest.mark.parametrize(("rate", "bound"), [("1.01", "1 or less"), ("-0.1", "0 or more")])
def test_rate_lies_within_0_and_1(rate, bound):
    assert said(f"critical_features: [{{name: a, evidence: {{}}, minimum: {rate}}}]") == [
        f"1: critical_features[0].minimum: expected {bound}, not {rate}"
    ]


@pytest.mark.parametrize("expiry", ["soon", "2025-13-01", "20251231", "2025-12-31T10:00:00"])
def test_expiry_is_a_date(expiry):
    assert said(f"stories: [{{{STORY}, deferred: {{to: '3', because: x, expires: {expiry}}}}}]") == [
        "1: stories[0].deferred.expires: expected a date such as 2025-12-31"
    ]


def test_notebook_that_does_not_exist_is_refused_with_the_nearest():
    (problem,) = said("stories:\n- id: TS-1\n  notebook: 10_duplications_map")

    assert problem.startswith("3: stories[0].notebook: expected one of 00_overview, ")
    assert problem.endswith("did you mean '10_duplication_map'?")


def test_required_key_is_asked_for_at_its_section():
    assert said("stories:\n- id: TS-1\n-\n  notebok: x\n") == [
        "2: stories[0].notebook: missing; it is required",
        "4: stories[1].id: missing; it is required",
        "4: stories[1].notebook: missing; it is required",
        "4: stories[1].notebok: unknown key; did you mean 'notebook'?",
    ]


def test_all_faults_of_all_kinds_are_told_at_once():
    problems = said(
        "phase: 2.4\ncounting: lines\nscope: [/etc]\nfoo: 1\n"
        "stories:\n- {id: A, notebook: 00_overview, after: [C]}\n- {id: A, notebook: 00_overview, category: cach}\n"
        "categories: {caching: {}}\n"
    )

    assert sorted(problem.split(":")[0] for problem in problems) == ["1", "2", "3", "4", "6", "7", "7"]


def test_nothing_more_is_said_of_a_value_refused_before():
    tree, refusals = read_yaml(b"scope: !x [a]\nclones:\n  min_lines: .nan\n", "a.yaml")

    _, problems = validate(tree)

    assert len(refusals) == 2
    assert problems == ()


def test_fault_of_a_setting_is_told_as_such():
    tree, _ = override(read_yaml(b"{}", "a.yaml")[0], ["phase=2.4", "clone.min_lines=3"])

    _, problems = validate(tree)

    assert [str(problem) for problem in problems] == [
        "--set: phase: expected text; quote it: '2.4'",
        "--set: clone: unknown key; did you mean 'clones'?",
    ]


def test_params_are_frozen():
    found = params("base: v1")

    with pytest.raises(ValueError, match="frozen"):
        found.base = "v2"


def test_planned_notebooks_are_each_named_once():
    found = params(f"notebooks: [70_import_graph, 20_consolidation]\nstories: [{{{STORY}}}]")

    assert found.planned_notebooks == ("20_consolidation", "70_import_graph")


@pytest.mark.parametrize(("repository", "name"), [("bundled:demo", "demo"), ("../demo", None)])
def test_bundled_repository_is_told_from_a_path(repository, name):
    assert params(f"repository: {repository}").bundled == name
