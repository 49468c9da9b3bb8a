"""Data files: a spreadsheet computes nothing of them."""

import pandas as pd
import pytest

from auditlib.notebooks.artefacts import csv_text


@pytest.mark.parametrize("cell", ["=1+1", "+x", "-x", "@x", "\tx", "\rx"])
def test_text_that_begins_like_a_formula_is_disarmed(cell):
    text = csv_text(pd.DataFrame({"name": [cell]}))

    assert f"'{cell}" in text


def test_numbers_and_plain_text_stay_as_they_are():
    frame = pd.DataFrame(
        {"name": ["a=b", None], "delta": [-1, 2], "share": [0.5, float("nan")], "public": [True, False]}
    )

    assert csv_text(frame) == "name,delta,share,public\na=b,-1,0.5,True\n,2,,False\n"
