"""Tables and figures: honest counts, a table twin, text that cannot break out."""

import pandas as pd
import pytest

from auditlib.graphs.figures.figure import Figure, markdown_table, table
from auditlib.graphs.frames import finding_frame
from auditlib.model import Project, Rule, Run, Severity

FRAME = pd.DataFrame(
    {"path": ["a/<b>.py", "c|d.py", "e.py"], "share": [0.5, float("nan"), 1.0], "public": [True, False, True]}
)


@pytest.mark.parametrize(
    ("rows", "count"), [(2, "2 of 3 rows"), (3, "3 rows"), (9, "3 rows")], ids=["cut", "exact", "more room"]
)
def test_caption_says_how_many_of_how_many(rows, count):
    assert table(FRAME, "Modules", rows=rows).caption == f"Modules: {count}"


def test_empty_table_says_so_and_keeps_its_source():
    shown = table(FRAME.head(0), "Modules", source="data/modules.csv")._repr_html_()

    assert "Modules: nothing to list" in shown
    assert "data/modules.csv" in shown
    assert table(FRAME.head(0), "Modules")._repr_markdown_() == "*Modules: nothing to list*"


def test_order_by_a_column_is_named_in_the_caption():
    made = table(FRAME, "Modules", by="share", rows=1)

    assert made.caption == "Modules, by share: 1 of 3 rows"
    assert made.frame.iloc[0]["path"] == "e.py"


def test_cells_are_escaped_missing_is_a_dash_and_bool_a_word():
    shown = table(FRAME, "Modules")._repr_html_()

    assert "a/<wbr>&lt;b&gt;.py" in shown
    assert '<td class="num">–</td>' in shown
    assert "<td>yes</td>" in shown


def test_markdown_cell_cannot_break_its_row():
    assert "| c\\|d.py | – | no |" in markdown_table(FRAME)


def test_figure_has_a_name_a_description_and_a_table_twin():
    figure = Figure("<svg></svg>", "Title", "What it <shows>", FRAME)

    shown = figure._repr_html_()

    assert "<strong>Title</strong>" in shown
    assert "What it &lt;shows&gt;" in shown
    assert "<details" in shown
    assert "| e.py |" in figure._repr_markdown_()
    assert repr(figure) == "<Figure: Title>"


def test_figure_of_nothing_has_no_twin():
    figure = Figure("<svg></svg>", "Title", "Nothing.", FRAME.head(0))

    assert "<details" not in figure._repr_html_()
    assert figure._repr_markdown_() == "**Title** Nothing."


def test_long_lists_in_a_cell_are_cut_and_counts_have_separators():
    rows = [(" ".join(f"m{number}.py" for number in range(1249)), 1249, 1249)]
    shown = table(pd.DataFrame(rows, columns=["members", "modules", "line"]), "Cycles")

    for text in (shown._repr_html_(), shown._repr_markdown_()):
        assert "m4.py … and 1,244 more" in text
        assert "m5.py" not in text
        assert "1,249" in text
        assert ">1249<" in text or "| 1249 |" in text


def test_a_table_of_findings_says_what_its_rules_are():
    rule = Rule("XX1", "odd", Severity.ERROR, "It <matters>.", "", "", "")
    run = Run("0", Project("p", None, (), ()), (), {}, findings=(rule.finding("a.py", 1, "s", "m"),), rules=(rule,))

    shown = table(finding_frame(run, "XX").drop(columns="subject"), "Findings")

    assert "<strong>XX1</strong> odd: It &lt;matters&gt;." in shown._repr_html_()
    assert "- **XX1** odd: It <matters>." in shown._repr_markdown_()
    assert table(finding_frame(run, "YY"), "Findings").legend == {}
