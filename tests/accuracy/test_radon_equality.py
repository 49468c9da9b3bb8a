"""On real modules every number equals radon's own: some of the standard library, chosen for variety and size."""

import sys
import sysconfig
from pathlib import Path

import pytest
from radon.metrics import h_visit, mi_visit
from radon.raw import analyze
from radon.visitors import ComplexityVisitor

from auditlib.facts.source import read_python
from auditlib.model import Halstead

STANDARD_LIBRARY = Path(sysconfig.get_path("stdlib"))
MODULES = [
    "ast.py",
    "bisect.py",
    "contextlib.py",
    "dataclasses.py",
    "heapq.py",
    "keyword.py",
    "textwrap.py",
    "json/decoder.py",
]


@pytest.mark.parametrize("name", MODULES)
def test_numbers_of_a_real_module_are_radons(name: str):
    data = (STANDARD_LIBRARY / name).read_bytes()
    text = data.decode()
    visitor, total = ComplexityVisitor.from_code(text), h_visit(text).total

    found = read_python(data)

    blocks = {(block.lineno, block.name, block.complexity) for block in visitor.blocks}
    assert blocks <= {(one.start, one.name, one.cyclomatic) for one in found.definitions}
    assert found.cyclomatic == visitor.total_complexity
    assert found.halstead == Halstead(total.h1, total.h2, total.N1, total.N2)


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="radon counts the parts of f-strings there")
@pytest.mark.parametrize("name", MODULES)
def test_line_counts_of_a_real_module_are_radons(name: str):
    data = (STANDARD_LIBRARY / name).read_bytes()
    text = data.decode()
    raw = analyze(text)

    found = read_python(data)

    lines = found.lines
    assert (lines.physical, lines.lloc, lines.sloc, lines.comment) == (raw.loc, raw.lloc, raw.sloc, raw.comments)
    assert (lines.multi, lines.blank, lines.single_comment) == (raw.multi, raw.blank, raw.single_comments)
    assert found.maintainability == pytest.approx(mi_visit(text, multi=True), abs=1e-9)
