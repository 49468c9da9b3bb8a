"""Each command has a public function of its name, a help text with an example, and a line in the README."""

import re
from pathlib import Path

import pytest

import auditlib
from auditlib.cli import PART_NAMES, commands

README = (Path(__file__).parents[2] / "README.md").read_text()


@pytest.mark.parametrize("name", sorted(commands.commands))
def test_command_has_a_function_a_help_text_and_a_line_in_the_readme(name):
    assert callable(getattr(auditlib, name))
    assert "Example:" in commands.commands[name].help
    assert re.search(rf"^\| `auditlib {name}\b", README, re.MULTILINE)


def test_help_names_the_parts_that_there_are():
    assert PART_NAMES.split(", ") == list(auditlib.PARTS)


@pytest.mark.parametrize("name", auditlib.__all__)
def test_public_name_is_exported_once_and_documented(name):
    value = getattr(auditlib, name)

    assert auditlib.__all__.count(name) == 1
    assert name in dir(auditlib)
    assert value.__doc__


def test_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'scam'"):
        _ = auditlib.scam
