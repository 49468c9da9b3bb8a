"""Tokens of a text: the same as Python's own, and never a fault on text that is no Python."""

import io
import time
import tokenize
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditlib.facts.codes import CodeTable, Kind
from auditlib.facts.lexer import code, lex

LAYOUT = {Kind.LINE, Kind.CONTINUATION}
PYTHON_LAYOUT = {tokenize.NEWLINE, tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
SPECIMENS = sorted(Path(tokenize.__file__).parent.glob("[a-d]*.py"))


def written(text):
    """Every token but layout, with its first and last line."""
    tokens = lex(text)
    columns = zip(tokens.texts, tokens.kinds, tokens.first.tolist(), tokens.last.tolist(), strict=True)
    return [(token.strip(), first, last) for token, kind, first, last in columns if kind not in LAYOUT]


@pytest.mark.parametrize("path", SPECIMENS, ids=lambda path: path.stem)
def test_tokens_and_lines_are_those_of_python(path):
    text = path.read_text(encoding="utf-8")
    if any(part in text for part in ('f"', "f'")) and hasattr(tokenize, "FSTRING_START"):
        pytest.skip("this Python cuts f-strings in pieces")

    theirs = tokenize.generate_tokens(io.StringIO(text).readline)

    expected = [(one.string, one.start[0], one.end[0]) for one in theirs if one.type not in PYTHON_LAYOUT]
    assert written(text) == expected


@pytest.mark.parametrize(
    "literal",
    [
        """f"{a["b"]}" """,
        """f"{f"{f"{1 + 1}"}"}" """,
        """f'{x:{"{"}>10}'""",
        """f"{x!r:>{w}}" """,
        """f'''{
        d['''k''']}'''""",
        """f"{{{x}}}" """,
        """rf"\\{a["b"]}" """,
        """f"{a['}']}" """,
        """f"{b'x'!r} {rb"y"}" """,
        """f"{x:%H:%M}" """,
        """f"{ {1: 2}[1]:{w["x"]}}" """,
        """f"\\"{a["b"]}" """,
        """f'{a["b" ":"]:\\'}'""",
        """t"{a["b"]}" """,
        """f"{lambda x: (1)}{"}"}" """,
        """f'''{x["a"]:
        >10}'''""",
    ],
)
def test_f_string_is_one_token_whatever_quotes_it_holds(literal):
    literal = literal.strip()

    tokens = lex(f"x = {literal} + y")

    assert [token for token in tokens.texts if token.strip()] == ["x", "=", literal, "+", "y"]
    assert tokens.kinds[3] in {Kind.STRING, Kind.LONG_STRING}


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("a1", [Kind.NAME]),
        ("if", [Kind.BLOCK]),
        ("None", [Kind.NUMBER]),
        ("0xFF_1", [Kind.NUMBER]),
        (".5e-3j", [Kind.NUMBER]),
        ("1.real", [Kind.NUMBER, Kind.NAME]),
        ("...", [Kind.NUMBER]),
        ("x.y", [Kind.NAME, Kind.MARK, Kind.NAME]),
        ("a**=b", [Kind.NAME, Kind.OPERATOR, Kind.NAME]),
        ("->", [Kind.OPERATOR]),
        ("print'a'", [Kind.NAME, Kind.STRING]),
        ("rb'a'", [Kind.STRING]),
        ("# why", [Kind.COMMENT]),
        ("a \\\n b", [Kind.NAME, Kind.CONTINUATION, Kind.NAME]),
        ("'''a\nb'''", [Kind.LONG_STRING]),
        ("'a\\\nb'", [Kind.LONG_STRING]),
        ("\\ a", [Kind.OPERATOR, Kind.NAME]),
        ("¿", [Kind.OPERATOR]),
        ("naïve", [Kind.NAME]),
    ],
)
def test_kind_of_a_token(text, kinds):
    assert lex(text).kinds.tolist() == [Kind.LINE, *kinds, Kind.LINE]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["unix", "windows", "classic"])
def test_lines_are_counted_for_every_line_end(end):
    tokens = lex(end.join(["a", "", "'''b", "'''", "c \\", "d", ""]))

    assert tokens.first[tokens.kinds == Kind.NAME].tolist() == [1, 5, 6]
    assert tokens.last[tokens.kinds == Kind.LONG_STRING].tolist() == [4]


@pytest.mark.parametrize(
    ("indentation", "column"),
    [("    ", 4), ("\t", 8), ("  \t", 8), ("   \f  ", 2), ("", 0)],
    ids=["blanks", "tab", "blanks and tab", "form feed", "none"],
)
def test_line_holds_the_column_of_the_next(indentation, column):
    assert int(lex(f"if x:\n{indentation}y").codes[4]) >> 8 == column


@pytest.mark.parametrize(
    ("one", "other"),
    [("'a'", '"a"'), ("u'a'", "'a'"), ("B'a'", "b'a'"), ("0XfF", "0xff"), ("1E5", "1e5"), (r"'it\'s'", '"it\'s"')],
)
def test_what_formatters_change_has_one_code(one, other):
    assert code(one) == code(other)


@pytest.mark.parametrize(
    ("one", "other"), [("'a'", "'b'"), ("'a'", "b'a'"), ("a", "b"), ("1", "1.0"), ("True", "true"), ("'a'", "'''a'''")]
)
def test_other_texts_have_other_codes(one, other):
    assert code(one) != code(other)


def test_codes_are_the_same_in_every_process():
    assert (code("name"), code("'text'"), code("(")) == (879695947855722241, 17375698704901035523, 11771459875190401803)


def test_full_code_table_begins_anew_and_gives_the_same_codes(monkeypatch):
    monkeypatch.setattr("auditlib.facts.codes._MOST_KEPT", 2)
    table = CodeTable()

    codes = [table[name] for name in "abcab"]

    assert codes == [code(name) for name in "abcab"]
    assert len(table) <= 2


def test_word_that_begins_a_statement_closes_brackets_left_open():
    tokens = lex("x = (1,\ndef f():\n    pass\n")

    assert tokens.depth[tokens.texts.index("def")] == 0
    assert tokens.depth[tokens.texts.index("pass")] == 0


@settings(deadline=None)
@given(st.text(alphabet="fr\"'{}()[]:\\\n# \tab1.=\r", max_size=60))
def test_no_text_is_a_fault_and_no_character_is_lost(text):
    tokens = lex(text)

    assert "".join("".join(tokens.texts).split()) == "".join(text.split())
    assert len(tokens.texts) == len(tokens.kinds) == len(tokens.first) == len(tokens.depth)
    assert tokens.depth.min() >= 0


@pytest.mark.parametrize(
    "unit",
    ['f"{', 'f"""{', "f'{f\"{", '"', '"""', "'''\\", "(", "\\\n", "f'", "{", "  ", "0x", "rb", '"\\', 'f"{a:{'],
)
def test_hostile_text_takes_linear_time(unit):
    begin = time.process_time()
    lex(unit * (300_000 // len(unit)))

    assert time.process_time() - begin < 5
