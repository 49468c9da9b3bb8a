"""What a run of tests says where pytest itself cannot be imported."""

import builtins

import pytest

from auditlib.trials.inside import testing


class _Channel:
    def __init__(self):
        self.sent = []

    def send(self, **record):
        self.sent.append(record)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (ModuleNotFoundError("No module named 'pytest'", name="pytest"), "pytest is not installed in that environment"),
        (
            ModuleNotFoundError("No module named 'pluggy'", name="pluggy"),
            "pytest cannot be imported: ModuleNotFoundError: No module named 'pluggy'",
        ),
        (TypeError("required field"), "pytest cannot be imported: TypeError: required field"),
    ],
    ids=["not there", "in need of another", "too old"],
)
def test_pytest_that_cannot_be_imported_is_told_with_the_reason(monkeypatch, error, reason):
    real = builtins.__import__

    def failing(name, *rest):
        if name == "pytest":
            raise error
        return real(name, *rest)

    channel = _Channel()
    monkeypatch.setattr(builtins, "__import__", failing)
    testing.work({"arguments": [], "contexts": False, "work": "."}, channel)
    monkeypatch.undo()

    assert channel.sent == [{"kind": "ended", "exit": None, "reason": reason}]
