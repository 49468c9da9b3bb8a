"""Two states of one repository, side by side: which files differ, and which file at head is which at base."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from auditlib.facts.line_sizes import line_sizes, split_lines
from auditlib.model import Module, Role, Size, SourceFile
from auditlib.verdicts.renames import renames

if TYPE_CHECKING:
    from pyflakes.messages import Message

    from auditlib.graphs.state import State


class Pair(NamedTuple):
    """A file at base and the same file at head; None on the side where it is not."""

    before: str | None
    after: str | None

    @property
    def renamed(self) -> bool:
        """It has another path at head."""
        return self.before is not None and self.after is not None and self.before != self.after


class Side:
    """One state, with the texts of those files that the other does not have just so."""

    def __init__(self, state: State, texts: Mapping[str, str]) -> None:
        self.state = state
        self.texts = texts
        self.messages: dict[str, list[Message]] = {}  # what pyflakes said of a file
        self.unread: set[str] = set()  # files that pyflakes could not follow
        self._trees: dict[str, ast.Module | None] = {}

    @cached_property
    def files(self) -> Mapping[str, SourceFile]:
        """Every file of the state by its path."""
        return {file.path: file for file in self.state.facts.project.files}

    @cached_property
    def modules(self) -> Mapping[str, Module]:
        """Every module of the state by its path."""
        return {module.path: module for module in self.state.modules}

    @cached_property
    def lines(self) -> Mapping[str, list[str]]:
        """The lines of the texts."""
        return {path: split_lines(text) for path, text in self.texts.items()}

    @cached_property
    def sizes(self) -> Mapping[str, list[Size]]:
        """The size of each line; of a document only physical lines are counted, as no other rule is for prose."""
        return {path: self._sizes(path) for path in self.texts}

    def text(self, path: str) -> str | None:
        """The text of any file of the state, one that does not differ too; None where it cannot be had."""
        return self.texts[path] if path in self.texts else self.state.read(path)

    def tree(self, path: str) -> ast.Module | None:
        """The syntax tree of a module; None where it does not parse, or was not judged for another reason.

        Only what was parsed before, in a process of its own, is parsed here.
        """
        if path not in self._trees:
            module = self.modules.get(path)
            text = self.text(path) if module and module.facts.fault is None else None
            self._trees[path] = _parsed(text) if text is not None else None
        return self._trees[path]

    def role(self, path: str) -> Role:
        """What the file is for."""
        return self.files[path].role

    def _sizes(self, path: str) -> list[Size]:
        if self.role(path) is Role.DOCUMENT:
            return [Size(1)] * len(self.lines[path])
        return line_sizes(self.texts[path])


class Delta:
    """What differs between two states: `base` and `head`, and the files of each that are one and the same."""

    def __init__(self, base: Side, head: Side) -> None:
        self.base = base
        self.head = head

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """Every file with a text on either side, once, sorted by its path at head, else at base."""
        gone = self.base.texts.keys() - self.head.texts.keys()
        come = self.head.texts.keys() - self.base.texts.keys()
        renamed = dict(renames(*(_lines(one, paths) for one, paths in ((self.base, gone), (self.head, come)))))
        pairs = [Pair(path, path) for path in self.base.texts.keys() & self.head.texts.keys()]
        pairs += [Pair(before, after) for before, after in renamed.items()]
        pairs += [Pair(path, None) for path in gone - renamed.keys()]
        pairs += [Pair(None, path) for path in come - set(renamed.values())]
        return tuple(sorted(pairs, key=lambda pair: (pair.after or pair.before or "", pair.before or "")))

    @cached_property
    def heads(self) -> Mapping[str, str]:
        """The path at head of each file at base that is still there, renamed or not, changed or not."""
        same = {path: path for path in self.base.files if path in self.head.files}
        return same | {pair.before: pair.after for pair in self.pairs if pair.before and pair.after}

    @cached_property
    def bases(self) -> Mapping[str, str]:
        """The path at base of each file at head that was there already."""
        return {after: before for before, after in self.heads.items()}


def _parsed(text: str) -> ast.Module | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _lines(side: Side, paths: Iterable[str]) -> dict[str, list[str]]:
    return {path: side.lines[path] for path in sorted(paths)}
