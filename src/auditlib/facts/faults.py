"""Why a text did not parse, in words that say what to do: a newer Python, an older one, or a real error."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from typing import NamedTuple

from auditlib.facts.codes import Kind
from auditlib.facts.imports import printable
from auditlib.facts.lexer import lex
from auditlib.model import Fault


def fault_of(error: Exception, text: str) -> Fault:
    """Return the fault that an error of `ast.parse` on this text stands for."""
    if isinstance(error, SyntaxError):
        return _syntax_fault(error, text)
    if isinstance(error, RecursionError):
        return Fault(0, "recursion", "nested too deeply for Python's parser")
    if isinstance(error, MemoryError):
        return Fault(0, "memory", "nested too deeply for Python's parser, or too large for the memory")
    return Fault(0, "syntax", printable(str(error)))


class _Construct(NamedTuple):
    """A construct of another Python: the words for it, and its marks on the line and in the message of the error."""

    name: str
    line: re.Pattern[str]
    message: str = ""
    version: tuple[int, int] = (2, 7)


def _construct(name: str, line: str, message: str = "", version: tuple[int, int] = (2, 7)) -> _Construct:
    return _Construct(name, re.compile(line), message, version)


_MULTIPLE_TYPES = "multiple exception types must be parenthesized"
_BACKSLASH = "f-string expression part cannot include a backslash"
_NEWER = (
    _construct("default of a type parameter", r"^\s*(?:(?:async\s+)?def|class|type)\s+\w+\s*\[[^\]]*=", "", (3, 13)),
    _construct("'type' statement", r"^\s*type\s+[^\W\d]\w*\s*(?:\[|=)", "", (3, 12)),
    _construct("type parameters of a function", r"^\s*(?:async\s+)?def\s+\w+\s*\[", "", (3, 12)),
    _construct("type parameters of a class", r"^\s*class\s+\w+\s*\[", "", (3, 12)),
    _construct("backslash in an f-string expression", "", _BACKSLASH, (3, 12)),
    _construct("comment in an f-string expression", "", "f-string expression part cannot include '#'", (3, 12)),
    _construct("f-strings nested so deeply", "", "f-string: expressions nested too deeply", (3, 12)),
    _construct("t-string", r"(?<!\w)(?:[tT][rR]?|[rR][tT])[\"']", "invalid syntax", (3, 14)),
    _construct("'except' of several types without parentheses", "", _MULTIPLE_TYPES, (3, 14)),
    _construct("lazy import", r"^\s*lazy\s+(?:import|from)\s", "", (3, 15)),
    _construct("unpacking in a comprehension", "", "iterable unpacking cannot be used in comprehension", (3, 15)),
    _construct("unpacking in a comprehension", "", "dict unpacking cannot be used in dict comprehension", (3, 15)),
)
# No mark on one line tells this one: the f-string may begin on a line above.
_NESTED_QUOTES = _construct("quotes or line ends nested in an f-string", "", "", (3, 12))
_PYTHON_2 = (
    _construct("print statement", "", "Missing parentheses in call to 'print'"),
    _construct("exec statement", "", "Missing parentheses in call to 'exec'"),
    _construct("'except Type, name'", r"except\b[^:#]*,\s*[a-z_]\w*\s*:", _MULTIPLE_TYPES),
    _construct("'raise Type, value'", r"^\s*raise\s+[\w.]+\s*,", "invalid syntax"),
    _construct("backquotes", "`[^`]*`", "invalid syntax"),
    _construct("operator <>", "<>", "invalid syntax"),
    _construct("string prefix ur", r"(?<!\w)[uU][rR][\"']", "invalid syntax"),
    _construct("octal number without 0o", "", "leading zeros in decimal integer literals"),
    _construct("long integer", r"\d[lL]\b", "invalid decimal literal"),
    _construct("long integer", r"\b0[xX][0-9a-fA-F]+[lL]\b", "invalid hexadecimal literal"),
    _construct("tuple as a parameter", "", "Function parameters cannot be parenthesized"),
    _construct("tuple as a parameter", "", "Lambda expression parameters cannot be parenthesized"),
)


def _syntax_fault(error: SyntaxError, text: str) -> Fault:
    number = error.lineno or 0
    message = error.msg or "invalid syntax"
    lines = text.split("\n")
    line = lines[number - 1] if 0 < number <= len(lines) else ""
    if old := _matching(_PYTHON_2, line, message):
        return Fault(number, "syntax-python2", f"{old.name} is Python 2; auditlib reads Python 3")
    newer = [known for known in _NEWER if sys.version_info < known.version]
    new = _matching(newer, line, message) or _nested_quotes(lines, number)
    if new is None:
        return Fault(number, "syntax", printable(message))
    return Fault(number, "syntax-newer", f"{new.name} needs Python {_dotted(new.version)}; auditlib runs on {_RUNNING}")


def _matching(constructs: Sequence[_Construct], line: str, message: str) -> _Construct | None:
    return next((known for known in constructs if message.startswith(known.message) and known.line.search(line)), None)


def _dotted(version: Sequence[int]) -> str:
    return ".".join(map(str, version))


_RUNNING = _dotted(sys.version_info[:2])
_FORMATTED = re.compile(r"(?:[fF][rR]?|[rR][fF])(\"\"\"|'''|\"|')")


def _nested_quotes(lines: Sequence[str], number: int) -> _Construct | None:
    """The construct of nested quotes, where this Python does not read it and it stands on the line."""
    too_new = sys.version_info < _NESTED_QUOTES.version
    return _NESTED_QUOTES if too_new and _has_nested_quotes(lines, number) else None


def _has_nested_quotes(lines: Sequence[str], number: int) -> bool:
    """An f-string that touches the line holds its own quotes, or line ends though it has single quotes."""
    tokens = lex("\n".join(lines))
    touching = (tokens.first <= number) & (tokens.last >= number)
    strings = touching & ((tokens.kinds == Kind.STRING) | (tokens.kinds == Kind.LONG_STRING))
    return any(_nests(tokens.texts[place]) for place in strings.nonzero()[0].tolist())


def _nests(string: str) -> bool:
    start = _FORMATTED.match(string)
    if start is None:
        return False
    quote = start[1]
    body = string[start.end() : -len(quote)].replace("\\\n", "").replace("\\" + quote, "")
    return quote in body or (len(quote) == 1 and "\n" in body)
