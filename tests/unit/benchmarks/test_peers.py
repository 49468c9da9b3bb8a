"""What a peer says as it fails."""

import peers
import pytest


@pytest.mark.parametrize(
    ("text", "line"),
    [("Traceback\n  at x\nValueError: no\n", "ValueError: no"), ("one\n\n  \n", "one"), ("", "")],
    ids=["traceback", "blank lines after it", "silent"],
)
def test_reason_is_the_last_line_that_is_not_blank(text, line):
    assert peers.last_line(text) == line
