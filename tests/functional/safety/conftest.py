import signal

import pytest
from traps import Trap

SECONDS = 30


@pytest.fixture(autouse=True)
def deadline():
    """A hostile repository must not hang its reader: fail rather than wait."""

    def expire(number, frame):
        raise AssertionError(f"took more than {SECONDS} seconds")

    before = signal.signal(signal.SIGALRM, expire)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture
def trap(tmp_path):
    return Trap(tmp_path)
