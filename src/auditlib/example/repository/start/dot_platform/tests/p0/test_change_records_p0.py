"""P0: every change to a critical test carries a change record.

change-record: reviewed
"""

from __future__ import annotations

from pathlib import Path

import pytest

pytestmark = pytest.mark.p0


def test_change_record_is_present():
    text = Path(__file__).read_text(encoding="utf-8")
    assert "change-record: reviewed" in text
