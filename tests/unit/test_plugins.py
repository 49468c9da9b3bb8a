import sys
from importlib.metadata import EntryPoint
from types import SimpleNamespace

import pytest

from auditlib import plugins
from auditlib.errors import PluginError
from auditlib.model import Rule, Severity


@pytest.fixture(autouse=True)
def _no_memory():
    yield
    for function in (plugins.detectors, plugins.renderers, plugins.rules):
        function.cache_clear()


def offer(monkeypatch, *points):
    for function in (plugins.detectors, plugins.renderers, plugins.rules):
        function.cache_clear()
    found = [EntryPoint(name, value, group) for group, name, value in points]
    monkeypatch.setattr(plugins, "entry_points", lambda group: [point for point in found if point.group == group])


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("no_such_package.rules", "cannot be loaded"),
        ("auditlib.errors", "has no RULES and no detect"),
        ("auditlib.errors:Gone", "cannot be loaded"),
    ],
    ids=["no module", "no detector", "no attribute"],
)
def test_plugin_that_is_none_is_named(monkeypatch, value, says):
    offer(monkeypatch, ("auditlib.detectors", "licences", value))

    with pytest.raises(PluginError, match=f"'licences'.*{says}"):
        plugins.detectors()


def test_two_detectors_may_not_claim_one_rule(monkeypatch):
    rule = Rule("AL901", "x", Severity.NOTE, "because", "remedy", "bad", "good")
    twins = {name: SimpleNamespace(RULES=(rule,)) for name in ("a", "b")}
    plugins.rules.cache_clear()
    monkeypatch.setattr(plugins, "detectors", lambda: twins)

    with pytest.raises(PluginError, match="'b' declares rule AL901"):
        plugins.rules()


def test_detectors_and_renderers_come_by_name():
    plugins.detectors.cache_clear()

    assert {"clones", "cycles", "imports", "structure"} <= set(plugins.detectors())
    assert {"json", "markdown", "text"} <= set(plugins.renderers())


def test_digest_tells_foreign_detectors_apart_without_loading_them(monkeypatch):
    digests = []
    for value in ("auditlib.detectors.clones", "this", "antigravity", "no_such_package.rules"):
        offer(monkeypatch, ("auditlib.detectors", "licences", value))
        digests.append(plugins.plugin_digest())

    assert len(set(digests)) == len(digests)
    assert "antigravity" not in sys.modules
