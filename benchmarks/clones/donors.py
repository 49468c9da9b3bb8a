"""Real functions of donor packages that are worth copying, and the files they stand in."""

from __future__ import annotations

import ast
import shutil
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from functiontext import FUNCTIONS, Code, shifted
from tokens import between, normal, words

LINES = range(8, 61)
MIN_WORDS = 60
ASIDE = {"test", "tests", "testing", "migrations", "locale", "vendor", "_vendor", "vendored", "docs", "examples"}


@dataclass(frozen=True, slots=True)
class Function:
    """A function of a donor: its path in the corpus, its lines without decorators, and its text at column 0."""

    path: str
    start: int
    end: int
    column: int
    decorators: str
    text: str
    shape: tuple[str, ...]

    @property
    def method(self) -> bool:
        """Whether it stands in a class."""
        return self.column > 0


def donor_functions(folders: Sequence[Path]) -> list[Function]:
    """The functions worth copying: of LINES lines and MIN_WORDS words, not nested, of a shape found only once."""
    found = [function for folder in folders for path in python_files(folder) for function in _functions(folder, path)]
    shapes = Counter(function.shape for function in found)
    return [function for function in found if shapes[function.shape] == 1 and len(function.shape) >= MIN_WORDS]


def python_files(folder: Path) -> list[Path]:
    """A package's product files: no tests, migrations or vendored code, which some tools leave out by default."""
    return [path for path in sorted(folder.rglob("*.py")) if path.is_file() and not _aside(path.relative_to(folder))]


def corpus_path(folder: Path, path: Path) -> str:
    """Where a package's file stands in the corpus."""
    return f"{folder.name}/{path.relative_to(folder).as_posix()}"


def copy_product(folders: Sequence[Path], corpus: Path, only: set[str] | None = None) -> None:
    """Copy the product files of packages into a corpus: all, or those at these paths of the corpus."""
    for folder in folders:
        for path in python_files(folder):
            name = corpus_path(folder, path)
            if only is None or name in only:
                (corpus / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, corpus / name)
    make_packages(corpus)


def make_packages(corpus: Path) -> None:
    """Give each folder below the corpus an `__init__.py`: without one, pylint does not read its modules."""
    for folder in [path for path in corpus.rglob("*") if path.is_dir()]:
        (folder / "__init__.py").touch()


def plain_text(path: Path) -> str | None:
    """A file's text, or None where it does not compile or its lines are not what an editor shows."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None
    return text if not set(text) & set("\r\f\v\t\ufeff\x1c\x85\u2028") and compiles(text) else None


def compiles(text: str) -> bool:
    """Whether a text is a module that Python would run: stricter than `ast.parse`, which lets a stray `return` pass."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            compile(text, "corpus", "exec", dont_inherit=True)
        except (SyntaxError, ValueError, RecursionError):
            return False
    return True


def _aside(path: Path) -> bool:
    tested = path.name.startswith(("test_", "conftest")) or path.stem.endswith("_test")
    return tested or bool(ASIDE.intersection(path.parts[:-1]))


def _functions(folder: Path, path: Path) -> Iterator[Function]:
    text = plain_text(path)
    if text is None:
        return
    lines = text.split("\n")
    found = words(text)
    for node in _shallow(ast.parse(text)):
        start, end = node.lineno, node.end_lineno or 0
        if end - start + 1 in LINES:
            own = lines[start - 1 : end]
            first = min([start, *(decorator.lineno for decorator in node.decorator_list)])
            body = _flush("\n".join(own), node.col_offset)
            if body is not None and _whole(node, lines):
                decorators = "\n".join(line[node.col_offset :] for line in lines[first - 1 : start - 1])
                shape = normal(between(found, start, end))
                yield Function(corpus_path(folder, path), start, end, node.col_offset, decorators, body, shape)


def _shallow(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """The functions of the module and of its classes."""
    for node in tree.body:
        members = node.body if isinstance(node, ast.ClassDef) else [node]
        yield from (member for member in members if isinstance(member, FUNCTIONS))


def _whole(node: ast.FunctionDef | ast.AsyncFunctionDef, lines: Sequence[str]) -> bool:
    """Whether the function has its lines to itself."""
    before, after = lines[node.lineno - 1][: node.col_offset], lines[(node.end_lineno or 0) - 1][node.end_col_offset :]
    return not before.strip() and (not after.strip() or after.strip().startswith("#"))


def _stub(code: Code) -> bool:
    """Whether the body is a docstring, `...`, `pass` or a `raise` and nothing else."""
    return all(isinstance(statement, ast.Pass | ast.Raise) or _constant(statement) for statement in code.body)


def _constant(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _flush(text: str, column: int) -> str | None:
    """The function's text at column 0, or None where it is not ASCII, a stub, or would not come back the same."""
    if not text.isascii():
        return None
    opening = "if 1:\n" if column else ""  # makes a method's indentation legal to the tokenizer
    try:
        moved = shifted(opening + text, -column)[len(opening) :]
        return moved if not _stub(Code(moved)) and shifted(moved, column) == text else None
    except (SyntaxError, ValueError):
        return None
