"""The sizes that house style sets, measured by auditlib's own facts."""

import ast
from pathlib import Path
from statistics import median, quantiles

import pytest

from auditlib.facts.source import read_python
from auditlib.model import DefinitionKind, ParameterKind

SOURCE = Path(__file__).parents[2] / "src" / "auditlib"
PATHS = sorted(path for path in SOURCE.rglob("*.py") if "repository" not in path.relative_to(SOURCE).parts)
FACTS = {path.relative_to(SOURCE).as_posix(): read_python(path.read_bytes()) for path in PATHS}
FUNCTIONS = [
    pytest.param(path, definition, id=f"{path}:{definition.qualname}")
    for path, facts in FACTS.items()
    for definition in facts.definitions
    if definition.kind is not DefinitionKind.CLASS
]


def _body_lines(path: str) -> dict[tuple[int, str], int]:
    """Lines of each function without its docstring."""
    lines = {}
    for node in ast.walk(ast.parse((SOURCE / path).read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0]
            documented = ast.get_docstring(node) is not None
            docstring = first.end_lineno - first.lineno + 1 if documented else 0
            lines[node.lineno, node.name] = node.end_lineno - node.lineno + 1 - docstring
    return lines


def test_files_are_short():
    sizes = sorted(facts.lines.physical for facts in FACTS.values())

    assert max(sizes) <= 400
    assert median(sizes) <= 120
    assert quantiles(sizes, n=10)[-1] <= 250


def test_functions_are_short():
    sizes = {(path, *key): lines for path in FACTS for key, lines in _body_lines(path).items()}
    long = {place: lines for place, lines in sizes.items() if lines > 50}

    assert not long
    assert quantiles(sizes.values(), n=10)[-1] <= 25


@pytest.mark.parametrize(("path", "definition"), FUNCTIONS)
def test_function_is_simple(path, definition):
    own = [one for one in definition.parameters if one.name not in ("self", "cls")]
    positional = [one for one in own if one.kind in (ParameterKind.POSITIONAL, ParameterKind.POSITIONAL_ONLY)]

    assert definition.cyclomatic <= 10
    assert len(positional) <= 5
    assert len(own) <= 8
