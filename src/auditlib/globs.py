"""Path globs, as params write them: anchored at the root of the repository; one of a folder covers all in it."""

from __future__ import annotations

import re
from functools import lru_cache


def matches(globs: tuple[str, ...], path: str) -> bool:
    """Whether one of the globs matches the path or a folder above it; of no globs, none does.

    `*` and `?` stay within one name, `**` spans any number of folders, `[...]` is a set of characters.

    Example:
        >>> matches(("lib/*/api",), "lib/core/api/x.py"), matches(("*.py",), "lib/x.py")
        (True, False)
    """
    return bool(globs) and _pattern(globs).match(path) is not None


@lru_cache(maxsize=256)
def _pattern(globs: tuple[str, ...]) -> re.Pattern[str]:
    branches = "|".join(_regex(glob) for glob in globs)
    return re.compile(rf"(?:{branches})\Z", re.DOTALL)


def _regex(glob: str) -> str:
    parts = [part for part in glob.split("/") if part not in ("", ".")]
    if not parts:
        return ".*"
    pieces = ["(?:.*/)?" if part == "**" else _name_regex(part) + "/" for part in parts[:-1]]
    last = ".*" if parts[-1] == "**" else _name_regex(parts[-1]) + "(?:/.*)?"
    return "".join(pieces) + last


def _name_regex(glob: str) -> str:
    """One name of a glob as a regex; a set that is not closed stands for itself."""
    pieces = re.findall(r"\*+|\?|\[[!^]?\]?[^\]]*\]|.", glob, re.DOTALL)
    return "".join(_piece_regex(piece) for piece in pieces)


def _piece_regex(piece: str) -> str:
    if piece.startswith("*"):
        return "[^/]*"
    if piece == "?":
        return "[^/]"
    if len(piece) > 1:
        negated = piece[1] in "!^"
        members = re.escape(piece[2 if negated else 1 : -1]).replace(r"\-", "-")
        return f"[{'^' if negated else ''}{members}]"
    return re.escape(piece)
