"""Pages: a policy that lets only their own style and script in; the index says what is missing."""

import base64
import hashlib
import re

import pytest

from auditlib.model import Diagnostic, FileStatus, Measurement, Project, Role, Run, SourceFile
from auditlib.notebooks.index import Chapter, index_of
from auditlib.notebooks.pages import Frame, Link, index_page, notebook_page
from auditlib.params import Params

FRAME = Frame("Phase <1>", "repo at abc", "Made by tests", (Link("a.html", "A"), Link("b.html", "B")), ("data/x.csv",))


def page(**parts):
    return notebook_page(FRAME, **{"name": "a", "title": "A", "body": '<h2 id="v">Verdict</h2>', **parts})


def run(*files, measurements=(), diagnostics=(), not_audited=None):
    project = Project("repo", None, files, diagnostics)
    return Run("0", project, (), not_audited or {}, measurements=measurements)


def index(made, *chapters, **params):
    return index_page(FRAME, index_of(Params(**params), made, chapters))


@pytest.mark.parametrize("kind", ["style", "script"])
def test_policy_holds_the_hash_of_what_the_page_runs(kind):
    text = page()
    (content,) = re.findall(f"<{kind}>(.*?)</{kind}>", text, re.DOTALL)

    allowed = "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()

    assert "default-src &#39;none&#39;" in text
    assert f"{kind}-src &#39;{allowed.replace('+', '+')}&#39;" in text


def test_page_loads_nothing_and_has_no_inline_handler():
    text = page()

    assert not re.findall(r'(?:src|href)="(?:https?:)?//', text)
    assert not re.findall(r"<[^>]+\son\w+=", text)


def test_page_names_itself_in_the_navigation_and_lists_its_headings():
    text = page()

    assert '<a href="a.html" aria-current="page">A</a>' in text
    assert '<a href="#v">Verdict</a>' in text
    assert "Phase &lt;1&gt;" in text


def test_failed_notebook_says_so_on_its_face():
    assert "This notebook failed." in page(failure="ValueError: <x>")
    assert "ValueError: &lt;x&gt;" in page(failure="ValueError: <x>")
    assert "This notebook failed." not in page()


def test_index_shows_each_verdict_and_what_is_missing():
    chapters = (
        Chapter("a", "A", verdict="<p>fine</p>"),
        Chapter("b", "B", failure="E: bad"),
        Chapter("c", "C", available=False),
    )

    text = index(run(), *chapters)

    assert "<p>fine</p>" in text
    assert "B failed: E: bad" in text
    assert "not yet available in this version" in text
    assert 'href="c.html"' not in text


def test_index_explains_every_number_by_its_id():
    text = index(run(measurements=(Measurement("code.sloc", "Product code", 12, "SLOC"),)))

    assert 'id="m-code.sloc"' in text
    assert "Source lines of code" in text


def test_links_to_the_index_stay_on_the_page():
    text = index(run(), Chapter("a", "A", verdict='<a href="index.html#m-x">x</a>'))

    assert 'href="#m-x"' in text


def test_index_lists_all_that_was_not_judged():
    files = (
        SourceFile("a.py", Role.PRODUCT, FileStatus.FAILED, "bad"),
        SourceFile("b.txt", Role.OTHER, FileStatus.SKIPPED, "not Python"),
    )
    notes = (Diagnostic("a.py", 3, "syntax", "no"), Diagnostic("c.py", 0, "size", "large"))

    text = index(run(*files, diagnostics=notes, not_audited={"patterns": "later"}))

    assert "2 files found = 0 read + 1 skipped + 1 failed" in text
    assert "2 could not be judged: a.py:3, c.py" in text
    for part in ("part: patterns", "a.py:3", "not judged: no", "not judged: large", "skipped: not Python"):
        assert part in text


def test_what_was_skipped_is_counted_by_reason_and_comes_last():
    files = [SourceFile(f"d{number}.txt", Role.OTHER, FileStatus.SKIPPED, "not Python") for number in range(1200)]
    files += [SourceFile("a.py", Role.PRODUCT, FileStatus.READ)]
    notes = (Diagnostic(".", 0, "shallow-clone", "cut"), Diagnostic("z.py", 3, "syntax", "no"))

    text = index(run(*files, diagnostics=notes)).partition('id="not-judged"')[2]

    places = [text.index(part) for part in ("z.py:3", "note: cut", "1,200 files: d0.txt, d1.txt, d2.txt, …")]
    assert places == sorted(places)


def test_an_index_of_nothing_says_vacuous():
    assert "VACUOUS" in index(run(SourceFile("b.txt", Role.OTHER, FileStatus.SKIPPED, "not Python")))


def test_stories_say_where_they_are_answered():
    stories = (
        {"id": "TS-1", "notebook": "10_duplication_map"},
        {"id": "TS-2", "notebook": "20_consolidation", "deferred": {"to": "3", "because": "later"}},
        {"id": "TS-3", "notebook": "40_compliance"},
    )
    chapters = (Chapter("10_duplication_map", "Map"), Chapter("20_consolidation", "C", available=False))

    text = index(run(), *chapters, stories=tuple(stories))

    assert "answered" in text
    assert "not yet available in this version; deferred to 3" in text
    assert "not part of this run" in text
