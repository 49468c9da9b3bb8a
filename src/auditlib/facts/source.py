"""The facts of one Python file from its bytes: decoded, parsed once, measured. Never raises for bad input."""

from __future__ import annotations

import ast
import warnings

from auditlib.facts.decoding import decode
from auditlib.facts.faults import fault_of
from auditlib.facts.lexer import Tokens, lex
from auditlib.facts.metrics import maintainability_index
from auditlib.facts.python import ModuleFacts, read_module
from auditlib.facts.raw import line_count
from auditlib.facts.tokens import columns_of
from auditlib.model import Fault, Halstead, PythonFacts


def read_python(data: bytes) -> PythonFacts:
    """Return the facts of a file: one decoding, one parse, one pass over the tree and one over the tokens.

    A file that cannot be decoded or parsed has its lines and statements, as far as they can be told, and a `fault`.

    Example:
        >>> facts = read_python(b"import os\n")
        >>> facts.imports[0].module, facts.lines.sloc, facts.fault
        ('os', 1, None)
        >>> read_python(b"x = (").fault
        Fault(line=1, code='syntax', message="'(' was never closed")
    """
    text, fault = decode(data)
    tokens = lex(text)
    if fault is None:
        try:
            return _facts(text, tokens, _parse(text))
        except (SyntaxError, ValueError, LookupError, RecursionError, MemoryError) as error:
            fault = fault_of(error, text)
    return _facts(text, tokens, None, fault)


_FILENAME = "<audited source>"
_NOTHING = ModuleFacts(Halstead(0, 0, 0, 0), 0, (), (), (), (), None, False, ())


def _parse(text: str) -> ast.Module:
    """The tree. Warnings about the audited text are not ours to give, whatever the filters of this process say."""
    first = warnings.filters[0] if warnings.filters else None
    if first is None or first[3] is None or not first[3].match(_FILENAME):
        warnings.filterwarnings("ignore", module=_FILENAME)
    return ast.parse(text, _FILENAME)


def _facts(text: str, tokens: Tokens, tree: ast.Module | None, fault: Fault | None = None) -> PythonFacts:
    lines = line_count(text, tokens)
    module = _NOTHING if tree is None else read_module(tree, text)
    return PythonFacts(
        lines=lines,
        halstead=module.halstead,
        cyclomatic=module.cyclomatic,
        maintainability=maintainability_index(module.halstead, module.cyclomatic, lines) if tree else 0.0,
        definitions=module.definitions,
        imports=module.imports,
        calls=module.calls,
        bindings=module.bindings,
        exports=module.exports,
        open_names=module.open_names,
        search_paths=module.search_paths,
        statements=columns_of(tokens),
        fault=fault,
    )
