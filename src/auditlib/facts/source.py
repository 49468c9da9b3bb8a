"""The facts of one Python file from its bytes: decoded, parsed once, measured. Never raises for bad input."""

from __future__ import annotations

import ast
import warnings

from auditlib.facts.decoding import decode
from auditlib.facts.faults import fault_of
from auditlib.facts.lexer import lex
from auditlib.facts.metrics import maintainability_index
from auditlib.facts.python import ModuleFacts, read_module
from auditlib.facts.raw import line_count
from auditlib.facts.tokens import columns_of
from auditlib.model import Fault, Halstead, PythonFacts


def read_python(data: bytes) -> PythonFacts:
    r"""Return the facts of a file: one decoding, one parse, one pass over the tree and one over the tokens.

    A file that cannot be decoded or parsed has its lines and statements, as far as they can be told, and a `fault`.

    Example:
        >>> facts = read_python(b"import os\n")
        >>> facts.imports[0].module, facts.lines.sloc, facts.fault
        ('os', 1, None)
        >>> read_python(b"x = (").fault
        Fault(line=1, code='syntax', message="'(' was never closed")
    """
    text, fault = decode(data)
    module = None
    if fault is None:
        try:
            module = _module(text)
        except (SyntaxError, ValueError, LookupError, RecursionError, MemoryError) as error:
            fault = fault_of(error, text)
    return _facts(text, module, fault)


_FILENAME = "<audited source>"
_NOTHING = ModuleFacts(Halstead(0, 0, 0, 0), 0, (), (), (), (), None, False, ())


def _module(text: str) -> ModuleFacts:
    """What the tree says. It is dropped on return, before the tokens are made.

    Warnings about the audited text are not ours to give, whatever the filters of this process say.
    """
    first = warnings.filters[0] if warnings.filters else None
    if first is None or first[3] is None or not first[3].match(_FILENAME):
        warnings.filterwarnings("ignore", module=_FILENAME)
    return read_module(ast.parse(text, _FILENAME), text)


def _facts(text: str, module: ModuleFacts | None, fault: Fault | None) -> PythonFacts:
    tokens = lex(text)
    lines = line_count(text, tokens)
    known = module or _NOTHING
    return PythonFacts(
        lines=lines,
        halstead=known.halstead,
        cyclomatic=known.cyclomatic,
        maintainability=maintainability_index(known.halstead, known.cyclomatic, lines) if module else 0.0,
        definitions=known.definitions,
        imports=known.imports,
        calls=known.calls,
        bindings=known.bindings,
        exports=known.exports,
        open_names=known.open_names,
        search_paths=known.search_paths,
        statements=columns_of(tokens),
        fault=fault,
    )
