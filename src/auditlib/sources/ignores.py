"""Ignore rules: what `.gitignore` files and `.git/info/exclude` say of a path, and which line says it.

pathspec translates each pattern; two things are ours. A pattern is matched against the entry itself, as git does it
on its way down, so that the last pattern to match decides. And the patterns may be hostile: the translated regular
expressions are rewritten so that many stars in one name cannot make the search explode.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass

from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

from auditlib.model import Diagnostic
from auditlib.visible import one_line

BAD_PATTERN = "ignore-pattern"

_MAX_SPANS = 2
"""`**` in one pattern: each more multiplies the ways to split a deep path."""

_DIRECTORY_MARK = "ps_d"
_STAR = "[^/]*"
_STARS = re.compile(r"(?:\[\^/\]\*)+")
_STAR_THEN_FIXED = re.compile(r"\[\^/\]\*((?:\[\^/\]|\\.|\[\^?\]?(?:\\.|[^\]])*\]|[^/\[\\*()?])+)(?=\[\^/\]\*)")


@dataclass(frozen=True, slots=True)
class _Pattern:
    line: int
    text: str
    regex: re.Pattern[str]
    ignores: bool


@dataclass(frozen=True, slots=True)
class IgnoreFile:
    """The patterns of one ignore file. `base` is the folder they speak of, "" or ending in `/`."""

    path: str
    base: str
    patterns: tuple[_Pattern, ...]

    def verdict(self, path: str) -> tuple[bool, str] | None:
        """Whether an entry at or below the base is ignored, and by which line; None where no pattern speaks of it.

        A folder's path ends in `/`. The last pattern to match decides.
        """
        relative = path[len(self.base) :]
        for pattern in reversed(self.patterns):
            match = pattern.regex.search(relative)
            if match and _is_entry_itself(match, relative):
                return pattern.ignores, f"ignored by {self.path}:{pattern.line}: {pattern.text}"
        return None


def parse_ignore_file(content: bytes, path: str, base: str) -> tuple[IgnoreFile, tuple[Diagnostic, ...]]:
    """The patterns of an ignore file, and a diagnostic for each line that cannot be applied."""
    patterns, diagnostics = [], []
    text = content.decode("utf-8", "surrogateescape").removeprefix("\ufeff")
    for number, line in enumerate(text.split("\n"), start=1):
        pattern = _parse(number, line.removesuffix("\r"))
        if isinstance(pattern, _Pattern):
            patterns.append(pattern)
        elif pattern:
            diagnostics.append(Diagnostic(path, number, BAD_PATTERN, pattern))
    return IgnoreFile(path, base, tuple(patterns)), tuple(diagnostics)


def ignored_by(files: Sequence[IgnoreFile], path: str) -> str:
    """Which line ignores the entry, "" where none does; the files from the weakest to the strongest."""
    for file in reversed(files):
        if verdict := file.verdict(path):
            ignored, reason = verdict
            return reason if ignored else ""
    return ""


def _parse(number: int, line: str) -> _Pattern | str | None:
    """A pattern, what is wrong with it, or None for a blank or a comment."""
    shown = one_line(line.strip())
    try:
        text, ignores = GitIgnoreSpecPattern.pattern_to_regex(line)
        if text is None or ignores is None:
            return None
        regex = _linear(text)
        if _explosive(line, regex):
            return f"pattern not applied: it could take too long to match: {shown}"
        return _Pattern(number, shown, _compiled(regex), ignores)
    except (ValueError, re.error, OverflowError, RecursionError, FutureWarning):
        return f"pattern not applied, as it cannot be read: {shown}"


def _compiled(regex: str) -> re.Pattern[str]:
    """The regex; a set that Python may one day read otherwise (`[[:alpha:]]`) is an error, not a warning."""
    if "[" not in regex.replace("[^/]", ""):
        return re.compile(regex, re.DOTALL)
    with warnings.catch_warnings():
        warnings.simplefilter("error", FutureWarning)
        return re.compile(regex, re.DOTALL)


def _linear(regex: str) -> str:
    """The regex with each star but a name's last bound, with what follows it, to its first match: no backtracking.

    Sound, since between two stars of one name stands a text of fixed length: the earliest match leaves most room.
    """
    if regex in ("/", f"(?P<{_DIRECTORY_MARK}>/)"):
        return r"/\Z"  # any folder
    ended = regex.replace("|$)", r"|\Z)")
    return _STAR_THEN_FIXED.sub(r"(?>[^/]*?\1)", _STARS.sub(_STAR, ended))


def _explosive(line: str, regex: str) -> bool:
    """Whether a search may still take long: many spans of folders, or two free stars in one name."""
    free = re.sub(r"\\.", "", regex.replace(_STAR + "?", "")).replace(_STAR, "*").replace("[^/]", "")
    return line.split("/").count("**") > _MAX_SPANS or any(name.count("*") > 1 for name in free.split("/"))


def _is_entry_itself(match: re.Match[str], path: str) -> bool:
    """Whether the match is of the entry, not of a folder above it."""
    mark = match.groupdict().get(_DIRECTORY_MARK)
    return mark is None or match.end(_DIRECTORY_MARK) == len(path)
