"""Params that name what a state has not."""

import json

import pytest
from builders import unnamed

from auditlib.graphs.expectations import expected_diagnostics, unmet_params
from auditlib.model import Document, Facts, Project
from auditlib.params import Params
from auditlib.sources.roles import matches

FILES = {"lib/core/cache.py": "class Cache:\n    class Inner: ...\n", "tests/test_a.py": ""}


def params(**values):
    return Params.model_validate_json(json.dumps(values))


@pytest.mark.parametrize(
    ("named", "told"),
    [
        ({}, []),
        ({"import_roots": ["lib", "."], "tests": ["tests"], "structure": {"strict_under": ["lib/core"]}}, []),
        ({"scope": ["gone"]}, ["scope: gone: nothing lies there, so nothing would be audited"]),
        ({"scope": ["gone", "lib"]}, []),
        ({"import_roots": ["lib", "gone"]}, ["import_roots: gone: there is no such folder"]),
        ({"import_roots": ["li"]}, ["import_roots: li: there is no such folder"]),
        ({"structure": {"strict_under": ["lib/cor"]}}, ["structure.strict_under: lib/cor: there is no such folder"]),
        ({"tests": ["tests", "checks"]}, ["tests: checks: nothing lies there"]),
        ({"exclude": ["gone"]}, []),
    ],
    ids=str,
)
def test_params_that_name_nothing_are_told(named, told):
    assert list(unmet_params(params(**named), list(FILES), matches=matches)) == told


@pytest.mark.parametrize(
    ("canonical", "told"),
    [
        ("lib/core/cache.py:Cache", []),
        ("core/cache.py:Cache.Inner", []),
        ("core/cache.py:Cachet", ["the canonical of caching is not there: the module defines no Cachet"]),
        ("core/gone.py:Cache", ["the canonical of caching is not there: no module core/gone.py"]),
    ],
)
def test_a_canonical_that_is_not_there_is_missing(canonical, told):
    facts = Facts(Project("r", None, (), ()), unnamed(FILES), ())
    found = list(expected_diagnostics(params(scope=["lib"], categories={"caching": {"canonical": canonical}}), facts))

    assert [(one.message, one.weight) for one in found] == [(message, "missing") for message in told]


def test_settings_that_do_not_parse_are_a_note():
    settings = (
        Document("pyproject.toml", "[tool.x\n"),
        Document("setup.cfg", "= broken\n"),
        Document(".gitignore", "["),
    )
    found = list(expected_diagnostics(params(), Facts(Project("r", None, (), ()), (), (), settings=settings)))

    assert [(one.path, one.weight) for one in found] == [("pyproject.toml", "note"), ("setup.cfg", "note")]
