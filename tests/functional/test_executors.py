"""Work on a dask cluster: the same bytes as on this machine."""

import pytest
from builders import LOAD as BODY
from distributed import LocalCluster

import auditlib
from auditlib.errors import ParamsError
from auditlib.executors import executors
from auditlib.plugins import renderers


@pytest.mark.filterwarnings("ignore")  # those of dask are not ours
def test_a_cluster_of_two_workers_gives_the_same_bytes(tmp_path, monkeypatch):
    repository = tmp_path / "shop"
    repository.mkdir()
    for number in range(6):
        changed = BODY.replace("found = []", f"found = []\n    log(path, {number})")
        (repository / f"part_{number}.py").write_text(f"import part_{number // 2}\n\n\n{changed}")
    monkeypatch.setenv("AUDITLIB_CACHE", "")
    render = renderers()["json"].render

    here = render(auditlib.scan(repository))
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        there = render(auditlib.scan(repository, executor=f"dask:{cluster.scheduler_address}"))

    assert '"type":2' in here
    assert there == here


@pytest.mark.parametrize("name", ["dask:", "ray:tcp://127.0.0.1:1", "dask:nonsense://x"])
def test_an_executor_that_is_none_is_told(name):
    with pytest.raises(ParamsError, match="--executor"):
        executors(name)(1)
