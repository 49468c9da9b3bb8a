"""pyproject.toml, environment.yml and requirements.lock say the same."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
DECLARED = sorted(PROJECT["dependencies"] + PROJECT["optional-dependencies"]["dev"])


def _name(requirement: str) -> str:
    return re.match(r"[A-Za-z0-9._-]+", requirement)[0].lower().replace("_", "-").replace(".", "-")


def test_environment_lists_what_pyproject_declares():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text())
    listed = [one for one in environment["dependencies"] if isinstance(one, str)]

    assert sorted(set(listed) - {"git", "make", "pip", f"python{PROJECT['requires-python']}"}) == DECLARED
    assert f"python{PROJECT['requires-python']}" in listed


@pytest.mark.parametrize("requirement", DECLARED)
def test_lock_pins_each_dependency_at_or_above_its_bound(requirement):
    pins = dict(re.findall(r"^([\w.-]+)==([\w.]+)", (ROOT / "requirements.lock").read_text(), re.MULTILINE))
    pinned = {_name(name): version for name, version in pins.items()}
    bound = requirement.partition(">=")[2]

    assert bound, f"{requirement} has no lower bound"
    assert _numbers(pinned[_name(requirement)]) >= _numbers(bound)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:4])
