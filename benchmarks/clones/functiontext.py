"""A function's text beside its tree and tokens, and edits of that text which leave every other character alone."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate

Edit = tuple[int, int, str]
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
COMPOUND = (*FUNCTIONS, ast.ClassDef, ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith, ast.Try)
STEP = "    "


class Code:
    """One function without its decorators, moved to column 0; ASCII, so that the tree's columns count characters."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = text.split("\n")
        self._starts = [0, *accumulate(len(line) + 1 for line in self.lines)]

    @cached_property
    def function(self) -> ast.FunctionDef | ast.AsyncFunctionDef:
        """The tree of the function; SyntaxError or ValueError where the text is none."""
        (found,) = (node for node in ast.parse(self.text).body if isinstance(node, FUNCTIONS))
        return found

    @cached_property
    def tokens(self) -> list[tokenize.TokenInfo]:
        """All tokens, layout included."""
        return list(tokenize.generate_tokens(io.StringIO(self.text).readline))

    @cached_property
    def body(self) -> list[ast.stmt]:
        """The function's own statements without its docstring."""
        stated = self.function.body
        return stated[1:] if ast.get_docstring(self.function, clean=False) is not None else stated

    @cached_property
    def statements(self) -> list[ast.stmt]:
        """Every statement of the body at any depth, in the order of the text."""
        found = [node for stated in self.body for node in ast.walk(stated) if isinstance(node, ast.stmt)]
        return sorted(found, key=lambda node: (node.lineno, node.col_offset))

    @cached_property
    def quoted(self) -> set[int]:
        """The lines that begin inside a string: their indentation is content, but a docstring's is layout."""
        return {
            line
            for token in self.tokens
            if token.type == tokenize.STRING and token.line[: token.start[1]].strip()
            for line in range(token.start[0] + 1, token.end[0] + 1)
        }

    def nodes(self, *kinds: type[ast.AST]) -> list[ast.AST]:
        """The nodes of these kinds whose place is known: those inside an f-string have none in Python 3.11."""
        return [node for node in _placed(self.function) if isinstance(node, kinds)]

    def at(self, place: tuple[int, int]) -> int:
        """The offset of a line (from 1) and a column (from 0)."""
        return self._starts[place[0] - 1] + place[1]

    def begin(self, node: ast.AST) -> int:
        """The offset of a node's first character."""
        return self.at((node.lineno, node.col_offset))

    def end(self, node: ast.AST) -> int:
        """The offset after a node's last character."""
        return self.at((node.end_lineno, node.end_col_offset))

    def segment(self, node: ast.AST) -> str:
        """A node's text."""
        return self.text[self.begin(node) : self.end(node)]

    def alone(self, statement: ast.stmt) -> bool:
        """Whether a statement has its lines to itself; an `elif` has not, its `if` begins before."""
        line = self.lines[statement.lineno - 1]
        after = self.lines[statement.end_lineno - 1][statement.end_col_offset :].strip()
        clear = not line[: statement.col_offset].strip() and (not after or after.startswith("#"))
        return clear and not line.strip().startswith(("elif ", "elif("))

    def block(self, statements: Sequence[ast.stmt]) -> tuple[int, int]:
        """The first and the last line of neighbouring statements."""
        return first_line(statements[0]), statements[-1].end_lineno or 0

    def blocks(self) -> Iterator[list[ast.stmt]]:
        """Each suite of statements, the function's own without docstring first."""
        yield self.body
        for statement in self.statements:
            for name in ("body", "orelse", "finalbody"):
                suite = getattr(statement, name, None)
                if suite:
                    yield suite
            for handler in getattr(statement, "handlers", ()):
                yield handler.body


def first_line(statement: ast.stmt) -> int:
    """The line of a statement's first decorator, or of the statement."""
    return min([statement.lineno, *(node.lineno for node in getattr(statement, "decorator_list", ()))])


def edited(text: str, edits: Iterable[Edit]) -> str:
    """The text with each (begin, end, replacement) done; ValueError where two overlap."""
    bound = len(text) + 1
    for begin, end, replacement in sorted(edits, reverse=True):
        if end > bound:
            raise ValueError("edits overlap")
        text = text[:begin] + replacement + text[end:]
        bound = begin
    return text


def shifted(text: str, columns: int) -> str:
    """The text with its lines moved to the right (or left); what is inside a string and what is empty stays."""
    code = Code(text)
    moved = []
    for number, line in enumerate(code.lines, start=1):
        if number in code.quoted or not line.strip():
            moved.append(line)
        elif columns >= 0:
            moved.append(" " * columns + line)
        else:
            moved.append(line[min(-columns, len(line) - len(line.lstrip())) :])
    return "\n".join(moved)


def indented(code: Code, start: int, end: int) -> list[str]:
    """The lines start..end one step deeper, strings left alone."""
    return [
        line if number in code.quoted or not line.strip() else STEP + line
        for number, line in enumerate(code.lines[start - 1 : end], start=start)
    ]


def outdented(code: Code, start: int, end: int, columns: int) -> list[str]:
    """The lines start..end moved to the left, strings left alone."""
    return [
        line if number in code.quoted or not line.strip() else line[min(columns, len(line) - len(line.lstrip())) :]
        for number, line in enumerate(code.lines[start - 1 : end], start=start)
    ]


def _placed(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    if not isinstance(node, ast.JoinedStr):
        for child in ast.iter_child_nodes(node):
            yield from _placed(child)
