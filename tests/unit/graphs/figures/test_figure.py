"""Tables and figures: honest counts, a table twin, text that cannot break out."""

import pandas as pd
import pytest

from auditlib.graphs.figures.figure import Figure, markdown_table, table

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
