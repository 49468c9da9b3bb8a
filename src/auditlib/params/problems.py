"""What is wrong with a params file: where, which key, and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from auditlib.visible import one_line

Part = str | int
_PLAIN_KEY = re.compile(r"[\w-]+")
_NEAR_ENOUGH = 60  # percent of similarity below which a suggestion would puzzle more than help


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault. `file` is a file's name or `--set`; line 0 where there is none; `key` as `dotted` writes it."""

    file: str
    line: int
    key: str
    message: str

    def __str__(self) -> str:
        """`file.yaml:12: stories[2].notebok: unknown key`."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        return one_line(": ".join(part for part in (place, self.key, self.message) if part))


def dotted(parts: Sequence[Part]) -> str:
    """A key as a reader writes it, also after `--set`: `stories[2].notebook`, `structure.roots[lib/]`.

    Example:
        >>> dotted(("structure", "roots", "lib/"))
        'structure.roots[lib/]'
    """
    text = ""
    for part in parts:
        if isinstance(part, str) and _PLAIN_KEY.fullmatch(part):
            text += f".{part}" if text else part
        else:
            text += f"[{part}]"
    return text


def near_miss(word: str, known: Iterable[str]) -> str:
    """`; did you mean 'notebook'?` for the known word closest to `word`, "" where none is close.

    Example:
        >>> near_miss("notebok", ["id", "notebook"])
        "; did you mean 'notebook'?"
    """
    best = process.extractOne(word, sorted(known), scorer=fuzz.ratio, score_cutoff=_NEAR_ENOUGH)
    return f"; did you mean '{best[0]}'?" if best else ""
