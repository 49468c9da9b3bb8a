"""Runs of statements as functions of their own, so that every mutation can be done to them; edits inside of a run."""

from __future__ import annotations

import ast
from collections.abc import Callable
from random import Random

import editing
from functiontext import STEP, Code, first_line, shifted
from renaming import bound_names, renamed

TRIALS = 5


def fragment(code: Code, start: int, end: int) -> str | None:
    """The lines of a function as a function; its parameters are the function's names that stand in them."""
    column = code.body[0].col_offset
    lines = shifted(code.text, len(STEP) - column).split("\n")[start - 1 : end]
    run = [node for node in code.body if start <= first_line(node) <= end]
    used = {part.id for node in run for part in ast.walk(node) if isinstance(part, ast.Name)}
    text = "\n".join([f"def fragment({', '.join(sorted(used & bound_names(code)))}):", *lines])
    try:
        return text if Code(text).function and Code(text).body[0].lineno <= 2 else None
    except (SyntaxError, ValueError, IndexError):
        return None


def after_header(text: str) -> str:
    """The lines of a fragment without the header that `fragment` gave it."""
    return text.partition("\n")[2]


def inserted(code: Code, random: Random) -> str | None:
    """One statement more."""
    return _inside(code, lambda: editing.inserted(code, random, 1))


def deleted(code: Code, random: Random) -> str | None:
    """One simple statement less."""
    return _inside(code, lambda: editing.deleted(code, random, 1))


def changed(code: Code, random: Random) -> str | None:
    """A callee, an argument, an operator or a value of one line changed."""
    return _inside(code, lambda: editing.changed(code, random, 1))


def renamed_and_edited(code: Code, random: Random) -> str | None:
    """One of the three, and each name that is bound in the function renamed."""
    text = random.choice((inserted, deleted, changed))(code, random)
    return renamed(Code(text), random) if text else None


def _inside(code: Code, mutation: Callable[[], str | None]) -> str | None:
    """The first of some mutations that leaves the first and the last line of the fragment as they are."""
    for _ in range(TRIALS):
        text = mutation()
        if text is None:
            return None
        lines = text.rstrip("\n").split("\n")
        if (lines[1], lines[-1]) == (code.lines[1], code.lines[-1]) and len(lines) > 2:
            return text
    return None
