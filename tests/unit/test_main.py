"""The command's own ends: what no command line handles."""

import pytest

from auditlib import __main__, cli


def test_fault_of_our_own_is_no_finding(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def fail(_: object) -> int:
        raise RuntimeError("a fault")

    monkeypatch.setattr(cli, "run_command", fail)
    monkeypatch.setattr(__main__, "_ended_by_signals", list)

    assert __main__.main() == 3
    told = capsys.readouterr().err
    assert "RuntimeError: a fault" in told
    assert told.endswith(f"auditlib: {__main__.DEFECT}\n")
