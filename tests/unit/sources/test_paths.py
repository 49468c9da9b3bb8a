import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditlib.sources.paths import raw_path, shown_path


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (b"pkg/a.py", "pkg/a.py"),
        ("café.py".encode(), "café.py"),
        (b"\xff.py", r"\xff.py"),
        (b"a\nb.py", r"a\x0ab.py"),
        (rb"a\xff.py", r"a\x5cxff.py"),
        ("a\u202eb.py".encode(), r"a\xe2\x80\xaeb.py"),
        (b"\x1b[31m.py", r"\x1b[31m.py"),
    ],
    ids=["plain", "accent", "not utf-8", "newline", "backslash", "bidi", "terminal escape"],
)
def test_path_is_shown_in_printable_text(raw, shown):
    assert shown_path(raw) == shown


@given(st.binary())
def test_shown_path_prints_and_leads_back(raw):
    shown = shown_path(raw)

    assert shown.isprintable()
    assert raw_path(shown) == raw


@given(st.binary(), st.binary())
def test_path_of_a_file_is_shown_as_its_parts_are(folder, name):
    assert shown_path(folder + b"/" + name) == shown_path(folder) + "/" + shown_path(name)
