"""What every test has: a cache of its own run, so that nothing of the user's is read or written."""

import pytest


@pytest.fixture(scope="session", autouse=True)
def cache_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUDITLIB_CACHE", str(folder))
        patch.setenv("NO_COLOR", "1")
        yield folder
