"""Words that do not belong here: vague names, this or that machine, unfinished work."""

import re
import subprocess
from pathlib import Path

import pytest

from auditlib.facts.source import read_python

ROOT = Path(__file__).parents[2]
TRACKED = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
FILES = [ROOT / name for name in TRACKED.split("\0") if name and (ROOT / name).is_file()]
OURS = [path for path in FILES if "example/repository" not in path.as_posix() and path.name != "test_words.py"]
VAGUE = {"utils", "helpers", "manager", "processor", "unified", "enhanced", "data", "info"}


@pytest.mark.parametrize("path", [path for path in OURS if path.suffix == ".py" and "src" in path.parts], ids=str)
def test_names_say_what_they_are(path):
    facts = read_python(path.read_bytes())
    words = {word for definition in facts.definitions for word in definition.name.lower().split("_")}

    assert not (words | {path.stem}) & VAGUE


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_text_names_no_machine_and_no_unfinished_work(path):
    text = path.read_bytes().decode("utf-8", errors="replace")
    forbidden = re.compile(r"(?<![\w.])/(?:work|root|farm)/|pythonhosted|registry\.npmjs|\bTO" + r"DO\b|FIX" + "ME")

    assert not forbidden.search(text)
