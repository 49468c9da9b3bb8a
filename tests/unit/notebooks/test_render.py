"""Rendering: sanitised, linked, without setup cells; Markdown without code."""

import pytest
from nbformat import v4

from auditlib.notebooks.render import clean, headings, render_html, render_markdown, render_verdict

FIGURE = '<svg viewBox="0 0 9 9"><title>T</title><g data-node="1"><rect x="1" fill="red"></rect></g></svg>'


def code(source, *outputs, tags=()):
    return v4.new_code_cell(source, outputs=list(outputs), metadata={"tags": list(tags)})


def shown(**mimes):
    return v4.new_output("display_data", data={mime.replace("_", "/"): text for mime, text in mimes.items()})


def book(*cells):
    return v4.new_notebook(cells=list(cells))


@pytest.mark.parametrize(
    ("markup", "safe"),
    [
        ("<script>alert(1)</script>x", "x"),
        ("<style>b{}</style>x", "x"),
        ('<b onclick="x()">a</b>', "<b>a</b>"),
        ('<a href="javascript:x()">a</a>', "<a>a</a>"),
        ('<a href="data/a.csv">a</a>', '<a href="data/a.csv">a</a>'),
        ('<img src="http://x/">', ""),
        ('<iframe src="x">a</iframe>', "a"),
        ('<svg><script>1</script><a href="vbscript:1">t</a></svg>', "<svg><a>t</a></svg>"),
        ('<p style="x:y">a</p>', "<p>a</p>"),
    ],
    ids=["script", "style", "handler", "script link", "own link", "image", "frame", "in svg", "style attribute"],
)
def test_nothing_that_runs_loads_or_styles_survives(markup, safe):
    assert clean(markup) == safe


def test_our_figures_survive():
    body = render_html(book(code("x", shown(text_html=FIGURE))))

    assert '<g data-node="1"><rect' in body
    assert "<title>T</title>" in body


def test_parameters_are_left_out_and_code_is_folded():
    body = render_html(
        book(code("params = 1", tags=["parameters"]), code("import auditlib", tags=["setup"]), code("look()"))
    )

    assert "params" not in body
    assert "import" not in body
    assert '<details class="code"><summary>Code</summary>' in body


def test_html_is_preferred_then_markdown_then_text():
    both = render_html(book(code("x", shown(text_html="<b>h</b>", text_markdown="m", text_plain="p"))))
    plain = render_html(book(code("x", shown(text_plain="<p>"))))

    assert "<b>h</b>" in both
    assert ">m<" not in both
    assert "&lt;p&gt;" in plain


def test_failure_stands_where_it_happened_with_its_traceback_folded():
    error = v4.new_output("error", ename="ValueError", evalue="bad <value>", traceback=["\x1b[31mline\x1b[0m"])

    body = render_html(book(code("x", error)))

    assert 'role="alert"' in body
    assert "ValueError: bad &lt;value&gt;" in body
    assert "<summary>Traceback</summary>" in body
    assert "\x1b" not in body


def test_hidden_characters_are_shown():
    assert "\\u202e" in render_html(book(v4.new_markdown_cell("a\u202eb")))
    assert "\\u202e" in render_markdown(book(v4.new_markdown_cell("a\u202eb")))


def test_headings_become_the_contents():
    body = render_html(
        book(v4.new_markdown_cell("# Title\n\n## Where & why\n\n### Deep"), v4.new_markdown_cell("## Next"))
    )

    assert [(one.anchor, one.title) for one in headings(body)] == [("where-why", "Where & why"), ("next", "Next")]


def test_numbers_lead_to_their_id_and_tables_to_their_file():
    card = '<code class="al-id">code.sloc</code><span class="al-source">data/modules.csv</span>'

    body = render_html(book(code("x", shown(text_html=card))))

    assert 'href="index.html#m-code.sloc"' in body
    assert '<a class="al-source" href="data/modules.csv">' in body


def test_verdict_is_the_tagged_output_alone():
    notebook = book(code("a", shown(text_html="<p>yes</p>"), tags=["verdict"]), code("b", shown(text_html="<p>no</p>")))

    assert "yes" in render_verdict(notebook)
    assert "no" not in render_verdict(notebook).replace("nothing", "")
    assert "Code" not in render_verdict(notebook)
    assert render_verdict(book(code("a", tags=["verdict"]))) == ""


def test_markdown_has_prose_and_outputs_without_code():
    error = v4.new_output("error", ename="E", evalue="bad", traceback=[])
    stream = v4.new_output("stream", name="stdout", text="told\n")
    cells = [
        v4.new_markdown_cell("# T"),
        code("secret()", shown(text_markdown="| a |")),
        code("x", stream),
        code("y", error),
        code("z", shown(text_plain="plain")),
    ]

    text = render_markdown(book(*cells))

    assert "secret" not in text
    assert text.startswith("# T\n")
    assert [part in text for part in ("| a |", "told", "E: bad", "plain")] == [True] * 4
