"""The facts of one Python file from its bytes: decoded, parsed once, measured. Never raises for bad input."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass

from auditlib.facts.decoding import decode
from auditlib.facts.faults import fault_of
from auditlib.facts.lexer import lex
from auditlib.facts.metrics import maintainability_index
from auditlib.facts.python import ModuleFacts, read_module
from auditlib.facts.raw import line_counts
from auditlib.facts.tokens import columns_of
from auditlib.model import Calls, Fault, Halstead, LineCount, PythonFacts, StatementColumns


@dataclass(frozen=True, slots=True)
class Parsed:
    """A file decoded and parsed. Nothing is left of its syntax tree; its tokens are still to be made."""

    text: str
    module: ModuleFacts | None  # None where there is a fault
    fault: Fault | None


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
    return facts_of([parse_python(data)])[0]


def parse_python(data: bytes, *, syntax: bool = True) -> Parsed:
    """The first half of `read_python`, which costs the more the stranger a file is: decoding, parse and tree.

    Without `syntax` there is no parse: the facts are those that tokens alone give.
    """
    text, fault = decode(data)
    module = None
    if fault is None and syntax:
        try:
            module = _module(text)
        except (SyntaxError, ValueError, LookupError, RecursionError, MemoryError) as error:
            fault = fault_of(error, text)
    return Parsed(text, module, fault)


def facts_of(files: Sequence[Parsed]) -> list[PythonFacts]:
    """The second half, in time linear in the texts: the facts of each file, the tokens of all made at once.

    The facts of a file do not depend on those beside it. About `TEXT_TOGETHER` characters at a time cost least.
    """
    texts = [file.text for file in files]
    tokens = lex(*texts)
    return list(map(_facts, files, line_counts(texts, tokens), columns_of(tokens)))


TEXT_TOGETHER = 200_000

_FILENAME = "<audited source>"
_HEAD = 2_000
_GENERATED = re.compile(
    r"^[ \t]*#[^\n]*(?:@generated|\bauto[- ]?generated\b|\bgenerated (?:by|from|with)\b|\bdo not edit\b)",
    re.IGNORECASE | re.MULTILINE,
)
_NOTHING = ModuleFacts(Halstead(0, 0, 0, 0), 0, (), (), Calls(), (), None, False, ())


def _module(text: str) -> ModuleFacts:
    """What the tree says. It is dropped on return, before the tokens are made.

    Warnings about the audited text are not ours to give, whatever the filters of this process say.
    """
    first = warnings.filters[0] if warnings.filters else None
    if first is None or first[3] is None or not first[3].match(_FILENAME):
        warnings.filterwarnings("ignore", module=_FILENAME)
    return read_module(ast.parse(text, _FILENAME), text)


def _facts(file: Parsed, lines: LineCount, statements: StatementColumns) -> PythonFacts:
    known = file.module or _NOTHING
    measured = maintainability_index(known.halstead, known.cyclomatic, lines) if file.module else 0.0
    return PythonFacts(
        lines=lines,
        halstead=known.halstead,
        cyclomatic=known.cyclomatic,
        maintainability=measured,
        definitions=known.definitions,
        imports=known.imports,
        calls=known.calls,
        bindings=known.bindings,
        exports=known.exports,
        open_names=known.open_names,
        search_paths=known.search_paths,
        statements=statements,
        generated=_GENERATED.search(file.text, 0, _HEAD) is not None,
        fault=file.fault,
    )
