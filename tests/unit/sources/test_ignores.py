import time

import pytest

from auditlib.sources.ignores import ignored_by, parse_ignore_file


def rules(text, base=""):
    return parse_ignore_file(text.encode(), base + ".gitignore", base)[0]


@pytest.mark.parametrize(
    ("text", "path", "ignored"),
    [
        ("*.log", "a/b.log", True),
        ("/*.log", "a/b.log", False),
        ("build/", "build/", True),
        ("build/", "build", False),
        ("build/", "a/build/", True),
        ("a/b", "x/a/b", False),
        ("*.py\n!keep.py", "keep.py", False),
        ("!keep.py\n*.py", "keep.py", True),
        ("/*\n!/a/", "a/", False),
        ("/*\n!/a/", "b/", True),
        ("a/**/z", "a/b/c/z", True),
        ("**/z", "z", True),
        ("a/**", "a/b", True),
        ("*/", "a/b/", True),
        ("*/", "a/b", False),
        ("*", "a/b", True),
        ("# *.py", "a.py", False),
        (r"\#a", "#a", True),
        (r"a\ ", "a ", True),
        ("a  ", "a", True),
        ("*.py[cod]", "x.pyc", True),
        ("a*b*c*d", "axxbxxcxxd", True),
        ("a*b*c*d", "axxbxxcxxe", False),
        ("*ab*ab*", "xabab", True),
        ("*ab*ab", "xabxb", False),
        ("a?c*[!x]", "abcy", True),
        ("foo\r", "foo", True),
        ("foo", "foo\n", False),
    ],
)
def test_entry_is_judged_as_git_does(text, path, ignored):
    assert bool(ignored_by([rules(text)], path)) is ignored


def test_reason_names_file_line_and_pattern():
    assert ignored_by([rules("# built\n\nbuild/\n", base="a/")], "a/build/") == "ignored by a/.gitignore:3: build/"


def test_nested_file_outranks_the_one_above():
    files = [rules("*.py"), rules("!b.py", base="a/")]

    assert ignored_by(files, "a/b.py") == ""
    assert ignored_by(files, "a/c.py") == "ignored by .gitignore:1: *.py"


def test_folder_taken_back_says_nothing_of_the_files_in_it():
    files = [rules("*.log"), rules("/*\n!/a/", base="x/")]

    assert ignored_by(files, "x/a/b.log") == "ignored by .gitignore:1: *.log"


@pytest.mark.parametrize("line", ["!", "\\", "[z-a]", "[[:alpha:]]", "**/a/**/b/**/c"])
def test_line_that_cannot_be_applied_is_named(line):
    file, diagnostics = parse_ignore_file(f"*.log\n{line}\n*.tmp".encode(), ".gitignore", "")

    assert [(one.line, one.code) for one in diagnostics] == [(2, "ignore-pattern")]
    assert ignored_by([file], "a.log")
    assert ignored_by([file], "a.tmp")


@pytest.mark.parametrize(
    "line", ["*a" * 40 + "b", "*?" * 40 + "b", "*[]*a]" * 40 + "b", "*[ab]" * 40 + "c", r"*\*" * 40 + "b"]
)
def test_hostile_pattern_takes_no_time(line):
    file, _ = parse_ignore_file(line.encode(), ".gitignore", "")
    started = time.process_time()
    ignored_by([file], "a*" * 120)

    assert time.process_time() - started < 0.5


def test_pattern_that_is_not_utf8_matches_such_a_name():
    file, _ = parse_ignore_file(b"\xff*", ".gitignore", "")

    assert ignored_by([file], "\udcffabc")
