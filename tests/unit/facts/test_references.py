import pytest

from auditlib.facts.references import Reference, read_references


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        ("[a](docs/a.md)", ["docs/a.md"]),
        ("[a](docs/a.md#part)", ["docs/a.md"]),
        ("[a](docs/a%20b.md)", ["docs/a b.md"]),
        ("[a](https://example.org/a.md)", []),
        ("[a](mailto:a@example.org)", []),
        ("[a](#part)", []),
        ("`lib/a.py`", ["lib/a.py"]),
        ("`lib/a.py:12-14`", ["lib/a.py"]),
        ("`tests/test_a.py::test_b`", ["tests/test_a.py"]),
        ("`./lib/a.py`", ["lib/a.py"]),
        ("`a.py`", []),
        ("`lib/*.py`", []),
        ("`path/to/file.py`", []),
        ("`lib/{name}.py`", []),
        ("`/etc/a.yaml`", []),
        ("`python lib/a.py`", []),
        ("`application/json`", []),
        ("```\nlib/a.py\n```", []),
    ],
)
def test_what_names_a_file_is_found(text, targets):
    assert [one.target for one in read_references(text)] == targets


def test_each_has_its_line():
    text = "# A\n\nfirst `lib/a.py`\nthen `lib/b.py`\n\n| x |\n|---|\n| [c](c.md) |\n"

    assert read_references(text) == (
        Reference(3, "lib/a.py", link=False),
        Reference(4, "lib/b.py", link=False),
        Reference(8, "c.md", link=True),
    )
