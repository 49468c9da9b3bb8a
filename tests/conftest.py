"""What every test has: a cache of its own run, so that nothing of the user's is read or written."""

import os

import pytest
from hypothesis import settings

# A shared machine is slow at times, which is no fault of the code; CI tries the same examples each time.
settings.register_profile("here", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("here")


@pytest.fixture(scope="session", autouse=True)
def cache_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUDITLIB_CACHE", str(folder))
        patch.setenv("NO_COLOR", "1")
        yield folder
