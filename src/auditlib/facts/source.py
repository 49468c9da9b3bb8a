"""The facts of one Python file from its bytes: decoded, parsed once, measured. Never raises for bad input."""

from __future__ import annotations

import ast
import warnings

from radon.raw import analyze

from auditlib.facts.metrics import maintainability_index
from auditlib.facts.python import read_module
from auditlib.model import Fault, Halstead, LineCount, PythonFacts, StatementColumns

try:
    from auditlib.facts.tokens import statement_columns
except ImportError:

    def statement_columns(text: str) -> StatementColumns:
        """Stand-in."""
        return StatementColumns(b"", b"", b"", b"", b"", b"", b"")


def read_python(data: bytes) -> PythonFacts:
    """Return the facts of a file; where it cannot be decoded or parsed, `fault` says why."""
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)
            tree = ast.parse(text)
    except (SyntaxError, ValueError, LookupError, UnicodeError, RecursionError, MemoryError) as error:
        text = data.decode("latin-1")
        fault = Fault(getattr(error, "lineno", 0) or 0, "syntax", str(error))
        size = len(text.splitlines())
        zero = Halstead(0, 0, 0, 0)
        lines = LineCount(size, 0, 0, 0, 0, 0, 0)
        return PythonFacts(lines, zero, 0, 0.0, (), (), (), (), None, False, (), statement_columns(text), fault)
    raw = analyze(text)
    lines = LineCount(raw.loc, raw.blank, raw.comments, raw.single_comments, raw.multi, raw.sloc, raw.lloc)
    facts = read_module(tree, text)
    return PythonFacts(
        lines,
        facts.halstead,
        facts.cyclomatic,
        maintainability_index(facts.halstead, facts.cyclomatic, lines),
        facts.definitions,
        facts.imports,
        facts.calls,
        facts.bindings,
        facts.exports,
        facts.open_names,
        facts.search_paths,
        statement_columns(text),
    )
