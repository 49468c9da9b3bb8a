"""The figure of growth: places on logarithmic axes, and what it says in words and as a table."""

import growthfigure
import pandas as pd
import pytest
from growthfigure import Axis, growth_figure


def growth(*costs, tool="ours"):
    sizes = (100_000, 300_000, 1_000_000)
    return pd.DataFrame([(tool, lines, cost) for lines, cost in zip(sizes, costs, strict=True)], columns=COLUMNS)


COLUMNS = ["tool", "lines", "cpu_s"]


def test_equal_factors_are_equal_steps():
    axis = Axis([10, 100, 1000], 0, 50)

    assert [axis.at(value) for value in (10, 100, 1000)] == pytest.approx([0, 25, 50])


@pytest.mark.parametrize(
    ("values", "marks"),
    [
        ([4, 200], [3, 10, 30, 100, 300]),
        ([100_012, 3_000_050], [100_000, 300_000, 1_000_000, 3_000_000]),
        ([5], [3, 10]),
        ([0.2, 0.9], [0.1, 0.3, 1]),
    ],
    ids=["between", "just beyond the last mark", "one value", "less than one"],
)
def test_marks_hold_the_values(values, marks):
    assert growthfigure.marks(values) == pytest.approx(marks)


def test_expected_curve_begins_at_the_first_point():
    first, *_, last = growthfigure.n_log_n((1000, 2), 1_000_000)

    assert first == (1000, 2)
    assert last == pytest.approx((1_000_000, 2 * 1000 * 2))


def test_each_point_of_each_tool_is_told():
    both = pd.concat([growth(1, 3.5, 12), growth(2, 7, 31, tool="theirs")])

    figure = growth_figure(both, "cpu_s", unit="CPU s", title="Growth")

    assert figure.svg.count("<circle") == 6
    assert "theirs, 300,000 lines: 7" in figure.svg
    assert list(figure.table.columns) == COLUMNS
    assert len(figure.table) == 6


def test_order_of_the_rows_does_not_matter():
    rows = growth(1, 3, 10)
    shown = [growth_figure(order, "cpu_s", unit="s", title="Growth").svg for order in (rows, rows[::-1])]

    assert shown[0] == shown[1]
